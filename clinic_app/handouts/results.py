"""Today's three tests as bars, left and right, readable without colour; what is missing never looks like a result."""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.content import SheetContent, SideResult, TestResult
from clinic_app.handouts.layout import Part, behind, column, inset, panel, part, row
from clinic_app.handouts.style import ACCENT, INK, LINE, MUTED, PAPER, TINT, TRACK, WIDTH, Type
from clinic_app.handouts.typeset import Block, colour, set_label, set_text, set_whole
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
        part(set_label(_("Today's three tests"), kind.heading, WIDTH)),
        row([(index * (wide + CARD_GAP), card) for index, card in enumerate(framed)]),
    ]
    if content.changes:
        pieces.append(_changes(content.changes, kind, _))
    return column(pieces, 5)


def large_results(content: SheetContent, kind: Type) -> list[Part]:
    """The same in large print: one test below the other, its name at the left."""
    _ = texts("handouts", content.language)
    names = WIDTH * 0.42
    room = WIDTH - names - 3 * PAD
    said = max(word.widest for test in content.tests for word in _words(test, room, kind, _))
    cards = []
    for test in content.tests:
        left = column(
            [part(set_text(test.name, kind.strong, names)), part(set_text(_remark(test, _), kind.note, names))]
        )
        card = row([(0, left), (names + PAD, column(_sides(test, room, kind, _, said)))])
        cards.append(behind(inset(card, PAD, 6, 6), WIDTH, panel(None, LINE)))
    first = column([part(set_label(_("Today's three tests"), kind.heading, WIDTH)), cards[0]], 3)
    rest = [_large_changes(content.changes, kind, _)] if content.changes else []
    return [first, *cards[1:], *rest]


def _large_changes(changes: tuple[str, ...], kind: Type, _: Texts) -> Part:
    label = set_text(_("Re-test right after the exercise"), kind.note, WIDTH)
    if len(changes) == 1:
        beside = label.widest + 14
        value = set_text(changes[0], kind.strong, WIDTH - beside, personal=True)
        if label.widest < WIDTH / 2 and len(value.lines) == 1:
            return row([(0, inset(part(label), 0, 2, 0)), (beside, part(value))])
    return column([part(label), *(part(set_text(change, kind.strong, WIDTH, personal=True)) for change in changes)])


def _changes(changes: tuple[str, ...], kind: Type, _: Texts) -> Part:
    """What changed right after the exercise, each in a pale field that is never broken over two lines."""
    label = set_label(_("Re-test right after the exercise"), kind.small, WIDTH / 2)
    left = label.widest + 12
    blocks = [set_whole(change, kind.small_strong, WIDTH - left - 14) for change in changes]
    places, x, line = [], left, 0
    for block in blocks:
        if x > left and x + block.widest + 14 > WIDTH:
            x, line = left, line + 1
        places.append((x, line))
        x += block.widest + 20
    high = max(block.height for block in blocks)
    step = high + 5

    def draw(canvas: Canvas, x: float, top: float) -> None:
        label.draw(canvas, x, top - 1)
        for block, (at, number) in zip(blocks, places, strict=True):
            y = top - number * step
            panel(TINT, None, 3)(canvas, x + at, y - high - 1, block.widest + 14, high + 2)
            block.draw(canvas, x + at + 7, y)

    return Part(step * line + high + 2, draw)


def _card(test: TestResult, wide: float, kind: Type, _: Texts) -> Part:
    room = wide - 2 * PAD
    pieces = [
        part(set_label(test.name, kind.strong, room, smallest=0.7)),
        *_sides(test, room, kind, _),
        part(set_text(_remark(test, _), kind.note, room)),
    ]
    return inset(column(pieces, 2), PAD, 6, 5)


def _remark(test: TestResult, _: Texts) -> str:
    if not test.counts:
        return _("Not counted: both sides are needed")
    return test.scale + _(" · left and right differ") if test.uneven else test.scale


def _sides(test: TestResult, room: float, kind: Type, _: Texts, said: float = 0.0) -> list[Part]:
    """Both sides on one scale: the bars start and end at the same places, also in cards one below the other.

    `said` is the widest word of all those cards.
    """
    sides = (test.left, test.right)
    names = [set_label(label, kind.small, 4 * kind.small.size) for label in (_("Left"), _("Right"))]
    words = _words(test, room, kind, _)
    start = max(name.widest for name in names) + 7
    length = room - start - max(room * 0.34, said, *(word.widest for word in words)) - 7
    lines = zip(names, words, sides, strict=True)
    return [_side(name, word, _bar(side, test, length), (start, start + length + 7)) for name, word, side in lines]


def _words(test: TestResult, room: float, kind: Type, _: Texts) -> list[Block]:
    share = 0.65 if kind.small.least else 0.5
    return [_word(side, test.counts, room * share, kind, _) for side in (test.left, test.right)]


def _word(side: SideResult, counts: bool, room: float, kind: Type, _: Texts) -> Block:
    """The band in a word; of a test that does not count only the bare measure, never a word that reads as normal."""
    if side.state == "done" and not counts:
        said = _("{measure} (for reference)").format(measure=side.degrees or _("tried"))
        return set_label(said, kind.note, room, smallest=0.7)
    if side.state == "done":
        said = f"{side.degrees} {side.word}" if side.degrees else side.word
        return set_label(said, kind.small_strong, room, smallest=0.7)
    said = _("Stopped by pain") if side.state == "stopped_by_pain" else _("Not done")
    return set_label(said, kind.note, room, smallest=0.7)


def _side(name: Block, word: Block, bar: Part, cells: tuple[float, float]) -> Part:
    """One line: side, bar, word; `cells` are where bar and word begin."""
    leading = name.style.leading

    def draw(canvas: Canvas, x: float, top: float) -> None:
        name.draw(canvas, x, top)
        bar.draw(canvas, x + cells[0], top - leading / 2 + BAR / 2)
        word.draw(canvas, x + cells[1], top)

    return Part(leading + 2, draw)


def _bar(side: SideResult, test: TestResult, length: float) -> Part:
    if side.state != "done" or not test.counts:
        return _gap(length)
    return _steps(side.level or 0, length) if test.norm is None else _degrees(side.share, test.norm, length)


def _gap(length: float) -> Part:
    """No result: a dashed line where the others have a bar."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColor(colour(MUTED))
        canvas.setLineWidth(0.8)
        canvas.setDash(2, 2.5)
        canvas.line(x, top - BAR / 2, x + length, top - BAR / 2)
        canvas.setDash()

    return Part(BAR, draw)


def _steps(level: int, length: float) -> Part:
    """Three fields, as many filled as the level; level 0 has a marked start, so that it is a result and not a gap."""
    step = (length - 4) / 3
    full, empty = panel(ACCENT, None, 1.5), panel(TRACK, LINE, 1.5, 0.5)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        for index in range(3):
            (full if index < level else empty)(canvas, x + index * (step + 2), top - BAR, step, BAR)
        if level == 0:
            panel(INK, None, 1)(canvas, x, top - BAR - 1.5, 2.4, BAR + 3)

    return Part(BAR, draw)


def _degrees(share: float, norm: float, length: float) -> Part:
    """Degrees as a length, with a mark where good begins."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        panel(TRACK, LINE, 1.5, 0.5)(canvas, x, top - BAR, length, BAR)
        panel(ACCENT, None, 1.5)(canvas, x, top - BAR, max(3.0, length * share), BAR)
        mark = x + length * norm
        for tone, wide in ((PAPER, 3.1), (INK, 1.1)):  # a pale rim, or the mark is lost on a filled bar
            canvas.setStrokeColor(colour(tone))
            canvas.setLineWidth(wide)
            canvas.line(mark, top - BAR - 2.5, mark, top + 2.5)

    return Part(BAR, draw)
