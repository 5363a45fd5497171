"""A value that is asked back: one press says that it is right, and then it is marked as confirmed at its field."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.keyed import Took
from clinic_app.desktop.widgets.labels import Words, column, label
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.checks import Problem
from clinic_app.i18n import Texts
from clinic_app.rules.explain import whole_sentence

ANSWERED_ELSEWHERE = ("reason_not_given",)  # it asks for an answer, not for a yes


class Question(QWidget):
    """Below the sentence that asks. Gone while nothing was asked; a mark once it was confirmed."""

    def __init__(self, theme: Theme, text: Texts, confirm: Callable[[Problem], None], name: str) -> None:
        super().__init__()
        self._theme, self._text, self._confirm, self._name = theme, text, confirm, name
        self._asked: list[Problem] = []
        self._made: tuple[OptionButton, Words] | None = None  # most fields are never asked back
        self.hide()

    def _parts(self) -> tuple[OptionButton, Words]:
        if self._made is None:
            button, mark = action_button(self._theme, self._text("That is right")), label("", tone="good")
            button.setAccessibleName(f"{self._name}: {button.text()}")
            button.clicked.connect(self._on_pressed)
            mark.setText(self._text("✓ confirmed"))
            line = FlowLayout(self._theme.px(8), self)
            line.addWidget(button)
            line.addWidget(mark)
            self._made = button, mark
        return self._made

    @property
    def button(self) -> OptionButton:
        """Says that the value is right."""
        return self._parts()[0]

    @property
    def mark(self) -> Words:
        """Stands where the value was confirmed."""
        return self._parts()[1]

    @property
    def is_offered(self) -> bool:
        """Whether the button can be pressed."""
        return bool(self._asked) and not self.isHidden()

    def set_hint(self, key: str) -> None:
        """Print the key that presses the button."""
        if self._made is not None:
            self.button.set_hint(key)

    def show_problems(self, problems: Sequence[Problem], confirmed: Callable[[Problem], bool]) -> None:
        """Offer to confirm what is asked, and say that something was confirmed."""
        asked = [one for one in problems if one.kind == "confirm" and one.code not in ANSWERED_ELSEWHERE]
        self._asked = [one for one in asked if not confirmed(one)]
        if asked or self._made is not None:
            self.button.setHidden(not self._asked)
            self.mark.setHidden(bool(self._asked) or not asked)
        if self.isHidden() == bool(asked):
            self.setVisible(bool(asked))

    def _on_pressed(self) -> None:
        for problem in self._asked:
            self._confirm(problem)


class AskedBack(QWidget):
    """The sentence and the answer for a value without an entry of its own on this page; gone while nothing is asked."""

    def __init__(self, session: Session, path: str, name: str, *, named: bool = False) -> None:
        super().__init__()
        theme, self._session, self._path = session.context.theme, session, path
        self._name = f"{name}: " if named else ""
        self.words = label("", "question", wrap=True)
        self.question = Question(theme, session.context.text, session.confirm, name)
        held = column(theme, pad=0, gap=4)
        held.addWidget(self.words)
        held.addWidget(self.question)
        self.setLayout(held)
        self.hide()

    def refresh(self) -> None:
        """Show what the session holds."""
        problem = self._session.objection(self._path)
        asked = problem is not None and problem.kind == "confirm"
        if asked == self.isHidden():
            self.setVisible(asked)
        self.question.show_problems([problem] if problem is not None else [], self._session.confirmed)
        if problem is not None and asked:
            confirmed = self._session.confirmed(problem)
            self.words.setText(self._name + whole_sentence(problem, self._session.context.language))
            self.words.setHidden(confirmed and not self._name)


class ConfirmFirst:
    """The row of 0 in a section of entries: the first value that is asked back is right."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions

    def _offered(self) -> Question | None:
        return next((question for question in self._questions if question.is_offered), None)

    @property
    def widget(self) -> QWidget:
        """The button that the key would press; while nothing is asked, what is hidden in its place."""
        offered = self._offered()
        return self._questions[0] if offered is None else offered.button

    def mark(self, key: str, *, listening: bool) -> None:
        offered = self._offered()
        for question in self._questions:
            question.set_hint(key if question is offered else "")

    def open(self) -> Took:
        offered = self._offered()
        if offered is not None:
            offered.button.click()
        return Took.DONE

    def take(self, key: str) -> Took:
        return Took.NO
