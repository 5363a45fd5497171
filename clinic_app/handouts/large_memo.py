"""The referral memo in large print: nothing under 14 points, the same words in the same order, as many pages as needed.

A page may end between two entries of what was noticed, and never within one; the doctor's box stays whole.
"""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.content import MemoContent
from clinic_app.handouts.document import Page
from clinic_app.handouts.guidance import bullets, section
from clinic_app.handouts.large_page import FULL, Item, filled, height_of, large_head, page_of
from clinic_app.handouts.layout import Part, column, inset, panel, part, writing_line
from clinic_app.handouts.memo import call, noticed, sender
from clinic_app.handouts.sayings import tell_the_doctor
from clinic_app.handouts.style import LINE, WIDTH, Type, large_type
from clinic_app.handouts.typeset import set_label, set_text
from clinic_app.i18n import Texts, texts

NEXT = 4.0  # between the entries of a list
EDGE, WITHIN = 14.0, 4.0  # of the doctor's box: inside its line, and between its lines
WRITING = 34.0  # for a line of handwriting
LINES, MORE_LINES = 2, 5  # for limits and remarks; so many more where the page has room


def large_memo_pages(content: MemoContent) -> list[Page]:
    """All pages of the memo in large print."""
    _, kind = texts("handouts", content.language), large_type(content.language)
    title = _("Information for your doctor")
    items = [
        Item(large_head(content.person, content.clinic, content.language, kind, title), mark=title),
        Item(call(content, kind, _)),
        *_listed(noticed(content, _), content.findings, kind),
        *_listed(_("Please note as well"), content.also, kind),
        _whole(_("Pain and running"), content.pain or (_("Not recorded today"),), kind, personal=True),
        _whole(_("At the doctor's"), tell_the_doctor(content.language), kind),
    ]
    pages = filled([*items, _answer(content, kind, _)])
    free = FULL - height_of(pages[-1])
    pages[-1][-1] = _answer(content, kind, _, LINES + min(MORE_LINES, int(free / (WRITING + WITHIN))))
    return [page_of(page) for page in pages]


def _whole(title: str, lines: tuple[str, ...], kind: Type, *, personal: bool = False) -> Item:
    """A heading with its short list."""
    return Item(section(title, bullets(lines, kind, WIDTH, personal=personal), kind, WIDTH), mark=title)


def _listed(title: str, lines: tuple[str, ...], kind: Type) -> list[Item]:
    """A heading with the first entry of a list that may be long, then the others; nothing where there are none."""
    opening = [_whole(title, lines[:1], kind, personal=True)] if lines else []
    return [*opening, *(Item(bullets((line,), kind, WIDTH, personal=True), NEXT) for line in lines[1:])]


def _answer(content: MemoContent, kind: Type, _: Texts, lines: int = LINES) -> Item:
    """The doctor's box, and who at the studio wrote the memo."""
    title = _("For the doctor: may this person exercise?")
    return Item(column([_reply(title, lines, kind, _), *_from(content, kind, _)], 10), mark=title)


def _reply(title: str, lines: int, kind: Type, _: Texts) -> Part:
    """A box for the doctor: three answers one below the other, lines for limits, and for date, name and stamp."""
    inner = WIDTH - 2 * EDGE
    answers = [_("may exercise"), _("with limits"), _("not now")]
    words = [
        part(set_text(title, kind.strong, inner)),
        *(part(set_label(f"□ {answer}", kind.body, inner)) for answer in answers),
    ]
    limits = [_to_fill_in(_("Limits, remarks") if line == 0 else "", kind, inner) for line in range(lines)]
    whole = column([*words, *limits, _to_fill_in(_("Date, name, stamp"), kind, inner)], WITHIN)
    box = inset(whole, EDGE, EDGE - 4, EDGE)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        panel(None, LINE, 6, 1.0)(canvas, x, top - box.height, WIDTH, box.height)
        box.draw(canvas, x, top)

    return Part(box.height, draw)


def _to_fill_in(words: str, kind: Type, wide: float) -> Part:
    """Words with a line behind them to write on."""
    label = set_label(words, kind.note, wide * 0.6)
    left = label.widest + 8 if words else 0.0

    def draw(canvas: Canvas, x: float, top: float) -> None:
        label.draw(canvas, x, top - (WRITING - label.height))
        writing_line(canvas, x + left, top - WRITING, wide - left)

    return Part(WRITING, draw)


def _from(content: MemoContent, kind: Type, _: Texts) -> list[Part]:
    """Who at the studio wrote the memo; none of it where nothing of it is known."""
    return [part(set_text(line, kind.small, WIDTH, personal=True)) for line in sender(content, _) if line]
