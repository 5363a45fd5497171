"""Files that appear whole or not at all: temporary file, fsync, rename, fsync of the folder. Knows no content."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.platform import replace_file, sync_folder
from clinic_app.records.fault_sentences import FULL, NOT_SAVED, READ_ONLY

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file; a reader, now or after a crash, sees the old one or the new one, whole."""
    with _telling():
        replace_file(path, data)


def make_folder(path: Path) -> None:
    """Make a folder that only this user can enter, and its parents."""
    with _telling():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def remove(path: Path) -> None:
    """Remove a file for good; does nothing when it is gone already."""
    with _telling():
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def rename(path: Path, new: Path) -> None:
    """Rename a file inside its folder."""
    with _telling():
        path.replace(new)
        sync_folder(path.parent)


def read_at_most(path: Path, limit: int) -> bytes | None:
    """A file's bytes; None when it is longer than `limit`. Raises `OSError`."""
    with path.open("rb") as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = error.errno
        message = FULL if code in _FULL else READ_ONLY if code in _READ_ONLY else NOT_SAVED
        raise Refused(message) from None
