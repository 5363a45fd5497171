"""The pieces of a blank form: lines to write on, boxes to tick, a scale to circle, two sides beside each other."""

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.layout import Part, column, part, row, rule, writing_line
from clinic_app.handouts.style import INK, LINE, WIDTH, Type
from clinic_app.handouts.typeset import colour, set_label, set_text

LABELS = 0.4  # of the width: the column of the questions
AIR = 2.0
SCALE = 300.0
MOST_IN_A_LINE = 34  # characters of all answers together


def write_line(label: str, kind: Type, width: float) -> Part:
    """A label and a line to write on after it."""
    words = set_label(label, kind.note, width * 0.62, smallest=0.6)
    high = kind.note.leading + 8

    def draw(canvas: Canvas, x: float, top: float) -> None:
        words.draw(canvas, x, top - 8)
        start = words.widest + 6
        writing_line(canvas, x + start, top - high + 2, width - start)

    return Part(high, draw)


def fields(labels: Sequence[tuple[str, float]], kind: Type) -> Part:
    """Lines to write on side by side, each with its share of the width."""
    gap = 14.0
    room = WIDTH - gap * (len(labels) - 1)
    cells, left = [], 0.0
    for label, share in labels:
        cells.append((left, write_line(label, kind, room * share)))
        left += room * share + gap
    return row(cells)


def question(
    label: str, options: Sequence[str], kind: Type, width: float = WIDTH, answers_wide: float | None = None
) -> Part:
    """A question at the left, boxes to tick at the right, a hairline below."""
    left = width * LABELS if answers_wide is None else width - answers_wide
    if answers_wide is None and width < WIDTH:
        left = width - 92.0
    words = part(set_text(label, kind.small, left - 8))
    said = answers(options) if sum(map(len, options)) <= MOST_IN_A_LINE else "\n".join(map(_box, options))
    boxes = part(set_text(said, kind.small, width - left))
    piece = row([(0, words), (left, boxes)])

    def draw(canvas: Canvas, x: float, top: float) -> None:
        piece.draw(canvas, x, top - AIR / 2)
        rule(canvas, x, top - piece.height - AIR, width)

    return Part(piece.height + AIR, draw)


def answers(options: Sequence[str]) -> str:
    """Options as boxes to tick; what is to be written has no box."""
    return "   ".join(map(_box, options))


def _box(option: str) -> str:
    return option if option.startswith("＿") else f"□ {option}"


def nrs_scale(label: str, kind: Type) -> Part:
    """0 to 10, to put a ring around one."""
    words = set_label(label, kind.small, WIDTH - SCALE - 10, smallest=0.7)
    step = SCALE / 11
    numbers = [set_label(str(number), kind.small, step, "centre") for number in range(11)]
    high = kind.small.leading + 4

    def draw(canvas: Canvas, x: float, top: float) -> None:
        words.draw(canvas, x, top - 2)
        for place, number in enumerate(numbers):
            number.draw(canvas, x + WIDTH - SCALE + place * step, top - 2)
        rule(canvas, x, top - high, WIDTH)

    return Part(high, draw)


def two_sides(names: tuple[str, str], lines: Sequence[tuple[str, Sequence[str]]], kind: Type) -> Part:
    """What is recorded of a test, left and right in columns of their own."""
    label_wide = WIDTH * 0.24
    wide = (WIDTH - label_wide) / 2
    heads = [set_label(name, kind.small_strong, wide - 12) for name in names]
    head = row([(label_wide + 8 + number * wide, part(block)) for number, block in enumerate(heads)])
    rows = []
    for label, options in lines:
        ticks = part(set_text("\n".join(_stacked(options)), kind.small, wide - 14))
        words = part(set_text(label, kind.small, label_wide - 8))
        rows.append(row([(0, words), (label_wide + 8, ticks), (label_wide + wide + 8, ticks)]))
    body = column([head, *(_ruled(piece) for piece in rows)], AIR)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        body.draw(canvas, x, top)
        canvas.setStrokeColor(colour(LINE))
        canvas.setLineWidth(0.6)
        for number in range(2):
            canvas.line(x + label_wide + number * wide, top, x + label_wide + number * wide, top - body.height)
        canvas.setFillColor(colour(INK))

    return Part(body.height, draw)


def _stacked(options: Sequence[str]) -> list[str]:
    """Short options in one line, long ones below each other."""
    if sum(len(option) for option in options) <= 16:
        return [answers(options)]
    return [_box(option) for option in options]


def _ruled(piece: Part) -> Part:
    def draw(canvas: Canvas, x: float, top: float) -> None:
        rule(canvas, x, top + AIR / 2, WIDTH)
        piece.draw(canvas, x, top)

    return Part(piece.height, draw)
