"""F8 and F9: single bits flipped and ends cut off in a record. `python -m tests.faults.damaged_files --long`"""

from datetime import UTC, datetime
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.records.backups import make_backup
from clinic_app.records.faults import DAMAGED
from clinic_app.records.restore import restore
from clinic_app.records.soundness import check
from tests.faults.harness import HASTE, KEY, Score, chance, make_studio, run_as_program

PAGE = 4096
SHORT, LONG = 60, 1000


def campaign(folder: Path, long: bool = False) -> Score:
    """Every damage is noticed, none looks like a new clinic, and the backup comes back."""
    score, source = Score("F8 bits flipped, F9 ends cut off"), chance(8)
    studio, _ = make_studio(folder / "studio")
    backup = make_backup(studio, KEY, datetime.now(UTC), HASTE)
    path = studio.current().record
    raw = path.read_bytes()
    pages = len(raw) // PAGE
    for number in range(max(pages, LONG if long else SHORT)):
        flipped = bytearray(raw)
        flipped[number % pages * PAGE + source.randrange(PAGE)] ^= 1 << source.randrange(8)
        path.write_bytes(flipped)
        score.faults += 1
        score.wrong += _unnoticed(path, f"page {number % pages}")
    for size in (len(raw) - 1, len(raw) - PAGE, len(raw) // 2, PAGE, 100, 16, 1, 0):
        path.write_bytes(raw[:size])
        score.faults += 1
        score.wrong += _unnoticed(path, f"cut to {size}")
        if size == 0 and _state(studio) == "new":
            score.wrong.append("an empty record looks like a new clinic")
    restore(studio, backup.folder, KEY, datetime.now(UTC))
    check(studio.current().record, KEY)
    return score


def _unnoticed(path: Path, what: str) -> list[str]:
    try:
        check(path, KEY)
    except Refused:
        return []
    except Exception as error:  # noqa: BLE001 - the score lists whatever it is
        return [f"{what}: {type(error).__name__}"]
    return [f"{what}: not noticed"]


def _state(studio: object) -> str:
    try:
        return str(studio.state())  # type: ignore[attr-defined]
    except Refused:
        return DAMAGED


if __name__ == "__main__":
    run_as_program(campaign)
