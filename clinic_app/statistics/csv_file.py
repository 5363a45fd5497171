"""A release as CSV, one value a line, for spreadsheets and programs (RFC 4180, CRLF).

UTF-8 with its mark in front, because Excel takes it for garbage without; CP932 for older programs, with a list of what
it cannot write. A text that a spreadsheet would take for a formula gets an apostrophe; a number never does.
"""

import csv
import io
from collections.abc import Iterator
from functools import cache

from clinic_app.domain.release_view import Grid, show
from clinic_app.i18n import N_, texts
from clinic_app.statistics.manifest import Leaving, manifest_lines

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
GETA = "〓"  # stands for a character that cannot be written, as printers do it
HEAD = (
    N_("Table"),
    N_("Title"),
    N_("Who is counted"),
    N_("Rows"),
    N_("Row"),
    N_("Columns"),
    N_("Column"),
    N_("Value shown"),
)
CANNOT_WRITE = N_("Characters that this form cannot write, replaced by {mark}")


def csv_bytes(leaving: Leaving) -> bytes:
    """The tables."""
    say = texts("messages", leaving.language)
    head = (N_("Studio of the company"), *HEAD) if leaving.release.slices else HEAD
    return _encoded(leaving, [[say(name) for name in head], *_lines(leaving)])


def manifest_bytes(leaving: Leaving) -> bytes:
    """The manifest that lies beside them, with what could not be written."""
    rows = [list(pair) for pair in manifest_lines(leaving)]
    missing = unwritable(leaving)
    if missing:
        named = " ".join(f"U+{ord(letter):04X}" for letter in missing)
        rows.append([texts("messages", leaving.language)(CANNOT_WRITE).format(mark=GETA), named])
    return _encoded(leaving, rows)


def unwritable(leaving: Leaving) -> tuple[str, ...]:
    """The characters that CP932 cannot write, each once; none where it is not asked for."""
    if leaving.request.form != "csv_cp932":
        return ()
    text = "".join(cell for row in (*_lines(leaving), *manifest_lines(leaving)) for cell in row)
    return tuple(sorted({letter for letter in text if not _is_writable(letter)}))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _lines(leaving: Leaving) -> Iterator[list[str]]:
    for part in leaving.parts:
        studio = [guarded(part.studio)] if part.studio else []
        for table in part.tables:
            yield from ([*studio, *line] for line in _grid_lines(show(table, leaving.language)))


def _grid_lines(grid: Grid) -> Iterator[list[str]]:
    for label, row in zip(grid.rows, grid.values, strict=True):
        for column, value in zip(grid.columns, row, strict=True):
            number = value.text if value.number is None else str(value.number)
            words = (grid.id, grid.title, grid.base, grid.corner, label, grid.column_title, column)
            yield [*(guarded(word) for word in words), number]


def _encoded(leaving: Leaving, rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    quoted = [[cell if _is_number(cell) else guarded(cell) for cell in row] for row in rows]
    writer.writerows(quoted)
    text = file.getvalue()
    if leaving.request.form == "csv_cp932":
        return "".join(letter if _is_writable(letter) else GETA for letter in text).encode("cp932")
    return text.encode("utf-8-sig")


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isascii() and text.removeprefix("-").replace(".", "", 1).isdigit()


@cache
def _is_writable(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
