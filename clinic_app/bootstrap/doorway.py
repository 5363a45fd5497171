"""What the first window needs of a clinic before anybody signs in. Light on purpose: it is painted while this is all
that is loaded; keys, record and papers stand in `own_clinic`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.clinic_files import IN_USE_HERE, ClinicFiles
from clinic_app.records.sign_in_list import sign_in_list

NOT_WRITABLE = N_(
    "Nothing can be written in the folder {path}, so the records were not opened. They are as they were: check the "
    "rights of the folder and whether the disk is full or write-protected, then try again."
)


class InUse(Refused):
    """Another window of the program has this clinic."""


@contextmanager
def held_studio(folder: Path) -> Iterator[ClinicFiles]:
    """The files of a clinic, for this process alone; refused while another one has them."""
    studio = ClinicFiles(folder)
    try:
        lock = studio.instance_lock()
        taken = lock.acquire()
    except (OSError, Refused):
        raise Refused(NOT_WRITABLE, path=folder) from None
    if not taken:
        raise InUse(IN_USE_HERE)
    try:
        yield studio
    finally:
        lock.release()


def people(studio: ClinicFiles) -> list[tuple[str, str]] | None:
    """Id and name of everybody who may sign in; None where no clinic is yet; refused where something is wrong."""
    return None if studio.state() == "new" else sign_in_list(studio.current().slots)
