"""A release on paper: what it is, every table with its bars, and how it was made. Numbers come ready to be shown.

A hidden value is a hatched box of one size everywhere; no length on the page tells what a number hides.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import msgspec
from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.language import Language
from clinic_app.domain.release_view import Grid, Shown
from clinic_app.handouts.document import new_canvas
from clinic_app.handouts.layout import Part, column, inset, part, row, rule, space
from clinic_app.handouts.style import ACCENT, BOTTOM, LINE, MUTED, PAGE, PALE, SIDE, TOP, WIDTH, Type, type_at
from clinic_app.handouts.typeset import Block, colour, set_line, set_text
from clinic_app.i18n import N_, texts

LABELS, NUMBER, BAR, CHIP, AIR = 150.0, 38.0, 6.0, 12.0, 3.0
MANY, LABELS_OF_MANY = 7, 116.0  # columns: their heads are set small, so that no word is broken
ROOM = PAGE[1] - TOP - BOTTOM - 22
THIN = 0.4  # of a page; less than this is nearly empty
KIND, SMALL_HEADS = type_at(0.9), type_at(0.75)
TITLE = N_("Statistics of the clinic")
ALREADY_HIDDEN = N_(
    "x is a hidden number: it counts 1 to 9 clients, or such a number could be worked out from it. Hidden numbers have "
    "no size on this paper."
)


class ReportContent(msgspec.Struct, frozen=True):
    """What is printed. `lines` are the manifest as pairs of a name and what is said."""

    clinic: str
    period: str
    day: date
    grids: tuple[Grid, ...]
    lines: tuple[tuple[str, str], ...]
    language: Language


def render_report(content: ReportContent) -> bytes:
    """The PDF; the same content gives the same bytes."""
    _ = texts("handouts", content.language)
    title = f"{_(TITLE)} {content.period}"
    pages = _pages(content)
    buffer = BytesIO()
    canvas = new_canvas(buffer, title, content.language, content.day)
    for number, (marks, pieces) in enumerate(pages, start=1):
        for mark in marks:
            canvas.bookmarkPage(f"{number} {mark}")
            canvas.addOutlineEntry(mark, f"{number} {mark}", 0)
        column(pieces).draw(canvas, SIDE, PAGE[1] - TOP)
        rule(canvas, SIDE, BOTTOM + 14, WIDTH)
        set_line(title, KIND.foot, WIDTH * 0.7).draw(canvas, SIDE, BOTTOM + 12)
        set_line(f"{number} / {len(pages)}", KIND.foot, WIDTH, "right").draw(canvas, SIDE, BOTTOM + 12)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _pages(content: ReportContent) -> list[tuple[list[str], list[Part]]]:
    """Tables stay whole; one that is higher than a page goes on under its heads on the next."""
    pages: list[tuple[list[str], list[Part]]] = [([], list(_opening(content)))]
    used = sum(piece.height for piece in pages[0][1])
    tables = [(_heads(grid), [_row(grid, place) for place in range(len(grid.rows))]) for grid in content.grids]
    heights = [sum(piece.height for piece in (*heads, *rows)) for heads, rows in tables]
    for number, (grid, (heads, rows)) in enumerate(zip(content.grids, tables, strict=True)):
        if used and (used + heights[number] > ROOM or _leaves_one_alone(heights[number : number + 3], used)):
            pages.append(([], []))
            used = 0.0
        pages[-1][0].append(grid.title)
        for place, piece in enumerate((*heads, *rows)):
            if used + piece.height > ROOM and place >= len(heads):
                pages.append(([], list(heads)))
                used = sum(head.height for head in heads)
            pages[-1][1].append(piece)
            used += piece.height
    made = list(_making(content))
    if used + sum(piece.height for piece in made) > ROOM:
        pages.append(([], []))
    pages[-1][1].extend(made)
    return pages


def _leaves_one_alone(heights: list[float], used: float) -> bool:
    """Whether the second of these tables would be alone on a nearly empty page, unless the first goes with it."""
    if len(heights) < 3:
        return False
    first, second, third = heights
    alone = used + first + second > ROOM and second + third > ROOM and second < THIN * ROOM
    return alone and used >= THIN * ROOM and first + second <= ROOM


def _opening(content: ReportContent) -> Sequence[Part]:
    _ = texts("handouts", content.language)
    head = [part(set_line(content.clinic, KIND.note, WIDTH, "right"))] if content.clinic else []
    note = part(set_text(_(ALREADY_HIDDEN), KIND.note, WIDTH))
    return (
        *head,
        part(set_text(_(TITLE), KIND.title, WIDTH)),
        part(set_text(content.period, KIND.subhead, WIDTH)),
        space(4),
        note,
        space(8),
    )


def _making(content: ReportContent) -> Sequence[Part]:
    _ = texts("handouts", content.language)
    made = [inset(part(set_line(_("How it was made"), KIND.heading, WIDTH)), 0, 14, 2)]
    before = ""
    for name, value in content.lines:
        label, before = "" if name == before else name, name
        cells = (
            (0.0, part(set_text(label, KIND.note, LABELS - 10))),
            (LABELS, part(set_text(value, KIND.small, WIDTH - LABELS))),
        )
        made.append(inset(row(cells), 0, 1.5))
    return made


def _heads(grid: Grid) -> list[Part]:
    labels, width = _labels(grid), _width(grid)
    heads = _column_heads(grid, KIND if labels == LABELS else SMALL_HEADS)
    if any(len(head.lines) > 1 and len(head.lines[-1]) == 1 for head in heads):  # the end of a word, broken off
        heads = _column_heads(grid, SMALL_HEADS)
    cells = [(labels + width * place, part(head)) for place, head in enumerate(heads)]
    title = inset(part(set_text(grid.title, KIND.heading, WIDTH)), 0, 14, 0)
    base = part(set_text(grid.base, KIND.note, WIDTH))
    return [title, base, _lined(inset(row(cells), 0, AIR), strong=True)]


def _column_heads(grid: Grid, kind: Type) -> list[Block]:
    return [set_text(name, kind.small_strong, _width(grid) - 6, "right") for name in grid.columns]


def _labels(grid: Grid) -> float:
    return LABELS if len(grid.columns) < MANY else LABELS_OF_MANY


def _width(grid: Grid) -> float:
    return (WIDTH - _labels(grid)) / len(grid.columns)


def _row(grid: Grid, place: int) -> Part:
    labels, width, last = _labels(grid), _width(grid), place == len(grid.rows) - 1
    style = KIND.small_strong if last else KIND.small
    cells = [(0.0, part(set_text(grid.rows[place], style, labels - 8)))]
    for at, value in enumerate(grid.values[place]):
        total = grid.is_total(place, at)
        words = set_line(value.text, KIND.small_strong if total else KIND.small, width - 6, "right")
        piece = part(words) if total else _barred(part(words), value, width - 6, grid.full_bar)
        cells.append((labels + width * at, piece))
    return _lined(inset(row(cells), 0, AIR), shaded=last)


def _barred(words: Part, value: Shown, width: float, full: float) -> Part:
    """The number at the right, its bar at the left where there is room for one."""
    lane = width - NUMBER - 4

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - words.height / 2 - BAR / 2 - 0.5
        if full and lane >= CHIP:
            if value.number is None:
                _hatch(canvas, x + 4, y)
            elif value.number:
                canvas.setFillColor(colour(ACCENT))
                canvas.rect(x + 4, y, max(0.8, lane * value.number / full), BAR, stroke=0, fill=1)
        words.draw(canvas, x, top)

    return Part(words.height, draw)


def _hatch(canvas: Canvas, x: float, y: float) -> None:
    canvas.setStrokeColor(colour(MUTED))
    canvas.setLineWidth(0.4)
    canvas.rect(x, y, CHIP, BAR, stroke=1, fill=0)
    for step in range(0, int(CHIP), 3):
        canvas.line(x + step, y, min(x + step + BAR, x + CHIP), y + min(BAR, CHIP - step))


def _lined(piece: Part, *, strong: bool = False, shaded: bool = False) -> Part:
    def draw(canvas: Canvas, x: float, top: float) -> None:
        if shaded:
            canvas.setFillColor(colour(PALE))
            canvas.rect(x, top - piece.height, WIDTH, piece.height, stroke=0, fill=1)
        piece.draw(canvas, x, top)
        canvas.setStrokeColor(colour(LINE))
        rule(canvas, x, top - piece.height, WIDTH, strong=strong)

    return Part(piece.height, draw)
