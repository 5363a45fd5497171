"""The page of the door: one card in the middle of a column that scrolls, and how its fields stand."""

from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label, row
from clinic_app.i18n import Texts

CARD_WIDTH = 520


class CardPage(ScrollColumn):
    """A page with one card in its middle."""

    def __init__(self, theme: Theme, text: Texts, title: str) -> None:
        super().__init__(theme)
        self.theme, self.words = theme, text
        self.setAccessibleName(title)
        self.card = Panel(theme, pad=28, gap=10)
        self.card.setFixedWidth(theme.px(CARD_WIDTH + 80))
        self.card.add(label(title, "display", wrap=True))
        self.body.addStretch(1)
        line = row(theme)
        line.addStretch(1)
        line.addWidget(self.card)
        line.addStretch(1)
        self.add(line)
        self.body.addStretch(2)

    def field(self, words: str, control: QWidget) -> None:
        """A labelled field of the card."""
        title = label(words, "heading")
        title.setBuddy(control)
        self.card.add(title)
        self.card.add(control)
