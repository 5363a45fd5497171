"""The table of the queue on screen: large call numbers, a second line where it matters, the state as a pill."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QResizeEvent, QStaticText
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from clinic_app.desktop.front_desk.queue_model import (
    AGE,
    KANA,
    NOTE,
    NUMBER,
    SHEET,
    STATE,
    TONE,
    TRAINER,
    Index,
    QueueModel,
)
from clinic_app.desktop.theme import BODY, SMALL, TITLE, Theme

ROW, SIDE, LEAST_NAME, LEAST_ROWS, MOST_TEXTS = 56, 12, 200, 2, 4000
WIDTHS = (74, 0, 130, 112, 76, 196)  # design pixels; the name takes what is left
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class _Cell(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._fonts = {(size, bold): self._font(size, bold) for size in (SMALL, BODY, TITLE) for bold in (False, True)}

        self._texts: dict[tuple[str, tuple[int, bool], int], QStaticText] = {}
        self._metrics = {key: QFontMetricsF(font) for key, font in self._fonts.items()}
        self._colours = {name: QColor(value) for name, value in theme.colours._asdict().items()}

    def _font(self, size: int, bold: bool) -> QFont:
        font = QFont()
        font.setFamilies(["BIZ UDPGothic", "Noto Sans JP"])
        font.setPixelSize(self._theme.px(size))
        font.setBold(bold)
        return font

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        px = self._theme.px
        box = QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._colours["accent_ground"])
            if index.column() == 0:  # not by colour alone
                painter.fillRect(QRect(box.left(), box.top(), px(4), box.height()), self._colours["accent"])
        painter.setPen(self._colours["line"])
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner, words = box.adjusted(px(SIDE), 0, -px(4), 0), str(index.data() or "")
        if index.column() == STATE:
            self._pill(painter, inner, words, str(index.data(TONE) or ""))
        elif index.column() in (KANA, SHEET, TRAINER):
            self._two_lines(painter, inner, words, str(index.data(NOTE) or ""), loud=index.column() == KANA)
        else:
            large = index.column() == NUMBER
            self._line(painter, inner, words, (TITLE, True) if large else (BODY, False), "text")
        painter.restore()

    def _line(self, painter: QPainter, box: QRect, words: str, font: tuple[int, bool], colour: str) -> None:
        painter.setFont(self._fonts[font])
        painter.setPen(self._colours[colour])
        metrics = self._metrics[font]
        top = box.center().y() - (metrics.ascent() + metrics.descent()) / 2 + 1
        painter.drawStaticText(QPointF(box.left(), top), self._laid_out(words, font, box.width()))

    def _laid_out(self, words: str, font: tuple[int, bool], width: int) -> QStaticText:
        """Words with their places: finding those again for each frame is most of what scrolling would cost."""
        found = self._texts.get((words, font, width))
        if found is None:
            metrics = self._metrics[font]
            fits = metrics.horizontalAdvance(words) <= width
            found = QStaticText(words if fits else metrics.elidedText(words, Qt.TextElideMode.ElideRight, width))
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self._fonts[font])
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            self._texts[words, font, width] = found
        return found

    def _two_lines(self, painter: QPainter, box: QRect, words: str, note: str, *, loud: bool) -> None:
        if not note:
            self._line(painter, box, words, (BODY, loud), "text")
            return
        middle = box.center().y()
        upper, lower = QRect(box), QRect(box)
        upper.setBottom(middle + 2)
        lower.setTop(middle)
        self._line(painter, upper, words, (BODY, loud), "text")
        self._line(painter, lower, note, (SMALL, loud), "warn_text" if loud else "soft_text")

    def _pill(self, painter: QPainter, box: QRect, words: str, tone: str) -> None:
        px, colours = self._theme.px, self._colours
        table = {
            "warn": ("warn_ground", "warn_line", "warn_text"),
            "stop": ("stop_ground", "stop_line", "stop_text"),
            "accent": ("accent_ground", "accent", "accent_text"),
        }
        ground, line, colour = table.get(tone, ("sunken", "line", "text"))
        metrics = self._metrics[SMALL, True]
        wide = min(metrics.horizontalAdvance(words) + px(20), box.width())
        high = metrics.height() + px(8)
        pill = QRectF(box.left(), box.center().y() - high / 2, wide, high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colours[line])
        painter.setBrush(colours[ground])
        painter.drawRoundedRect(pill, high / 2, high / 2)
        inner = pill.toRect().adjusted(px(10), 0, -px(4), 0)
        self._line(painter, inner, words, (SMALL, True), colour)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(ROW))


class QueueTable(QTableView):
    """Rows are chosen with arrows or a click; Enter asks for the chosen job's next step."""

    job_chosen = Signal(str)
    step_wanted = Signal()

    def __init__(self, theme: Theme, model: QueueModel, name: str) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self.setAccessibleName(name)
        self.setModel(model)
        self._cells = _Cell(theme)
        self.setItemDelegate(self._cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(ROW))
        self.setMinimumHeight(theme.px(LEAST_ROWS * ROW + ROW // 2))
        columns = self.horizontalHeader()
        columns.setDefaultAlignment(LEFT)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in enumerate(WIDTHS):
            if width:
                self.setColumnWidth(column, theme.px(width))
        columns.setSectionResizeMode(KANA, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self._wanted = ""
        model.modelReset.connect(self._choose_again)

    def chosen(self) -> str:
        """The id of the chosen job."""
        row = self.currentIndex().row()
        return self._model.jobs[row].id if 0 <= row < len(self._model.jobs) else ""

    def choose(self, job_id: str) -> None:
        """Choose a job as soon as it is there."""
        self._wanted = job_id
        self._choose_again()

    def _choose_again(self) -> None:
        """After the rows were made anew: the same job, else the first."""
        row = self._model.row_of(self._wanted)
        if self._model.jobs:
            self.setCurrentIndex(self._model.index(max(0, row), 0))
        self.job_chosen.emit(self.chosen())

    def _on_current(self, index: Index) -> None:
        if 0 <= index.row() < len(self._model.jobs):
            self._wanted = self._model.jobs[index.row()].id
            self.job_chosen.emit(self._wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it gets narrow the columns go that the panel beside the list tells as well."""
        width = self.viewport().width()
        for column in (AGE, TRAINER, SHEET):
            needed = sum(
                self._theme.px(wide or LEAST_NAME) for c, wide in enumerate(WIDTHS) if c not in self._gone(column)
            )
            self.setColumnHidden(column, width < needed)
        super().resizeEvent(event)

    @staticmethod
    def _gone(column: int) -> tuple[int, ...]:
        """The columns that have gone before this one."""
        order = (AGE, TRAINER, SHEET)
        return order[: order.index(column)]
