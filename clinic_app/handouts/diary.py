"""The strip below the tear line: fourteen days to tick, the plan's code, and nothing that names the client."""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.layout import Part, column, inset, part, row
from clinic_app.handouts.pain_signal import signal_mark
from clinic_app.handouts.style import INK, LINE, MUTED, PALE, SIDE, WIDTH, Type
from clinic_app.handouts.typeset import colour, set_label, set_line
from clinic_app.i18n import Texts, texts

DAYS = 14
LABEL = 58.0


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


def diary(language: Language, code: str, kind: Type) -> Part:
    """Heading with the code, the grid, and how to fill it in."""
    _ = texts("handouts", language)
    title = set_label(_("14-day record"), kind.strong, WIDTH * 0.5)
    hint = set_label(_("Cut off and bring it with you"), kind.note, WIDTH - title.widest - 150, smallest=0.7)
    number = set_line(_("Plan no. {code}").format(code=code), kind.strong, 140, "right", 0.6)
    head = row([(0, part(title)), (title.widest + 10, inset(part(hint), 0, 2, 0)), (WIDTH - 140, part(number))])
    return column([head, _grid(kind, _), _legend(kind, _)], 4)


def _grid(kind: Type, _: Texts) -> Part:
    heights = (16.0, 23.0, 23.0)
    day = (WIDTH - LABEL) / DAYS
    labels = [set_label(text, kind.small, LABEL - 8, "centre", 0.7) for text in (_("Day"), _("Done"), _("Signal"))]
    numbers = [set_label(str(number), kind.small, day, "centre") for number in range(1, DAYS + 1)]
    total = sum(heights)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setFillColor(colour(PALE))
        canvas.rect(x, top - heights[0], WIDTH, heights[0], stroke=0, fill=1)
        canvas.rect(x, top - total, LABEL, total, stroke=0, fill=1)
        canvas.setStrokeColor(colour(LINE))
        canvas.setLineWidth(0.6)
        y = top
        for height, label in zip(heights, labels, strict=True):
            canvas.line(x, y, x + WIDTH, y)
            label.draw(canvas, x + 4, y - (height - label.height) / 2)
            y -= height
        canvas.line(x, y, x + WIDTH, y)
        for column_number in range(DAYS + 2):
            left = x if column_number == 0 else x + LABEL + (column_number - 1) * day
            canvas.setStrokeColor(colour(MUTED if column_number == DAYS // 2 + 1 else LINE))
            canvas.line(left, top, left, top - total)
        for index, number in enumerate(numbers):
            number.draw(canvas, x + LABEL + index * day, top - (heights[0] - number.height) / 2)

    return Part(total, draw)


def _legend(kind: Type, _: Texts) -> Part:
    words = set_label(_("Done: tick. Signal: draw the mark or write its colour."), kind.note, WIDTH * 0.6, smallest=0.7)
    names = [(key, set_label(name, kind.small, 60)) for key, name in _signals(_)]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        words.draw(canvas, x, top)
        right = x + WIDTH
        for key, name in reversed(names):
            right -= name.widest
            name.draw(canvas, right, top)
            right -= 13
            canvas.setFillColor(colour(INK))
            signal_mark(canvas, key, right, top - 2, 9)
            right -= 12

    return Part(words.height, draw)


def _signals(_: Texts) -> tuple[tuple[str, str], ...]:
    return ("blue", _("Blue")), ("yellow", _("Yellow")), ("red", _("Red"))
