"""Lines of the evidence that are reused: an entry changes their words, and no widget is made or thrown away.

Making a wrapped label costs more than everything the rules compute; a session writes hundreds of entries.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, Words, column, label, rule, set_tone


def say(words: Words, text: str) -> None:
    """Change a label's words only when they changed, and show it only while it has any."""
    if words.text() != text:
        words.setText(text)
    if words.isHidden() == bool(text):  # asked, because showing again would lay the whole column out anew
        words.setVisible(bool(text))


class Line(QWidget):
    """Wrapped words with a short mark at the right, as the points of a reason."""

    def __init__(self, theme: Theme, role: str) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(8))
        self.words, self.mark = label("", role, wrap=True), label("")
        line.addWidget(self.words, 1)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)

    def show_text(self, words: str, mark: str, tone: str) -> None:
        """Say something else."""
        if self.words.text() != words:
            self.words.setText(words)
        if self.mark.text() != mark:
            self.mark.setText(mark)
        set_tone(self.mark, tone)


class Lines(QWidget):
    """A heading under a hairline with as many lines as there is to say; gone while there is nothing."""

    def __init__(self, theme: Theme, heading: str, *, role: str = "", tone: str = "", ruled: bool = True) -> None:
        super().__init__()
        self._theme, self._role, self._tone = theme, role, tone
        self._column = column(theme, pad=0, gap=8)
        self.setLayout(self._column)
        self._lines: list[Line] = []
        if ruled:
            self._column.addWidget(rule())
        if heading:
            self._column.addWidget(label(heading, "heading"))
        self.hide()

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show words with their marks."""
        while len(self._lines) < len(lines):
            made = Line(self._theme, self._role)
            self._column.addWidget(made)
            self._lines.append(made)
        for line, (words, mark) in zip(self._lines, lines, strict=False):
            line.show_text(words, mark, self._tone)
        parts: tuple[QWidget, ...] = (self, *self._lines)
        for place, part in enumerate(parts):
            needed = place <= len(lines) > 0
            if part.isHidden() == needed:
                part.setVisible(needed)

    def texts(self) -> list[str]:
        """The words that are shown now."""
        return [line.words.text() for line in self._lines if not line.isHidden()]


class Notice(Panel):
    """A tinted box with a few lines; gone while there is nothing to say."""

    def __init__(self, theme: Theme, tone: str, heading: str = "") -> None:
        super().__init__(theme, "banner", tone=tone, pad=10, gap=4)
        if heading:
            self.add(label(heading, "heading"))
        self.words = label("", "strong" if heading else "", tone=tone if heading else "", wrap=True)
        self.add(self.words)
        self.more = label("", "soft", wrap=True)
        self.add(self.more)
        self.hide()

    def show_text(self, words: str, more: str = "") -> None:
        """Say something else, or nothing."""
        say(self.words, words)
        say(self.more, more)
        if self.isHidden() == bool(words):
            self.setVisible(bool(words))
