"""A column of many parts: the first ones stand at once, the others come one by one while nothing else is to do."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import clear, column

AT_ONCE = 3  # more do not fit on a screen


class InTurn(QWidget):
    """A person sees the first parts after a few milliseconds and scrolls to the others later than they come."""

    def __init__(self, theme: Theme, gap: int) -> None:
        super().__init__()
        self._column = column(theme, pad=0, gap=gap)
        self.setLayout(self._column)
        self._coming: deque[Callable[[], QWidget]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    @property
    def complete(self) -> bool:
        """Whether every part is there."""
        return not self._coming

    def fill(self, parts: Iterable[Callable[[], QWidget]]) -> None:
        """Make these parts, in this order, in place of those that were there."""
        clear(self._column)
        self._coming = deque(parts)
        for _ in range(min(AT_ONCE, len(self._coming))):
            self._next()
        if self._coming:
            self._timer.start()

    def _next(self) -> None:
        if self._coming:
            self._column.addWidget(self._coming.popleft()())
        if not self._coming:
            self._timer.stop()
