"""The pain signal: three cards told apart by shape, word and number before colour."""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.layout import Part, behind, column, inset, panel, part, row
from clinic_app.handouts.style import PAPER, SIGNALS, WIDTH, Type, large_type
from clinic_app.handouts.typeset import colour, set_label, set_text
from clinic_app.i18n import Texts, texts

GAP = 8.0
PAD = 9.0
MARK = 17.0
LARGE_SCALES = (1.35, 1.3, 1.25, 1.2, 1.15, 1.1, 1.05, 1.0)
LEAST_GAP, MOST_GAP = 5.0, 14.0  # between the cards of large print


def pain_signal(language: Language, kind: Type) -> Part:
    """A heading with the scale and the three cards side by side."""
    _ = texts("handouts", language)
    head = set_label(_("Pain signal"), kind.heading, WIDTH * 0.4)
    lead = set_label(_("0 is no pain, 10 the worst imaginable"), kind.note, WIDTH - head.widest - 12, smallest=0.7)
    cards = _cards(_)
    wide = (WIDTH - 2 * GAP) / 3
    set_cards = [(key, _card(key, f"{name}  {limit}", text, kind, wide)) for key, name, limit, text in cards]
    height = max(card.height for _key, card in set_cards)
    framed = [
        (index * (wide + GAP), behind(Part(height, card.draw), wide, panel(PAPER, SIGNALS[key], 5, 1.3)))
        for index, (key, card) in enumerate(set_cards)
    ]
    title = row([(0, part(head)), (head.widest + 12, inset(part(lead), 0, head.height - lead.height - 1, 0))])
    return column([title, row(framed)], 4)


def large_pain_signal(language: Language, tall: float) -> Part:
    """The same in large print: one card below the other, the words as large as `tall` points allow."""
    for scale in LARGE_SCALES:
        parts = _large_signal(language, large_type(language, scale))
        free = tall - sum(piece.height for piece in parts)
        if free >= LEAST_GAP * len(parts):
            break
    return column(parts, max(LEAST_GAP, min(MOST_GAP, free / len(parts))))


def _large_signal(language: Language, kind: Type) -> list[Part]:
    """Heading and cards of `large_pain_signal`."""
    _ = texts("handouts", language)
    head = column(
        [
            part(set_text(_("Pain signal"), kind.heading, WIDTH)),
            part(set_text(_("0 is no pain, 10 the worst imaginable"), kind.note, WIDTH)),
        ]
    )
    cards = []
    for key, name, limit, text in _cards(_):
        card = _card(key, f"{name}  {limit}", text, kind, WIDTH)
        cards.append(behind(card, WIDTH, panel(PAPER, SIGNALS[key], 5, 1.3)))
    return [head, *cards]


def _cards(_: Texts) -> tuple[tuple[str, str, str, str], ...]:
    return (
        ("blue", _("Blue"), _("0 to 2"), _("Go on as you are.")),
        ("yellow", _("Yellow"), _("3 to 4"), _("Gone by next morning: go on with 20 to 30 % less.")),
        (
            "red",
            _("Red"),
            _("5 or more"),
            _("Also when it stays until next morning, is sharp, numb or makes you limp. Stop and call us."),
        ),
    )


def _card(key: str, title: str, text: str, kind: Type, wide: float) -> Part:
    room = wide - 2 * PAD - MARK - 7
    words = column(
        [
            part(set_label(title, kind.small_strong, room, smallest=0.7)),
            part(set_text(text, kind.small, room)),
        ]
    )

    def draw(canvas: Canvas, x: float, top: float) -> None:
        signal_mark(canvas, key, x + PAD, top - 7, MARK)
        words.draw(canvas, x + PAD + MARK + 7, top - 6)

    return Part(max(words.height + 12, MARK + 14), draw)


def signal_mark(canvas: Canvas, key: str, x: float, top: float, size: float) -> None:
    """Circle, triangle or octagon with a cross: the same three in the diary's legend."""
    canvas.setFillColor(colour(SIGNALS[key]))
    if key == "blue":
        canvas.circle(x + size / 2, top - size / 2, size / 2, stroke=0, fill=1)
        return
    path = canvas.beginPath()
    corners = [(0, 0.06), (1, 0.06), (0.5, 0.96)] if key == "yellow" else _OCTAGON
    for index, (across, up) in enumerate(corners):
        (path.lineTo if index else path.moveTo)(x + across * size, top - size + up * size)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    if key == "red":
        canvas.setStrokeColor(colour(PAPER))
        canvas.setLineWidth(size * 0.12)
        for start, end in ((0.32, 0.68), (0.68, 0.32)):
            canvas.line(x + size * 0.32, top - size * start, x + size * 0.68, top - size * end)


_OCTAGON = [(0.29, 0), (0.71, 0), (1, 0.29), (1, 0.71), (0.71, 1), (0.29, 1), (0, 0.71), (0, 0.29)]
