"""Boxes that know their height before they are drawn, stacked and set side by side. Nothing here knows words.

A part is drawn with its upper left corner at (x, top), y up, and never outside its width and height.
"""

from collections.abc import Callable, Sequence

import msgspec
from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.style import ACCENT, LINE, MUTED, PAGE, PAPER, SIDE, TOP
from clinic_app.handouts.typeset import Block, colour

MOST_GAP = 26.0


class Box(msgspec.Struct, frozen=True):
    """A rectangle on the page: lower left corner and size in points."""

    x: float
    y: float
    width: float
    height: float


Draw = Callable[[Canvas, float, float], None]


class Part(msgspec.Struct, frozen=True):
    """A measured piece of a page."""

    height: float
    draw: Draw


def part(block: Block) -> Part:
    """A block of text as a part."""
    return Part(block.height, block.draw)


def space(height: float) -> Part:
    """Nothing, this high."""
    return Part(height, lambda _canvas, _x, _top: None)


def column(parts: Sequence[Part], gap: float = 0.0) -> Part:
    """Parts one below the other."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        for piece in parts:
            piece.draw(canvas, x, top)
            top -= piece.height + gap

    return Part(sum(piece.height for piece in parts) + gap * max(0, len(parts) - 1), draw)


def row(cells: Sequence[tuple[float, Part]]) -> Part:
    """Parts side by side, each with its distance from the left; tops aligned."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        for left, piece in cells:
            piece.draw(canvas, x + left, top)

    return Part(max(piece.height for _, piece in cells), draw)


def inset(piece: Part, left: float, top: float, bottom: float | None = None) -> Part:
    """A part with room around it."""
    below = top if bottom is None else bottom
    return Part(piece.height + top + below, lambda canvas, x, y: piece.draw(canvas, x + left, y - top))


def behind(piece: Part, width: float, paint: Callable[[Canvas, float, float, float, float], None]) -> Part:
    """A part with a background painted into its box first (x, bottom, width, height)."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        paint(canvas, x, top - piece.height, width, piece.height)
        piece.draw(canvas, x, top)

    return Part(piece.height, draw)


def panel(
    fill: str | None = None, edge: str | None = None, radius: float = 6.0, line: float = 0.8
) -> Callable[..., None]:
    """A painter of rounded boxes for `behind`."""

    def paint(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
        if fill is not None:
            canvas.setFillColor(colour(fill))
        if edge is not None:
            canvas.setStrokeColor(colour(edge))
            canvas.setLineWidth(line)
        canvas.roundRect(x, y, width, height, radius, stroke=int(edge is not None), fill=int(fill is not None))

    return paint


def rule(canvas: Canvas, x: float, y: float, width: float, *, strong: bool = False) -> None:
    """A horizontal line; a strong one in the accent colour opens a page."""
    canvas.setStrokeColor(colour(ACCENT if strong else LINE))
    canvas.setLineWidth(1.6 if strong else 0.6)
    canvas.line(x, y, x + width, y)


def writing_line(canvas: Canvas, x: float, y: float, width: float) -> None:
    """A line to write on: darker than a rule, so that it is there on a pale copy too and no other is taken for it."""
    canvas.setStrokeColor(colour(MUTED))
    canvas.setLineWidth(0.6)
    canvas.line(x, y, x + width, y)


def tick(canvas: Canvas, x: float, y: float, size: float, tone: str = ACCENT) -> None:
    """A tick whose lower left corner is (x, y); drawn, so that it weighs the same in every font."""
    canvas.setStrokeColor(colour(tone))
    canvas.setLineWidth(size * 0.18)
    path = canvas.beginPath()
    path.moveTo(x + size * 0.05, y + size * 0.42)
    path.lineTo(x + size * 0.36, y + size * 0.1)
    path.lineTo(x + size * 0.92, y + size * 0.78)
    canvas.drawPath(path, stroke=1, fill=0)


def plus(canvas: Canvas, x: float, y: float, radius: float = 12.0) -> None:
    """A plus on a disc with its middle at (x, y): what stands on both sides belongs together."""
    canvas.setFillColor(colour(PAPER))
    canvas.setStrokeColor(colour(ACCENT))
    canvas.setLineWidth(radius * 0.12)
    canvas.circle(x, y, radius, stroke=1, fill=1)
    canvas.setLineWidth(radius * 0.26)
    arm = radius * 0.56
    canvas.line(x - arm, y, x + arm, y)
    canvas.line(x, y - arm, x, y + arm)


def stack(canvas: Canvas, parts: Sequence[Part], room: float, top: float = PAGE[1] - TOP) -> None:
    """Draw parts one below the other from the top margin, what is left of the room shared between them."""
    free = room - sum(piece.height for piece in parts)
    gap = min(MOST_GAP, free / max(1, len(parts) - 1))
    for piece in parts:
        piece.draw(canvas, SIDE, top)
        top -= piece.height + gap
