"""What the owner's page can do with backups beyond making one, handed in from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Trial:
    """A backup that was brought back on trial: when, from which moment, how many rows, in how many seconds."""

    at: datetime
    made_at: datetime
    rows: int
    seconds: float


@dataclass(frozen=True)
class Return:
    """The last time a backup was brought back: when, how many entries of the audit it lacks, and who was erased again.

    Both numbers are None where nobody knows.
    """

    at: datetime
    missing: int | None
    erased: int | None


@dataclass(frozen=True)
class Keeping:
    """The owner's tools for backups; a backup goes by its name. All may raise `Refused`.

    `returning` gives who is off the staff now and would be on it again; None when nobody knows. `bring_back` leaves
    the record shut; then `start_over` is called on the window's own thread.
    """

    last_trial: Callable[[], Trial | None]
    rehearse: Callable[[str], Trial]
    last_return: Callable[[], Return | None]
    returning: Callable[[str], tuple[str, ...] | None]
    bring_back: Callable[[str], object]
    choose_second: Callable[[str], None]
    start_over: Callable[[], None]
