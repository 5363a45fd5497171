"""The strip below the tear line: fourteen days to tick, the plan's code, and nothing that names the client.

Whoever agreed on no exercise has nothing to tick: their strip asks for the signal alone.

The QR beside the days holds the code alone: a scanner at the desk types it as a person would.
"""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.appointment import qr_code
from clinic_app.handouts.layout import Part, column, inset, part, row
from clinic_app.handouts.pain_signal import signal_mark
from clinic_app.handouts.style import INK, LINE, MUTED, PALE, SIDE, WIDTH, Type
from clinic_app.handouts.typeset import colour, set_label, set_line, set_text
from clinic_app.i18n import Texts, texts

DAYS = 14
QR = 68.0
DAY_LARGE, LARGE_GAP = 22.0, 5.0  # in large print: the line of days, and what lies between the parts


def tear_line(canvas: Canvas, y: float) -> None:
    """A dashed line over the whole sheet with a pair of scissors at its left."""
    canvas.setStrokeColor(colour(MUTED))
    canvas.setLineWidth(0.7)
    canvas.setDash(4, 3)
    canvas.line(SIDE + 16, y, SIDE + WIDTH, y)
    canvas.setDash()
    _scissors(canvas, SIDE, y)


def _scissors(canvas: Canvas, x: float, y: float) -> None:
    canvas.setLineWidth(0.9)
    canvas.circle(x + 2.4, y + 2.6, 1.9, stroke=1, fill=0)
    canvas.circle(x + 2.4, y - 2.6, 1.9, stroke=1, fill=0)
    canvas.line(x + 4, y + 1.6, x + 12, y - 2.2)
    canvas.line(x + 4, y - 1.6, x + 12, y + 2.2)


def diary(language: Language, code: str, kind: Type, *, exercises: bool = True) -> Part:
    """Heading with the code, the grid with the code's QR beside it, and how to fill it in."""
    _ = texts("handouts", language)
    title = set_label(_("14-day record"), kind.strong, WIDTH * 0.5)
    hint = set_label(_("Cut off and bring it with you"), kind.note, WIDTH - title.widest - 150, smallest=0.7)
    number = set_line(_("Plan no. {code}").format(code=code), kind.strong, 140, "right", 0.6)
    head = row([(0, part(title)), (title.widest + 10, inset(part(hint), 0, 2, 0)), (WIDTH - 140, part(number))])
    boxes = (23.0, 23.0) if exercises else (46.0,)
    grid = _grid(range(1, DAYS + 1), WIDTH - QR - 6, 58.0, (16.0, *boxes), kind, _)
    # The quiet rim of the code lies outside the grid's height: nothing is printed above or below it.
    body = row([(0, grid), (WIDTH - QR, Part(grid.height, qr_code(code, QR, sturdy=True).draw))])
    return column([head, body, _legend(_how(_, exercises=exercises), kind, _)], 4)


def large_diary(language: Language, code: str, kind: Type, tall: float, *, exercises: bool = True) -> Part:
    """The same in large print, `tall` points high: a week in a row, the code beside the heading."""
    _ = texts("handouts", language)
    room = WIDTH - QR - 20
    words = [
        part(set_text(_("14-day record"), kind.heading, room)),
        part(set_text(_("Cut off and bring it with you"), kind.small, room)),
        part(set_text(_("Plan no. {code}").format(code=code), kind.strong, room)),
    ]
    head = row([(0, column(words)), (WIDTH - QR, qr_code(code, QR, sturdy=True))])
    how = part(set_text(_how(_, exercises=exercises), kind.note, WIDTH))
    rest = tall - head.height - how.height - kind.small.leading - 4 * LARGE_GAP
    lines = 2 if exercises else 1
    boxes = (max(DAY_LARGE, (rest / 2 - DAY_LARGE) / lines),) * lines
    weeks = [_grid(range(first, first + 7), WIDTH, 92.0, (DAY_LARGE, *boxes), kind, _) for first in (1, 8)]
    return column([head, *weeks, how, _marks(kind, _)], LARGE_GAP)


def _grid(days: range, wide: float, side: float, heights: tuple[float, ...], kind: Type, _: Texts) -> Part:
    """A line of days over one line of boxes or two; a week ends with a stronger line."""
    day = (wide - side) / len(days)
    rows = (_("Day"), _("Done"), _("Signal")) if len(heights) > 2 else (_("Day"), _("Signal"))
    labels = [set_label(text, kind.small, side - 8, "centre", 0.7) for text in rows]
    numbers = [set_label(str(number), kind.small, day, "centre") for number in days]
    total = sum(heights)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setFillColor(colour(PALE))
        canvas.rect(x, top - heights[0], wide, heights[0], stroke=0, fill=1)
        canvas.rect(x, top - total, side, total, stroke=0, fill=1)
        canvas.setStrokeColor(colour(LINE))
        canvas.setLineWidth(0.6)
        y = top
        for height, label in zip(heights, labels, strict=True):
            canvas.line(x, y, x + wide, y)
            label.draw(canvas, x + 4, y - (height - label.height) / 2)
            y -= height
        canvas.line(x, y, x + wide, y)
        for column_number in range(len(days) + 2):
            left = x if column_number == 0 else x + side + (column_number - 1) * day
            canvas.setStrokeColor(colour(MUTED if column_number == 8 and len(days) > 7 else LINE))
            canvas.line(left, top, left, top - total)
        for index, number in enumerate(numbers):
            number.draw(canvas, x + side + index * day, top - (heights[0] - number.height) / 2)

    return Part(total, draw)


def _how(_: Texts, *, exercises: bool) -> str:
    """How to fill it in."""
    if exercises:
        return _("Done: tick. Signal: draw the mark or write its colour.")
    return _("Signal: draw the mark or write its colour.")


def _legend(how: str, kind: Type, _: Texts) -> Part:
    words = set_label(how, kind.note, WIDTH * 0.6, smallest=0.7)
    marks = _marks(kind, _)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        words.draw(canvas, x, top)
        marks.draw(canvas, x, top)

    return Part(words.height, draw)


def _marks(kind: Type, _: Texts) -> Part:
    """The three signals with their names, at the right."""
    names = [(key, set_label(name, kind.small, 90)) for key, name in _signals(_)]
    size = kind.small.size * 1.05

    def draw(canvas: Canvas, x: float, top: float) -> None:
        right = x + WIDTH
        for key, name in reversed(names):
            right -= name.widest
            name.draw(canvas, right, top)
            right -= size * 1.4
            canvas.setFillColor(colour(INK))
            signal_mark(canvas, key, right, top - (kind.small.leading - size) / 2, size)
            right -= size * 1.35

    return Part(kind.small.leading, draw)


def _signals(_: Texts) -> tuple[tuple[str, str], ...]:
    return ("blue", _("Blue")), ("yellow", _("Yellow")), ("red", _("Red"))
