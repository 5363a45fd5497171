"""In which studio a computer stands: kept beside the clinic's folder, and counted from the next entry on."""

from pathlib import Path

from clinic_app.actions.studios import mine_and_others
from clinic_app.domain.studio import Studio, standing_in
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.record import Record
from clinic_app.settings import Workstation, remember


def chosen_studio(folder: Path) -> str:
    """The code that was chosen at this computer; empty while nobody has."""
    return Workstation.load(folder).studio


def studios_here(folder: Path, record: Record) -> tuple[tuple[Studio, ...], tuple[Studio, ...]]:
    """The studios of who is signed in, and the others; what is entered belongs to the one where the computer stands."""
    mine, others = mine_and_others(record)
    in_order = sorted(mine, key=lambda studio: (not studio.is_open, studio.code))
    record.studio = standing_in(chosen_studio(folder), tuple(studio.code for studio in in_order)) if mine else ""
    return mine, others


def stand_in(folder: Path, record: Record, code: str) -> None:
    """From now on this computer stands in a studio."""
    remember(folder, studio=code)
    studios_here(folder, record)


def stand_at_desk(folder: Path, held: HeldRing, code: str) -> None:
    """The same for what is written down at the front desk, by whoever has no record open."""
    remember(folder, studio=code)
    held.stand_in(code)
