"""What the door can do, handed in from outside: here are only the shapes, so that the first window loads nothing."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

Person = tuple[str, str]  # id and name


class CopyLine(NamedTuple):
    """A backup that was found: its folder, its name and when it was made."""

    folder: str
    name: str
    made_at: "datetime"


class BroughtBack(NamedTuple):
    """What a restore did. `missing` entries of the audit were made after it, None when nobody knows how many.

    `returned` names who had been taken off the staff since, and can sign in again now; None when that is not known.
    `erased` clients had been erased since, and were erased again; None when nobody knows whether there were any.
    """

    name: str
    made_at: "datetime"
    missing: int | None
    returned: tuple[str, ...] | None
    erased: int | None = 0


class WayBack(NamedTuple):
    """Bringing a backup back. All may raise `Refused`; `check` gives the sentence of what is wrong, or nothing."""

    places: Callable[[], Sequence[str]]
    copies: Callable[[str], Sequence[CopyLine]]
    check: Callable[[str], str]
    people: Callable[[str], Sequence[Person]]
    by_password: Callable[[str, str, str], BroughtBack]
    by_kit: Callable[[str, str], BroughtBack]


class WayIn(NamedTuple):
    """What the door can do. A ring is what an unlocked person holds; the door only hands it on.

    All may raise `Refused`. `people` gives id and name of everybody who may sign in, or None where no clinic is yet;
    `make` and `use_kit` give a ring and the code of a new kit; `fresh_kit` gives a code when the last one was never
    typed back, or nothing. `is_older` refuses a record that is not the one this workstation saw last, unless it is
    asked `knowingly`; `bring_up_to_date` may take minutes. `opened` is quick after both: it shows the window.
    """

    place: str
    people: Callable[[], Sequence[Person] | None]
    owners: Callable[[], Sequence[Person]]
    unlock: Callable[[str, str], Any]
    renew: Callable[[str, str, str], Any]
    make: Callable[[str, str, str], tuple[Any, str]]
    use_kit: Callable[[str, str, str], tuple[Any, str]]
    fresh_kit: Callable[[Any], str]
    save_kit: Callable[[str, str], None]
    confirm_kit: Callable[[str], None]
    keep_second_place: Callable[[str], None]
    put_back_keys: Callable[[], None]
    back: WayBack
    load: Callable[[], None]
    is_older: Callable[[Any, bool], bool]
    bring_up_to_date: Callable[[Any], None]
    opened: Callable[..., None]
