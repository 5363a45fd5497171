"""What can be taken back and done again in a session: findings, decisions and the plan, in the order they were made."""

from collections.abc import Callable
from dataclasses import dataclass

DEPTH = 200


@dataclass(frozen=True)
class Done:
    """One thing a trainer did: where it was done, how to take it back, how to do it again."""

    step: str
    field: str
    back: Callable[[], None]
    again: Callable[[], None]


class Undo:
    """The things done since the session page was opened; a new one ends what could be done again."""

    def __init__(self) -> None:
        self._past: list[Done] = []
        self._future: list[Done] = []

    def did(self, done: Done) -> None:
        """Remember one thing."""
        self._past = [*self._past[-DEPTH:], done]
        self._future.clear()

    def back(self) -> Done | None:
        """Take the last thing back; None when there is none. What raises stays to be taken back."""
        if not self._past:
            return None
        done = self._past[-1]
        done.back()
        self._future.append(self._past.pop())
        return done

    def again(self) -> Done | None:
        """Do the last thing that was taken back again; None when there is none."""
        if not self._future:
            return None
        done = self._future[-1]
        done.again()
        self._past.append(self._future.pop())
        return done
