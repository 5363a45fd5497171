"""When a screen nobody works at is covered, and when the keys behind it are dropped: the owner's choice, in minutes."""

from typing import NamedTuple

import msgspec


class MinuteRange(NamedTuple):
    """The least and the most that can be chosen."""

    least: int
    most: int


# A session is covered late, because a trainer shows an exercise with both hands; but never so late that a client
# left alone in the room reads another client's page at leisure. Keys may outlive the cover by a long break at most.
COVER_AFTER, DROP_AFTER, LOCK_AFTER = MinuteRange(1, 60), MinuteRange(0, 240), MinuteRange(1, 30)


class Locking(msgspec.Struct, frozen=True):
    """Minutes without input until a session is covered, from there until its keys go, and until other pages lock."""

    cover_after: int = 15
    drop_after: int = 60
    lock_after: int = 5

    def within_limits(self) -> bool:
        """Whether every number lies in its range."""
        return all(
            least <= minutes <= most
            for minutes, (least, most) in (
                (self.cover_after, COVER_AFTER),
                (self.drop_after, DROP_AFTER),
                (self.lock_after, LOCK_AFTER),
            )
        )
