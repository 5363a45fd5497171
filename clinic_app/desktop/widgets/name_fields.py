"""A name and its reading: kana come by themselves while kanji are typed, tinted until a person has confirmed them."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.guarded import NAME, guarded
from clinic_app.desktop.widgets.labels import set_tone
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.domain.client import as_katakana
from clinic_app.domain.furigana import Furigana
from clinic_app.i18n import Texts

CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NameField(TextField):
    """Listens to the input method while a name is typed, and tells the reading it heard."""

    heard = Signal(str)

    def __init__(self, theme: Theme, text: Texts, name: str) -> None:
        super().__init__(theme, name)
        guarded(self, text, NAME)
        self._furigana = Furigana()
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._on_changed)

    def set_text(self, text: str) -> None:
        """Show a name without announcing it; how it is read is not heard from that."""
        self.edit.blockSignals(True)
        super().set_text(text)
        self.edit.blockSignals(False)
        self._furigana.forget(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QInputMethodEvent):
            if event.commitString():
                self._furigana.committed(event.commitString(), event.preeditString())
            else:
                self._furigana.composing(event.preeditString())
        return super().eventFilter(watched, event)

    def _on_changed(self, text: str) -> None:
        before = self._furigana.reading
        self._furigana.changed(text)
        if self._furigana.reading != before:
            self.heard.emit(self._furigana.reading)


class KanaField(TextField):
    """A reading. A suggested one is tinted until Enter, or a change by hand, confirms it."""

    confirmed = Signal()

    def __init__(self, theme: Theme, text: Texts, name: str, placeholder: str) -> None:
        super().__init__(theme, name, placeholder=placeholder)
        guarded(self, text, NAME)
        self._text = text
        self._by_hand = False
        self.unconfirmed = False
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._on_edited)

    def set_text(self, text: str) -> None:
        """Show a reading that somebody has confirmed before."""
        super().set_text(text)
        self._by_hand = bool(text)
        self._tint(on=False)

    def suggest(self, reading: str) -> None:
        """Show a reading that was heard; one that was typed by hand is never replaced."""
        if self._by_hand:
            return
        super().set_text(reading)
        self._tint(on=bool(reading))

    def confirm(self) -> None:
        """A person says that the reading is right."""
        if self.unconfirmed:
            self._tint(on=False)
            self._by_hand = True
            self.confirmed.emit()

    def katakana(self) -> str:
        """The reading as it is written down."""
        return as_katakana(self.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Enter while an input method composes never gets here: Qt hands it to the input method.
        pressed = watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in CONFIRM:  # type: ignore[attr-defined]
            self.confirm()
        return super().eventFilter(watched, event)

    def _on_edited(self, text: str) -> None:
        self._by_hand = bool(text)
        if self.unconfirmed:
            self._tint(on=False)
            self.confirmed.emit()

    def _tint(self, *, on: bool) -> None:
        self.unconfirmed = on
        _ = self._text
        self.object_to(_("Heard while you typed. Is it right? Enter confirms it.") if on else "", "question")
        set_tone(self.edit, "warn" if on else "")
