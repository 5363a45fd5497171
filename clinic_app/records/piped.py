"""Encrypts what a program writes, piece by piece, before any of it touches a disk; and back into a program.

Each piece is bound to its file, its place and whether it is the last: none can be left out, moved or cut off unseen.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import sync_file
from clinic_app.records.aes_gcm import OVERHEAD, NotAuthenticError, seal, unseal

MAGIC = b"clinic-app piped 1\n"
PIECE = 1 << 20
ALTERED = N_("The file {file} of the backup is damaged or was altered. The backup is not used; take another one.")


def write(path: Path, key: bytes, source: IO[bytes]) -> None:
    """Encrypt everything that comes out of `source`; durable but for its name in the folder."""
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(MAGIC)
        number, piece = 0, source.read(PIECE)
        while True:
            following = source.read(PIECE)
            sealed = seal(key, piece, _bound(path.name, number, last=not following))
            file.write(len(sealed).to_bytes(4, "big") + sealed)
            if not following:
                break
            number, piece = number + 1, following
        file.flush()
        sync_file(file.fileno())


def read(path: Path, key: bytes, take: Callable[[bytes], object]) -> None:
    """Hand each piece to `take`, in order; refused at the first that is not as it was written."""
    pieces = _pieces(path)
    number, piece = 0, next(pieces, None)
    while piece is not None:
        following = next(pieces, None)
        try:
            take(unseal(key, piece, _bound(path.name, number, last=following is None)))
        except NotAuthenticError:
            raise Refused(ALTERED, file=path.name) from None
        number, piece = number + 1, following
    if number == 0:
        raise Refused(ALTERED, file=path.name)


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise Refused(ALTERED, file=path.name)
            while size := file.read(4):
                length = int.from_bytes(size, "big")
                piece = file.read(length) if length <= PIECE + OVERHEAD else b""
                if len(size) != 4 or len(piece) != length:
                    raise Refused(ALTERED, file=path.name)
                yield piece
    except OSError:
        raise Refused(ALTERED, file=path.name) from None


def _bound(name: str, number: int, *, last: bool) -> bytes:
    return MAGIC + name.encode() + number.to_bytes(8, "big") + (b"last" if last else b"more")
