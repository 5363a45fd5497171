"""A strip that came back: its code finds the plan, then fourteen keys: 1 done, 0 not done, - left empty."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.keyed import BACK, ENTER, LEFT, MINUS, RIGHT, key_of
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.desk_event import DiaryReturned
from clinic_app.domain.diary import DAYS as TICKS
from clinic_app.domain.plan_code import read_plan_code

SIGNS = {"1": "○", "0": "×", "-": "–"}
TURN = {"-": "1", "1": "0", "0": "-"}


class Strip(QWidget):
    """Fourteen days side by side. A key fills a day and goes on; a click turns one through its three answers."""

    finished = Signal()  # Enter on a day

    def __init__(self, room: Surroundings) -> None:
        super().__init__()
        self._text = room.text
        self.setAccessibleName(room.text("Days of the diary"))
        line = FlowLayout(room.theme.px(8), self)
        self.ticks, self.place = ["-"] * TICKS, 0
        self.days: list[OptionButton] = []
        for day in range(TICKS):
            button = OptionButton(room.theme, "–", tone="plain")
            button.set_note(str(day + 1))
            button.setMinimumWidth(room.theme.px(52))
            button.clicked.connect(lambda _checked=False, day=day: self.fill(day, TURN[self.ticks[day]]))
            button.installEventFilter(self)
            self.days.append(button)
            line.addWidget(button)
        self.setFocusProxy(self.days[0])
        self.empty()

    def empty(self) -> None:
        """Begin anew."""
        for day in range(TICKS):
            self._set(day, "-")
        self.place = 0

    def fill(self, day: int, sign: str) -> None:
        """Answer one day."""
        self._set(day, sign)
        self.place = day

    def _set(self, day: int, sign: str) -> None:
        _ = self._text
        self.ticks[day] = sign
        words = {"1": _("done"), "0": _("not done"), "-": _("left empty")}[sign]
        self.days[day].setText(SIGNS[sign])
        self.days[day].setAccessibleName(_("Day {day}: {state}").format(day=day + 1, state=words))

    def take_key(self, key: str | None, day: int) -> bool:
        """A key on one of the days; says whether it meant something here."""
        if key in ("1", "0", MINUS):
            self.fill(day, key or "-")
            self._go_to(day + 1)
        elif key == BACK:
            self.fill(max(0, day - 1), "-")
            self._go_to(day - 1)
        elif key == ENTER:
            self.finished.emit()
        elif key in (LEFT, RIGHT):
            self._go_to(day + (1 if key == RIGHT else -1))
        else:
            return False
        return True

    def _go_to(self, day: int) -> None:
        self.days[min(max(day, 0), TICKS - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            for day, button in enumerate(self.days):
                if button is watched:
                    return self.take_key(key_of(event), day)
        return False


class DiaryPage(ScrollColumn):
    """Enter after the code goes to the days, Enter on the days saves."""

    def __init__(self, room: Surroundings, desk: Desk) -> None:
        super().__init__(room.theme, pad=16)
        self.room, self.desk, self.text, self.theme = room, desk, room.text, room.theme
        self.setAccessibleName(self.text("Returned diaries"))
        self._build()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        card = Panel(theme, pad=20, gap=12)
        card.add(label(_("A strip that came back"), "strong"))
        words = _("Type the code that stands on it, then one key a day: 1 done, 0 not done, − left empty.")
        card.add(label(words, "soft", wrap=True))
        self.code = guarded(TextField(theme, _("Plan code"), placeholder="K7A-24M-8", width=200), _)
        title = label(_("Plan code"), "heading")
        title.setBuddy(self.code)
        card.add(title)
        card.add(self.code)
        self.whose = label("", wrap=True)
        card.add(self.whose)
        self.strip = Strip(self.room)
        card.add(self.strip)
        self.save = action_button(theme, _("Save the diary"), "primary")
        self.said = label("", "soft", wrap=True)
        foot = FlowLayout(theme.px(10))
        foot.addWidget(self.save)
        foot.addWidget(self.said)
        card.add(foot)
        self.add(card)
        self.body.addStretch(1)
        self.setFocusProxy(self.code)
        self.code.edit.textChanged.connect(lambda _text: self._look_up())
        self.code.edit.returnPressed.connect(self._on_code)
        self.save.clicked.connect(self._on_save)
        self.strip.finished.connect(self._on_save)
        self._look_up()

    def _look_up(self) -> str | None:
        """The code in its written form; says whose plan it is as soon as it is right."""
        _, typed = self.text, self.code.text()
        code = read_plan_code(typed)
        found = [job.sheet for job in self.desk.view.jobs if job.sheet.plan_code == code] if code else []
        self.code.object_to("")
        if found:
            self.whose.setText(_("No. {number} · {kana}").format(number=found[-1].call_number, kana=found[-1].kana))
        elif code:
            self.whose.setText(_("The plan is no longer at the desk; the trainer's record knows it."))
        else:
            self.whose.setText("")
        self.whose.setVisible(bool(code))
        self.save.setEnabled(code is not None)
        return code

    def _on_code(self) -> None:
        if self._look_up() is None:
            self.code.object_to(self.text("This code cannot be right. Compare it with the strip, sign by sign."))
            return
        self.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        code = self._look_up()
        if code is None:
            return
        self.desk.note(DiaryReturned(code, "".join(self.strip.ticks), self.room.person))
        self.said.setText(self.text("The diary of {code} was saved.").format(code=code))
        self.strip.empty()
        self.code.set_text("")
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
