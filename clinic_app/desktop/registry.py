"""Every page of the program in one list: what `screenshots`, the accessibility walk and the size check go through."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from clinic_app.desktop.trainer.session import STEPS

if TYPE_CHECKING:
    from clinic_app.desktop.window import Window


class Page(msgspec.Struct, frozen=True):
    """One page: its name in files, and how to bring it up in an open window."""

    name: str
    show: Callable[["Window"], None]


def _show_step(step: str, window: "Window") -> None:
    window.show_session_step(step)


def pages() -> Iterator[Page]:
    """All pages, in the order in which a person meets them."""
    yield Page("today", lambda window: window.show_page("today"))
    yield Page("clients", lambda window: window.show_page("clients"))
    yield Page("client-new", lambda window: window.show_page("client_new"))
    for number, step in enumerate(STEPS, start=1):
        yield Page(f"session-{number}-{step}", partial(_show_step, step))
    yield Page("help", lambda window: window.show_page("help"))
    yield Page("about", lambda window: window.show_page("about"))
