"""Reads what the command line is given and writes what it makes: bounded, named in every refusal, never half."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from clinic_app.domain.document import DocumentError
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_, texts
from clinic_app.rules.sentences import line

STANDARD_INPUT = "-"
MOST_INPUT = 25_000_000

NOT_THERE = N_("{path}: there is no such file")
NOT_READABLE = N_("{path}: the file cannot be read ({reason})")
TOO_MUCH = N_("{path}: more than {limit} MB; split the input")
NOT_WRITABLE = N_("{path}: the file cannot be written ({reason})")
INPUT_AS_OUTPUT = N_("{path}: the output would replace the input")
AT = N_("{path}: {fault}")
AT_LINE = N_("{path}: line {number}: {fault}")
MORE = N_("{fault} (and {count} more)")


def read_input(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; raises `Refused`."""
    try:
        if name == STANDARD_INPUT:
            data = sys.stdin.buffer.read(MOST_INPUT + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MOST_INPUT + 1)
    except FileNotFoundError:
        raise Refused(NOT_THERE, path=name) from None
    except (OSError, ValueError) as error:
        raise Refused(NOT_READABLE, path=name, reason=_reason(error)) from None
    if len(data) > MOST_INPUT:
        raise Refused(TOO_MUCH, path=name, limit=MOST_INPUT // 1_000_000)
    return data


def documents(data: bytes) -> Iterator[tuple[int | None, bytes]]:
    """The documents of one input: a single one (number None), or one per line with the number of its line.

    Lines are taken for documents when the first of several is a whole JSON value, or when it is meant to be one
    and the text as a whole is not JSON either.
    """
    lines = [(number, row) for number, row in enumerate(data.split(b"\n"), 1) if row.strip()]
    if len(lines) < 2 or not _is_by_line(data, lines[0][1].strip()):
        yield None, data
    else:
        yield from lines


def _is_by_line(data: bytes, first: bytes) -> bool:
    if _is_json(first):
        return True
    return first.startswith(b"{") and first.endswith(b"}") and not _is_json(data)


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def refuse(name: str, number: int | None, error: DocumentError, language: Language) -> Refused:
    """The refusal of one document: file, line, path of the value and what is wrong with it."""
    fault = line(error.problems[0], language)
    if len(error.problems) > 1:
        fault = texts("messages", language)(MORE).format(fault=fault, count=len(error.problems) - 1)
    if number is None:
        return Refused(AT, path=name, fault=fault)
    return Refused(AT_LINE, path=name, number=number, fault=fault)


def write_whole(path: Path, data: bytes, source: str = "") -> None:
    """Write a file so that it appears whole or not at all: a temporary file beside it, synced, then renamed."""
    try:
        if source not in ("", STANDARD_INPUT) and path.exists() and path.samefile(source):
            raise Refused(INPUT_AS_OUTPUT, path=path)
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".partial", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except (OSError, ValueError) as error:
        raise Refused(NOT_WRITABLE, path=path, reason=_reason(error)) from None


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
