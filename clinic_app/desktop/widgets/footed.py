"""A page whose buttons stay in sight: what is long scrolls above them."""

from PySide6.QtWidgets import QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, column, row
from clinic_app.desktop.widgets.option import OptionButton


class FootedPage(QWidget):
    """A scrolling column above a footer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("role", "ground")
        self.page = ScrollColumn(theme)
        self.footer = Panel(theme, "footer", pad=10)
        self.buttons = row(theme, 8)
        self.footer.add(self.buttons)
        outer = column(theme, pad=0, gap=0)
        outer.addWidget(self.page, 1)
        outer.addWidget(self.footer)
        self.setLayout(outer)

    def add_button(self, button: OptionButton, *, right: bool = False) -> None:
        """Put a button into the footer; the first one to the right gets the room between."""
        if right:
            self.buttons.addStretch(1)
        self.buttons.addWidget(button)
