"""Hands at an input method: real events to the field, as a Japanese keyboard sends them."""

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit


def compose(edit: QLineEdit, *shown: str) -> None:
    """The input method shows these texts one after the other; nothing is committed."""
    for preedit in shown:
        QApplication.sendEvent(edit, QInputMethodEvent(preedit, []))


def commit(edit: QLineEdit, text: str, *, rest: str = "", back: int = 0) -> None:
    """The input method commits a text, in place of the `back` characters before the cursor, and goes on with a rest."""
    event = QInputMethodEvent(rest, [])
    event.setCommitString(text, -back, back)
    QApplication.sendEvent(edit, event)


def type_name(edit: QLineEdit, *words: tuple[str, str]) -> None:
    """Type a name word by word: the kana letter by letter, then the conversion, a space between the words."""
    for number, (kana, kanji) in enumerate(words):
        if number:
            commit(edit, " ")
        compose(edit, *(kana[: end + 1] for end in range(len(kana))), kanji)
        commit(edit, kanji)
