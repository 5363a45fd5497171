"""Sealed files: what the front desk and the manager need, one AES-GCM file for each job, event or release.

    desk/out  desk/in  stats/out  stats/in

A pair of folders has its own key. A file is bound to clinic, pair, direction, id and epoch, so it opens only where
it belongs. It may lie on a share. What cannot be read is named and left alone. Events are in `inbox`.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from clinic_app.errors import Refused
from clinic_app.records import durable
from clinic_app.records.aes_gcm import OVERHEAD, NotAuthenticError, seal, unseal
from clinic_app.records.key_faults import SEALED_UNREADABLE
from clinic_app.records.key_ring import KeyRing

Pair = Literal["desk", "stats"]
Direction = Literal["out", "in"]
Fault = Literal["damaged", "other clinic", "other place", "altered or other key"]
SUFFIX = ".sealed"
MOST_BYTES = 64 * 1024 * 1024
_MAGIC = b"clinic-app sealed 1\n"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FILE = re.compile(_UUID.pattern + re.escape(SUFFIX))


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Readable in front of the sealed bytes, and bound to them; `size` tells a file that was cut off."""

    clinic: str
    pair: Pair
    direction: Direction
    id: str
    epoch: int
    size: int


class UnreadableError(Exception):
    """A file that does not open here; the text is its fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Unreadable(NamedTuple):
    """A file that was left alone, and why."""

    path: Path
    fault: Fault


class Published(NamedTuple):
    """What publishing did."""

    written: int
    unreadable: tuple[Unreadable, ...]


class SealedFolder:
    """One direction of one pair, as the keys of one person open it. Raises `KeyError` for a ring without its key."""

    def __init__(self, root: Path, pair: Pair, direction: Direction, ring: KeyRing) -> None:
        self.path, self._pair, self._direction = root / pair / direction, pair, direction
        self._clinic, self._epoch, self._keys = ring.clinic, ring.epoch, ring.keys[pair]

    @property
    def places(self) -> Mapping[str, tuple[str, ...]] | None:
        """For the desks of which studios each entry lies there, as of the last `marks`; None if it has one desk."""
        return None

    def ids(self) -> list[str]:
        """The ids of the files there, readable or not."""
        if not self.path.is_dir():
            return []
        return sorted(name[: -len(SUFFIX)] for name in os.listdir(self.path) if _FILE.fullmatch(name))  # noqa: PTH208 - thousands of names

    def marks(self) -> dict[str, tuple[int, int]]:
        """When each file was written, in nanoseconds, and its size: the same mark, the same file."""
        if not self.path.is_dir():
            return {}
        found = {}
        with os.scandir(self.path) as entries:
            for entry in entries:
                if _FILE.fullmatch(entry.name):
                    with suppress(FileNotFoundError):  # taken away meanwhile
                        mark = entry.stat()
                        found[entry.name[: -len(SUFFIX)]] = (mark.st_mtime_ns, mark.st_size)
        return found

    def has(self, identity: str) -> bool:
        """Whether a file is there, readable or not."""
        return self.file(identity).exists()

    def file(self, identity: str) -> Path:
        """Where a file lies."""
        if not _UUID.fullmatch(identity):
            raise ValueError("a sealed file is named by a UUID")
        return self.path / f"{identity}{SUFFIX}"

    def write(self, identity: str, content: bytes) -> None:
        """Write one file under the newest key; returns when it is durable."""
        size = len(content) + OVERHEAD
        if size > MOST_BYTES:
            raise ValueError("too large for a sealed file")
        path = self.file(identity)
        header = _Header(self._clinic, self._pair, self._direction, identity, self._epoch, size)
        bound = _MAGIC + msgspec.json.encode(header) + b"\n"
        durable.make_folder(self.path)
        durable.write_whole(path, bound + seal(self._keys[0], content, bound))

    def read(self, identity: str) -> bytes:
        """The content of one file; raises `UnreadableError`, or `FileNotFoundError`."""
        return self._read(identity)[0]

    def contents(self, left_out: Callable[[str], bool] = lambda _id: False) -> Iterator[tuple[str, bytes | Unreadable]]:
        """All files but those `left_out`, one after the other; those that do not open with their fault."""
        for identity in self.ids():
            if left_out(identity):
                continue
            try:
                yield identity, self.read(identity)
            except UnreadableError as error:
                yield identity, Unreadable(self.file(identity), error.fault)
            except FileNotFoundError:
                continue  # taken away meanwhile

    def publish(self, wanted: Mapping[str, bytes]) -> Published:
        """Make these files be there. Doing it again changes nothing; so does finding one that was altered."""
        written, unreadable = 0, []
        for identity, content in wanted.items():
            try:
                if self.read(identity) == content:
                    continue
            except FileNotFoundError:
                pass
            except UnreadableError as error:
                unreadable.append(Unreadable(self.file(identity), error.fault))
                continue
            self.write(identity, content)
            written += 1
        return Published(written, tuple(unreadable))

    def rebuild(self, wanted: Mapping[str, bytes]) -> Published:
        """Make the folder hold these and no others, as after a loss or a restore of an older backup.

        What cannot be read, as under keys that are newer than the restored ones, is set aside and never deleted.
        What can be read and is not wanted comes from entries that are no longer in use: it is withdrawn.
        """
        aside = []
        for identity, content in self.contents():
            if isinstance(content, Unreadable):
                aside.append(Unreadable(self.set_aside(identity), content.fault))
            elif identity not in wanted:
                self.withdraw(identity)
        return Published(self.publish(wanted).written, tuple(aside))

    def withdraw(self, identity: str) -> None:
        """Remove one file, as when a job is cancelled or its time is over."""
        durable.remove(self.file(identity))

    def set_aside(self, identity: str) -> Path:
        """Rename a file that cannot be read, so that it can be published anew; a person decides that."""
        path = self.file(identity)
        aside = path.with_suffix(".aside")
        durable.rename(path, aside)
        return aside

    def check(self) -> None:
        """Refuse when any file cannot be read, naming it."""
        for _, content in self.contents():
            if isinstance(content, Unreadable):
                raise Refused(SEALED_UNREADABLE, file=content.path)

    def rekey(self) -> None:
        """Bring every file under the newest key and epoch; going on after a crash is the same call."""
        for identity in self.ids():
            try:
                content, newest = self._read(identity)
            except UnreadableError:
                raise Refused(SEALED_UNREADABLE, file=self.file(identity)) from None
            if not newest:
                self.write(identity, content)

    def _read(self, identity: str) -> tuple[bytes, bool]:
        """The content, and whether it lies under the newest key and epoch."""
        header, bound, body = _parts(self.file(identity))
        if header.clinic != self._clinic:
            raise UnreadableError("other clinic")
        if (header.pair, header.direction, header.id) != (self._pair, self._direction, identity):
            raise UnreadableError("other place")
        for key in self._keys:
            try:
                content = unseal(key, body, bound)
            except NotAuthenticError:
                continue
            return content, key == self._keys[0] and header.epoch == self._epoch
        raise UnreadableError("altered or other key")


def _parts(path: Path) -> tuple[_Header, bytes, bytes]:
    try:
        data = durable.read_at_most(path, MOST_BYTES + 1024)
    except FileNotFoundError:
        raise
    except OSError:
        raise UnreadableError("damaged") from None
    if data is None or not data.startswith(_MAGIC):
        raise UnreadableError("damaged")
    end = data.find(b"\n", len(_MAGIC), len(_MAGIC) + 512) + 1
    try:
        header = msgspec.json.decode(data[len(_MAGIC) : end], type=_Header)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise UnreadableError("damaged") from None
    if len(data) - end != header.size:
        raise UnreadableError("damaged")
    return header, data[:end], data[end:]
