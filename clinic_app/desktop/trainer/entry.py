"""One finding on the screen: label, control and the sentence beside it, bound to its path in the session."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.desktop.trainer.keypad import Answer, KeyRow, Typed, TypedWithUnit
from clinic_app.desktop.trainer.last_values import last_value
from clinic_app.desktop.trainer.question import Question
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.guarded import NUMBER, guarded
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.numbers import DurationField, NrsRow, NumberField, read_number
from clinic_app.domain.checks import Problem
from clinic_app.domain.finding import Finding
from clinic_app.rules.explain import whole_sentence


class Entry(QWidget):
    """A finding's row. `put` stores what was entered and returns the refusal, if any."""

    def __init__(
        self,
        session: Session,
        finding: Finding,
        *,
        path: str = "",
        put: Callable[[Any], Problem | None] | None = None,
        stacked: bool = False,
    ) -> None:
        super().__init__()
        self.session, self.finding = session, finding
        self.path = path or finding.path
        self._put = put or (lambda value: session.put(self.path, value))
        context = session.context
        self.name = finding.label.in_language(context.language)
        self.cap = KeyCap(context.theme)
        self.control = self._control()
        self.control.setObjectName(self.path)  # by this a session reopens on the same field
        self.beside = label("", "problem", wrap=True)
        self.beside.hide()
        self.question = Question(context.theme, context.text, session.confirm, self.name)
        self._build(stacked=stacked)
        self.refresh()

    def _control(self) -> QWidget:
        context, finding = self.session.context, self.finding
        language, theme, _ = context.language, context.theme, context.text
        if finding.widget in ("number", "duration"):
            unit = finding.unit.in_language(language) if finding.unit else ""
            units = (_("days"), _("weeks"), _("months"), _("years"))
            field = (
                DurationField(theme, self.name, units)
                if finding.widget == "duration"
                else NumberField(theme, self.name, unit=unit)
            )
            guarded(field.number if isinstance(field, DurationField) else field, _, NUMBER)
            field.typed.connect(self._on_typed)
            return field
        if finding.widget == "nrs":
            control: Segments = NrsRow(theme, self.name)
            control.chosen.connect(lambda value: self._on_chosen(None if value is None else int(value)))
            return control
        options = [(choice.id, choice.label.in_language(language)) for choice in finding.choices]
        control = Segments(theme, options or [("yes", _("Yes")), ("no", _("No"))], self.name)
        control.chosen.connect(self._on_chosen)
        return control

    def _build(self, *, stacked: bool) -> None:
        theme = self.session.context.theme
        title = label(self.name, wrap=True)
        title.setBuddy(self.control)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.cap, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(title, 1)
        words.addLayout(head)
        if self.finding.help is not None:
            words.addWidget(label(self.finding.help.in_language(self.session.context.language), "soft", wrap=True))
        before = last_value(self.session, self.path)
        if before:
            words.addWidget(label(before, "soft", wrap=True))
        words.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(4))
        if stacked:
            outer.addLayout(words)
            outer.addWidget(self.control)
        else:
            line = QHBoxLayout()
            line.setSpacing(theme.px(12))
            line.addLayout(words, 4)
            line.addWidget(self.control, 5, Qt.AlignmentFlag.AlignVCenter)
            outer.addLayout(line)
        outer.addWidget(self.beside)
        outer.addWidget(self.question)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def key_row(self) -> KeyRow:
        """How this entry is reached and answered by keys."""
        if isinstance(self.control, DurationField):
            return TypedWithUnit(self.control, self.cap)
        if isinstance(self.control, NumberField):
            return Typed(self.control, self.cap)
        assert isinstance(self.control, Segments)  # noqa: S101 - no other kind is made above
        return Answer(self.control, self.control, self.cap)

    def refresh(self) -> None:
        """Show what the session holds; a field being typed in keeps its text."""
        if self._typed_is_refused():  # what was typed stays until the person changes it
            return
        value = self.session.value(self.path)
        control = self.control
        if isinstance(control, Segments):
            control.set_value(None if value is None else str(value))
        elif isinstance(control, NumberField) and not control.edit.hasFocus():
            control.set_value(value)
        elif isinstance(control, DurationField) and not control.number.edit.hasFocus():
            control.set_weeks(value)
        self._say(self.session.objection(self.path))

    def _typed_is_refused(self) -> bool:
        return bool(self.beside.property("refused"))

    def _on_typed(self, text: str) -> None:
        try:
            value = read_number(text)
        except ValueError:
            refused: Problem | None = Problem(self.path, "not_a_number", values={"value": text})
        else:
            refused = self._put(value)
        self.beside.setProperty("refused", refused is not None)
        self._say(refused or self.session.objection(self.path))

    def _on_chosen(self, value: Any) -> None:
        self._say(self._put(value) or self.session.objection(self.path))

    def _say(self, problem: Problem | None) -> None:
        language = self.session.context.language
        self.question.show_problems([problem] if problem else [], self.session.confirmed)
        if problem is not None and self.session.confirmed(problem):
            problem = None
        said = whole_sentence(problem, language) if problem else ""
        role = "question" if problem and problem.kind == "confirm" else "problem"
        if said != self.beside.text():
            self.beside.setText(said)
        if role != self.beside.property("role"):  # the style sheet is asked only when it would answer otherwise
            self.beside.setProperty("role", role)
            self.beside.style().unpolish(self.beside)
            self.beside.style().polish(self.beside)
        if self.beside.isHidden() == bool(said):
            self.beside.setVisible(bool(said))


def two_columns(entries: list[Entry], gap: int) -> QGridLayout:
    """Entries side by side, in reading order by row."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(gap * 2)
    grid.setVerticalSpacing(gap)
    for index, entry in enumerate(entries):
        grid.addWidget(entry, index // 2, index % 2)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid
