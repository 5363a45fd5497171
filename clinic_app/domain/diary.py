"""What came back on a diary strip: fourteen days, on each whether the exercises were done, and the pain signal."""

from datetime import date, datetime
from typing import Literal

import msgspec

DAYS = 14
Tick = Literal["1", "0", "-"]  # done, not done, left empty
Signal = Literal["b", "y", "r", "-"]  # blue, yellow, red, left empty
EMPTY = "-"
NO_SIGNALS = EMPTY * DAYS


class Diary(msgspec.Struct, frozen=True):
    """The strip of one plan. One sign a day; what was left empty is unknown and never counts as not done."""

    ticks: str
    signals: str = NO_SIGNALS
    at: datetime | None = None

    @property
    def days_done(self) -> int | None:
        """On how many days the exercises were done; None when the strip tells of no day at all."""
        return self.ticks.count("1") if self.ticks.strip(EMPTY) else None

    @property
    def days_empty(self) -> int:
        """How many days were left empty."""
        return self.ticks.count(EMPTY)

    def days_ticked(self, tick: Tick) -> tuple[int, ...]:
        """The days with a tick, the first is 1."""
        return tuple(day for day, found in enumerate(self.ticks, start=1) if found == tick)

    def days_with(self, signal: Signal) -> tuple[int, ...]:
        """The days with a signal, the first is 1."""
        return tuple(day for day, found in enumerate(self.signals, start=1) if found == signal)


class ReturnedDiary(msgspec.Struct, frozen=True):
    """A strip with the visit whose plan it belongs to; without exercises at home it asked for the signal alone."""

    visit_id: str
    day: date
    diary: Diary
    asks_exercises: bool
