"""How long nobody has been at the screen, and what that calls for. Clocks are handed in; no Qt, no keys."""

import time
from collections.abc import Callable
from typing import Literal

from clinic_app.domain.locking import Locking

Due = Literal["nothing", "cover", "drop"]
SUSPENDED_AFTER = 60.0  # seconds between two looks at the clocks that only a sleeping machine leaves out
MINUTE = 60.0


class IdleWatch:
    """The time since the last input, and since the screen was covered.

    A machine that slept shows as a gap between two looks. Which clock shows it depends on the system: on Linux and
    macOS the monotonic one stands still in sleep and the wall clock does not, on Windows both go on; so a gap in
    either counts. A wall clock put forward by hand looks the same and locks too, which is the safe side.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        self._monotonic, self._wall = monotonic, wall
        self._touched = monotonic()
        self._covered_at: float | None = None
        self._looked = (monotonic(), wall())

    def touched(self) -> None:
        """Somebody used a key, the mouse, the screen or an input method."""
        self._touched = self._monotonic()

    def covered(self) -> None:
        """The screen is covered from now on; keys are counted down from here."""
        self._covered_at = self._monotonic()

    def uncovered(self) -> None:
        """Somebody is at work again."""
        self._covered_at = None
        self.touched()

    def due(self, locking: Locking, *, in_session: bool) -> Due:
        """What should happen now; call it about once a second and before every input is believed."""
        now = (self._monotonic(), self._wall())
        gaps = [new - old for new, old in zip(now, self._looked, strict=True)]
        self._looked = now
        if max(gaps) > SUSPENDED_AFTER:
            return "drop"
        if self._covered_at is not None:
            return "drop" if now[0] - self._covered_at >= locking.drop_after * MINUTE else "nothing"
        idle = now[0] - self._touched
        if in_session:
            return "cover" if idle >= locking.cover_after * MINUTE else "nothing"
        return "drop" if idle >= locking.lock_after * MINUTE else "nothing"
