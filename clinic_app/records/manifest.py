"""The list that makes a folder of files a backup: what must be in it, byte for byte. Says nothing about any client."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath

import msgspec

from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.durable import read_at_most, write_whole

NAME = "manifest.json"
FORMAT = "clinic-app/backup/1"
MOST_BYTES = 50_000_000
PIECE = 1 << 20
NOT_A_BACKUP = N_(
    "The folder {name} is not a finished backup of this program. Nothing was changed; choose another one."
)
ALTERED = N_(
    "The backup {name} was altered or damaged: {file} is not as it was written. Nothing was changed; "
    "choose another one."
)
MISSING = N_("The backup {name} is not whole: {file} is missing. Nothing was changed; choose another one.")
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,120}")
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.DOTALL)  # devices on Windows, with any ending


def _go_on() -> None:
    """Nobody stops it."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup holds. `files` are SHA-256 by path; `rows` are counts by table; `head` is the end of the audit."""

    format: str
    made_at: datetime
    app_version: str
    revision: str
    rows: dict[str, int]
    head: Anchor | None
    files: dict[str, str]


def write(folder: Path, manifest: Manifest) -> None:
    """Store the list in its folder, durably."""
    write_whole(folder / NAME, msgspec.json.format(msgspec.json.encode(manifest)))


def read(folder: Path) -> Manifest:
    """The list of a backup; refused when it is not one, or when it names a file outside its folder."""
    try:
        data = read_at_most(folder / NAME, MOST_BYTES)
    except OSError:
        raise Refused(NOT_A_BACKUP, name=folder.name) from None
    try:
        found = msgspec.json.decode(data or b"", type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(ALTERED, name=folder.name, file=NAME) from None
    if found.format != FORMAT or found.made_at.tzinfo is None or "clinic.db" not in found.files:
        raise Refused(NOT_A_BACKUP, name=folder.name)
    if not all(_stays_inside(name) for name in found.files):
        raise Refused(ALTERED, name=folder.name, file=NAME)
    return found


def check_files(folder: Path, manifest: Manifest, step: Callable[[], None] = _go_on) -> None:
    """Refuse a backup in which a file is missing, added or changed; `step` as in `sha256`."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or path.is_file()}
    for name, expected in manifest.files.items():
        if name not in there:
            raise Refused(MISSING, name=folder.name, file=name)
        if (folder / name).is_symlink() or sha256(folder / name, step) != expected:
            raise Refused(ALTERED, name=folder.name, file=name)
    if added := sorted(there - manifest.files.keys() - {NAME}):
        raise Refused(ALTERED, name=folder.name, file=added[0])


def sha256(path: Path, step: Callable[[], None] = _go_on) -> str:
    """The hash of a file, read in pieces; `step` is called after each and may raise to stop."""
    found, piece = hashlib.sha256(), bytearray(PIECE)
    with path.open("rb", buffering=0) as file:
        while read := file.readinto(piece):
            found.update(memoryview(piece)[:read])
            step()
    return found.hexdigest()


def is_safe_name(name: str) -> bool:
    """Whether a file name of ours can exist on every system; the rest is not carried into a backup."""
    return bool(_SAFE.fullmatch(name)) and not name.endswith(".") and not _RESERVED.fullmatch(name)


def _stays_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name == "/".join(parts) and 0 < len(parts) <= 4 and all(is_safe_name(part) for part in parts)
