"""Running text over as many pages as it needs: headings, labelled lines, paragraphs. Nothing here knows words.

A heading never stands alone at the foot of a page. Text is never cut: what is longer than the setter takes at once is
set in pieces.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.document import DrawPage
from clinic_app.handouts.fonts import ASCENT
from clinic_app.handouts.layout import Part, column, inset, part, row
from clinic_app.handouts.masthead import ruled
from clinic_app.handouts.style import ACCENT, PAGE, SIDE, TOP, WIDTH, Type
from clinic_app.handouts.typeset import MOST_CHARACTERS, Block, Style, colour, set_text

Role = Literal["title", "heading", "pair", "text", "bullet", "note"]
LABEL = 138.0  # the column of the labels
ABOVE = {"title": 14.0, "heading": 8.0, "pair": 2.5, "text": 3.0, "bullet": 2.0, "note": 1.0}
KEPT_LINES = 2  # of what follows a heading, on its page


class Entry(NamedTuple):
    """One piece of running text; a pair has its label at the left."""

    role: Role
    text: str
    label: str = ""


class _Line(NamedTuple):
    """One line of the page: what it needs above it, and how many lines must stay with it."""

    above: float
    piece: Part
    keep: int


def flow(entries: list[Entry], head: Part, kind: Type, room: float) -> list[DrawPage]:
    """Pages of at most `room` height below the top margin; the first begins with `head`."""
    pages: list[list[_Line]] = [[]]
    used = head.height + 8.0
    lines = [line for entry in entries for line in _lines(entry, kind)]
    for index, line in enumerate(lines):
        group = lines[index : index + 1 + line.keep]
        needed = sum(one.above + one.piece.height for one in group)
        if pages[-1] and used + needed > room:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += line.above * bool(used) + line.piece.height
    return [_page(page, head if number == 0 else None) for number, page in enumerate(pages)]


def _page(lines: list[_Line], head: Part | None) -> DrawPage:
    def draw(canvas: Canvas) -> None:
        top = PAGE[1] - TOP
        if head is not None:
            head.draw(canvas, SIDE, top)
            top -= head.height + 8.0
        for number, line in enumerate(lines):
            top -= line.above if number or head is not None else 0.0
            line.piece.draw(canvas, SIDE, top)
            top -= line.piece.height

    return draw


def _lines(entry: Entry, kind: Type) -> Iterator[_Line]:
    above = ABOVE[entry.role]
    if entry.role == "title":
        yield _Line(above, ruled(part(_set(entry.text, kind.subhead, WIDTH)[0]), 3.0), KEPT_LINES)
    elif entry.role == "heading":
        yield _Line(above, part(_set(entry.text, kind.heading, WIDTH)[0]), KEPT_LINES)
    elif entry.role == "pair":
        labels = _split(_set(entry.label, kind.note, LABEL - 12))
        values = _split(_set(entry.text, kind.body, WIDTH - LABEL))
        drop = _drop(kind.note, kind.body)
        for number in range(max(len(labels), len(values))):
            cells = [(0.0, inset(labels[number], 0.0, drop))] if number < len(labels) else []
            cells += [(LABEL, values[number])] if number < len(values) else []
            yield _Line(above if number == 0 else 0.0, row(cells), 0)
    else:
        style = kind.note if entry.role == "note" else kind.body
        left = 12.0 if entry.role in ("bullet", "note") else 0.0
        for number, line in enumerate(_split(_set(entry.text, style, WIDTH - left))):
            piece = inset(line, left, 0.0) if left else line
            if entry.role == "bullet" and number == 0:
                piece = column([_dotted(piece, style)])
            yield _Line(above if number == 0 else 0.0, piece, 0)


def _drop(small: Style, large: Style) -> float:
    """How much lower a small line begins so that it stands on the same line as a large one beside it."""
    return (large.leading - small.leading) / 2 + (ASCENT - 0.5) * (large.size - small.size)


def _dotted(piece: Part, style: Style) -> Part:
    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setFillColor(colour(ACCENT))
        canvas.circle(x + 2.6, top - style.leading / 2, 1.9, stroke=0, fill=1)
        piece.draw(canvas, x, top)

    return Part(piece.height, draw)


def _set(text: str, style: Style, width: float) -> list[Block]:
    """A text of any length as blocks; the setter takes so many characters at once."""
    chunks = [
        line[start : start + MOST_CHARACTERS]
        for line in (text.splitlines() or [""])
        for start in range(0, max(1, len(line)), MOST_CHARACTERS)
    ]
    return [set_text(chunk, style, width, personal=True) for chunk in chunks]


def _split(blocks: list[Block]) -> list[Part]:
    """Every line as a part of its own, so that a page may end after any of them."""
    return [part(msgspec.structs.replace(block, lines=(line,))) for block in blocks for line in block.lines]
