"""The pages of a finished PDF, painted at the width they are given by PDFium; nothing is written to disk."""

from contextlib import closing

import pypdfium2
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.handouts.pdfium import opened


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in points."""
    with opened(pdf) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def page_image(pdf: bytes, number: int, width: int) -> QImage:
    """One page as an image `width` pixels wide."""
    with opened(pdf) as document, closing(document[number]) as page:
        return picture_of(page, width / page.get_width())


def picture_of(page: pypdfium2.PdfPage, scale: float) -> QImage:
    """A page of an open document as an image."""
    with closing(page.render(scale=scale, prefer_bgrx=True)) as bitmap:
        shared = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        return shared.copy()  # the bitmap's memory goes away with it


class PdfPage(QWidget):
    """One page; rendered anew only when its width changes."""

    def __init__(self, theme: Theme, pdf: bytes, number: int, size: tuple[float, float]) -> None:
        super().__init__()
        self._theme, self._pdf, self._number = theme, pdf, number
        self._image = QImage()
        self._ratio = size[1] / size[0]
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * self._ratio)

    def sizeHint(self) -> QSize:
        width = self._theme.px(420)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self.heightForWidth(self._theme.px(200)))

    def paintEvent(self, event: QPaintEvent) -> None:
        scale = self.devicePixelRatioF()
        width = min(self.width(), round(self.height() / self._ratio))
        if self._image.width() != round(width * scale):
            self._image = page_image(self._pdf, self._number, round(width * scale))
            self._image.setDevicePixelRatio(scale)
        painter = QPainter(self)
        left = (self.width() - width) // 2
        painter.drawImage(left, 0, self._image)
        painter.setPen(QColor(self._theme.colours.line))
        painter.drawRect(left, 0, width - 1, round(width * self._ratio) - 1)
        painter.end()


class PdfView(QWidget):
    """All pages of one PDF below each other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pages: list[PdfPage] = []
        self._pdf = b""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))

    def page_count(self) -> int:
        """Pages shown."""
        return len(self._pages)

    def height_at(self, width: int) -> int:
        """How high all pages are at a width."""
        gaps = self._column.spacing() * max(0, len(self._pages) - 1)
        return sum(page.heightForWidth(width) for page in self._pages) + gaps

    def tops(self) -> list[int]:
        """Where each page begins."""
        tops, top = [], 0
        for page in self._pages:
            tops.append(top)
            top += page.heightForWidth(self.width()) + self._column.spacing()
        return tops

    def show_pdf(self, pdf: bytes) -> None:
        """Show a PDF; an empty one clears the view, the same one again changes nothing."""
        if pdf == self._pdf:
            return
        self._pdf = pdf
        for page in self._pages:
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()
        sizes = page_sizes(pdf) if pdf else []
        self._pages = [PdfPage(self._theme, pdf, number, size) for number, size in enumerate(sizes)]
        for number, page in enumerate(self._pages, start=1):
            page.setAccessibleName(f"{number} / {len(self._pages)}")
            self._column.addWidget(page)
