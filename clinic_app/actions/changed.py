"""What an action gives back: its value, and which kinds of data changed, so that open pages refresh themselves."""

from typing import Generic, Literal, TypeVar

import msgspec

Kind = Literal[
    "client",
    "consent",
    "booking",
    "call",
    "visit",
    "assessment",
    "proposal",
    "decision",
    "plan",
    "handout",
    "measure",
    "retest",
    "confirmation",
    "rule_set",
    "clinic",
    "release",
    "studio",
]
T = TypeVar("T")


class Changed(msgspec.Struct, Generic[T], frozen=True):
    """The result of an action; `kinds` is empty when nothing was new."""

    value: T
    kinds: frozenset[Kind] = frozenset()


def changed(value: T, *kinds: Kind) -> Changed[T]:
    """A result with the kinds of data that changed."""
    return Changed(value, frozenset(kinds))
