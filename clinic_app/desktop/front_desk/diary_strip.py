"""A line of a diary strip: fourteen days side by side, one key each. Who makes it says what the keys mean."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import BACK, ENTER, LEFT, MINUS, RIGHT, key_of
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.diary import DAYS, EMPTY


class Mark(NamedTuple):
    """One answer: how it is kept, shown and spoken."""

    kept: str
    shown: str
    words: str


class Strip(QWidget):
    """A key fills a day and goes on; a click turns one through its answers, the last of which is empty."""

    finished = Signal()  # Enter on a day
    filled = Signal()  # the last day was answered by a key

    def __init__(self, room: Surroundings, name: str, marks: dict[str, Mark]) -> None:
        super().__init__()
        self._text = room.text
        self._marks = marks  # by the key that says it
        self._by_kept = {mark.kept: mark for mark in marks.values()}
        self._turn = [mark.kept for mark in marks.values()]
        self.setAccessibleName(name)
        line = FlowLayout(room.theme.px(8), self)
        self.ticks = [EMPTY] * DAYS
        self.days: list[OptionButton] = []
        for day in range(DAYS):
            button = OptionButton(room.theme, self._by_kept[EMPTY].shown, tone="plain")
            button.set_note(str(day + 1))
            button.setMinimumWidth(room.theme.px(50))
            button.clicked.connect(lambda _checked=False, day=day: self._fill_next(day))
            button.installEventFilter(self)
            self.days.append(button)
            line.addWidget(button)
        self.setFocusProxy(self.days[0])
        self.empty()

    @property
    def kept(self) -> str:
        """One sign for each day."""
        return "".join(self.ticks)

    def empty(self) -> None:
        """Begin anew."""
        for day in range(DAYS):
            self.fill(day, EMPTY)

    def fill(self, day: int, kept: str) -> None:
        """Answer one day."""
        mark = self._by_kept[kept]
        self.ticks[day] = kept
        self.days[day].setText(mark.shown)
        said = self._text("Day {day}: {state}").format(day=day + 1, state=mark.words)
        self.days[day].setAccessibleName(f"{self.accessibleName()}: {said}")  # two lines hold the same days

    def _fill_next(self, day: int) -> None:
        place = self._turn.index(self.ticks[day])
        self.fill(day, self._turn[(place + 1) % len(self._turn)])

    def take_key(self, key: str | None, day: int) -> bool:
        """A key on one of the days; says whether it meant something here."""
        if key in self._marks:
            self.fill(day, self._marks[key].kept)
            if day == DAYS - 1:
                self.filled.emit()
            else:
                self._go_to(day + 1)
        elif key == BACK:
            self.fill(max(0, day - 1), EMPTY)
            self._go_to(day - 1)
        elif key == ENTER:
            self.finished.emit()
        elif key in (LEFT, RIGHT):
            self._go_to(day + (1 if key == RIGHT else -1))
        else:
            return False
        return True

    def _go_to(self, day: int) -> None:
        self.days[min(max(day, 0), DAYS - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            for day, button in enumerate(self.days):
                if button is watched:
                    return self.take_key(key_of(event), day)
        return False


def ticks_strip(room: Surroundings) -> Strip:
    """What was done on each day."""
    _ = room.text
    marks = {"1": Mark("1", "○", _("done")), "0": Mark("0", "×", _("not done")), MINUS: _nothing(room)}
    return Strip(room, _("Days of the diary"), marks)


def signals_strip(room: Surroundings) -> Strip:
    """The pain signal of each day, by the shapes and numbers of the sheet."""
    _ = room.text
    marks = {
        "1": Mark("b", "●", _("blue")),
        "2": Mark("y", "▲", _("yellow")),
        "3": Mark("r", "■", _("red")),
        MINUS: _nothing(room),
    }
    return Strip(room, _("Pain signals of the diary"), marks)


def _nothing(room: Surroundings) -> Mark:
    return Mark(EMPTY, "–", room.text("left empty"))
