"""What the first page advises: reasons, why stretching alone does not last, when to see a doctor, the next date."""

from datetime import date

from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.appointment import event_text, qr_code
from clinic_app.handouts.content import SheetContent
from clinic_app.handouts.layout import Part, column, inset, part, row
from clinic_app.handouts.style import ACCENT, WIDTH, Type
from clinic_app.handouts.typeset import Block, Style, colour, set_label, set_name, set_text, set_whole
from clinic_app.handouts.words import short_date
from clinic_app.i18n import Texts, texts

GUTTER = 22.0
HALF = (WIDTH - GUTTER) / 2
QR = 84.0
DASH = "– "  # opens a part of an entry, on a line of its own


def bullets(lines: tuple[str, ...], kind: Type, width: float, *, personal: bool = False) -> Part:
    """A list with round marks; continued lines stand under their text."""
    indent = kind.body.size * 1.1
    pieces = []
    for line in lines:
        entry = _entry(line, kind, width - indent, personal=personal)

        def draw(canvas: Canvas, x: float, top: float, entry: Part = entry) -> None:
            canvas.setFillColor(colour(ACCENT))
            canvas.circle(x + 2.6, top - kind.body.leading / 2, 1.9, stroke=0, fill=1)
            entry.draw(canvas, x + indent, top)

        pieces.append(Part(entry.height, draw))
    return column(pieces, 2)


def _entry(line: str, kind: Type, room: float, *, personal: bool) -> Part:
    """One entry of a list; its parts, each after a dash, stand below it with their continued lines under their text."""
    pieces = []
    for text in line.split("\n"):
        dash = set_label(DASH, kind.body, room) if text.startswith(DASH) else None
        left = dash.widest + kind.body.size * 0.3 if dash else 0.0
        words = part(set_text(text.removeprefix(DASH), kind.body, room - left, personal=personal))
        pieces.append(row([(0, part(dash)), (left, words)]) if dash else words)
    return column(pieces)


def section(title: str, body: Part, kind: Type, width: float) -> Part:
    """A heading above a body."""
    return column([part(set_label(title, kind.heading, width)), body], 3)


def reasons(content: SheetContent, kind: Type, width: float) -> Part:
    """Why we think so, in everyday words."""
    _ = texts("handouts", content.language)
    lines = content.reasons or (_without_reasons(content, _),)
    return section(_("Why we think so"), bullets(lines, kind, width), kind, width)


def _without_reasons(content: SheetContent, _: Texts) -> str:
    levels = [side.level for test in content.tests for side in (test.left, test.right)]
    if all(level is not None and level >= 2 for level in levels) and not content.tendencies:
        return _("In all three tests both sides were good or nearly good")
    return _("Your trainer judged this from the way you moved today")


def why_it_returns(content: SheetContent, kind: Type, width: float) -> Part:
    """Why stretching, massage and icing alone relieve only for a while."""
    _ = texts("handouts", content.language)
    body = _(
        "Stretching, massage or icing may ease the back for a while. But if the reason lies in how the body is used "
        "rather than in a stiff back, the load returns to the same place when you run. Let us change it step by step."
    )
    return section(_("Why stretching alone does not last"), part(set_text(body, kind.body, width)), kind, width)


def see_a_doctor(content: SheetContent, kind: Type, width: float) -> Part:
    """When exercise stops and somebody else must look."""
    _ = texts("handouts", content.language)
    texts_by_haste = (
        (_("At once"), _("Trouble with urine or stool, numbness between the legs, weakness in both legs.")),
        (
            _("Stop exercising and see an orthopaedic doctor"),
            _("Pain that stays at rest or at night, pain or numbness below the knee, fever with back pain."),
        ),
    )
    pieces = [
        column([part(set_text(haste, kind.strong, width)), part(set_text(signs, kind.body, width))])
        for haste, signs in texts_by_haste
    ]
    return section(_("When to see a doctor"), column(pieces, 4), kind, width)


def next_check(content: SheetContent, kind: Type, width: float) -> Part:
    """The next re-assessment with contact and, when the day is known, its calendar event as a QR code."""
    _ = texts("handouts", content.language)
    recheck, clinic = content.recheck, content.clinic
    caption = set_label(_("Add to calendar"), kind.note, width / 2, "centre", 0.7)
    wide = max(QR, caption.widest) if kind.note.least else QR
    room = width - wide - 12 if recheck.day else width
    lines = [part(set_whole(_when(recheck.day, recheck.time, content, _), kind.subhead, room, smallest=0.75))]
    phone = _("Tel. {phone}").format(phone=clinic.phone) if clinic.phone else ""
    contact = ["  ".join(text for text in (phone, clinic.email) if text), clinic.booking_url, clinic.address]
    lines.append(part(set_name(clinic.name, kind.small_strong, room)))
    lines += [part(_wrapped(text, kind, room)) for text in contact if text]
    body = column(lines)
    if recheck.day:
        code = part(set_whole(_("Add to calendar"), kind.note, wide, "centre"))
        code = column([inset(qr_code(event_text(content), QR), (wide - QR) / 2, 0), code], 1)
        body = row([(0, body), (width - wide, code)])
    return section(_("Next re-assessment"), body, kind, width)


def _wrapped(text: str, kind: Type, room: float) -> Block:
    """Contact in two lines at most, smaller if need be: what is told there must not push the rest off the page."""
    block = set_text(text, kind.small, room)
    if len(block.lines) <= 2 or kind.small.least:
        return block
    smaller = Style(kind.small.size * 0.7, kind.small.leading * 0.75, kind.small.bold, kind.small.colour)
    return set_text(text, smaller, room)


def _when(day: date | None, time: str, content: SheetContent, _: Texts) -> str:
    if day is None:
        return (
            _("Within a week; please ask at the desk")
            if content.comfort
            else _("In about 2 weeks; please ask at the desk")
        )
    return f"{short_date(day, content.language)} {time}".strip()
