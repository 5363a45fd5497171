"""The last copy at sign-out: it goes on by itself, says how it ended, and nobody has to wait for it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.copying import Copying
from clinic_app.desktop.theme import style_sheet
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import action_button


class LeavingNote(Panel):
    """Goes away when the copy is good. One that failed stays until it was read."""

    def __init__(self, context: Surroundings, copying: Copying) -> None:
        super().__init__(context.theme, "banner", tone="accent", pad=16)
        self._context, self._copying = context, copying
        _ = context.text
        line = row(context.theme, 12)
        self.words = label(_("The last copy of the day is being made; it takes a few seconds."), wrap=True)
        line.addWidget(self.words, 1)
        self.button = action_button(context.theme, _("Leave without copying"))
        self.button.clicked.connect(self._on_leave)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.add(line)
        copying.ended.connect(self._on_ended)

    def _on_leave(self) -> None:
        self._copying.stop()
        self._go()

    def _on_ended(self) -> None:
        problem = self._copying.state.problem
        if problem is None:
            self._go()
            return
        self.words.setText(problem.sentence(self._context.language))
        self.button.setText(self._context.text("Close"))
        self.button.updateGeometry()

    def _go(self) -> None:
        """Away, and with it the window that holds nothing else."""
        window = self.window()
        self.hide()
        self.deleteLater()
        if isinstance(window, LeavingWindow):
            window.close()


class LeavingWindow(QWidget):
    """Keeps the program open for the last copy after its window was closed."""

    def __init__(self, note: LeavingNote, title: str, width: int) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        outer = QVBoxLayout(self)
        outer.addWidget(note)


def say_leaving(context: Surroundings, copying: Copying, door: QWidget, *, closing: bool) -> QWidget | None:
    """Show how the last copy goes: above the sign-in, or in a small window when the program was closed.

    The window is the caller's to hold: without it the program would end in the middle of the copy.
    """
    if not copying.running:
        return None
    note = LeavingNote(context, copying)
    layout = door.layout()
    if not closing and isinstance(layout, QVBoxLayout):
        layout.insertWidget(0, note)
        return note
    window = LeavingWindow(note, context.text("Movement assessment"), context.theme.px(640))
    window.setStyleSheet(style_sheet(context.theme))  # no other window lends it the look
    window.show()
    return window
