"""A sheet as it lies before the client: the exercises first, what was told the client covered."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import clear, label
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.pdf_view import PdfPage, page_sizes
from clinic_app.i18n import Texts

HEAD = 0.14  # of a page: who it is for, which is what the desk compares


class CoveredPage(PdfPage):
    """A page of which only the head can be seen."""

    is_covered = True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.is_covered:
            return
        painter, c = QPainter(self), self._theme.colours
        width = min(self.width(), round(self.height() / self._ratio))
        left, high = (self.width() - width) // 2, round(width * self._ratio)
        box = QRectF(left + 1, high * HEAD, width - 2, high * (1 - HEAD) - 1)
        painter.fillRect(box, QColor(c.sunken))
        painter.setPen(QPen(QColor(c.strong_line), 1, Qt.PenStyle.DashLine))
        painter.drawLine(box.topLeft(), box.topRight())
        painter.end()


class SheetPreview(QWidget):
    """Pages in the order in which the desk checks them. `shown` tells that somebody uncovered the rest."""

    shown = Signal()

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__()
        self._theme, self._text, self._pdf = theme, text, b""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(10))
        self.covered: list[CoveredPage] = []
        self.order: list[int] = []

    def show_pdf(self, pdf: bytes) -> None:
        """Show a PDF with page 1 covered; an empty one clears the view."""
        if pdf == self._pdf:
            return
        self._pdf = pdf
        clear(self._column)
        self.covered, self.order = [], []
        sizes = page_sizes(pdf) if pdf else []
        told = max(1, len(sizes) // 2)  # in large print what was told takes two pages, and so do the exercises
        for number in [*range(told, len(sizes)), *range(min(told, len(sizes)))]:
            self._add(pdf, number, sizes[number], len(sizes), covered=number < told)

    def _add(self, pdf: bytes, number: int, size: tuple[float, float], count: int, *, covered: bool) -> None:
        _ = self._text
        self.order.append(number)
        page = CoveredPage(self._theme, pdf, number, size) if covered else PdfPage(self._theme, pdf, number, size)
        words = _("Page {number} of {count}").format(number=number + 1, count=count)
        if isinstance(page, CoveredPage):
            words = _("{page}: what the trainer told the client is covered").format(page=words)
        page.setAccessibleName(words)
        self._column.addWidget(label(words, "soft", wrap=True))
        if isinstance(page, CoveredPage):
            if not self.covered:
                self.uncover = action_button(self._theme, _("Show what is covered (this is noted)"), "quiet")
                self.uncover.clicked.connect(self._on_uncover)
                self._column.addWidget(self.uncover)
            self.covered.append(page)
        self._column.addWidget(page)

    def _on_uncover(self) -> None:
        for page in self.covered:
            page.is_covered = False
            page.update()
        self.uncover.hide()
        self.shown.emit()
