"""The hip hinge: five faults with three states, depth of the bow, and whether the buttocks were felt."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from clinic_app.desktop.trainer.answer_line import AnswerLine
from clinic_app.desktop.trainer.keypad import Answer, KeyRow, Press
from clinic_app.desktop.trainer.movement import MovementStep, SideCard
from clinic_app.desktop.trainer.pictures import pose_of
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import row
from clinic_app.desktop.widgets.option import OptionButton

REPETITIONS = 5
NEXT_STATE: dict[str | None, str | None] = {None: "persists", "persists": "gone_after_cue", "gone_after_cue": None}


class HingeCard(SideCard):
    """One forward leg."""

    def _fill(self) -> Any:
        _, theme = self.text, self.theme
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self.faults: dict[str, OptionButton] = {}
        for choice in self.finding("faults").choices:
            button = OptionButton(theme, choice.label.in_language(self.language), leading=True)
            button.setAccessibleName(f"{self.name}: {button.text()}")
            button.set_picture(pose_of(self.session.context, f"hinge_{choice.id}", self.side))
            button.clicked.connect(lambda _checked=False, key=choice.id: self._on_fault(key))
            self.faults[choice.id] = button
            column.addWidget(button)
        self.none = OptionButton(theme, _("No fault seen"), leading=True)
        self.none.setAccessibleName(f"{self.name}: {self.none.text()}")
        self.none.clicked.connect(lambda checked: self.put("faults", {} if checked else None))
        last = row(theme)
        last.addWidget(self.none, 1)
        last.addWidget(self._counter())
        column.addLayout(last)
        options = [(choice.id, choice.label.in_language(self.language)) for choice in self.finding("lean").choices]
        self.lean = Segments(theme, options, f"{self.name}: {self.label_of('lean')}")
        self.lean.chosen.connect(lambda value: self.put("lean", value))
        felt = [("yes", _("Felt")), ("no", _("Not felt"))]
        self.sensation = Segments(theme, felt, f"{self.name}: {self.label_of('gluteal_sensation')}")
        self.sensation.chosen.connect(
            lambda value: self.put("gluteal_sensation", None if value is None else value == "yes")
        )
        self.answers: list[KeyRow] = []
        for field, control in (("lean", self.lean), ("gluteal_sensation", self.sensation)):
            line = AnswerLine(theme, self.label_of(field), control)
            column.addWidget(line)
            self.answers.append(Answer(control, control, line.cap))
        return column

    def _counter(self) -> OptionButton:
        """Below the faults that are looked for: it guides through the repetitions and is not recorded."""
        self.count = 0
        self.counter = OptionButton(self.theme, "", tone="plain")
        self.counter.clicked.connect(lambda: self._show_count((self.count + 1) % (REPETITIONS + 1)))
        self._show_count(0)
        return self.counter

    def _show_count(self, count: int) -> None:
        self.count = count
        words = self.text("{number}/{total}").format(number=count, total=REPETITIONS)
        self.counter.setText(words)
        spoken = self.text("Repetition {number} of {total}").format(number=count, total=REPETITIONS)
        self.counter.setAccessibleName(f"{self.name}: {spoken}")
        self.counter.setToolTip(spoken)
        self.counter.update()

    def _rows(self) -> list[KeyRow]:
        faults: list[KeyRow] = [Press(button) for button in (*self.faults.values(), self.none)]
        return [*faults, *self.answers]

    def _on_fault(self, key: str) -> None:
        faults = dict(self.value("faults") or {})
        state = NEXT_STATE[faults.get(key)]
        if state is None:
            del faults[key]
        else:
            faults[key] = state
        self.put("faults", faults or None)

    def refresh(self) -> None:
        super().refresh()
        _, faults = self.text, self.value("faults")
        # The mark says it beside the words and the colour: a full dot stays, an empty one went.
        words = {"persists": f"● {_('persists after the cue')}", "gone_after_cue": f"○ {_('gone after the cue')}"}
        for key, button in self.faults.items():
            state = (faults or {}).get(key)
            button.set_tone("stop" if state == "persists" else "warn" if state else "choice")
            button.setChecked(state is not None)
            button.set_note(words.get(state or "", ""))
        self.none.setChecked(faults == {})
        self.lean.set_value(self.value("lean"))
        felt = self.value("gluteal_sensation")
        self.sensation.set_value(None if felt is None else "yes" if felt else "no")


class HipHingeStep(MovementStep):
    """Both legs."""

    card = HingeCard
