"""The panel that says what was found: headline large, the hedged sentence, a small body beside it."""

from collections.abc import Iterator

import msgspec
from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.content import SheetContent, Tendency
from clinic_app.handouts.layout import Box, Part, behind, column, inset, panel, part, row
from clinic_app.handouts.pictures import bare_figure
from clinic_app.handouts.sayings import open_result, provisional_words, standing_words
from clinic_app.handouts.style import ACCENT, PAPER, TINT, WIDTH, Type
from clinic_app.handouts.typeset import Block, Style, set_line, set_phrases, set_text
from clinic_app.i18n import Texts, texts

FIGURE = 96.0
PAD = 14.0


def tendency_panel(content: SheetContent, kind: Type) -> Part:
    """The tendency, or why none was named today."""
    _ = texts("handouts", content.language)
    several = len(content.tendencies) > 1
    if several and kind.body.least:  # large print: three tendencies beside a figure would be a column of few words
        return _without_figure(content, kind)
    room = WIDTH - FIGURE - 2 * PAD - 12
    pieces = [_label(content, kind, room, _)]
    if several:
        pieces += _several(content.tendencies, kind, room)
    else:
        pieces += _one(content, kind, room, _)
    if provisional := provisional_words(content):
        pieces.append(part(set_text(provisional, kind.small, room)))
    words = column(pieces, 3)
    height = max(words.height, 118.0)
    figure = _figure(content, height)
    text = inset(words, 0, (height - words.height) / 2)
    return behind(inset(row([(PAD, figure), (PAD + FIGURE + 12, text)]), 0, 10), WIDTH, panel(TINT))


def _without_figure(content: SheetContent, kind: Type) -> Part:
    _ = texts("handouts", content.language)
    room = WIDTH - 2 * PAD
    pieces = [_label(content, kind, room, _), *_several(content.tendencies, kind, room)]
    if provisional := provisional_words(content):
        pieces.append(part(set_text(provisional, kind.small, room)))
    apart = 9.0 if content.language == "en" else 3.0  # lines of letters stand closer: `large_type`
    return behind(inset(column(pieces, apart), PAD, 10), WIDTH, panel(TINT))


def _figure(content: SheetContent, height: float) -> Part:
    pose = next((t.pose for t in content.tendencies if t.pose), None) or "standing_neutral"

    def draw(canvas: Canvas, x: float, top: float) -> None:
        bare_figure(canvas, pose, Box(x, top - height, FIGURE, height))

    return Part(height, draw)


def _label(content: SheetContent, kind: Type, room: float, _: Texts) -> Part:
    words = set_line(_("How you move"), kind.accent, room)
    chip = set_line(standing_words(content), kind.accent, room - 14, smallest=0.7)
    beside = words.widest + 9
    below = 0.0
    if beside + chip.widest + 12 > room:  # both do not fit on one line
        beside, below = 0.0, words.height + 2

    def draw(canvas: Canvas, x: float, top: float) -> None:
        words.draw(canvas, x, top - 1.5)
        y = top - below
        panel(PAPER, ACCENT, 3, 0.7)(canvas, x + beside, y - chip.height - 3, chip.widest + 12, chip.height + 2)
        chip.draw(canvas, x + beside + 6, y - 2)

    return Part(words.height + 5 + below, draw)


def _one(content: SheetContent, kind: Type, room: float, _: Texts) -> list[Part]:
    found = content.tendencies[0] if content.tendencies else open_result(content)
    return [
        part(_headline(found.headline, kind.headline, room)),
        inset(part(set_text(found.body, kind.body, room)), 0, 2, 0),
    ]


def _headline(text: str, style: Style, room: float) -> Block:
    """A headline that breaks where it is meant to; a little smaller, if that spares it a line of two words."""
    for smaller in _sizes(style):
        block = set_phrases(text, smaller, room)
        if len(block.lines) <= len(text.split("\n")):
            return block
    return set_phrases(text, style, room)


def _sizes(style: Style) -> Iterator[Style]:
    """A headline's style, and the smaller ones it may be set in."""
    for share in (1.0, 0.94, 0.88, 0.82):
        yield msgspec.structs.replace(style, size=style.size * share, leading=style.leading * share)


def _of_a_line(headlines: list[str], style: Style, room: float) -> Style:
    """One size for all headlines of a list at which each takes a line, else their own.

    Broken in two, three headlines of large print would push the tests from the first page to one of their own.
    """
    fits = (size for size in _sizes(style) if all(len(set_phrases(text, size, room).lines) == 1 for text in headlines))
    return next(fits, style)


def _several(tendencies: tuple[Tendency, ...], kind: Type, room: float) -> list[Part]:
    style = kind.subhead
    if kind.body.least:  # large print
        style = _of_a_line([tendency.headline for tendency in tendencies], style, room - 10)
    pieces: list[Part] = []
    for tendency in tendencies:
        head = set_phrases(tendency.headline, style, room - 10)
        body = set_text(tendency.body, kind.small, room - 10)
        pieces.append(_marked(column([part(head), part(body)])))
    return pieces


def _marked(piece: Part) -> Part:
    """A part with an accent bar at its left, so that entries of a list are told apart without numbers."""
    paint = panel(ACCENT, radius=1.2)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        paint(canvas, x, top - piece.height + 3, 2.6, piece.height - 6)
        piece.draw(canvas, x + 10, top)

    return Part(piece.height, draw)
