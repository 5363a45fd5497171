"""A release as a workbook: the manifest first, then a sheet for each table. Every text is written as a text."""

import io
from typing import Any

import xlsxwriter

from clinic_app.domain.release import MedianTable, Table
from clinic_app.domain.release_view import Grid, show
from clinic_app.i18n import N_, texts
from clinic_app.statistics.manifest import Leaving, manifest_lines

LONGEST_NAME = 31  # of a sheet
MANIFEST_WIDTH, LINE = 90, 16  # letters; points
SHARES = N_("Shares of each row")
_TYPED = dict.fromkeys(("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False)


def xlsx_bytes(leaving: Leaving) -> bytes:
    """The workbook; the same release, words and moment give the same bytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **_TYPED})
    say = texts("messages", leaving.language)
    title = say(N_("Statistics without names, {period}"))
    period = leaving.release.period.label.in_language(leaving.language)
    book.set_properties({"title": title.format(period=period), "created": leaving.at.replace(tzinfo=None)})
    styles = _Styles(book)
    _manifest(book.add_worksheet(say(N_("About"))), styles, leaving)
    # The tables of the same kind stand on one sheet, each under the name of its studio.
    kinds: dict[str, list[tuple[str, Table | MedianTable]]] = {}
    for part in leaving.parts:
        for table in part.tables:
            kinds.setdefault(table.id, []).append((part.studio, table))
    for number, (kind, tables) in enumerate(kinds.items(), start=1):
        sheet = book.add_worksheet(f"{number} {kind}"[:LONGEST_NAME])
        top = 0
        for studio, table in tables:
            top = _table(sheet, styles, table, leaving, studio=studio, top=top) + 2
    book.close()
    return file.getvalue()


class _Styles:
    """How cells look; hidden values are grey and carry no size."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.quiet = book.add_format({"font_color": "#5F6B73", "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.row = book.add_format({"bold": True})
        self.count = book.add_format({"num_format": "#,##0"})
        self.middle = book.add_format({"num_format": "0.0"})
        self.share = book.add_format({"num_format": "0.0%"})
        self.hidden = book.add_format({"font_color": "#8A949B", "align": "right"})


def _manifest(sheet: Any, styles: _Styles, leaving: Leaving) -> None:
    _on_paper(sheet)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, MANIFEST_WIDTH)
    for row, (name, said) in enumerate(manifest_lines(leaving)):
        wide = sum(1 if letter.isascii() else 2 for letter in said)
        sheet.set_row(
            row, LINE * (1 + wide // MANIFEST_WIDTH)
        )  # programs do not make room for wrapped text by themselves
        sheet.write_string(row, 0, name, styles.quiet)
        sheet.write_string(row, 1, said, styles.wrapped)


def _table(  # noqa: PLR0913 - where it stands is two of them
    sheet: Any, styles: _Styles, table: Table | MedianTable, leaving: Leaving, *, studio: str, top: int
) -> int:
    """Write a table from this row on, and give the row below it."""
    grid = show(table, leaving.language)
    if not top:
        _on_paper(sheet)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(grid.columns), 18)
        sheet.freeze_panes(0 if studio else 4, 1)
    sheet.write_string(top, 0, f"{grid.title} ({studio})" if studio else grid.title, styles.title)
    sheet.write_string(top + 1, 0, grid.base, styles.quiet)
    sheet.set_row(top + 1, 44)
    is_median = isinstance(table, MedianTable)
    below = _grid(sheet, styles, grid, top + 3, styles.middle if is_median else styles.count, 1.0)
    if is_median:
        return below
    shares = show(table, leaving.language, "row_shares")
    sheet.write_string(below + 1, 0, texts("messages", leaving.language)(SHARES), styles.row)
    return _grid(sheet, styles, shares, below + 2, styles.share, 0.01)


def _on_paper(sheet: Any) -> None:
    """Who prints it gets every column of a table on one page."""
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _grid(sheet: Any, styles: _Styles, grid: Grid, top: int, style: Any, unit: float) -> int:  # noqa: PLR0913, PLR0917
    """Write a grid and give the row below it."""
    sheet.set_row(top, 2 * LINE)
    sheet.write_string(top, 0, grid.corner, styles.head)
    for column, name in enumerate(grid.columns, start=1):
        sheet.write_string(top, column, name, styles.head)
    for row, (name, values) in enumerate(zip(grid.rows, grid.values, strict=True), start=top + 1):
        sheet.write_string(row, 0, name, styles.row)
        for column, value in enumerate(values, start=1):
            if value.number is None:
                sheet.write_string(row, column, value.text, styles.hidden)
            else:
                sheet.write_number(row, column, value.number * unit, style)
    return top + 1 + len(grid.rows)
