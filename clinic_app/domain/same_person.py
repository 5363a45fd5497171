"""Whether two clients may be one person: hints for the person who decides, never a decision. Merges of two into one."""

from datetime import datetime
from typing import Literal

import msgspec

from clinic_app.domain.client import Client, ClientDetails, as_katakana

Likeness = Literal["kana", "phone", "birth_date"]
Pair = tuple[str, str]
LEAST_DIGITS = 6


class Alike(msgspec.Struct, frozen=True):
    """A client who may be the same person, and by what."""

    client: Client
    by: tuple[Likeness, ...]


class Merge(msgspec.Struct, frozen=True):
    """Two clients that were made one."""

    id: str
    kept: Client
    merged: Client
    merged_by: str
    merged_at: datetime


class Difference(msgspec.Struct, frozen=True):
    """A detail in which two clients differ; either may be kept."""

    field: str
    kept: object
    merged: object


def likeness(one: ClientDetails, other: ClientDetails) -> tuple[Likeness, ...]:
    """What speaks for one person: the same kana, the same phone, or the same birth date with a similar name."""
    found: list[Likeness] = []
    same_kana = bool(_kana(one)) and _kana(one) == _kana(other)
    if same_kana:
        found.append("kana")
    if len(_digits(one)) >= LEAST_DIGITS and _digits(one) == _digits(other):
        found.append("phone")
    born = one.birth_date is not None and one.birth_date == other.birth_date
    if born and (same_kana or _similar(one, other)):
        found.append("birth_date")
    return tuple(found)


def differences(kept: ClientDetails, merged: ClientDetails) -> tuple[Difference, ...]:
    """The details that both have and that are not the same."""
    return tuple(
        Difference(name, getattr(kept, name), getattr(merged, name))
        for name in ClientDetails.__struct_fields__
        if _said(name, kept) and _said(name, merged) and getattr(kept, name) != getattr(merged, name)
    )


def joined(kept: ClientDetails, merged: ClientDetails, take: frozenset[str]) -> ClientDetails:
    """The details of a merged client: what is missing in `kept` comes from `merged`, and so do the fields in `take`."""
    names = ClientDetails.__struct_fields__
    from_merged = {name for name in names if name in take or (not _said(name, kept) and _said(name, merged))}
    return ClientDetails(**{name: getattr(merged if name in from_merged else kept, name) for name in names})


def _said(name: str, details: ClientDetails) -> bool:
    return getattr(details, name) not in (None, "", "unstated")


def _kana(details: ClientDetails) -> str:
    return as_katakana(details.kana).replace(" ", "")


def _digits(details: ClientDetails) -> str:
    return "".join(letter for letter in details.phone if letter.isdecimal())


def _similar(one: ClientDetails, other: ClientDetails) -> bool:
    """A family or given name in common, in kana or as it is written, or readings two letters apart at most."""
    for left, right in ((one.name, other.name), (as_katakana(one.kana), as_katakana(other.kana))):
        if set(left.split()) & set(right.split()):
            return True
    return bool(_kana(one)) and bool(_kana(other)) and _apart(_kana(one), _kana(other)) <= 2


def _apart(one: str, other: str) -> int:
    """How many letters must be added, left out or changed to make one of the other."""
    if abs(len(one) - len(other)) > 2:
        return 3
    row = list(range(len(other) + 1))
    for number, left in enumerate(one, start=1):
        above, row[0] = row[0], number
        for place, right in enumerate(other, start=1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (left != right))
    return row[-1]
