"""The way of the Tab key where what is read first is built last: a page after its footer, a form above a list."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(first: QWidget, then: QWidget) -> None:
    """Let Tab reach all of `then` right after the last stop of `first`; each keeps its own order."""
    before = list(_stops(first))
    if not before:
        return
    last = before[-1]
    for stop in list(_stops(then)):
        QWidget.setTabOrder(last, stop)
        last = stop


def _stops(part: QWidget) -> Iterator[QWidget]:
    """The controls of a part that take the focus themselves, in the order Tab has now."""
    widget: QWidget | None = part
    while widget is not None:
        inside = widget is part or part.isAncestorOf(widget)
        if inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            yield widget
        widget = widget.nextInFocusChain()
        if widget is part:
            return
