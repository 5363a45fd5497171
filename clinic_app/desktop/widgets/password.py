"""A password: dots, never remembered, never undone, shown only while somebody asks for it."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from clinic_app.desktop.qt_numbers import SECRET_INPUT
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.plain_button import PlainButton


class PasswordField(QWidget):
    """A line of dots with a button that shows them; what is wrong is said below."""

    def __init__(self, theme: Theme, name: str, *, show: str) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName(name)
        self.edit.setProperty("inputMethodHints", SECRET_INPUT)
        self.setFocusProxy(self.edit)
        self.eye = PlainButton(show, "choice")
        self.eye.setAccessibleName(f"{name}: {show}")
        self.eye.toggled.connect(self._on_eye)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(self.edit, 1)
        line.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(line)
        column.addWidget(self.problem)
        self.edit.textEdited.connect(lambda _text: self.object_to(""))

    def _on_eye(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)

    def object_to(self, sentence: str) -> None:
        """Say below the field what is wrong; an empty sentence takes it back."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
