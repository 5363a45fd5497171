"""The Internet Printing Protocol on the wire: a request to bytes, an answer to values (RFC 8010). No network here.

Only what the desk asks is written; everything may be read, because a printer may answer with more than was asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

Value = int | bool | str | bytes


class Operation(IntEnum):
    """What may be asked. The last two are CUPS's own."""

    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_DEFAULT = 0x4001
    CUPS_GET_PRINTERS = 0x4002


class Tag(IntEnum):
    """Groups of attributes, and kinds of values."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    BEGIN_COLLECTION = 0x34
    END_COLLECTION = 0x37
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49
    MEMBER = 0x4A


_LAST_GROUP = 0x0F
_INTEGERS = {Tag.INTEGER, Tag.ENUM}
_WITH_LANGUAGE = {0x35, 0x36}  # text and name that carry their language
_TEXTS = range(0x40, 0x60)
OK_BELOW = 0x0100
NOT_POSSIBLE = 0x0404
NOT_FOUND = 0x0406
NOT_AUTHORISED = (0x0401, 0x0402, 0x0403)
FORMAT_NOT_SUPPORTED = 0x040A
NOT_ACCEPTING = 0x0506
GONE = 0x0407


@dataclass(frozen=True)
class Attribute:
    """One attribute of a request; more values than one share the name. A collection's values are its members."""

    tag: Tag
    name: str
    values: tuple["int | bool | str | Attribute", ...]


def integer(name: str, value: int) -> Attribute:
    return Attribute(Tag.INTEGER, name, (value,))


def boolean(name: str, value: bool) -> Attribute:
    return Attribute(Tag.BOOLEAN, name, (value,))


def keyword(name: str, *values: str) -> Attribute:
    return Attribute(Tag.KEYWORD, name, values)


def named(name: str, value: str) -> Attribute:
    return Attribute(Tag.NAME, name, (value,))


def uri(name: str, value: str) -> Attribute:
    return Attribute(Tag.URI, name, (value,))


def mime(name: str, value: str) -> Attribute:
    return Attribute(Tag.MIME, name, (value,))


def collection(name: str, *members: Attribute) -> Attribute:
    return Attribute(Tag.BEGIN_COLLECTION, name, members)


def request(operation: Operation, target: Attribute, *more: Attribute, job: tuple[Attribute, ...] = ()) -> bytes:
    """One request about a target (a printer's or a job's address); `job` are the wishes for a new job."""
    head = b"\x02\x00" + operation.to_bytes(2, "big") + (1).to_bytes(4, "big") + bytes([Tag.OPERATION])
    standing = (
        Attribute(Tag.CHARSET, "attributes-charset", ("utf-8",)),
        Attribute(Tag.LANGUAGE, "attributes-natural-language", ("en",)),
        target,
    )
    body = b"".join(_attribute(attribute) for attribute in (*standing, *more))
    wishes = bytes([Tag.JOB]) + b"".join(_attribute(attribute) for attribute in job) if job else b""
    return head + body + wishes + bytes([Tag.END])


def _attribute(attribute: Attribute) -> bytes:
    name, out = attribute.name, b""
    if attribute.tag is Tag.BEGIN_COLLECTION:
        out = _triple(Tag.BEGIN_COLLECTION, name, b"")
        for member in attribute.values:
            if not isinstance(member, Attribute):
                raise TypeError("a collection holds attributes")
            out += _triple(Tag.MEMBER, "", member.name.encode())
            out += _attribute(Attribute(member.tag, "", member.values))
        return out + _triple(Tag.END_COLLECTION, "", b"")
    for value in attribute.values:
        out += _triple(attribute.tag, name, _value(attribute.tag, value))
        name = ""
    return out


def _value(tag: Tag, value: "int | bool | str | Attribute") -> bytes:
    if isinstance(value, bool):
        return bytes([value])
    if isinstance(value, int):
        return value.to_bytes(4, "big", signed=True)
    if isinstance(value, str):
        return value.encode()
    raise TypeError(f"no value of kind {tag}")


def _triple(tag: Tag, name: str, value: bytes) -> bytes:
    raw = name.encode()
    return bytes([tag]) + len(raw).to_bytes(2, "big") + raw + len(value).to_bytes(2, "big") + value


class Group(dict[str, list[Value]]):
    """The attributes of one printer, one job, or of the answer itself."""

    def text(self, name: str) -> str:
        """The first value as text; empty when it is absent or of another kind."""
        values = self.texts(name)
        return values[0] if values else ""

    def texts(self, name: str) -> list[str]:
        return [value for value in self.get(name, []) if isinstance(value, str)]

    def number(self, name: str) -> int | None:
        for value in self.get(name, []):
            if isinstance(value, int) and not isinstance(value, bool):
                return value
        return None

    def flag(self, name: str, absent: bool) -> bool:
        for value in self.get(name, []):
            if isinstance(value, bool):
                return value
        return absent


@dataclass(frozen=True)
class Answer:
    """An answer: its status, and the groups of jobs and printers in their order."""

    status: int
    groups: tuple[tuple[int, Group], ...]

    @property
    def is_ok(self) -> bool:
        return self.status < OK_BELOW

    def of(self, tag: Tag) -> list[Group]:
        """All groups of one kind."""
        return [group for kind, group in self.groups if kind == tag]


class Unreadable(Exception):  # noqa: N818 - says what the answer is
    """The answer is not of this protocol, or ends in the middle."""


def answer(data: bytes) -> Answer:
    """An answer's values. Collections are passed over: nothing that is asked for comes in one."""
    if len(data) < 9:
        raise Unreadable
    groups: list[tuple[int, Group]] = []
    last = ""
    depth = 0
    for tag, name, raw in _triples(data, 8):
        if tag <= _LAST_GROUP:
            groups.append((tag, Group()))
            continue
        depth += (tag == Tag.BEGIN_COLLECTION) - (tag == Tag.END_COLLECTION)
        if depth or tag == Tag.END_COLLECTION:
            continue
        if not groups:
            raise Unreadable
        last = name or last
        groups[-1][1].setdefault(last, []).append(_read(tag, raw))
    return Answer(int.from_bytes(data[2:4], "big"), tuple(groups))


def _triples(data: bytes, at: int) -> Iterator[tuple[int, str, bytes]]:
    """Every group mark (with nothing else) and every value, up to the end mark."""
    while True:
        if at >= len(data):
            raise Unreadable
        tag = data[at]
        at += 1
        if tag == Tag.END:
            return
        if tag <= _LAST_GROUP:
            yield tag, "", b""
            continue
        name, at = _measured(data, at)
        value, at = _measured(data, at)
        yield tag, name.decode("utf-8", "replace"), value


def _measured(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if end > len(data):
        raise Unreadable
    return data[at + 2 : end], end


def _read(tag: int, raw: bytes) -> Value:
    if tag in _INTEGERS and len(raw) == 4:
        return int.from_bytes(raw, "big", signed=True)
    if tag == Tag.BOOLEAN and len(raw) == 1:
        return raw != b"\x00"
    if tag in _WITH_LANGUAGE:
        _, at = _measured(raw, 0)
        text, _ = _measured(raw, at)
        return text.decode("utf-8", "replace")
    if tag in _TEXTS:
        return raw.decode("utf-8", "replace")
    return raw
