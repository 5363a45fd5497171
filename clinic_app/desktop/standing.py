"""Where a person stands on a page: the focused control, the cursor and the selection, taken down and brought back.

Half-typed text needs no memory of its own, because pages are put away whole; what Qt forgets on the way is the
selection, the focus, and a text that an input method has not handed over yet.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid


class Composition:
    """What an input method is composing at the moment, and in which control."""

    def __init__(self) -> None:
        self._text, self._where = "", None

    _where: QObject | None

    @property
    def goes_on(self) -> bool:
        """Whether something is being composed."""
        return bool(self._text)

    def follow(self, where: QObject, event: QEvent) -> None:
        """Take note of an input method event on its way to a control."""
        if isinstance(event, QInputMethodEvent):
            self._text, self._where = event.preeditString(), where

    def hand_over(self) -> None:
        """Put what is being composed into its control as it stands; leaving the control would throw it away."""
        QGuiApplication.inputMethod().commit()
        text, where = self._text, self._where
        self._text, self._where = "", None
        if text and where is not None and isValid(where):
            handed = QInputMethodEvent("", [])
            handed.setCommitString(text)
            QApplication.sendEvent(where, handed)


class Standing:
    """The focused control of a page with its text as it was typed, its cursor and its selection."""

    def __init__(self, page: QWidget) -> None:
        self._page = page
        line: QWidget | None = page.window().focusWidget()
        self._focused = line if line is not None and page.isAncestorOf(line) else None
        self._text, self._selection = "", (0, 0)
        if isinstance(line, QLineEdit):
            self._text = line.text()
            cursor, start, length = line.cursorPosition(), line.selectionStart(), len(line.selectedText())
            if length == 0:
                self._selection = (cursor, 0)
            else:  # a selection made backwards has its cursor at the start
                self._selection = (start, length) if cursor != start else (start + length, -length)

    def bring_back(self) -> None:
        """Focus, cursor and selection as they were; the page itself where its control is gone."""
        focused = self._focused
        if focused is None or not isValid(focused):
            self._page.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        focused.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(focused, QLineEdit):
            start, length = self._selection
            if focused.text() != self._text:  # a number is tidied up when its field is left: "12," becomes "12"
                focused.setText(self._text)
            if length == 0:
                focused.setCursorPosition(start)
            else:
                focused.setSelection(start, length)
