"""F14 and F15: backups and restores killed at random moments. `python -m tests.faults.killed_copies --long`

A folder without `.partial` must always be a good backup, and CURRENT must always lead to a record that opens.
"""

from datetime import UTC, datetime
from functools import partial
from os import write
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.records.backups import Backup, backups, make_backup, verify_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.restore import restore
from tests.faults.harness import (
    HASTE,
    KEY,
    Score,
    chance,
    enter,
    killed_child,
    make_studio,
    open_current,
    problems_of,
    run_as_program,
    stored_number,
)

SHORT, LONG = 12, 150


def campaign(folder: Path, long: bool = False) -> Score:
    """Both campaigns, one after the other, on one clinic."""
    score, source = Score("F14 backup killed, F15 restore killed"), chance(14)
    studio, visit_id = make_studio(folder / "studio")
    record = open_current(studio)
    enter(record, visit_id, 3.5)
    record.close()
    good = make_backup(studio, KEY, datetime.now(UTC), HASTE)
    times = LONG if long else SHORT
    for _ in range(times):
        killed_child(partial(_back_up, studio), 1, source.random() * 0.15)
        score.kills += 1
        score.wrong += _wrong_backups(studio)
    for _ in range(times):
        killed_child(partial(_restore, studio, good), 1, source.random() * 0.15)
        score.kills += 1
        score.wrong += _wrong_state(studio, visit_id)
    make_backup(studio, KEY, datetime.now(UTC), HASTE)
    restore(studio, good.folder, KEY, datetime.now(UTC))
    left = [path.name for path in studio.folder.rglob("*.partial")]
    score.wrong += [f"left behind: {name}" for name in left]
    return score


def _back_up(studio: ClinicFiles, say: int) -> None:
    write(say, b"began\n")
    while True:
        make_backup(studio, KEY, datetime.now(UTC), HASTE)


def _restore(studio: ClinicFiles, backup: Backup, say: int) -> None:
    write(say, b"began\n")
    while True:
        restore(studio, backup.folder, KEY, datetime.now(UTC))


def _wrong_backups(studio: ClinicFiles) -> list[str]:
    wrong = []
    named = {path.name for path in studio.backups.glob("studio-*") if not path.name.endswith(".partial")}
    if named != {backup.folder.name for backup in backups(studio.backups)}:
        wrong.append("a named backup is none")
    for name in sorted(named)[-2:]:
        try:
            verify_backup(studio.backups / name, KEY)
        except Refused as refused:
            wrong.append(f"{name}: {refused}")
    return wrong


def _wrong_state(studio: ClinicFiles, visit_id: str) -> list[str]:
    try:
        if studio.state() != "ready":
            return ["looks like a new clinic"]
        record = open_current(studio)
        kept = stored_number(record, visit_id)
        record.close()
    except Refused as refused:
        return [str(refused)]
    return problems_of(studio.current().record) + ([] if kept == 3.5 else [f"holds {kept}"])


if __name__ == "__main__":
    run_as_program(campaign)
