"""The sides a release is looked at from. Every number comes from `release_view`; none is worked out here."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.statistics.made import made_cards
from clinic_app.desktop.statistics.topics import TOPICS, Shownable, tables_of
from clinic_app.desktop.statistics.trend import Line, TrendChart
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.grid_view import GridView
from clinic_app.desktop.widgets.in_turn import InTurn
from clinic_app.desktop.widgets.labels import Panel, column, label
from clinic_app.domain.release import Release, Table
from clinic_app.domain.release_view import CLIENTS, Grid, ShowAs, Shown, show
from clinic_app.i18n import N_

VIEWS = (("overview", N_("Overview")), *TOPICS, ("compare", N_("Compare")), ("made", N_("How it was made")))
SHOW_AS: tuple[tuple[ShowAs, str], ...] = (
    ("counts", N_("Clients")),
    ("row_shares", N_("Share of the row")),
    ("column_shares", N_("Share of the column")),
)
STACKED_ABOVE, MOST_PERIODS = 1.2, 8
ONE = N_("To compare, a second released period is needed.")


def side(view: str, surroundings: Surroundings, release: Release, others: tuple[Release, ...]) -> Sequence[QWidget]:
    """The parts of one side; `others` are all readable releases, this one among them, newest first."""
    if view == "overview":
        return overview(surroundings, release, others)
    if view == "compare":
        return (ComparedTables(surroundings, release, others),)
    if view == "made":
        return made_cards(surroundings, release)
    return (TopicTables(surroundings, tables_of(release, view)),)


def table_card(surroundings: Surroundings, grid: Grid, title: str = "") -> Panel:
    """One table under its title, with who is counted and, where it is so, that something is hidden."""
    card = Panel(surroundings.theme, pad=18, gap=8)
    card.add(label(title or grid.title, "strong", wrap=True))
    card.add(label(grid.base, "soft", wrap=True))
    card.add(GridView(surroundings.theme, grid, surroundings.text))
    return card


class TopicTables(QWidget):
    """All tables of a topic, as numbers or as shares; middle values have no shares."""

    def __init__(self, surroundings: Surroundings, tables: tuple[Shownable, ...]) -> None:
        super().__init__()
        self.surroundings, self.tables = surroundings, tables
        _, theme = surroundings.text, surroundings.theme
        outer = column(theme, pad=0, gap=14)
        self.setLayout(outer)
        self.show_as = Segments(theme, [(key, _(words)) for key, words in SHOW_AS], _("Show"), clearable=False)
        self.show_as.set_value("counts")
        self.show_as.chosen.connect(lambda _value: self._fill())
        outer.addWidget(self.show_as)
        self.cards = InTurn(theme, gap=14)
        outer.addWidget(self.cards)
        self._fill()

    def _fill(self) -> None:
        chosen = next(key for key, _words in SHOW_AS if key == self.show_as.value())
        if not self.tables:
            words = self.surroundings.text("A release of this size has no table of this kind.")
            self.cards.fill([partial(label, words, "soft", wrap=True)])
            return
        grids = [show(table, self.surroundings.language, chosen) for table in self.tables]
        self.cards.fill([partial(table_card, self.surroundings, grid) for grid in grids])


def overview(surroundings: Surroundings, release: Release, others: tuple[Release, ...]) -> Sequence[QWidget]:
    """Four numbers, the types, how they went over the periods, and what became of the proposals."""
    parts: list[QWidget] = [_cards(surroundings, release)]
    kinds = release.table("type")
    if kinds is not None:
        parts.append(table_card(surroundings, show(kinds, surroundings.language)))
        shown = tuple(one for one in others if one.period.scheme == release.period.scheme)[:MOST_PERIODS]
        if len(shown) > 1:
            parts.append(_trend(surroundings, kinds, tuple(reversed(shown))))
    decisions = release.table("type_by_decision") or release.table("decision")
    if decisions is not None:
        parts.append(table_card(surroundings, show(decisions, surroundings.language)))
    return parts


def _cards(surroundings: Surroundings, release: Release) -> QWidget:
    _, theme = surroundings.text, surroundings.theme
    cards: tuple[tuple[str, Shown | None], ...] = (
        (_("Clients"), _value(surroundings, release, "course", "", "counts")),
        (_("Proposals accepted"), _value(surroundings, release, "decision", "accepted", "column_shares")),
        (_("Came again"), _value(surroundings, release, "recheck_type", "", "counts")),
        (_("Pain less when they came again"), _value(surroundings, release, "recheck_pain", "better", "column_shares")),
    )
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(theme.px(14))
    across = 2 if theme.scale > STACKED_ABOVE else len(cards)
    for place, (words, value) in enumerate(cards):
        card = Panel(theme, pad=16, gap=4)
        card.add(label(words, "heading", wrap=True))
        number = label("–" if value is None else value.text, "display")
        number.setAccessibleName(_("hidden") if value is not None and value.hidden else number.text())
        card.add(number)
        card.body.addStretch(1)
        grid.addWidget(card, place // across, place % across)
        grid.setColumnStretch(place % across, 1)
    return made


def _value(surroundings: Surroundings, release: Release, table: str, row: str, show_as: ShowAs) -> Shown | None:
    """One cell of a one-way table by the id of its row, or its total; None where the release has no such cell."""
    found = release.table(table)
    if found is None:
        return None
    ids = [category.id for category in found.rows.categories]
    if row and row not in ids:
        return None
    return show(found, surroundings.language, show_as).values[ids.index(row) if row else -1][-1]


def _trend(surroundings: Surroundings, kinds: Table, oldest_first: tuple[Release, ...]) -> Panel:
    language, _ = surroundings.language, surroundings.text
    lines = []
    for category in kinds.rows.categories:
        values = [_value(surroundings, one, "type", category.id, "column_shares") for one in oldest_first]
        numbers = tuple(None if value is None else value.number for value in values)
        if any(numbers):
            lines.append(Line(category.label.in_language(language), numbers))
    periods = tuple(one.period.label.in_language(language) for one in oldest_first)
    card = Panel(surroundings.theme, pad=18, gap=8)
    title = _("Movement types over the periods")
    card.add(label(title, "strong"))
    card.add(label(_("Share of all clients of the period. An x below the line: hidden."), "soft", wrap=True))
    card.add(TrendChart(surroundings.theme, periods, tuple(lines), title))
    return card


class ComparedTables(QWidget):
    """One-way tables of two periods beside each other, numbers and shares, as each release shows them."""

    def __init__(self, surroundings: Surroundings, release: Release, others: tuple[Release, ...]) -> None:
        super().__init__()
        self.surroundings, self.release = surroundings, release
        self.others = {one.id: one for one in others if one.id != release.id}
        _, theme = surroundings.text, surroundings.theme
        outer = column(theme, pad=0, gap=14)
        self.setLayout(outer)
        if not self.others:
            outer.addWidget(label(_(ONE), "soft", wrap=True))
            return
        options = [(one.id, one.period.label.in_language(surroundings.language)) for one in self.others.values()]
        self.other = Segments(theme, options, _("Compare with"), clearable=False)
        self.other.set_value(options[0][0])
        self.other.chosen.connect(lambda _value: self._fill())
        outer.addWidget(label(_("Compare with"), "heading"))
        outer.addWidget(self.other)
        self.cards = InTurn(theme, gap=14)
        outer.addWidget(self.cards)
        self._fill()

    def _fill(self) -> None:
        other, grids = self.others[self.other.value() or ""], []
        for table in self.release.tables:
            match = other.table(table.id)
            if table.columns is None and match is not None:
                grids.append(compared(self.surroundings, (other, match), (self.release, table)))
        self.cards.fill([partial(table_card, self.surroundings, grid) for grid in grids])


def compared(surroundings: Surroundings, before: tuple[Release, Table], after: tuple[Release, Table]) -> Grid:
    """Two one-way tables as one: clients and shares of both, a row for each category that either of them has."""
    language = surroundings.language
    rows: dict[str, str] = {}
    for _release, table in (after, before):
        for category in table.rows.categories:
            rows.setdefault(category.id, category.label.in_language(language))
    columns, values = [], []
    for show_as, words in (("counts", CLIENTS.in_language(language)), ("column_shares", "%")):
        for release, table in (before, after):
            columns.append(f"{release.period.label.in_language(language)} {words}")
            values.append(_by_id(show(table, language, show_as), table, tuple(rows)))  # type: ignore[arg-type]
    shown = show(after[1], language)
    return Grid(
        id=shown.id,
        title=shown.title,
        base=shown.base,
        corner=shown.corner,
        column_title="",
        columns=tuple(columns),
        rows=(*rows.values(), shown.rows[-1]),
        values=tuple(zip(*values, strict=True)),
        columns_end_in_all=False,
        adds_up=False,
    )


def _by_id(grid: Grid, table: Table, ids: tuple[str, ...]) -> tuple[Shown, ...]:
    """The one column of a table in another order of rows; what it does not have is empty."""
    known = dict(zip((category.id for category in table.rows.categories), grid.values, strict=False))
    return (*(known[one][0] if one in known else Shown("", None) for one in ids), grid.values[-1][0])
