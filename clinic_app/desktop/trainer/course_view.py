"""The course of an episode on screen: the matrix of tests, sides and visits, and charts of the same numbers.

The matrix says in words all that the charts draw. Arrows stand only for real change.
"""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.course_matrix import CourseMatrix
from clinic_app.desktop.trainer.diary_card import DiaryCards
from clinic_app.desktop.trainer.line_chart import LineChart, Scale, Series
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, column, label
from clinic_app.domain.assessment import DEAD_BUG, HINGE, ROTATION
from clinic_app.domain.dates import shown_date
from clinic_app.domain.history import ACTIVITY_ROW, PAIN_ROWS, History, Row

MOST_DEGREES = 90


class CourseView(Panel):
    """One card: a heading, the matrix, what its signs mean, the diaries that came back, and the charts."""

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
        self.diaries = DiaryCards(context)
        self.add(self.diaries)
        self.charts = Charts(context)
        self.add(self.charts)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.diaries.look_again()

    def show_history(self, history: History) -> None:
        """Show another course; the same one is left as it is."""
        if history == self._shown:
            return
        self._shown = history
        several = len(history.points) > 1
        self.empty.setHidden(several)
        self.matrix.show_history(history)
        self.diaries.show_visits([point.visit_id for point in history.points])
        for part in (self.note, self.charts):
            part.setVisible(several)
        if several:
            self.charts.show_history(history)


class EpisodesView(QWidget):
    """The course of each episode of a client, one at a time, the newest first: change never crosses an episode."""

    def __init__(self, context: Context, client_id: str) -> None:
        super().__init__()
        _, theme = context.text, context.theme
        rotation = context.rule_set.catalogue.rotation
        self.histories = actions.episode_histories(context.record, client_id, rotation)
        self.view = CourseView(context, _("Course"))
        made = column(theme, pad=0, gap=8)
        self.setLayout(made)
        if len(self.histories) > 1:
            days = [(str(place), _span(history)) for place, history in enumerate(self.histories)]
            self.choice = Segments(theme, days, _("Episode"), clearable=False)
            self.choice.set_value("0")
            self.choice.chosen.connect(lambda place: self.view.show_history(self.histories[int(place)]))
            made.addWidget(self.choice)
        made.addWidget(self.view)
        self.view.show_history(self.histories[0])


def _span(history: History) -> str:
    """From the first to the last visit of an episode."""
    first, last = shown_date(history.points[0].day), shown_date(history.points[-1].day)
    return first if first == last else f"{first} – {last}"


class Charts(QWidget):
    """Pain, activities, degrees and levels by day; a measure that nobody took has no chart."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context, self.text = context, context.text
        _, theme = self.text, context.theme
        levels = Scale(0, (3,), 1)
        names = {test: p.name.in_language(context.language) for test, p in context.rule_set.catalogue.protocols.items()}
        sides = {"left": _("left"), "right": _("right")}
        level = _("{test} (level 0 to 3, higher is better)")
        self._wanted: list[tuple[LineChart, dict[str, str]]] = [
            (
                LineChart(theme, _("Pain (0 to 10, lower is better)"), Scale(0, (10,), 2)),
                dict(zip(PAIN_ROWS, (_("now"), _("worst on a run"), _("7-day average")), strict=True)),
            ),
            (
                LineChart(theme, _("Activities (0 to 10, higher is better)"), Scale(0, (10,), 2)),
                {ACTIVITY_ROW: _("mean")},
            ),
            (
                LineChart(
                    theme,
                    _("{test} (degrees, higher is better)").format(test=names[ROTATION]),
                    Scale(0, (60, MOST_DEGREES), 15, "°"),
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
