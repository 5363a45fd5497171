"""The pages of a finished PDF, painted at the width they are given; nothing is written to disk."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from clinic_app.desktop.theme import Theme


class PdfPage(QWidget):
    """One page; rendered anew only when its width changes."""

    def __init__(self, theme: Theme, document: QPdfDocument, number: int) -> None:
        super().__init__()
        self._theme, self._document, self._number = theme, document, number
        self._image = QImage()
        size = document.pagePointSize(number)
        self._ratio = size.height() / size.width()
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
        size = QSize(round(width * scale), round(width * self._ratio * scale))
        if self._image.size() != size:
            self._image = self._document.render(self._number, size)
            self._image.setDevicePixelRatio(scale)
        painter = QPainter(self)
        left = (self.width() - width) // 2
        painter.fillRect(left, 0, width, round(width * self._ratio), QColor("white"))
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
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self._column = column

    def page_count(self) -> int:
        """Pages shown."""
        return len(self._pages)

    def show_pdf(self, pdf: bytes) -> None:
        """Show a PDF; an empty one clears the view."""
        for page in self._pages:
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages = []
        self._close()
        if not pdf:
            return
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument(self)
        self._document.load(self._buffer)
        for number in range(self._document.pageCount()):
            page = PdfPage(self._theme, self._document, number)
            page.setAccessibleName(f"{number + 1} / {self._document.pageCount()}")
            self._pages.append(page)
            self._column.addWidget(page)

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
            self._document.deleteLater()
            self._document = None
        if self._buffer is not None:
            self._buffer.close()
            self._buffer.deleteLater()
            self._buffer = None
