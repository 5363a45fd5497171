"""The second place of the backups as a person chooses it: tried by writing there before it is remembered."""

import tempfile
from contextlib import suppress
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.second_place import copy_slots, refuse_away
from clinic_app.settings import Workstation, remember

NO_FOLDER = N_("There is no folder at {path}. Nothing was changed: plug the drive in, or choose another folder.")
INSIDE = N_(
    "{path} and the folder of the records lie inside one another: what destroys one would destroy the other. Nothing "
    "was changed: choose a folder on another drive or on a share."
)
NOT_WRITABLE = N_(
    "Nothing can be written at {path}. Nothing was changed: check its rights and whether the drive is write-protected, "
    "or choose another folder."
)


def keep_second_place(studio: Path, typed: str) -> None:
    """Try a folder and remember it as the second place of this workstation; refused with the reason."""
    path = Path(typed).expanduser()
    if not typed or not path.is_absolute() or not path.is_dir():
        raise Refused(NO_FOLDER, path=typed)
    place, ours = path.resolve(), studio.resolve()
    if place.is_relative_to(ours) or ours.is_relative_to(place):
        raise Refused(INSIDE, path=typed)
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"?")
            file.flush()
    except OSError:
        raise Refused(NOT_WRITABLE, path=typed) from None
    remember(studio, second_place=str(place), copied_to="", copied_at=None)


def send_keys(studio: ClinicFiles) -> None:
    """Bring changed keys of the staff to the second place; one that is away gets them with the next copy."""
    mine = Workstation.load(studio.folder)
    if not mine.second_place:
        return
    place = Path(mine.second_place)
    with suppress(Refused):  # the next copy meets the same trouble, and the line of the copies says it
        refuse_away(place, used_before=mine.copied_to == mine.second_place)
        copy_slots(studio, place)
