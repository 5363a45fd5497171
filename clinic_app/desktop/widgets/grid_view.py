"""One table on the page: numbers to read, and a bar in each cell to see. All bars of a table share one scale.

A hidden value is a hatched chip of one size everywhere: no width ever tells what a number hides. Totals have no bar;
neither has anything else whose length would be the rest that somebody could measure.
"""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from clinic_app.desktop.theme import BODY, SMALL, Theme
from clinic_app.desktop.widgets.grid_model import GridModel
from clinic_app.domain.release_view import Grid
from clinic_app.i18n import Texts

ROW, BAR, CHIP, NUMBER = 36, 12, 22, 62  # design pixels: a row, a bar's thickness, a chip's width, a number's column
LEAST_COLUMN, LEAST_LABEL, MOST_LABEL = 92, 170, 260
WRAPS = Qt.TextFlag.TextWordWrap


class _Cell(QStyledItemDelegate):
    """The bar at the left, the number at the right."""

    def __init__(self, theme: Theme, model: GridModel, top: float) -> None:
        super().__init__()
        self._theme, self._model, self._top = theme, model, top

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        px, c = self._theme.px, self._theme.colours
        value, box = self._model.value(index), QRect(option.rect)
        total = self._model.grid.is_total(index.row(), index.column())
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(c.accent_ground))
        elif total:
            painter.fillRect(box, QColor(c.sunken))
        inner = box.adjusted(px(10), 0, -px(12), 0)
        middle = inner.center().y() + 0.5
        if self._top and not total:
            lane = QRectF(inner.left(), middle - px(BAR) / 2, max(0, inner.width() - px(NUMBER)), px(BAR))
            if value.number is None:
                self._chip(painter, lane)
            elif value.number:
                lane.setWidth(max(2.0, lane.width() * value.number / self._top))
                painter.fillRect(lane, QColor(c.bar_posture))
        font = painter.font()
        font.setPixelSize(px(BODY))
        font.setBold(total)
        painter.setFont(font)
        painter.setPen(QColor(c.soft_text if value.hidden else c.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value.text)
        painter.setPen(QColor(c.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.restore()

    def _chip(self, painter: QPainter, lane: QRectF) -> None:
        colours = self._theme.colours
        lane.setWidth(self._theme.px(CHIP))
        painter.setPen(QColor(colours.strong_line))
        painter.setBrush(QBrush(QColor(colours.strong_line), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(lane)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(LEAST_COLUMN), self._theme.px(ROW))


class _Header(QHeaderView):
    """Words that wrap instead of being cut."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self._theme = theme
        self._sizes: dict[tuple[int, int], QSize] = {}  # Qt asks for each many times, and measuring words takes long
        across = orientation is Qt.Orientation.Horizontal
        side = Qt.AlignmentFlag.AlignRight if across else Qt.AlignmentFlag.AlignLeft
        self.setDefaultAlignment(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag(WRAPS.value))
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch if across else QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(theme.px(LEAST_COLUMN if across else ROW))

    def sectionSizeFromContents(self, section: int) -> QSize:  # noqa: N802 - Qt's name
        asked = section, self.sectionSize(section)
        known = self._sizes.get(asked)
        if known is None:
            known = self._sizes[asked] = self._size(section)
        return known

    def changeEvent(self, event: QEvent) -> None:
        self._sizes.clear()  # the font, as it may be
        super().changeEvent(event)

    def _size(self, section: int) -> QSize:
        words = str(self.model().headerData(section, self.orientation()))
        metrics, px = QFontMetrics(self._font()), self._theme.px
        if self.orientation() is Qt.Orientation.Vertical:
            width = min(max(metrics.horizontalAdvance(words) + px(28), px(LEAST_LABEL)), px(MOST_LABEL))
            return QSize(width, self._height(words, width))
        return QSize(px(LEAST_COLUMN), self._height(words, max(self.sectionSize(section), px(LEAST_COLUMN))))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803 - Qt's names
        if not rect.isValid():
            return
        c, px = self._theme.colours, self._theme.px
        across = self.orientation() is Qt.Orientation.Horizontal
        total = not across and logicalIndex == self.count() - 1
        painter.save()
        painter.fillRect(rect, QColor(c.sunken if total else c.surface))
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(self._font())
        painter.setPen(QColor(c.soft_text if across else c.text))
        words = str(self.model().headerData(logicalIndex, self.orientation()))
        painter.drawText(rect.adjusted(px(12), 0, -px(12), 0), self.defaultAlignment(), words)
        painter.restore()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(SMALL))
        font.setBold(True)
        return font

    def _height(self, words: str, width: int) -> int:
        px = self._theme.px
        room = QRect(0, 0, width - px(24) - 2, 10_000)
        return max(px(ROW), QFontMetrics(self._font()).boundingRect(room, WRAPS.value, words).height() + px(12))


class GridView(QTableView):
    """As tall as its rows: the page scrolls, the table does not."""

    def __init__(self, theme: Theme, grid: Grid, text: Texts, *, copies: bool = True) -> None:
        super().__init__()
        self._theme, self._copies = theme, copies
        self.grid_model = GridModel(grid, text)
        self._cell = _Cell(theme, self.grid_model, grid.full_bar)
        self.setHorizontalHeader(_Header(theme, Qt.Orientation.Horizontal))
        self.setVerticalHeader(_Header(theme, Qt.Orientation.Vertical))
        self.setModel(self.grid_model)
        self.setItemDelegate(self._cell)
        self.setAccessibleName(grid.title)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(theme.px(320))
        self._fit()

    def _fit(self) -> None:
        down, across = self.verticalHeader(), self.horizontalHeader()
        for row in range(self.grid_model.rowCount()):
            self.setRowHeight(row, down.sectionSizeFromContents(row).height())
        down.setFixedWidth(max(down.sectionSizeFromContents(row).width() for row in range(down.count())))
        heads = max(across.sectionSizeFromContents(column).height() for column in range(across.count()))
        across.setFixedHeight(heads)
        bar = self.horizontalScrollBar().sizeHint().height() if self._scrolls() else 0
        self.setFixedHeight(down.length() + heads + bar + 2 * self.frameWidth() + 2)

    def _scrolls(self) -> bool:
        least = self.horizontalHeader().count() * self._theme.px(LEAST_COLUMN)
        return least + self.verticalHeader().width() > self.width() > 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            if self._copies:
                QApplication.clipboard().setText(self.selected_text())
            return
        super().keyPressEvent(event)

    def selected_text(self) -> str:
        """What is selected, as it is shown, with tabs between: what a spreadsheet pastes."""
        lines: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column())):
            lines.setdefault(index.row(), []).append(str(index.data()))
        return "\n".join("\t".join(line) for line in lines.values())
