"""The dead bug: holding the start, key faults with failed repetitions, minor faults."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from clinic_app.desktop.trainer.keypad import Answer, KeyRow
from clinic_app.desktop.trainer.movement import MovementStep, SideCard
from clinic_app.desktop.widgets.choices import Segments, Ticks


class DeadBugCard(SideCard):
    """One leg."""

    def _fill(self) -> Any:
        _, theme = self.text, self.theme
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        holds = [("yes", _("Holds")), ("no", _("Does not hold"))]
        self.holds = Segments(theme, holds, f"{self.name}: {self.label_of('holds_start')}")
        self.holds.chosen.connect(lambda value: self.put("holds_start", None if value is None else value == "yes"))
        self.key = self._ticks("key_faults")
        counts = [(str(count), str(count)) for count in range(6)]
        self.failed = Segments(theme, counts, f"{self.name}: {self.label_of('failed_reps')}", gap=3)
        self.failed.chosen.connect(lambda value: self.put("failed_reps", None if value is None else int(value)))
        self.minor = self._ticks("minor_faults")
        self.answers: list[KeyRow] = []
        for field, control in (
            ("holds_start", self.holds),
            ("key_faults", self.key),
            ("failed_reps", self.failed),
            ("minor_faults", self.minor),
        ):
            line, cap = self.caption(self.label_of(field))
            column.addLayout(line)
            column.addWidget(control)
            self.answers.append(Answer(control, control, cap))
        return column

    def _rows(self) -> list[KeyRow]:
        return self.answers

    def _ticks(self, field: str) -> Ticks:
        options = [(choice.id, choice.label.in_language(self.language)) for choice in self.finding(field).choices]
        ticks = Ticks(self.theme, options, f"{self.name}: {self.label_of(field)}", self.text("None seen"))
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
