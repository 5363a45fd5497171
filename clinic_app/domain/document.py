"""Reads an assessment document from text that nobody has checked yet: a file, standard input, another program.

Refused before parsing: too large, too many values, too deep. Refused after: not UTF-8, NUL and lone surrogates, a
key given twice (a parser would silently keep the last), anything that is not the shape of an assessment. What the
values must hold between them is `checks`' part.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from clinic_app.domain.assessment import Assessment, decode
from clinic_app.domain.problem import Problem, brief

MOST_BYTES = 5_000_000
MOST_DEPTH = 100
MOST_VALUES = 20_000  # a full assessment has fewer than 300
BOM = b"\xef\xbb\xbf"

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_AT = re.compile(r" - at `\$(?P<path>.*)`$")
_EXPECTED = re.compile(r"^Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`")
_FIELD = re.compile(r"^Object (?P<what>contains unknown|missing required) field `(?P<field>.*)`$", re.DOTALL)
_ENUM = re.compile(r"^Invalid enum value (?P<value>.*)$", re.DOTALL)


class DocumentError(ValueError):
    """A document that is refused; `problems` name the place and the reason of each fault."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.path}: {p.code}" for p in problems))
        self.problems = problems


def read_assessment(data: bytes | str) -> Assessment:
    """One assessment from JSON text; raises `DocumentError`."""
    raw = _as_utf8(data)
    if len(raw) > MOST_BYTES:
        raise _refused("", "too_large", limit=str(MOST_BYTES // 1_000_000))
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MOST_VALUES:
        raise _refused("", "too_many_values", limit=str(MOST_VALUES))
    if deeper_than(raw, MOST_DEPTH):
        raise _refused("", "too_deep", limit=str(MOST_DEPTH))
    try:
        assessment = decode(raw)
    except msgspec.ValidationError as error:
        raise DocumentError([problem_of(str(error))]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise DocumentError([_malformed(raw)]) from None
    _no_twins_nor_control(raw)
    return assessment


def deeper_than(raw: bytes, limit: int) -> bool:
    """Whether brackets outside of strings open more than `limit` levels; needs no parser."""
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return False
    depth = 0
    for bracket in re.findall(rb"[\[\]{}]", _STRINGS.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        if depth > limit:
            return True
    return False


def _as_utf8(data: bytes | str) -> bytes:
    if isinstance(data, str):
        try:
            raw = data.encode()
        except UnicodeEncodeError:
            raise _refused("", "surrogate") from None
    else:
        raw = data
    return raw.removeprefix(BOM)


def _refused(path: str, code: str, **values: str) -> DocumentError:
    return DocumentError([Problem(path, code, values=values)])


def _malformed(raw: bytes) -> Problem:
    """Where the text stops being JSON; Python's own parser counts lines and columns."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return Problem("", "not_utf8", values={"byte": str(error.start + 1)})
    if not text.strip():
        return Problem("", "empty")
    try:
        document = json.loads(text, parse_int=float, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return Problem("", "malformed", values={"line": str(error.lineno), "column": str(error.colno)})
    except (ValueError, RecursionError):
        return Problem("", "not_json")
    for path, string in _strings(document, ""):
        if any("\ud800" <= character <= "\udfff" for character in string):
            return Problem(path, "surrogate")
    return Problem("", "not_json")


def _no_constant(name: str) -> float:
    raise ValueError(name)


class _TwinsFoundError(ValueError):
    """Stops the quick reading; the place is then looked for."""


class _Pairs(msgspec.Struct):
    """Stands for an object that gave a key twice, with all that it gave."""

    given: list[tuple[str, Any]]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _TwinsFoundError
    return made


def _object_or_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Pairs:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Pairs(pairs)


_quick = json.JSONDecoder(object_pairs_hook=_object, parse_int=float)
_thorough = json.JSONDecoder(object_pairs_hook=_object_or_pairs, parse_int=float)


def _no_twins_nor_control(raw: bytes) -> None:
    """Refuse a key given twice, which a parser would let pass, and NUL, which no paper and no C text can carry."""
    text = raw.decode()
    try:
        document = _quick.decode(text)
    except _TwinsFoundError:
        raise _refused(next(_twins(_thorough.decode(text), "")), "duplicate_key") from None
    if b"\\u0000" in raw:
        for path, string in _strings(document, ""):
            if "\0" in string:
                raise _refused(path, "nul")


def _twins(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for key, _ in value.given:
            if key in seen:
                yield join(path, brief(key))
            seen.add(key)
    for where, part in _parts(value, path):
        yield from _twins(part, where)


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string of a parsed document with its path, keys included."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key in value:
            yield path, key
    for where, part in _parts(value, path):
        yield from _strings(part, where)


def _parts(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield join(path, brief(key)), part
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield f"{path}[{index}]", part


def join(path: str, key: str) -> str:
    """The path of a key inside the object at `path`."""
    return f"{path}.{key}" if path else key


def problem_of(message: str) -> Problem:
    """msgspec's sentence as a problem: its path in our notation, a code and the words it names."""
    at = _AT.search(message)
    path = at["path"].removeprefix(".").replace("[...]", "") if at else ""
    reason = message[: at.start()] if at else message
    if found := _FIELD.match(reason):
        code = "unknown_key" if found["what"] == "contains unknown" else "missing"
        return Problem(join(path, brief(found["field"])), code)
    if found := _ENUM.match(reason):
        return Problem(path, "no_such_word", values={"value": brief(found["value"])})
    if found := _EXPECTED.match(reason):
        expected = found["expected"].replace(" | null", "")
        return Problem(path, "wrong_type", values={"expected": expected, "got": found["got"]})
    code = "not_a_date" if "matching regex" in reason else "too_large_number" if "range" in reason else "not_the_shape"
    return Problem(path, code)
