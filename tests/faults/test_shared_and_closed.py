"""F5, F6 and F13: folders that may only be read, two processes at one record, and a record of a newer program."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from clinic_app import actions
from clinic_app.errors import Refused
from clinic_app.records import faults
from clinic_app.records.backups import make_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.copy_faults import COPY_READ_ONLY
from clinic_app.records.engines import BUSY_MS
from tests.faults.harness import HANAKO, HASTE, KEY, make_studio, open_current

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def studio(tmp_path: Path) -> ClinicFiles:
    """A clinic with an open session."""
    return make_studio(tmp_path / "studio")[0]


AS_ANOTHER = """
import os, sys
from pathlib import Path
import alembic.command
from clinic_app.records.restore import restore
from tests.faults.test_shared_and_closed import *
studio = ClinicFiles(Path(sys.argv[1]))
record = open_current(studio)
record.close()
if os.getuid() == 0:
    os.setuid(65534)
record = open_current(studio)  # all that is loaded late was loaded above, while it could still be read
print(studio.state(), len(actions.find_clients(record, "")))
for attempt in (lambda: actions.register_client(record, HANAKO, actor="staff-1"),
                lambda: make_backup(studio, KEY, NOW, HASTE),
                lambda: restore(studio, Path(sys.argv[2]), KEY, NOW)):
    try:
        attempt()
    except Refused as refused:
        print(refused.message)
record.close()
"""


def test_another_user_reads_and_is_told_that_nothing_can_be_written(studio: ClinicFiles) -> None:
    with tempfile.TemporaryDirectory() as place:  # where another user may look, unlike pytest's own folders
        backup = make_backup(studio, KEY, NOW, HASTE)
        copy = Path(shutil.copytree(studio.folder, Path(place) / "studio"))
        for path in (Path(place), *Path(place).rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
        command = [sys.executable, "-c", AS_ANOTHER, str(copy), str(copy / "backups" / backup.folder.name)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        after = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
        for path in (Path(place), *Path(place).rglob("*")):
            path.chmod(0o755)
    assert run.stdout.splitlines() == ["ready 1", faults.READ_ONLY, COPY_READ_ONLY, faults.READ_ONLY], run.stderr
    assert after == before


HOLDER = """
import sys
from pathlib import Path
from clinic_app.records.engines import connect
connection = connect(Path(sys.argv[1]), bytes(range(32)))
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
print("free", flush=True)
sys.stdin.readline()
"""


def test_a_record_held_by_another_process_is_waited_for_then_said_and_saved_later(studio: ClinicFiles) -> None:
    record = open_current(studio)
    command = [sys.executable, "-c", HOLDER, str(studio.current().record)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        started = time.monotonic()
        with pytest.raises(Refused) as refused:
            actions.register_client(record, HANAKO, actor="staff-1")
        waited = time.monotonic() - started
        assert len(actions.find_clients(record, "")) == 1
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == "free\n"
        actions.register_client(record, HANAKO, actor="staff-1")
        other.kill()
    assert refused.value.message == faults.IN_USE
    assert waited >= BUSY_MS / 1000 * 0.9
    assert len(actions.find_clients(record, "")) == 2
    record.close()


def test_a_process_that_dies_holding_the_record_blocks_nobody(studio: ClinicFiles) -> None:
    record = open_current(studio)
    command = [sys.executable, "-c", HOLDER, str(studio.current().record)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        other.kill()
    actions.register_client(record, HANAKO, actor="staff-1")
    record.close()


def test_a_record_of_a_newer_program_is_neither_opened_nor_copied_nor_changed(studio: ClinicFiles) -> None:
    record = open_current(studio)
    with record.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    record.close()
    before = studio.current().record.read_bytes()
    for attempt in (lambda: open_current(studio), lambda: make_backup(studio, KEY, NOW, HASTE)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.message == faults.NEWER
    assert studio.current().record.read_bytes() == before
    assert [path.name for path in studio.backups.iterdir()] == [".lock"]
