"""The thoracic rotation: one to three trials a side in degrees, their mean, the difference and the position."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.desktop.trainer.answer_line import AnswerLine
from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Typed
from clinic_app.desktop.trainer.movement import MovementStep, SideCard
from clinic_app.desktop.trainer.pictures import pose_of
from clinic_app.desktop.widgets.choices import Ticks
from clinic_app.desktop.widgets.dial import RotationDial
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.numbers import NumberField, read_number
from clinic_app.domain import assessment as document
from clinic_app.domain.assessment import ROTATION, RotationSide
from clinic_app.domain.checks import Problem
from clinic_app.domain.levels import mean_degrees

TRIALS = 3
POSITION = f"tests.{ROTATION}.position"
# The lumbar-locked position of the test is the harder form of the exercise.
POSITIONS = {
    "lumbar_locked": ("thoracic_rotation_harder_start", "thoracic_rotation_harder_end"),
    "seated": ("rotation_test_seated_start", "rotation_test_seated_end"),
    "half_kneeling": ("rotation_test_half_kneeling_start", "rotation_test_half_kneeling_end"),
}
OTHER: dict[str, str] = {"left": "right", "right": "left"}


class RotationCard(SideCard):
    """Turning to one side."""

    def _fill(self) -> Any:
        _, theme = self.text, self.theme
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self.dial = RotationDial(theme, self.side, f"{self.name}: {self.label_of('degrees')}")
        self.dial.released.connect(self._on_dialled)
        column.addWidget(self.dial)
        line = FlowLayout(theme.px(8))
        self.answers: list[KeyRow] = []
        self.trials: list[NumberField] = []
        self._refused: Problem | None = None  # what was refused stays in the field until the person changes it
        for number in range(1, TRIALS + 1):
            name = _("{side}: trial {number}").format(side=self.name, number=number)
            field = NumberField(theme, name, unit="°", width=64)  # three beside each other in either language
            field.typed.connect(lambda _text: self._on_typed())
            self.trials.append(field)
            cap = KeyCap(theme)
            both = QWidget()  # where the line breaks, a key goes with its field
            beside = row(theme, 4)
            beside.addWidget(cap)
            beside.addWidget(field)
            both.setLayout(beside)
            line.addWidget(both)
            self.answers.append(Typed(field, cap))
        column.addLayout(line)
        options = [(choice.id, choice.label.in_language(self.language)) for choice in self.finding("notes").choices]
        self.notes = Ticks(theme, options, f"{self.name}: {self.label_of('notes')}", None)
        for key, button in self.notes.buttons.items():
            button.set_picture(pose_of(self.session.context, f"rotation_{key}", self.side))
        self.notes.chosen.connect(lambda value: self.put("notes", value))
        noted = AnswerLine(theme, self.label_of("notes"), self.notes)
        column.addWidget(noted)
        self.answers.append(Answer(self.notes, self.notes, noted.cap))
        return column

    def _rows(self) -> list[KeyRow]:
        return self.answers

    def _on_dialled(self, degrees: int) -> None:
        """The finger was lifted: its degrees are the trial being entered, else the next one, else the last."""
        typed = next((index for index, field in enumerate(self.trials) if field.edit.hasFocus()), None)
        empty = next((index for index, field in enumerate(self.trials) if not field.text()), TRIALS - 1)
        self.trials[empty if typed is None else typed].set_value(degrees)
        self._on_typed()
        self.refresh()

    def _show_dial(self) -> None:
        """This side's mean, the other side's, and the bands of the position."""
        rotation, position = self.session.context.rule_set.catalogue.rotation, self.session.value(POSITION)
        edges = tuple(edge / 10 for edge in rotation.edges[position]) if position is not None else ()
        self.dial.set_values(self._mean_of(self.side), self._mean_of(OTHER[self.side]), edges)

    def _mean_of(self, side: str) -> float | None:
        recorded = document.side(self.session.assessment, self.test, side)
        found = isinstance(recorded, RotationSide) and recorded.degrees
        return float(mean_degrees(recorded)) if isinstance(recorded, RotationSide) and found else None

    def _on_typed(self) -> None:
        numbers = []
        for index, field in enumerate(self.trials):
            try:
                number = read_number(field.text())
            except ValueError:
                where = f"tests.{self.test}.{self.side}.degrees[{index}]"
                self._refused = Problem(where, "not_a_number", values={"value": field.text()})
                self._say(self._refused)
                return
            if number is not None:
                numbers.append(number)
        self._refused = self.put("degrees", numbers or None)

    def refresh(self) -> None:
        super().refresh()
        degrees = self.value("degrees") or []
        if self._refused is not None:
            self._say(self._refused)
        elif not any(field.edit.hasFocus() for field in self.trials):
            for index, field in enumerate(self.trials):
                field.set_value(degrees[index] if index < len(degrees) else None)
        self._show_dial()
        self.notes.set_value(self.value("notes"))


class ThoracicRotationStep(MovementStep):
    """Both sides, measured in one position."""

    card = RotationCard

    def _above(self) -> None:
        card = Panel(self.theme, gap=4, pad=10)
        card.add(self.entry(POSITION, stacked=True))
        self.difference = label("", "soft", wrap=True)
        card.add(self.difference)
        self.add(card)

    def _keys(self) -> list[KeySection]:
        return [KeySection([entry.key_row() for entry in self.entries]), *super()._keys()]

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "difference"):
            return
        position = self.session.value(POSITION)
        for picture in self.pictures if position in POSITIONS else ():
            picture.set_way(POSITIONS[position])
        self.difference.setText(" · ".join([*self._difference(), *self._other_position()]))

    def _difference(self) -> list[str]:
        _, difference = self.text, self.session.levels.difference
        if difference is None:
            return [_("The difference of the sides shows when both are measured.")]
        words = _("Difference of the sides {degrees}°").format(degrees=f"{float(difference):.1f}")
        return [words, _("one-sided")] if difference >= 10 else [words]

    def _other_position(self) -> list[str]:
        """Said when the last visit was measured in another position: its degrees are no yardstick for these."""
        previous, now = self.session.previous, self.session.value(POSITION)
        before = previous.tests.thoracic_rotation if previous is not None else None
        if before is None or before.position is None or now in (None, before.position):
            return []
        choices = {choice.id: choice for choice in self.session.context.rule_set.catalogue.by_path[POSITION].choices}
        name = choices[before.position].label.in_language(self.language)
        words = self.text("Last visit: {position}. Degrees are never compared across positions.")
        return [words.format(position=name)]
