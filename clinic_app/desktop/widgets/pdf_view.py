"""The pages of a finished PDF, painted at the width they are given by PDFium; nothing is written to disk."""

import pypdfium2
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from clinic_app.desktop.theme import Theme


def page_image(document: pypdfium2.PdfDocument, number: int, width: int) -> QImage:
    """One page as an image `width` pixels wide."""
    page = document[number]
    try:
        bitmap = page.render(scale=width / page.get_width(), prefer_bgrx=True)
    finally:
        page.close()
    shared = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    return shared.copy()  # the bitmap's memory goes away with it


class PdfPage(QWidget):
    """One page; rendered anew only when its width changes."""

    def __init__(self, theme: Theme, document: pypdfium2.PdfDocument, number: int) -> None:
        super().__init__()
        self._theme, self._document, self._number = theme, document, number
        self._image = QImage()
        width, height = document.get_page_size(number)
        self._ratio = height / width
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
            self._image = page_image(self._document, self._number, round(width * scale))
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
        self._document: pypdfium2.PdfDocument | None = None
        self._pdf = b""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))

    def page_count(self) -> int:
        """Pages shown."""
        return len(self._pages)

    def show_pdf(self, pdf: bytes) -> None:
        """Show a PDF; an empty one clears the view, the same one again changes nothing."""
        if pdf == self._pdf:
            return
        self._pdf = pdf
        for page in self._pages:
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages = []
        if self._document is not None:
            self._document.close()
            self._document = None
        if not pdf:
            return
        self._document = pypdfium2.PdfDocument(pdf)
        for number in range(len(self._document)):
            page = PdfPage(self._theme, self._document, number)
            page.setAccessibleName(f"{number + 1} / {len(self._document)}")
            self._pages.append(page)
            self._column.addWidget(page)
