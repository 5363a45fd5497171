"""The dead bug: holding the start, key faults with failed repetitions, minor faults."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from clinic_app.desktop.trainer.answer_line import AnswerLine
from clinic_app.desktop.trainer.keypad import Answer, KeyRow
from clinic_app.desktop.trainer.movement import MovementStep, SideCard
from clinic_app.desktop.trainer.pictures import pose_of
from clinic_app.desktop.widgets.choices import Segments, Ticks
from clinic_app.desktop.widgets.repetitions import Repetitions
from clinic_app.domain.problem import Problem

PICTURED = ("lumbar_lift", "pelvic_rotation", "rib_flare", "breath_hold", "position_lost")


class DeadBugCard(SideCard):
    """One leg."""

    def _fill(self) -> Any:
        _, theme = self.text, self.theme
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        holds = [("yes", _("Holds")), ("no", _("Does not hold"))]
        self.holds = Segments(theme, holds, f"{self.name}: {self.label_of('holds_start')}")
        self.holds.chosen.connect(lambda value: self.put("holds_start", None if value is None else value == "yes"))
        self.key = self._ticks("key_faults")
        counts = [(str(count), str(count)) for count in range(6)]
        self.failed = Segments(theme, counts, f"{self.name}: {self.label_of('failed_reps')}")
        self.failed.chosen.connect(lambda value: self.put("failed_reps", None if value is None else int(value)))
        self.minor = self._ticks("minor_faults")
        marks = (_("Good"), _("Failed"), _("Count again"))
        self.count = Repetitions(theme, f"{self.name}: {_('Counting repetitions')}", marks)
        self.count.may_fail = self._may_fail
        self.count.counted.connect(lambda failed: self.put("failed_reps", failed))
        self.answers: list[KeyRow] = []
        for words, control in (
            (self.label_of("holds_start"), self.holds),
            (self.label_of("key_faults"), self.key),
            (_("Counting repetitions"), self.count),
            (self.label_of("failed_reps"), self.failed),
            (self.label_of("minor_faults"), self.minor),
        ):
            line = AnswerLine(theme, words, control)
            column.addWidget(line)
            self.answers.append(Answer(control, control, line.cap))
        return column

    def _may_fail(self) -> bool:
        """A failed repetition shows a key fault: which one is asked first."""
        if self.value("key_faults"):
            return True
        where = f"tests.{self.test}.{self.side}.failed_reps"
        self._say(Problem(where, "no_key_fault", values={"value": "1"}))
        return False

    def _rows(self) -> list[KeyRow]:
        return self.answers

    def _ticks(self, field: str) -> Ticks:
        options = [(choice.id, choice.label.in_language(self.language)) for choice in self.finding(field).choices]
        ticks = Ticks(self.theme, options, f"{self.name}: {self.label_of(field)}", self.text("None seen"))
        for key in PICTURED:
            if key in ticks.buttons:
                ticks.buttons[key].set_picture(pose_of(self.session.context, f"dead_bug_{key}", self.side))
        ticks.chosen.connect(lambda value: self.put(field, value))
        return ticks

    def refresh(self) -> None:
        super().refresh()
        holds, failed = self.value("holds_start"), self.value("failed_reps")
        self.holds.set_value(None if holds is None else "yes" if holds else "no")
        self.key.set_value(self.value("key_faults"))
        self.failed.set_value(None if failed is None else str(failed))
        self.minor.set_value(self.value("minor_faults"))


class DeadBugStep(MovementStep):
    """Both legs."""

    card = DeadBugCard
