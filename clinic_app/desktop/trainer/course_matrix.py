"""The matrix of an episode: measures, tests and sides by visit. A real table: keys walk through it, and it is spoken.

The names of the rows stay in sight while the visits scroll to the side.
"""

import re
from unicodedata import east_asian_width

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from clinic_app.desktop.context import Context
from clinic_app.desktop.theme import BODY, SMALL
from clinic_app.desktop.trainer.course_words import CourseWords
from clinic_app.domain.dates import shown_date
from clinic_app.domain.history import History
from clinic_app.domain.real_change import Verdict

LONGEST_NAME = 24  # columns of a fixed font, in which a Japanese character takes two


class CourseMatrix(QTableWidget):
    """Rows: measures, tests and sides; columns: visits, and the change since the first of them."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.theme, self.text = context, context.theme, context.text
        self.setAccessibleName(self.text("Measures by visit"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setFixedHeight(self.theme.target)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._heads: tuple[list[str], list[str]] = ([], [])
        self._end = 0
        self.horizontalScrollBar().rangeChanged.connect(self._keep_the_end)
        self.setStyleSheet(self._style())

    def _style(self) -> str:
        c, px = self.theme.colours, self.theme.px
        return (  # its columns are measured before it stands in a window, whose look it would not have by then
            f"QWidget {{ font-size: {px(BODY)}px; }}"
            f"QTableWidget {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(10)}px;"
            f" gridline-color: {c.line}; }}"
            f"QTableWidget::item {{ padding: {px(4)}px {px(10)}px; }}"
            f"QTableWidget::item:selected {{ background: {c.accent_ground}; color: {c.text}; }}"
            f"QTableWidget:focus {{ border: 2px solid {c.accent}; }}"
            f"QHeaderView {{ background: {c.sunken}; border: 0; }}"
            f"QHeaderView::section {{ background: {c.sunken}; color: {c.soft_text}; border: 0;"
            f" border-bottom: 1px solid {c.line}; padding: {px(6)}px {px(10)}px;"
            f" font-size: {px(SMALL)}px; font-weight: 700; }}"
        )

    def show_history(self, history: History) -> None:
        """Show a course."""
        _, catalogue = self.text, self.context.rule_set.catalogue
        words = CourseWords(catalogue, _, self.context.language, history)
        rows = [row for row in history.rows if row.key.startswith("tests.") or not row.is_empty]
        several = len(history.points) > 1
        days = [self._day(history, place) for place in range(len(history.points))]
        heads = [*days, *([_("Since the first")] if several else [])], [_broken(words.name(row.key)) for row in rows]
        same = heads == self._heads
        if not same:
            self._heads = heads
            self.setColumnCount(len(heads[0]))
            self.setRowCount(len(rows))
            self.setHorizontalHeaderLabels(heads[0])
            self.setVerticalHeaderLabels(heads[1])
        for place, row in enumerate(rows):
            for visit, cell in enumerate(row.cells):
                self._put(place, visit, words.cell(row, cell), cell.verdict)
            if several:
                self._put(place, len(days), words.since_first(row), row.since_first)
        self._fit(anew=not same)

    def _day(self, history: History, place: int) -> str:
        """The head of a column: the day, with its year where that is another one than before."""
        point = history.points[place]
        same_year = place > 0 and history.points[place - 1].day.year == point.day.year
        day = f"{point.day.month}/{point.day.day}" if same_year else shown_date(point.day)
        return f"{day}\n{self.text('entered later')}" if point.late else day

    def _put(self, row: int, place: int, words: str, verdict: Verdict | None) -> None:
        before = self.item(row, place)
        if before is not None and before.text() == words:
            return  # one entry changes one or two cells; the rest is left as it is
        item = QTableWidgetItem(words)
        if verdict is not None:
            colours = self.theme.colours
            item.setForeground(QColor(colours.good_text if verdict == "better" else colours.stop_text))
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        self.setItem(row, place, item)

    def _fit(self, *, anew: bool) -> None:
        """Columns as wide as their words, and rows as high; another course begins at its newest visits."""
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, max(self.columnWidth(column), self.theme.px(96)))
        self.resizeRowsToContents()
        self._take_height()
        if anew:
            QTimer.singleShot(0, self, self._to_the_end)  # once it is laid out

    def _take_height(self) -> None:
        """As high as its rows: the page scrolls, the table does not. Many visits scroll to the side."""
        names, frame = self.verticalHeader().sizeHint().width(), 2 * self.frameWidth()
        wide = names + sum(self.columnWidth(column) for column in range(self.columnCount())) + frame
        bar = self.horizontalScrollBar().sizeHint().height() if wide > self.width() else 0
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setMaximumWidth(wide)
        self.setFixedHeight(self.horizontalHeader().height() + rows + bar + frame)

    def _to_the_end(self) -> None:
        """The newest visits are the ones that are looked for."""
        self._take_height()
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())

    def _keep_the_end(self, _least: int, most: int) -> None:
        """Who stands at the newest visits stays there when the page gets its last width."""
        if self.horizontalScrollBar().value() >= self._end:
            self.horizontalScrollBar().setValue(most)
        self._end = most

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._take_height()


def _broken(name: str) -> str:
    """A name on as many lines as it needs: the words of an activity are the client's, and a head does not wrap."""
    lines, line, used = [], "", 0
    for part in re.findall(r"[!-~]+|.[、。)」]*", name):  # Latin words stay whole
        wide = sum(2 if east_asian_width(letter) in "FWA" else 1 for letter in part)
        if line.strip() and used + wide > LONGEST_NAME:
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = line + part, used + wide
    return "\n".join([*lines, line])
