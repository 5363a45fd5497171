"""A page whose buttons stay in sight: what is long scrolls above them."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, column, row
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.widgets.tab_order import tab_through

WIDE = 800


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
        self.pair: QBoxLayout | None = None
        outer = column(theme, pad=0, gap=0)
        outer.addWidget(self.page, 1)
        outer.addWidget(self.footer)
        self.setLayout(outer)

    def side_by_side(self) -> QBoxLayout:
        """Add a layout whose two parts go below each other when the page is narrow for the size of the text."""
        self.pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.pair.setSpacing(self.theme.px(16))
        self.page.add(self.pair)
        return self.pair

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.pair is not None:
            beside, ways = self.width() >= self.theme.px(WIDE), QBoxLayout.Direction
            self.pair.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_through(self.page, self.footer)  # what is built anew on the page would come after its buttons
        return super().focusNextPrevChild(forward)

    def add_button(self, button: OptionButton, *, right: bool = False) -> None:
        """Put a button into the footer; the first one to the right gets the room between."""
        if right:
            self.buttons.addStretch(1)
        self.buttons.addWidget(button)
