"""The second place of a clinic's backups: a stick, a drive or a share, which may be away at any time.

Besides finished backups it holds the newest keys of the staff, so that the newest passwords open them. What was
copied there once is its mark: a folder without it is another stick, or the empty place where one is missing.
"""

import threading
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import slots
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.copy_faults import copying
from clinic_app.records.durable import make_folder, remove, write_whole

AWAY = N_(
    "The second place {path} is not there. Plug the drive in, or check the connection; the copy is made as soon as "
    "it is back."
)
ANOTHER = N_(
    "{path} is there, but without the copies made before: is it another drive? Plug the usual one in, or choose this "
    "one as the second place."
)
OTHER_CLINIC = N_(
    "{path} holds the copies of another clinic. Nothing was written there; choose another folder as the second place."
)
MARK = ".lock"
_changing = threading.Lock()  # at the start and after a change of the staff, both may copy


def refuse_away(place: Path, *, used_before: bool) -> None:
    """Refuse a second place that is not there, or that is not the one used before."""
    if not (place if used_before else place.parent).is_dir():
        raise Refused(AWAY, path=place)
    if used_before and not (place / MARK).exists():
        raise Refused(ANOTHER, path=place)


def copy_slots(studio: ClinicFiles, second: Path) -> bool:
    """Bring the keys of the staff to the second place; whether there was anything to do.

    Damaged ones are never copied, and those of another clinic there are never replaced.
    """
    with copying(), _changing:
        ours = studio.current().slots
        read = slots.read(ours)
        make_folder(second)
        theirs = second / ours.name
        if theirs.exists() and _clinic(theirs) not in ("", read.clinic):
            raise Refused(OTHER_CLINIC, path=second)
        # The file before goes first, as `slots.write` does: no moment holds an older pair than there was.
        before = _mirror(slots.previous(ours), slots.previous(theirs))
        return _mirror(ours, theirs) or before


def _clinic(path: Path) -> str:
    """Whose keys lie there; empty when they cannot be read and are worth nothing."""
    try:
        return slots.read(path).clinic
    except Refused:
        return ""


def _mirror(source: Path, target: Path) -> bool:
    wanted = source.read_bytes() if source.exists() else None
    if wanted == (target.read_bytes() if target.exists() else None):
        return False
    if wanted is None:
        remove(target)
    else:
        write_whole(target, wanted)
    return True
