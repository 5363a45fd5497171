"""The consent form, one page: what is kept and why, two boxes to tick, the client's rights, lines to sign on."""

from datetime import date
from io import BytesIO

import msgspec
from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.consent import ConsentText, Question
from clinic_app.domain.text import Language
from clinic_app.handouts.document import foot, new_canvas
from clinic_app.handouts.guidance import bullets, section
from clinic_app.handouts.layout import Part, behind, column, inset, panel, part, row, writing_line
from clinic_app.handouts.masthead import page_head
from clinic_app.handouts.style import BOTTOM, FOOT, INK, PAGE, SIDE, TINT, TOP, WIDTH, Type, type_at
from clinic_app.handouts.typeset import Block, colour, set_line, set_name, set_text
from clinic_app.handouts.words import addressed, long_date
from clinic_app.i18n import Texts, texts

ROOM = PAGE[1] - TOP - BOTTOM - FOOT - 8
SCALES = (1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8)
LEAST_GAP, MOST_GAP = 8.0, 20.0
BOX = 11.0


class ConsentForm(msgspec.Struct, frozen=True):
    """What the form says; without a name the client writes it by hand."""

    text: ConsentText
    clinic: ClinicProfile
    made_on: date
    language: Language
    name: str = ""
    kana: str = ""
    minor: bool = False


def render_consent_form(form: ConsentForm) -> bytes:
    """The form as a PDF; the same content gives the same bytes."""
    _, parts = texts("handouts", form.language), _parts(form, type_at(SCALES[-1]))
    for scale in SCALES:
        parts = _parts(form, type_at(scale))
        if _height(parts) <= ROOM:
            break
    buffer = BytesIO()
    canvas = new_canvas(buffer, _("Consent form"), form.language, form.made_on)
    free = ROOM - sum(piece.height for piece in parts)
    column(parts, min(MOST_GAP, free / (len(parts) - 1))).draw(canvas, SIDE, PAGE[1] - TOP)
    _foot(canvas, form)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _height(parts: list[Part]) -> float:
    return sum(piece.height for piece in parts) + LEAST_GAP * (len(parts) - 1)


def _foot(canvas: Canvas, form: ConsentForm) -> None:
    _ = texts("handouts", form.language)
    wording = _("Wording {version}").format(version=form.text.version)
    foot(canvas, BOTTOM + FOOT, _("Keep one copy each: the studio and you."), form.clinic.name, wording)


def _parts(form: ConsentForm, kind: Type) -> list[Part]:
    _, language, text = texts("handouts", form.language), form.language, form.text
    day = long_date(form.made_on, language)
    rights = tuple(line.in_language(language) for line in text.rights)
    return [
        page_head(text.title.in_language(language), day, kind),
        _who(form, kind),
        part(set_text(text.lead.in_language(language), kind.body, WIDTH)),
        _question(text.record, (text.record.agree.in_language(language),), form, kind),
        _question(text.statistics, (text.statistics.agree.in_language(language), _("I do not agree.")), form, kind),
        section(_("Your rights"), bullets(rights, kind, WIDTH), kind, WIDTH),
        _signatures(form, kind, _),
    ]


def _who(form: ConsentForm, kind: Type) -> Part:
    """Whom it concerns at the left, whom they agree with at the right."""
    _, clinic, half = texts("handouts", form.language), form.clinic, (WIDTH - 22) / 2
    sender = [set_name(clinic.name, kind.small, half, "right")] if clinic.name else []
    sender += [set_text(line, kind.small, half, "right") for line in (clinic.address, clinic.phone) if line]
    right = column([part(block) for block in sender])
    if not form.name:
        return row([(0, _line(_("Name"), kind, half)), (half + 22, right)])
    name = set_line(addressed(form.name, form.language), kind.headline, half, smallest=0.5)
    return row([(0, column([part(set_line(form.kana, kind.note, half)), part(name)])), (half + 22, right)])


def _question(question: Question, answers: tuple[str, ...], form: ConsentForm, kind: Type) -> Part:
    """A purpose with its points, and the boxes to tick in a panel of their own."""
    points = tuple(point.in_language(form.language) for point in question.points)
    room = WIDTH - 28
    ticks = column([_tick_line(set_text(answer, kind.strong, room - BOX - 8)) for answer in answers], 3)
    return column(
        [
            section(question.purpose.in_language(form.language), bullets(points, kind, WIDTH), kind, WIDTH),
            behind(inset(ticks, 14, 7), WIDTH, panel(TINT, None, 6)),
        ],
        6,
    )


def _tick_line(block: Block) -> Part:
    """An empty box, and the sentence beside it."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColor(colour(INK))
        canvas.setFillColor(colour("#ffffff"))
        canvas.setLineWidth(1.0)
        canvas.rect(x, top - block.style.leading / 2 - BOX / 2, BOX, BOX, stroke=1, fill=1)
        block.draw(canvas, x + BOX + 8, top)

    return Part(block.height, draw)


def _signatures(form: ConsentForm, kind: Type, _: Texts) -> Part:
    """Lines for the client, and for a parent or guardian; of a client known to be under 18 theirs is marked."""
    guardian = _("Parent or guardian (needed under 18)")
    if form.minor:
        guardian = _("Parent or guardian (needed: the client is under 18)")
    rows = [
        (_("Date"), _("Signature of the client")),
        (_("Relation"), guardian),
        ("", _("Received by (studio)")),
    ]
    return column([_lines(left, right, kind) for left, right in rows], 4)


def _line(word: str, kind: Type, wide: float) -> Part:
    """A line to write on, its word below."""
    return Part(
        29.0 + kind.note.leading, lambda canvas, x, top: _ruled(canvas, x, top, set_line(word, kind.note, wide))
    )


def _ruled(canvas: Canvas, x: float, top: float, word: Block) -> None:
    writing_line(canvas, x, top - 27.0, word.width)
    word.draw(canvas, x, top - 29.0)


def _lines(left: str, right: str, kind: Type) -> Part:
    """A short line at the left and a long one at the right, each with its word below."""
    short = WIDTH * 0.28
    lines = [(0.0, left, short), (short + 22, right, WIDTH - short - 22)]
    return row([(start, _line(word, kind, wide)) for start, word, wide in lines if word])
