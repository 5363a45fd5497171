"""A program killed at any moment while it saves loses nothing it has confirmed (fault F1, short form)."""

import subprocess
import sys
from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import ClientDetails

KILLS = 12
# Forks a child that saves and confirms through a pipe; kills it after a random number of confirmations and a random
# moment of the next save; then opens the record anew and compares.
HARNESS = """
import os, random, signal, sys, time
from pathlib import Path
from msgspec.structs import replace
from clinic_app import actions
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import open_record

path, visit_id, kills = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
key, chance = bytes(range(32)), random.Random(5)
evaluator = build_evaluator(factory_texts())

def save(out):
    record = open_record(path, key)
    stored = actions.resume_visit(record, visit_id).assessment
    for _ in range(16):  # where the kill is late the numbers stay below the hundred years that can be entered
        number = (stored.assessment.weekly_km or 0) + 0.5
        document = replace(stored.assessment, weekly_km=number, years_running=number)
        stored = actions.record_findings(record, visit_id, document, evaluator=evaluator, revision=stored.revision,
                                         step="intake", field=str(number), actor="staff-1").value
        os.write(out, f"{number}\\n".encode())
    signal.pause()

for _ in range(kills):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        save(writing)
    os.close(writing)
    confirmed, wanted = 0.0, chance.randint(1, 8)
    with os.fdopen(reading) as said:
        for _ in range(wanted):
            confirmed = float(said.readline())
        until = time.perf_counter() + chance.random() * 0.008
        while time.perf_counter() < until:
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = said.read().split("\\n")
    confirmed = float(rest[-2]) if len(rest) > 1 else confirmed
    record = open_record(path, key)
    session = actions.resume_visit(record, visit_id)
    kept = session.assessment.assessment
    with record.engine.connect() as connection:
        sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        sound &= connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall() == []
    record.close()
    torn = kept.weekly_km != kept.years_running or session.visit.field != str(kept.weekly_km)
    print("lost" if kept.weekly_km < confirmed else "torn" if torn else "broken" if not sound else "kept")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_killed_program_keeps_everything_it_has_confirmed(
    record_path: Path, key: bytes, hanako: ClientDetails, today: object
) -> None:
    record = open_record(record_path, key)
    client = actions.register_client(record, hanako, actor="staff-1").value
    visit = actions.open_visit(record, client.id, day=today, trainer="見本", actor="staff-1").value  # type: ignore[arg-type]
    record.close()
    command = [sys.executable, "-c", HARNESS, str(record_path), visit.id, str(KILLS)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert said == ["kept"] * KILLS
