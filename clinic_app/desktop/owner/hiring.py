"""What the owner's page can do with the staff and the recovery kit, handed in from outside."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clinic_app.i18n import N_

ROLES = (
    ("owner", N_("Owner")),
    ("trainer", N_("Trainer")),
    ("front_desk", N_("Front desk")),
    ("manager", N_("Manager")),
)
OPENS = {"owner": "all", "trainer": "all", "front_desk": "desk", "manager": "stats"}


@dataclass(frozen=True)
class StaffLine:
    """One person of the staff."""

    id: str
    name: str
    roles: tuple[str, ...]
    one_time: bool


@dataclass(frozen=True)
class Hiring:
    """The owner's tools for people and the kit. All may raise `Refused`; all but `people` may take seconds.

    `end_ownership` gives everybody's one-time passwords by name, and the code of the next kit. `unwritten` are the
    one-time passwords by name, and `kit_codes` the kit, that nobody wrote down or typed back yet: pages come and go.
    """

    people: Callable[[], Sequence[StaffLine]]
    names: Callable[[], Mapping[str, str]]
    add: Callable[[str, Collection[Any]], str]
    reset_password: Callable[[str], str]
    rename: Callable[[str, str], None]
    change_roles: Callable[[str, Collection[Any]], None]
    remove: Callable[[str], None]
    may_know_every_key: Callable[[str], bool]
    end_ownership: Callable[[str, Collection[Any], str], tuple[tuple[tuple[str, str], ...], str]]
    has_fresh_backup: Callable[[], bool]
    came_back: Callable[[], Sequence[str]]
    kit_confirmed: Callable[[], bool]
    replace_kit: Callable[[], str]
    confirm_kit: Callable[[str], None]
    save_kit: Callable[[Path, str, Any], None]
    works_in: Callable[[], Mapping[str, Collection[str]]] = dict
    has_keys: bool = True  # a server lets people in and out by itself; nothing is renewed there
    set_studios: Callable[[str, Collection[str]], None] | None = None  # where a server knows who works in which studio
    unwritten: list[tuple[str, str]] = field(default_factory=list)
    kit_codes: list[str] = field(default_factory=list)
    has_kit: bool = True  # who looks after a server can always make an owner there


def renews_keys(before: Collection[str], after: Collection[str]) -> bool:
    """Whether somebody loses a key by these roles, so that the keys must be renewed."""
    opened = [{OPENS[role] for role in roles} for roles in (before, after)]
    return "all" not in opened[1] and not opened[0] <= opened[1]
