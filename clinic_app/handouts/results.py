"""Today's three tests as bars, left and right, readable without colour; what is missing never looks like a result."""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.content import SheetContent, SideResult, TestResult
from clinic_app.handouts.layout import Part, behind, column, inset, panel, part, row
from clinic_app.handouts.style import ACCENT, INK, LINE, MUTED, TRACK, WIDTH, Type
from clinic_app.handouts.typeset import Block, colour, set_line, set_text
from clinic_app.i18n import Texts, texts

CARD_GAP = 10.0
PAD = 10.0
BAR = 8.0


def results(content: SheetContent, kind: Type) -> Part:
    """A heading, three cards, and what changed right after the exercise."""
    _ = texts("handouts", content.language)
    wide = (WIDTH - 2 * CARD_GAP) / 3
    cards = [_card(test, wide, kind, _) for test in content.tests]
    height = max(card.height for card in cards)
    framed = [behind(Part(height, card.draw), wide, panel(None, LINE)) for card in cards]
    pieces = [
        part(set_line(_("Today's three tests"), kind.heading, WIDTH)),
        row([(index * (wide + CARD_GAP), card) for index, card in enumerate(framed)]),
    ]
    if content.changes:
        pieces.append(_changes(content.changes, kind, _))
    return column(pieces, 5)


def _changes(changes: tuple[str, ...], kind: Type, _: Texts) -> Part:
    label = set_line(_("Re-test right after the exercise"), kind.small, WIDTH / 2)
    left = label.widest + 12
    values = set_text("   ".join(changes[:4]), kind.small_strong, WIDTH - left, personal=True)
    return row([(0, part(label)), (left, part(values))])


def _card(test: TestResult, wide: float, kind: Type, _: Texts) -> Part:
    room = wide - 2 * PAD
    pieces = [
        part(set_line(test.name, kind.strong, room, smallest=0.7)),
        *_sides(test, room, kind, _),
        part(set_text(_remark(test, _), kind.note, room)),
    ]
    return inset(column(pieces, 2), PAD, 6, 5)


def _remark(test: TestResult, _: Texts) -> str:
    if not test.counts:
        return _("Not counted: both sides are needed")
    return test.scale + _(" · left and right differ") if test.uneven else test.scale


def _sides(test: TestResult, room: float, kind: Type, _: Texts) -> list[Part]:
    """Both sides on one scale: the bars start and end at the same places."""
    sides = (test.left, test.right)
    names = [set_line(label, kind.small, 34) for label in (_("Left"), _("Right"))]
    words = [_word(side, test.counts, room * 0.5, kind, _) for side in sides]
    start = max(name.widest for name in names) + 7
    length = room - start - max(room * 0.34, *(word.widest for word in words)) - 7
    lines = zip(names, words, sides, strict=True)
    return [_side(name, word, side, test, start, length) for name, word, side in lines]


def _word(side: SideResult, counts: bool, room: float, kind: Type, _: Texts) -> Block:
    """The band in a word; of a test that does not count only the bare measure, never a word that reads as normal."""
    if side.state == "done" and not counts:
        said = _("{measure} (for reference)").format(measure=side.degrees or _("tried"))
        return set_line(said, kind.note, room, smallest=0.7)
    if side.state == "done":
        said = f"{side.degrees} {side.word}" if side.degrees else side.word
        return set_line(said, kind.small_strong, room, smallest=0.7)
    said = _("Stopped by pain") if side.state == "stopped_by_pain" else _("Not done")
    return set_line(said, kind.note, room, smallest=0.7)


def _side(name: Block, word: Block, side: SideResult, test: TestResult, start: float, length: float) -> Part:
    """One line: side, bar, word."""
    leading = name.style.leading

    def draw(canvas: Canvas, x: float, top: float) -> None:
        name.draw(canvas, x, top)
        _bar(canvas, x + start, top - leading / 2 - BAR / 2, length, side, test)
        word.draw(canvas, x + start + length + 7, top)

    return Part(leading + 2, draw)


def _bar(canvas: Canvas, x: float, y: float, length: float, side: SideResult, test: TestResult) -> None:
    if side.state != "done" or not test.counts:
        _empty(canvas, x, y, length)
    elif test.norm is None:
        _steps(canvas, x, y, length, side.level or 0)
    else:
        _degrees(canvas, x, y, length, side.share, test.norm)


def _empty(canvas: Canvas, x: float, y: float, length: float) -> None:
    """No result: a dashed line where the others have a bar."""
    canvas.setStrokeColor(colour(MUTED))
    canvas.setLineWidth(0.8)
    canvas.setDash(2, 2.5)
    canvas.line(x, y + BAR / 2, x + length, y + BAR / 2)
    canvas.setDash()


def _steps(canvas: Canvas, x: float, y: float, length: float, level: int) -> None:
    """Three fields, as many filled as the level; level 0 has a marked start, so that it is a result and not a gap."""
    step = (length - 4) / 3
    for index in range(3):
        filled = index < level
        panel(ACCENT if filled else TRACK, None if filled else LINE, 1.5, 0.5)(canvas, x + index * (step + 2), y, step, BAR)
    if level == 0:
        panel(INK, None, 1)(canvas, x, y - 1.5, 2.4, BAR + 3)


def _degrees(canvas: Canvas, x: float, y: float, length: float, share: float, norm: float) -> None:
    """Degrees as a length, with a mark where good begins."""
    panel(TRACK, LINE, 1.5, 0.5)(canvas, x, y, length, BAR)
    if share > 0:
        panel(ACCENT, None, 1.5)(canvas, x, y, max(3.0, length * share), BAR)
    mark = x + length * norm
    canvas.setStrokeColor(colour(INK))
    canvas.setLineWidth(1.1)
    canvas.line(mark, y - 2.5, mark, y + BAR + 2.5)
