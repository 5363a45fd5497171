"""What was read of the desk's two folders, kept beside the sheets: the next sign-in need not open them all again.

Only a memory. What it says of a file counts while the file's mark is the same; lost or damaged, all is read anew.
"""

from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from clinic_app.domain.print_job import PrintJob
from clinic_app.records.sealed import SealedFolder, UnreadableError

INDEX_ID = "00000000-0000-4000-8000-00000000da12"
Mark = tuple[int, int]  # when a file was written, in nanoseconds, and its size


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A sheet's jobs as they stood."""

    mark: Mark
    jobs: tuple[PrintJob, ...]


class Index(msgspec.Struct, frozen=True):
    """Everything known. Events by their ids alone: `events` are those of each sheet, also of one that is not there now
    and may come back; `others` those without a sheet that need not be read again. `last` is the newest time.
    """

    sheets: dict[str, Kept] = {}
    events: dict[str, tuple[str, ...]] = {}
    others: tuple[str, ...] = ()
    last: datetime = datetime.min.replace(tzinfo=UTC)


def read_index(out: SealedFolder) -> Index:
    """What was kept; nothing where there is none that can be read."""
    try:
        return msgspec.msgpack.decode(out.read(INDEX_ID), type=Index)
    except (UnreadableError, FileNotFoundError, msgspec.MsgspecError, ValueError):
        return Index()


def write_index(out: SealedFolder, index: Index) -> None:
    """Keep it for the next sign-in."""
    out.write(INDEX_ID, msgspec.msgpack.encode(index))


def drop_from_index(out: SealedFolder, gone: Collection[str]) -> None:
    """Forget sheets that were withdrawn: an erased client's name does not stay behind in here."""
    index = read_index(out)
    left = {identity: kept for identity, kept in index.sheets.items() if identity not in gone}
    if len(left) < len(index.sheets):
        write_index(out, msgspec.structs.replace(index, sheets=left))
    elif not index.sheets:
        out.withdraw(INDEX_ID)  # one that cannot be read may name anybody
