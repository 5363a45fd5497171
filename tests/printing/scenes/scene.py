"""What a scene is, and the list of them all in the order of a sheet's life."""

from collections.abc import Callable
from typing import NamedTuple

from tests.printing.stage import FIRST, Stage

Play = Callable[[Stage], None]


class Scene(NamedTuple):
    """How a state comes about, and what the window then says of it in English."""

    play: Play
    state: str
    says: str


SCENES: dict[str, Scene] = {}
SECOND, THIRD = FIRST + 1, FIRST + 2


def scene(name: str, state: str, says: str) -> Callable[[Play], Play]:
    """Put a scene into the list."""

    def kept(play: Play) -> Play:
        SCENES[name] = Scene(play, state, says)
        return play

    return kept


def ready(stage: Stage, count: int = 6) -> None:
    """The window is open before some sheets, and knows its printer."""
    stage.sheets(count)
    stage.open()
    stage.until(lambda: stage.queue.bar.options() is not None)
