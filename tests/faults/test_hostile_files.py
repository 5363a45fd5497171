"""F25 and F26: files made to hang, fill or leave the program, and names made to lead out of a folder.

The program parses JSON, TOML and pictures; it reads no XML, SVG or ZIP, so those are tried as pictures only. Assessment
documents, the parser that takes in the most, have their own bombs in `tests/unit/test_documents.py`.
"""

import resource
import struct
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clinic_app.bootstrap.factory import factory_texts
from clinic_app.desktop.owner.logo import NOT_READ, TOO_LARGE, read_logo
from clinic_app.errors import Refused
from clinic_app.records import manifest, restore, slots
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_faults import DAMAGED_SLOTS
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.sealed import SealedFolder, Unreadable
from clinic_app.records.sign_in_list import sign_in_list
from clinic_app.rules.load import RuleSetError, load_rule_set
from clinic_app.settings import FILE, Workstation

DEEP, DIGITS = 200_000, 1_000_000
JSON_BOMBS = {
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep lists in a field": b'{"x":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"x":' * DEEP + b"1" + b"}" * DEEP,
    "endless number": b'{"format":' + b"9" * DIGITS + b"}",
    "wide": b"[" + b"{}," * DIGITS + b"{}]",
    "large": b'{"format":"' + b"a" * 30_000_000 + b'"}',
}
TOML_BOMBS = {
    "deep lists": "x = " + "[" * DEEP,
    "deep tables": "x = " + "{a=" * DEEP,
    "endless number": "x = " + "9" * DIGITS,
    "endless key": "a." * 20_000 + "a = 1",
    "open text": 'x = "' + "\\" * DIGITS,
}
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(ord("b") + n)} "{("&" + chr(ord("a") + n) + ";") * 10}">' for n in range(9)
)
MEMORY, SECONDS = 200_000_000, 5  # of the processor; what hangs takes far longer, also on a slow machine
IDENTITY = "00000000-0000-4000-8000-000000000001"


def png(width: int, height: int, rows: bytes) -> bytes:
    """A picture that claims a size, whatever lies in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


PICTURES = {
    "laughs.svg": (f'{LAUGHS}]><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>'.encode(), NOT_READ),
    "outside.svg": (b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', NOT_READ),
    "archive.png": (b"PK\x03\x04" + b"\x00" * 1000, NOT_READ),
    "claims.png": (png(60_000, 60_000, b"\x00" * 1000), TOO_LARGE),
    "packed.png": (png(6_000, 6_000, b"\x00" * 108_006_000), None),
    "cut.png": (png(300, 300, b"\x00" * 10)[:60], NOT_READ),
}


def quickly(work: Callable[[], object]) -> object:
    """What the work gives or refuses, soon and without filling the memory."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        done = work()
    except (Refused, RuleSetError) as refused:
        done = refused
    assert time.process_time() - started < SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * (1 if sys.platform == "darwin" else 1024) < MEMORY
    return done


@pytest.mark.parametrize("bomb", JSON_BOMBS.values(), ids=list(JSON_BOMBS))
def test_a_bomb_in_a_file_of_ours_is_called_damaged_at_once(bomb: bytes, tmp_path: Path) -> None:
    path = tmp_path / "slots.json"
    path.write_bytes(bomb)
    for read in (slots.read, sign_in_list):
        refused = quickly(lambda read=read: read(path))  # type: ignore[misc]
        assert isinstance(refused, Refused)
        assert refused.message == DAMAGED_SLOTS
    (tmp_path / manifest.NAME).write_bytes(bomb)
    refused = quickly(lambda: manifest.read(tmp_path))
    assert isinstance(refused, Refused)
    assert refused.message in (manifest.ALTERED, manifest.NOT_A_BACKUP)
    (tmp_path / FILE).write_bytes(bomb)
    assert quickly(lambda: Workstation.load(tmp_path)) == Workstation()


@pytest.mark.parametrize("bomb", JSON_BOMBS.values(), ids=list(JSON_BOMBS))
def test_a_bomb_in_a_note_or_a_sealed_file_stops_nothing(bomb: bytes, tmp_path: Path) -> None:
    studio = ClinicFiles(tmp_path)
    studio.rehearsal.parent.mkdir(parents=True, exist_ok=True)
    studio.rehearsal.write_bytes(bomb)
    assert quickly(lambda: restore.last_rehearsal(studio)) is None
    ring = KeyRing("p", "n", ("front_desk",), IDENTITY, 1, {"desk": (bytes(32),)})
    sealed = SealedFolder(tmp_path, "desk", "out", ring)
    sealed.write(IDENTITY, b"whole")
    magic = sealed.file(IDENTITY).read_bytes().split(b"{", 1)[0]
    sealed.file(IDENTITY).write_bytes(magic + bomb + b"\n" + b"x" * 100)
    ((identity, content),) = quickly(lambda: list(sealed.contents()))  # type: ignore[misc]
    assert identity == IDENTITY
    assert isinstance(content, Unreadable)


@pytest.mark.parametrize("bomb", TOML_BOMBS.values(), ids=list(TOML_BOMBS))
def test_a_bomb_in_a_rule_set_is_refused_with_its_file(bomb: str) -> None:
    texts = {**factory_texts(), "rules/factory.toml": bomb}
    refused = quickly(lambda: load_rule_set(texts))
    assert isinstance(refused, RuleSetError)
    assert refused.file == "rules/factory.toml"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_is_a_bomb_is_refused_or_shrunk(qapp: QApplication, name: str, tmp_path: Path) -> None:
    data, said = PICTURES[name]
    (tmp_path / name).write_bytes(data)
    done = quickly(lambda: read_logo(tmp_path / name))
    if said is None:
        assert isinstance(done, bytes)
        assert len(done) < 200_000
    else:
        assert isinstance(done, Refused)
        assert done.message == said


OUTSIDE = [
    "../outside",
    "/etc/passwd",
    "C:\\outside",
    "a/../../outside",
    "..",
    "",
    "a\\..\\b",
    "NUL/../x",
    "\u202egpj.x",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_in_a_backup_or_a_sealed_folder_leads_out_of_it(name: str, tmp_path: Path) -> None:
    assert not manifest._stays_inside(name)
    ring = KeyRing("p", "n", ("front_desk",), IDENTITY, 1, {"desk": (bytes(32),)})
    sealed = SealedFolder(tmp_path, "desk", "in", ring)
    with pytest.raises(ValueError, match="UUID"):
        sealed.write(name, b"x")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", ["CON", "nul.txt", "a.", "x" * 300, "a:b", "a\x00b", "com1.db", "LPT9"])
def test_a_name_that_some_system_cannot_hold_is_not_carried_into_a_backup(name: str) -> None:
    assert not manifest.is_safe_name(name)
