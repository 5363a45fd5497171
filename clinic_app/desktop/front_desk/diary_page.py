"""A strip that came back: its code finds the plan, then one key for each day, and one more for its pain signal."""

from PySide6.QtCore import Qt

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.diary_strip import Strip, signals_strip, ticks_strip
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label, set_tone
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.desk_event import DiaryReturned
from clinic_app.domain.plan_code import read_plan_code
from clinic_app.errors import Refused


class DiaryPage(ScrollColumn):
    """Enter after the code goes to the days, the last day to the signals; Enter on either line saves."""

    def __init__(self, room: Surroundings, desk: Desk) -> None:
        super().__init__(room.theme, pad=16)
        self.room, self.desk, self.text, self.theme = room, desk, room.text, room.theme
        self.setAccessibleName(self.text("Returned diaries"))
        self._build()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        card = Panel(theme, pad=20, gap=12)
        card.add(label(_("A strip that came back"), "strong"))
        card.add(label(_("Type the code that stands on it, then one key a day. Enter saves."), "soft", wrap=True))
        self.code = guarded(TextField(theme, _("Plan code"), placeholder="K7A-24M-8", width=200), _)
        title = label(_("Plan code"), "heading")
        title.setBuddy(self.code)
        card.add(title)
        card.add(self.code)
        self.whose = label("", wrap=True)
        card.add(self.whose)
        self.strip, self.signals = ticks_strip(self.room), signals_strip(self.room)
        self._add_line(card, self.strip, _("Done"), _("1 done · 0 not done · − left empty"))
        self._add_line(card, self.signals, _("Pain signal"), _("1 blue ● · 2 yellow ▲ · 3 red ■ · − left empty"))
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
        for one in (self.strip, self.signals):
            one.finished.connect(self._on_save)
        self.strip.filled.connect(self.signals.setFocus)
        self.signals.filled.connect(self.save.setFocus)
        self._look_up()

    def _add_line(self, card: Panel, strip: Strip, words: str, keys: str) -> None:
        """A line of days under its name and what its keys mean."""
        head = FlowLayout(self.theme.px(10))
        title = label(words, "heading")
        title.setBuddy(strip)
        head.addWidget(title)
        head.addWidget(label(keys, "soft"))
        card.add(head)
        card.add(strip)

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
        if code is None or not self.save.isEnabled():
            return
        self.save.setEnabled(False)  # one strip is told once
        told = DiaryReturned(code, self.strip.kept, self.room.person, self.signals.kept)
        self.desk.hand_in(self, (told,), lambda: self._on_written(code), self._on_kept)

    def _on_written(self, code: str) -> None:
        set_tone(self.said, "")
        self.said.setText(self.text("The diary of {code} was saved.").format(code=code))
        self.strip.empty()
        self.signals.empty()
        self.code.set_text("")
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_kept(self, refused: Refused) -> None:
        """It is not written down: everything stays here, to be saved again."""
        self.save.setEnabled(True)
        set_tone(self.said, "stop")
        self.said.setText(refused.sentence(self.room.language))
