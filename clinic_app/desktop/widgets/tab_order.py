"""The way of the Tab key where what is read first is built last: a page after its footer, a form above a list.

Qt's own chain is never walked: the binding takes what `nextInFocusChain` gives for a child of the one that was asked,
and lets it perish together with it.
"""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(first: QWidget, then: QWidget) -> None:
    """Let Tab reach all of `then` right after the last stop of `first`; each keeps its own order."""
    before = _stops(first)
    if not before:
        return
    last = before[-1]
    for stop in _stops(then):
        if stop is not last:
            QWidget.setTabOrder(last, stop)
            last = stop


def tab_through(*parts: QWidget) -> None:
    """Let Tab go through parts one after another, in each in the order in which its controls hang in it."""
    stops = [stop for part in parts for stop in _stops(part)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> list[QWidget]:
    """The controls of a part that take the focus themselves, in the order in which they hang in it."""
    return [
        widget
        for widget in (part, *part.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    ]
