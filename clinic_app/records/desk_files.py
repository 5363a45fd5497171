"""What lies in the front desk's folder: one file for each sheet, named by its paper's id, and one for the bookings."""

import hashlib
from typing import NamedTuple

import msgspec

from clinic_app.domain.desk import DeskDay, Sheet
from clinic_app.errors import Refused
from clinic_app.i18n import N_

DAY_ID = "00000000-0000-4000-8000-00000000da11"
_DAYS_END = DAY_ID[18:]
ALTERED = N_(
    "The sheet is not the one that was approved, so it is not printed. Ask the trainer to issue it again; until then "
    "use the blank sheet."
)
NO_BYTES = N_("The sheet itself is no longer kept at the desk. Ask for it again; a trainer answers with one key.")


class SheetFile(msgspec.Struct, frozen=True):
    """A sheet and its PDF; without the PDF once its time is over."""

    sheet: Sheet
    pdf: bytes = b""


class Opened(NamedTuple):
    """What a file of the folder is."""

    sheet: Sheet
    has_bytes: bool


def write_sheet(sheet: Sheet, pdf: bytes) -> bytes:
    """The content of a sheet's file."""
    return msgspec.msgpack.encode(SheetFile(sheet, pdf))


def read_sheet(identity: str, content: bytes) -> SheetFile | None:
    """A sheet's file; None when it is not one, or another's."""
    try:
        found = msgspec.msgpack.decode(content, type=SheetFile)
    except (msgspec.MsgspecError, ValueError):
        return None
    return found if found.sheet.id == identity else None


def approved_pdf(found: SheetFile | None) -> bytes:
    """The bytes, only if they are those that were approved."""
    if found is None:
        raise Refused(ALTERED)
    if not found.pdf:
        raise Refused(NO_BYTES)
    if hashlib.sha256(found.pdf).hexdigest() != found.sheet.sha256:
        raise Refused(ALTERED)
    return found.pdf


def day_id(studio: str) -> str:
    """The name of the bookings of one studio: its code, letter by letter; a server reads it there again."""
    letters = studio.encode("ascii").hex().ljust(16, "0")
    return f"{letters[:8]}-{letters[8:12]}-{letters[12:]}{_DAYS_END}" if studio else DAY_ID


def is_day(identity: str) -> bool:
    """Whether an entry holds bookings and no sheet."""
    return identity.endswith(_DAYS_END)


def write_day(day: DeskDay) -> bytes:
    """The content of the file of bookings."""
    return msgspec.msgpack.encode(day)


def read_day(content: bytes) -> DeskDay | None:
    """The bookings; None when the file is something else."""
    try:
        return msgspec.msgpack.decode(content, type=DeskDay)
    except (msgspec.MsgspecError, ValueError):
        return None
