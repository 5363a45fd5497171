"""A question in place, above the two answers: for what a person should not do by one slip. Never a dialog."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.desktop.widgets.option import Tone, action_button


class Confirmation(Panel):
    """Hidden until asked; "no" has the focus first, Escape means no. `beside` stands between question and answers."""

    confirmed = Signal()

    def __init__(self, theme: Theme, *, yes: str, no: str, tone: Tone = "stop", beside: QWidget | None = None) -> None:
        super().__init__(theme, "banner", tone="stop" if tone == "stop" else "warn", pad=14, gap=10)
        self.question = label("", wrap=True)
        self.add(self.question)
        if beside is not None:
            self.add(beside)
        self.no = action_button(theme, no)
        self.yes = action_button(theme, yes, tone)
        self.yes.setCheckable(False)
        answers = FlowLayout(theme.px(8))
        for button in (self.no, self.yes):
            answers.addWidget(button)
        self.add(answers)
        self.no.clicked.connect(self.hide)
        self.yes.clicked.connect(self._on_yes)
        self.hide()

    def ask(self, question: str) -> None:
        """Show the question."""
        self.question.setText(question)
        self.show()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_yes(self) -> None:
        self.hide()
        self.confirmed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
