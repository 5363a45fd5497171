"""The tables of a rule set on paper, for a review meeting: A4, heads repeated on every page, pages numbered."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.document import new_canvas
from clinic_app.handouts.fonts import printable, width
from clinic_app.handouts.layout import Part, column, inset, part, row, rule, space
from clinic_app.handouts.style import BOTTOM, MUTED, PAGE, SIDE, TOP, WIDTH, type_at
from clinic_app.handouts.typeset import Style, set_line, set_text
from clinic_app.rules.table import RuleTable, Section

GAP, AIR = 8.0, 2.5
KIND = type_at(0.9)
ID = Style(6.6, 9.0, False, MUTED)
ROOM = PAGE[1] - TOP - BOTTOM - 22


def render_rule_table(table: RuleTable) -> bytes:
    """The PDF; the same rule set gives the same bytes."""
    pages = _pages(table)
    buffer = BytesIO()
    canvas = new_canvas(buffer, table.title, table.language, date.fromisoformat(table.day))
    for number, page in enumerate(pages, start=1):
        column(page).draw(canvas, SIDE, PAGE[1] - TOP)
        rule(canvas, SIDE, BOTTOM + 14, WIDTH)
        set_line(table.title, KIND.foot, WIDTH * 0.7).draw(canvas, SIDE, BOTTOM + 12)
        set_line(f"{number} / {len(pages)}", KIND.foot, WIDTH, "right").draw(canvas, SIDE, BOTTOM + 12)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _pages(table: RuleTable) -> list[list[Part]]:
    """Rows one below the other; a short section stays whole, a long one goes on under its heads on the next page."""
    pages: list[list[Part]] = [list(_opening(table))]
    used = sum(piece.height for piece in pages[0])
    for section in table.sections:
        widths = _widths(section)
        heads = [inset(part(set_line(section.heading, KIND.heading, WIDTH)), 0, 12, 2), _heads(section, widths)]
        rows = [_row(cells, section, widths) for cells in section.rows]
        whole = sum(piece.height for piece in (*heads, *rows))
        first = whole if whole < ROOM / 2 else sum(piece.height for piece in (*heads, *rows[:1]))
        if used + first > ROOM:
            pages.append([])
            used = 0.0
        for piece in heads:
            pages[-1].append(piece)
            used += piece.height
        for piece in rows:
            if used + piece.height > ROOM:
                pages.append(list(heads))
                used = sum(head.height for head in heads)
            pages[-1].append(piece)
            used += piece.height
    return pages


def _opening(table: RuleTable) -> Iterator[Part]:
    yield part(set_text(table.title, KIND.title, WIDTH))
    yield space(6)
    room = max(width(printable(name), KIND.small.size) for name, _ in table.lines) + 14
    for name, value in table.lines:
        yield row(
            ((0.0, part(set_line(name, KIND.note, room))), (room, part(set_text(value, KIND.small, WIDTH - room))))
        )


def _widths(section: Section) -> list[float]:
    """Narrow columns as wide as their longest cell; the others share the rest by the square root of what they hold."""
    rows = (section.columns, *section.rows)
    need = [
        max(width(printable(cells[place]), KIND.small.size, True) for cells in rows) for place in range(len(rows[0]))
    ]
    if section.columns[-1] == "id":
        need[-1] = max(width(printable(cells[-1]), ID.size) for cells in rows) + 1
    left = WIDTH - GAP * (len(need) - 1) - sum(size for place, size in enumerate(need) if place not in section.wide)
    if sum(need[place] for place in section.wide) > left:
        shares = {place: max(need[place], 30.0) ** 0.5 for place in section.wide}
        for place, share in shares.items():
            need[place] = left * share / sum(shares.values())
    return need


def _heads(section: Section, widths: list[float]) -> Part:
    cells = [part(set_text(name, KIND.small_strong, size)) for name, size in zip(section.columns, widths, strict=True)]
    return _lined(_placed(cells, widths), strong=True)


def _row(cells: Sequence[str], section: Section, widths: list[float]) -> Part:
    styles = [KIND.small] * len(cells)
    if section.columns[-1] == "id":
        styles[-1] = ID
    pieces = [part(set_text(cell, style, size)) for cell, style, size in zip(cells, styles, widths, strict=True)]
    return _lined(_placed(pieces, widths))


def _placed(cells: list[Part], widths: list[float]) -> Part:
    lefts = [sum(widths[:place]) + GAP * place for place in range(len(widths))]
    return inset(row(list(zip(lefts, cells, strict=True))), 0, AIR)


def _lined(piece: Part, *, strong: bool = False) -> Part:
    """A row with its line below."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        piece.draw(canvas, x, top)
        rule(canvas, x, top - piece.height, WIDTH, strong=strong)

    return Part(piece.height, draw)
