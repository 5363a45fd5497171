"""A layout that puts widgets side by side and breaks into further rows when the width runs out."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

Row = tuple[list[tuple[QLayoutItem, QSize]], int]  # items with their sizes, and the height of the row


class FlowLayout(QLayout):
    """Rows of widgets at their natural width; the height follows from the width."""

    def __init__(self, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._broken: dict[int, list[Row]] = {}  # by width; a layout is asked the same again and again
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)
        self._broken.clear()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        self._broken.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        self._broken.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(height for _, height in rows) + self.spacing() * max(0, len(rows) - 1)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        needed = self.heightForWidth(rect.width())
        top = rect.y() + max(0, rect.height() - needed) // 2
        for row, height in self._rows(rect.width()):
            left = rect.x()
            for item, size in row:
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._items]
        heights = [item.sizeHint().height() for item in self._items]
        total = sum(widths) + self.spacing() * max(0, len(widths) - 1)
        return QSize(total, max(heights, default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        widths = [item.minimumSize().width() for item in self._items]
        heights = [item.minimumSize().height() for item in self._items]
        return QSize(max(widths, default=0), max(heights, default=0))

    def _rows(self, width: int) -> list[Row]:
        """The visible items by row, each with its size, and the height of every row."""
        if width not in self._broken:
            self._broken[width] = self._break(width)
        return self._broken[width]

    def _break(self, width: int) -> list[Row]:
        rows: list[Row] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint().width()
            wide = hint if width <= 0 else min(hint, width)
            high = item.heightForWidth(wide) if item.hasHeightForWidth() else item.sizeHint().height()
            if not rows or used + wide > width > 0:
                rows.append(([], 0))
                used = 0
            row, height = rows[-1]
            row.append((item, QSize(wide, high)))
            rows[-1] = (row, max(height, high))
            used += wide + self.spacing()
        return rows
