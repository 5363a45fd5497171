"""The one way from a release to anything a person sees: page, chart, CSV, XLSX, PDF and comparison all start here.

A share is shown only where both of its counts are. Nothing here adds up, rounds to a total or fills in a hidden cell.
"""

from typing import Literal

import msgspec

from clinic_app.domain.language import Language
from clinic_app.domain.release import Axis, Cell, MedianTable, Release, Table
from clinic_app.domain.text import Text

ShowAs = Literal["counts", "row_shares", "column_shares"]
HIDDEN_MARK = "x"
TOO_FEW_MARK = "…"
ALL = Text(ja="計", en="All")
CLIENTS = Text(ja="人数", en="Clients")
ALL_STUDIOS = Text(ja="全店舗", en="All studios")


class Shown(msgspec.Struct, frozen=True):
    """One value as it may be shown: `text` for reading, `number` for drawing and computing, None where hidden."""

    text: str
    number: float | None

    @property
    def hidden(self) -> bool:
        """Whether there is a value that is not shown; its place is drawn without any size."""
        return self.number is None


class Grid(msgspec.Struct, frozen=True):
    """One table ready to be shown. The last row is for all, and the last column too where `columns_end_in_all`.

    `corner` names the rows. `adds_up` says whether rows are parts of the last one, so that they may be stacked.
    """

    id: str
    title: str
    base: str
    corner: str
    column_title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[Shown, ...], ...]
    columns_end_in_all: bool
    adds_up: bool

    @property
    def any_hidden(self) -> bool:
        """Whether the note about hidden values belongs beside it."""
        return any(value.hidden for row in self.values for value in row)

    def is_total(self, row: int, column: int) -> bool:
        """Whether a value is for all: its number stands alone, without a bar."""
        last_column = self.columns_end_in_all and column == len(self.columns) - 1
        return last_column or row == len(self.rows) - 1

    @property
    def full_bar(self) -> float:
        """What a full bar stands for: the largest shown value that is no total; 0 where bars would say nothing."""
        if len(self.columns) > 1 and not self.columns_end_in_all:
            return 0.0  # different measures have no common scale
        parts = [
            value.number
            for r, row in enumerate(self.values)
            for c, value in enumerate(row)
            if value.number is not None and not self.is_total(r, c)
        ]
        return float(max(parts, default=0))


class Part(msgspec.Struct, frozen=True):
    """Tables that belong together; `studio` says whose, and is empty where a release tells no studios apart."""

    studio: str
    tables: tuple[Table | MedianTable, ...]


def parts_of(release: Release, language: Language, studio: str = "") -> tuple[Part, ...]:
    """Everything of a release: the tables for all, then those of each studio; or those of the one with this code."""
    slices = [one for one in release.slices if studio in ("", one.studio.code)]
    apart = [Part(one.studio.name, (*one.tables, *one.medians)) for one in slices]
    if studio:
        return tuple(apart)
    return (Part(ALL_STUDIOS.in_language(language) if apart else "", release.grids), *apart)


def show(table: Table | MedianTable, language: Language, show_as: ShowAs = "counts") -> Grid:
    """A table as it may be shown. Shares are per cent of the row's or the column's total, to one decimal."""
    if isinstance(table, MedianTable):
        return _medians(table, language)
    cells, columns = table.cells, table.columns
    values = tuple(
        tuple(_shown(cell, _whole(cells, r, c, show_as, columns)) for c, cell in enumerate(row))
        for r, row in enumerate(cells)
    )
    return Grid(
        id=table.id,
        title=table.title.in_language(language),
        base=table.base.in_language(language),
        corner=table.rows.label.in_language(language),
        column_title="" if columns is None else columns.label.in_language(language),
        columns=(CLIENTS.in_language(language),) if columns is None else _labels(columns, language, total=True),
        rows=_labels(table.rows, language, total=True),
        values=values,
        columns_end_in_all=columns is not None,
        adds_up=table.rows.kind == "parts",
    )


def _whole(
    cells: tuple[tuple[Cell, ...], ...], row: int, column: int, show_as: ShowAs, columns: Axis | None
) -> Cell | None:
    """What a cell is a share of; None where counts are asked for. A table without columns has only its one total."""
    if show_as == "counts":
        return None
    return cells[row][-1] if show_as == "row_shares" and columns is not None else cells[-1][column]


def _shown(cell: Cell, whole: Cell | None) -> Shown:
    number = cell.number
    if number is None:
        return Shown(HIDDEN_MARK, None)
    if whole is None:
        return Shown(f"{number:,}", number)
    if whole.number is None:
        return Shown(HIDDEN_MARK, None)
    if not whole.number:
        return Shown(TOO_FEW_MARK, None)
    share = round(100 * number / whole.number, 1)
    return Shown(f"{share:.1f}%", share)


def _medians(table: MedianTable, language: Language) -> Grid:
    def shown(value: float | None) -> Shown:
        return Shown(TOO_FEW_MARK, None) if value is None else Shown(f"{value:g}", value)

    return Grid(
        id=table.id,
        title=table.title.in_language(language),
        base=table.base.in_language(language),
        corner=table.rows.label.in_language(language),
        column_title=table.measures.label.in_language(language),
        columns=_labels(table.measures, language, total=False),
        rows=_labels(table.rows, language, total=True),
        values=tuple(tuple(shown(value) for value in row) for row in table.values),
        columns_end_in_all=False,
        adds_up=False,
    )


def _labels(axis: Axis, language: Language, *, total: bool) -> tuple[str, ...]:
    labels = [category.label.in_language(language) for category in axis.categories]
    return (*labels, ALL.in_language(language)) if total else tuple(labels)
