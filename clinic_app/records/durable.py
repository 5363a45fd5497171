"""Files that appear whole or not at all: temporary file, fsync, rename, fsync of the folder. Knows no content."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.records.faults import FULL, NOT_SAVED, READ_ONLY

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
# Some shares cannot sync a folder; the file itself was synced before.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file; a reader, now or after a crash, sees the old one or the new one, whole."""
    partial = path.with_name(f".{path.name}.part")
    with _telling():
        try:
            with _private(partial) as file:
                _write_all(file, data)
                os.fsync(file)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


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


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def read_at_most(path: Path, limit: int) -> bytes | None:
    """A file's bytes; None when it is longer than `limit`. Raises `OSError`."""
    with path.open("rb") as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


@contextmanager
def _private(path: Path) -> Iterator[int]:
    flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = error.errno
        message = FULL if code in _FULL else READ_ONLY if code in _READ_ONLY else NOT_SAVED
        raise Refused(message) from None
