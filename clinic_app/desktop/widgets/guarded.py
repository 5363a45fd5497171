"""Keeps out of a line of text what could never be saved, and says so beside it; what was typed before stays."""

from PySide6.QtGui import QValidator

from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.domain.marks import has_hidden, with_marks
from clinic_app.i18n import Texts

NUMBER, NAME, LINE, PARAGRAPH = 24, 100, 200, 1000


class Guard(QValidator):
    """Refuses a change that makes the text too long or unstorable; names hidden characters."""

    def __init__(self, field: TextField, text: Texts, limit: int) -> None:
        super().__init__(field.edit)
        self.field, self.text, self.limit = field, text, limit
        self._objected = False
        # One more than the limit, so that a longer paste reaches `validate` and is refused whole instead of being cut.
        field.edit.setMaxLength(limit + 1)
        field.edit.textEdited.connect(self._on_edited)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Qt asks at every change by keys, paste, drop or input method."""
        _ = self.text
        if len(text) > self.limit:
            words = _("That is too long for this field and was not taken over: it holds {limit} characters at most.")
            self._object(words.format(limit=self.limit))
            return QValidator.State.Invalid, text, position
        if "\0" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
            self._object(_("That holds a character which cannot be saved, and was not taken over. Type it instead."))
            return QValidator.State.Invalid, text, position
        return QValidator.State.Acceptable, text, position

    def _object(self, sentence: str) -> None:
        self._objected = True
        self.field.object_to(sentence)

    def _on_edited(self, text: str) -> None:
        if has_hidden(text):
            words = self.text("There are characters in it that cannot be seen: {text}")
            self.field.object_to(words.format(text=with_marks(text)), "question")
            self._objected = True
        elif self._objected:
            self._objected = False
            self.field.object_to("")


def guarded(field: TextField, text: Texts, limit: int = LINE) -> TextField:
    """The field, with a guard; it lives as long as the field."""
    field.edit.setValidator(Guard(field, text, limit))
    return field
