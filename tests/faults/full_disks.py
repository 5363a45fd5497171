"""F4: the disk becomes full during saves and backups. `python -m tests.faults.full_disks --long`

By a limit on file sizes in a child, which SQLite meets as an I/O error, and for root by a small memory disk, which
it meets as a full one. What was confirmed stays, reading works on, and saving works again when there is room.
"""

import os
import resource
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from clinic_app import actions
from clinic_app.errors import Refused
from clinic_app.records import backups, faults
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.copy_faults import COPY_FAILED, COPY_FULL
from clinic_app.records.record import Record
from tests.faults.harness import HANAKO, HASTE, KEY, Score, make_studio, open_current, problems_of, run_as_program
from tests.faults.killing import fork

LARGE = replace(HANAKO, note="あ" * 9000)
SAID = (faults.FULL, faults.NOT_SAVED, COPY_FULL, COPY_FAILED, backups.NO_SPACE)


def campaign(folder: Path, long: bool = False) -> Score:
    """Both kinds; the memory disk only where root may make one."""
    score = Score("F4 disk full")
    studio, _ = make_studio(folder / "studio")
    for spare in range(0, 400_000, 20_000 if long else 100_000):
        score.wrong += _in_a_child(lambda spare=spare: _with_limit(studio, spare))
        score.faults += 1
        score.wrong += problems_of(studio.current().record)
    disk = folder / "disk"
    disk.mkdir()
    if os.geteuid() == 0 and _mounted(disk):
        try:
            score.wrong += _in_a_child(lambda: _on_small_disk(disk))
            score.faults += 1
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    else:
        score.skipped = "no memory disk may be made here; limits on file sizes were tried" if not score.wrong else ""
    return score


def _with_limit(studio: ClinicFiles, spare: int) -> list[str]:
    """Saves until the limit refuses one; then backups; then with room again."""
    record = open_current(studio)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (studio.current().record.stat().st_size + spare, most))
    wrong, _ = _save_until_refused(record)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, most))
    wrong += _backup_is_refused(studio)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    actions.register_client(record, HANAKO, actor="staff-1")
    record.close()
    backups.make_backup(studio, KEY, datetime.now(UTC), HASTE)
    return wrong


def _on_small_disk(disk: Path) -> list[str]:
    studio, _ = make_studio(disk / "studio")
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * 800_000)
    record = open_current(studio)
    wrong, saved = _save_until_refused(record)
    wrong += _backup_is_refused(studio)
    ballast.unlink()
    actions.register_client(record, HANAKO, actor="staff-1")
    if len(actions.find_clients(record, "")) != min(50, saved + 2):
        wrong.append("after room was made: another number of clients")
    record.close()
    return wrong + problems_of(studio.current().record)


def _save_until_refused(record: Record) -> tuple[list[str], int]:
    before = _count(record)
    saved = 0
    try:
        while saved < 500:
            actions.register_client(record, LARGE, actor="staff-1")
            saved += 1
    except Refused as refused:
        wrong = [] if refused.message in SAID else [f"said {refused}"]
    else:
        return ["the disk never became full"], saved
    if _count(record) != before + saved:
        wrong.append(f"{before} and {saved} saved, {_count(record)} read")
    return wrong, saved


def _backup_is_refused(studio: ClinicFiles) -> list[str]:
    try:
        backups.make_backup(studio, KEY, datetime.now(UTC), HASTE)
    except Refused as refused:
        left = [path.name for path in studio.backups.glob("*.partial")]
        return [f"left {left}"] if left else [] if refused.message in SAID else [f"said {refused}"]
    return ["a backup was made on a full disk"]


def _count(record: Record) -> int:
    with record.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM client").scalar_one())


def _in_a_child(work: Callable[[], list[str]]) -> list[str]:
    """Limits of a process end with it; what the child found wrong."""
    reading, writing = os.pipe()
    child = fork()
    if child == 0:
        try:
            found = work()
        except BaseException as error:  # noqa: BLE001 - the score lists whatever it is
            found = [f"{type(error).__name__}: {error}"]
        os.write(writing, "\n".join(found).encode()[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        found = said.read().splitlines()
    os.waitpid(child, 0)
    return found


def _mounted(disk: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    run_as_program(campaign)
