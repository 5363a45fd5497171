"""A folder: typed, or chosen in the system's own window."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button


class FolderField(QWidget):
    """A line for the path and a button; `chosen` comes when a folder was picked, or Enter ended the typing."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, *, choose: str) -> None:
        super().__init__()
        self._title = choose
        self.line = TextField(theme, name)
        self.line.edit.returnPressed.connect(lambda: self.chosen.emit(self.path()))
        self.button = action_button(theme, choose)
        self.button.clicked.connect(self._on_choose)
        self.setFocusProxy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.line)
        column.addWidget(self.button)

    def path(self) -> str:
        """What stands in the line."""
        return self.line.text().strip()

    def object_to(self, sentence: str) -> None:
        """Say below the line what is wrong; an empty sentence takes it back."""
        self.line.object_to(sentence)

    def _on_choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._title, self.path())
        if path:
            self.line.set_text(path)
            self.chosen.emit(path)
