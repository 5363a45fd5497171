"""The course of an episode on screen: the matrix of tests, sides and visits, and charts of the same numbers.

The matrix is a real table: keys walk through it and a screen reader speaks it, so it is also what the charts say in
words. Arrows stand only for real change.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.course_words import CourseWords
from clinic_app.desktop.trainer.line_chart import LineChart, Scale, Series
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.domain.assessment import DEAD_BUG, HINGE, ROTATION
from clinic_app.domain.dates import shown_date
from clinic_app.domain.history import ACTIVITY_ROW, PAIN_ROWS, History, Row
from clinic_app.domain.real_change import Verdict

MOST_DEGREES = 90


class CourseView(Panel):
    """One card: a heading, the matrix, what its signs mean, and the charts."""

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(context.theme, gap=12)
        self.context, self.theme, self.text = context, context.theme, context.text
        self._shown: History | None = None
        _ = self.text
        self.add(label(title, "strong"))
        self.empty = label(
            _("This is the first visit of this episode; from the second on the change stands here."), "soft", wrap=True
        )
        self.add(self.empty)
        self.matrix = CourseMatrix(context)
        self.add(self.matrix)
        self.note = label(
            _(
                "An arrow shows which way a number went, and only where the change is real: 6° in the same position, "
                "one level, pain by 2 points or 30 %, activities by 2. A dash is unknown, never normal. "
                "A re-test belongs to its own visit and is not compared with other visits."
            ),
            "soft",
            wrap=True,
        )
        self.add(self.note)
        self.charts = Charts(context)
        self.add(self.charts)

    def show_history(self, history: History) -> None:
        """Show another course; the same one is left as it is."""
        if history == self._shown:
            return
        self._shown = history
        several = len(history.points) > 1
        self.empty.setHidden(several)
        self.matrix.show_history(history)
        for part in (self.note, self.charts):
            part.setVisible(several)
        if several:
            self.charts.show_history(history)


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
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setStyleSheet(self._style())

    def _style(self) -> str:
        c, px = self.theme.colours, self.theme.px
        return (
            f"QTableWidget {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(10)}px;"
            f" gridline-color: {c.line}; }}"
            f"QTableWidget::item {{ padding: {px(4)}px {px(10)}px; }}"
            f"QTableWidget::item:selected {{ background: {c.accent_ground}; color: {c.text}; }}"
            f"QTableWidget:focus {{ border: 2px solid {c.accent}; }}"
            f"QHeaderView {{ background: {c.sunken}; border: 0; }}"
            f"QHeaderView::section {{ background: {c.sunken}; color: {c.soft_text}; border: 0;"
            f" border-bottom: 1px solid {c.line}; padding: {px(6)}px {px(10)}px; }}"
        )

    def show_history(self, history: History) -> None:
        """Show a course."""
        _, catalogue = self.text, self.context.rule_set.catalogue
        words = CourseWords(catalogue, _, self.context.language, history)
        rows = [row for row in history.rows if row.key.startswith("tests.") or not row.is_empty]
        several = len(history.points) > 1
        days = [shown_date(point.day) + (f"\n{_('entered later')}" if point.late else "") for point in history.points]
        self.setColumnCount(1 + len(days) + several)
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels([_("Measure"), *days, *([_("Since the first")] if several else [])])
        for place, row in enumerate(rows):
            self._put(place, 0, words.name(row.key), None)
            for column, cell in enumerate(row.cells, start=1):
                self._put(place, column, words.cell(row, cell), cell.verdict)
            if several:
                self._put(place, len(days) + 1, words.since_first(row), row.since_first)
        self._fit(len(days) + several)

    def _put(self, row: int, column: int, words: str, verdict: Verdict | None) -> None:
        item = QTableWidgetItem(words)
        if verdict is not None:
            colours = self.theme.colours
            item.setForeground(QColor(colours.good_text if verdict == "better" else colours.stop_text))
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        self.setItem(row, column, item)

    def _fit(self, visits: int) -> None:
        """As high as its rows: the page scrolls, the table does not. Many visits scroll to the side."""
        self.resizeColumnsToContents()
        px = self.theme.px
        self.setColumnWidth(0, min(self.columnWidth(0), px(300)))
        for column in range(1, visits + 1):
            self.setColumnWidth(column, max(self.columnWidth(column), px(112)))
        self.resizeRowsToContents()
        header, bar = self.horizontalHeader(), self.horizontalScrollBar()
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(header.sizeHint().height() + rows + bar.sizeHint().height() + 4)
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())


class Charts(QWidget):
    """Pain, activities, degrees and levels by day; a measure that nobody took has no chart."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.text = context, context.text
        _, theme = self.text, context.theme
        levels = Scale(0, 3, 1)
        names = {test: p.name.in_language(context.language) for test, p in context.rule_set.catalogue.protocols.items()}
        sides = {"left": _("left"), "right": _("right")}
        level = _("{test} (level 0 to 3, higher is better)")
        self._wanted: list[tuple[LineChart, dict[str, str]]] = [
            (
                LineChart(theme, _("Pain (0 to 10, lower is better)"), Scale(0, 10, 2)),
                dict(zip(PAIN_ROWS, (_("now"), _("worst on a run"), _("7-day average")), strict=True)),
            ),
            (
                LineChart(theme, _("Activities (0 to 10, higher is better)"), Scale(0, 10, 2)),
                {ACTIVITY_ROW: _("mean")},
            ),
            (
                LineChart(
                    theme,
                    _("{test} (degrees, higher is better)").format(test=names[ROTATION]),
                    Scale(0, MOST_DEGREES, 15, "°"),
                ),
                _sided(ROTATION, sides),
            ),
            (LineChart(theme, level.format(test=names[HINGE]), levels), _sided(HINGE, sides)),
            (LineChart(theme, level.format(test=names[DEAD_BUG]), levels), _sided(DEAD_BUG, sides)),
        ]
        flow = FlowLayout(theme.px(20), self)
        for chart, _rows in self._wanted:
            flow.addWidget(chart)

    def show_history(self, history: History) -> None:
        """Show a course."""
        days = [point.day for point in history.points]
        for chart, names in self._wanted:
            rows = [(history.row(key), name) for key, name in names.items()]
            known = [(row, name) for row, name in rows if any(cell.number is not None for cell in row.cells)]
            chart.setVisible(bool(known))
            chart.show_values(days, [_series(row, name) for row, name in known])


def _sided(test: str, sides: dict[str, str]) -> dict[str, str]:
    return {f"tests.{test}.{side}": name for side, name in sides.items()}


def _series(row: Row, name: str) -> Series:
    """A row as a line; it breaks where degrees were measured in another position."""
    cells = row.cells
    breaks = {place for place in range(1, len(cells)) if cells[place].position != cells[place - 1].position}
    return Series(name, tuple(cell.number for cell in cells), frozenset(breaks))
