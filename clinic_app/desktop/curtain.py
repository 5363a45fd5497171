"""Puts the inside of a window away whole, and a cover in its place; lifting it finds everything where it was."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from clinic_app.desktop.standing import Composition, Standing

FLOATING = (
    Qt.WindowType.Dialog,
    Qt.WindowType.Sheet,
    Qt.WindowType.Popup,
    Qt.WindowType.Tool,
    Qt.WindowType.ToolTip,
)


class Curtain:
    """The inside of one window, or what covers it.

    While covered, the inside is no part of the window at all: hidden widgets would still be listed to a screen reader
    with every name on them. It is not rebuilt, so half-typed text stays in its controls.
    """

    def __init__(self, window: QWidget, inside: QWidget) -> None:
        self._window, self._inside = window, inside
        self._standing: Standing | None = None
        self.composition = Composition()
        self.cover: QWidget | None = None
        self._layout = QVBoxLayout(window)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(inside)

    def flush(self) -> None:
        """Have everything that is being typed saved: a composition is handed over, and the field is left."""
        self.composition.hand_over()
        focused = self._inside.window().focusWidget()
        if focused is not None:
            focused.clearFocus()

    def draw(self, cover: QWidget) -> None:
        """Show `cover` and nothing else; a cover that is there already is replaced."""
        before, self.cover = self.cover, cover
        if before is not None:
            self._layout.removeWidget(before)
            before.hide()
            before.deleteLater()
        else:
            self.composition.hand_over()
            self._standing = Standing(self._inside)
            self.flush()
            self._close_what_floats()
            self._layout.removeWidget(self._inside)
            self._inside.hide()
            self._inside.setParent(None)
        self._layout.addWidget(cover)
        cover.show()
        cover.setFocus(Qt.FocusReason.OtherFocusReason)

    def lift(self) -> None:
        """Take the cover away: the inside is back, with its focus, cursor and selection."""
        if self.cover is None:
            return
        self._layout.removeWidget(self.cover)
        self.cover.hide()
        self.cover.deleteLater()
        self.cover = None
        self.put_back()
        self._inside.show()
        if self._standing is not None:
            self._standing.bring_back()
        self._standing = None

    def put_back(self) -> None:
        """Make the inside part of the window again without showing it, for example to be deleted with it."""
        if self._inside.parent() is None:
            self._layout.addWidget(self._inside)

    def _close_what_floats(self) -> None:
        """Lists, menus, tips and questions are windows of their own and would stay above the cover."""
        QToolTip.hideText()
        for floating in QApplication.topLevelWidgets():
            if floating.isVisible() and floating.windowType() in FLOATING:
                floating.close()
