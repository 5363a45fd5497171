"""The referral memo, one page: what was noticed and when, what to tell the doctor, room for a stamp. No type name."""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.content import MemoContent
from clinic_app.handouts.document import Page
from clinic_app.handouts.guidance import bullets, section
from clinic_app.handouts.layout import Part, behind, column, inset, panel, part, row, writing_line
from clinic_app.handouts.masthead import client_head
from clinic_app.handouts.sayings import call_words, tell_the_doctor
from clinic_app.handouts.style import BOTTOM, FOOT, INK, LINE, PAGE, SIDE, TINT, TOP, WIDTH, Type, type_at
from clinic_app.handouts.typeset import set_line, set_phrases, set_text
from clinic_app.handouts.words import long_date
from clinic_app.i18n import Texts, texts

ROOM = PAGE[1] - TOP - BOTTOM - FOOT - 8
SCALES = (1.2, 1.15, 1.1, 1.04, 0.98, 0.92, 0.86, 0.8, 0.74, 0.68)


def memo_page(content: MemoContent) -> Page:
    """The memo's one page, set as large as it has room for."""
    _ = texts("handouts", content.language)
    for scale in SCALES:
        parts = _parts(content, type_at(scale), _)
        if sum(piece.height for piece in parts) + 10 * (len(parts) - 1) <= ROOM:
            break

    def draw(canvas: Canvas) -> None:
        free = ROOM - sum(piece.height for piece in parts)
        gap = min(24.0, free / (len(parts) - 1))
        top = PAGE[1] - TOP
        for piece in parts[:-1]:
            piece.draw(canvas, SIDE, top)
            top -= piece.height + gap
        parts[-1].draw(canvas, SIDE, PAGE[1] - TOP - ROOM + parts[-1].height)

    return Page(draw)


def _parts(content: MemoContent, kind: Type, _: Texts) -> list[Part]:
    half = (WIDTH - 22) / 2
    parts = [
        client_head(content.person, content.clinic, content.language, kind, _("Information for your doctor")),
        call(content, kind, _),
        section(noticed(content, _), bullets(content.findings, kind, WIDTH, personal=True), kind, WIDTH),
    ]
    if content.also:
        parts.append(section(_("Please note as well"), bullets(content.also, kind, WIDTH, personal=True), kind, WIDTH))
    pain = content.pain or (_("Not recorded today"),)
    parts.append(
        row(
            [
                (0, section(_("Pain and running"), bullets(pain, kind, half, personal=True), kind, half)),
                (
                    half + 22,
                    section(_("At the doctor's"), bullets(tell_the_doctor(content.language), kind, half), kind, half),
                ),
            ]
        )
    )
    parts.append(_reply(content, kind, _))
    return parts


def noticed(content: MemoContent, _: Texts) -> str:
    """The heading above what was found."""
    return _("What we noticed on {date}").format(date=long_date(content.person.date, content.language))


def call(content: MemoContent, kind: Type, _: Texts) -> Part:
    """The one thing to do, large."""
    head, body = call_words(content)
    lines = [part(set_phrases(head, kind.headline, WIDTH - 36)), part(set_text(body, kind.body, WIDTH - 36))]
    if content.stop_running:
        lines.append(part(set_text(_("Please do not run until then."), kind.strong, WIDTH - 36)))
    edge = INK if content.urgency == "urgent" else None
    return behind(inset(column(lines, 4), 18, 14), WIDTH, panel(TINT, edge, 6, 1.6))


def _reply(content: MemoContent, kind: Type, _: Texts) -> Part:
    """A box the doctor may fill in, and who at the studio wrote the memo."""
    boxes = "    ".join(f"□ {answer}" for answer in (_("may exercise"), _("with limits"), _("not now")))
    title = set_line(_("For the doctor: may this person exercise?"), kind.strong, WIDTH - 28)
    choice = set_line(boxes, kind.body, WIDTH - 28)
    limits = set_line(_("Limits, remarks"), kind.note, WIDTH / 2)
    signed = set_line(_("Date, name, stamp"), kind.note, WIDTH / 2)
    high = 132.0

    def draw(canvas: Canvas, x: float, top: float) -> None:
        panel(None, LINE, 6, 1.0)(canvas, x, top - high, WIDTH, high)
        title.draw(canvas, x + 14, top - 8)
        choice.draw(canvas, x + 14, top - 8 - title.height - 2)
        limits.draw(canvas, x + 14, top - 54)
        writing_line(canvas, x + 14 + limits.widest + 8, top - 66, WIDTH - 28 - limits.widest - 8)
        writing_line(canvas, x + 14, top - 88, WIDTH - 28)
        signed.draw(canvas, x + WIDTH * 0.45, top - 104)
        writing_line(canvas, x + WIDTH * 0.45 + signed.widest + 8, top - 117, WIDTH * 0.55 - 22 - signed.widest)

    who = _from(content, kind, _)
    return column([Part(high, draw), who], 10)


def _from(content: MemoContent, kind: Type, _: Texts) -> Part:
    contact, trainer = sender(content, _)
    stamp = set_line(trainer, kind.small, WIDTH * 0.34, "right", 0.7)
    return row([(0, part(set_text(contact, kind.small, WIDTH * 0.62))), (WIDTH * 0.66, part(stamp))])


def sender(content: MemoContent, _: Texts) -> tuple[str, str]:
    """The studio and how to reach it, and the trainer."""
    clinic, trainer = content.clinic, content.person.trainer
    contact = " ".join(text for text in (clinic.name, clinic.address, clinic.phone) if text)
    return contact, trainer and _("Trainer: {name}").format(name=trainer)
