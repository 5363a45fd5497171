"""What all fault campaigns share: a studio with an open session, a child that saves for real, kills, and the score.

Entries go through `record_findings` in a forked child, which confirms each through a pipe after it returned. A lost
entry is one that was confirmed and is not in the record afterwards; a torn one is there in part.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import replace

from clinic_app import actions
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.records import audit
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine
from clinic_app.records.page_copy import Patience
from clinic_app.records.record import Record
from clinic_app.records.soundness import check
from tests.faults.killing import fork

KEY = bytes(range(32))
HASTE = Patience(pause=0.0, limit=60.0)
DAY = date(2026, 11, 22)
HANAKO = ClientDetails("髙橋 花子", "たかはし はなこ", "female", date(1984, 3, 1), "090-0000-1234", note="架空のデータ")
EVALUATOR = build_evaluator(factory_texts())


@dataclass
class Score:
    """What a campaign did and found."""

    name: str
    kills: int = 0
    faults: int = 0
    confirmed: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)
    skipped: str = ""
    started: float = field(default_factory=time.monotonic)

    def __str__(self) -> str:
        if self.skipped:
            return f"{self.name}: SKIPPED, NOT PROVED HERE: {self.skipped}"
        seconds = time.monotonic() - self.started
        return (
            f"{self.name}: kills {self.kills}, faults injected {self.faults}, confirmed entries {self.confirmed}, "
            f"lost entries {self.lost}, wrong {len(self.wrong)} {self.wrong[:5] or ''} in {seconds:.1f} s"
        )

    @property
    def clean(self) -> bool:
        """Whether nothing was lost and nothing was wrong."""
        return self.lost == 0 and not self.wrong


def make_studio(folder: Path) -> tuple[ClinicFiles, str]:
    """A new studio with one client in an open session; the studio and the id of the visit."""
    studio = ClinicFiles(folder)
    with studio.new_generation(datetime.now(UTC)) as begun:
        record = create_record(begun.record, KEY)
        client = actions.register_client(record, HANAKO, actor="staff-1").value
        visit = actions.open_visit(record, client.id, day=DAY, trainer="staff-1", actor="staff-1").value
        record.close()
        begun.slots.write_text('{"opaque": true}', encoding="utf-8")
    for place in studio.sealed:
        (place / "in").mkdir(parents=True)
        (place / "in" / "event-1").write_bytes(b"sealed")
    return studio, visit.id


def open_current(studio: ClinicFiles) -> Record:
    """The record in use."""
    return open_record(studio.current().record, KEY)


def stored_number(record: Record, visit_id: str) -> float:
    """The number of the last whole entry; -1 when it is torn."""
    session = actions.resume_visit(record, visit_id)
    kept = session.assessment.assessment
    whole = kept.weekly_km == kept.years_running and session.visit.field in ("", str(kept.weekly_km))
    return (kept.weekly_km or 0.0) if whole else -1.0


def enter(record: Record, visit_id: str, number: float) -> None:
    """One entry as the session page saves it, which two fields and the place tell of."""
    stored = actions.resume_visit(record, visit_id).assessment
    document = replace(stored.assessment, weekly_km=number, years_running=number)
    actions.record_findings(
        record,
        visit_id,
        document,
        evaluator=EVALUATOR,
        revision=stored.revision,
        step="intake",
        field=str(number),
        actor="staff-1",
    )


def enter_for_ever(path: Path, visit_id: str, say: int) -> None:
    """Save entries and confirm each; ends only by being killed."""
    record = open_record(path, KEY)
    number = max(0.0, stored_number(record, visit_id))
    while True:
        number = round(number + 0.1, 1)
        enter(record, visit_id, number)
        os.write(say, f"{number}\n".encode())


def killed_child(work: Callable[[int], None], confirmations: int, then: float) -> list[str]:
    """Fork a child, kill it `then` seconds after it said so many lines or ended; all the lines it said."""
    reading, writing = os.pipe()
    child = fork()
    if child == 0:
        os.close(reading)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 2)
        try:
            work(writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        lines = [said.readline().strip() for _ in range(confirmations)]
        until = time.perf_counter() + then
        while time.perf_counter() < until:
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = said.read()
    whole = rest.split("\n")[:-1]  # a line without its end was never confirmed
    return [line for line in (*lines, *whole) if line]


def problems_of(path: Path, key: bytes = KEY) -> list[str]:
    """What is wrong with a record after a fault: integrity, foreign keys, audit chain."""
    try:
        check(path, key)
    except Exception as error:  # noqa: BLE001 - the score lists whatever it is
        return [f"{type(error).__name__}: {error}"]
    return []


def audit_problems(path: Path, key: bytes = KEY) -> list[str]:
    """What the audit says of a record that opens."""
    engine = file_engine(path, key)
    try:
        verdict = audit.verify(engine)
    finally:
        engine.dispose()
    return [] if verdict.fault is None else [f"audit {verdict.fault} at {verdict.seq}"]


def chance(seed: int) -> random.Random:
    """The same faults at each run."""
    return random.Random(seed)  # noqa: S311 - nothing to protect


def run_as_program(campaign: Callable[[Path, bool], Score]) -> None:
    """`python -m tests.faults.<name> [--long]`: print the score; exit 1 unless it is clean."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        score = campaign(Path(folder), "--long" in sys.argv[1:])
    print(score)
    sys.exit(0 if score.clean else 1)
