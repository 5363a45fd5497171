"""The recovery kit on paper: its code in groups and as a QR, where to keep it, what it can do. Kept nowhere else."""

from datetime import date
from io import BytesIO

import msgspec

from clinic_app.domain.text import Language
from clinic_app.handouts.appointment import qr_code
from clinic_app.handouts.document import new_canvas
from clinic_app.handouts.guidance import bullets, section
from clinic_app.handouts.layout import Part, behind, column, inset, panel, part, row
from clinic_app.handouts.masthead import page_head
from clinic_app.handouts.style import INK, PAGE, SIDE, TOP, WIDTH, type_at
from clinic_app.handouts.typeset import set_line, set_text
from clinic_app.handouts.words import long_date
from clinic_app.i18n import texts

QR_SIZE = 110.0
GROUP_GAP = 24.0  # between the groups of the code, which stand in columns


class KitContent(msgspec.Struct, frozen=True):
    """What the paper says; `code` is the kit's secret in groups of four. It need not say which studio it opens."""

    owner: str
    code: str
    made_on: date
    language: Language

    def __repr__(self) -> str:
        return "KitContent(...)"


def render_kit(content: KitContent) -> bytes:
    """The kit as a PDF, in memory; whoever saves it decides where it goes."""
    _ = texts("handouts", content.language)
    kind = type_at(1.1)
    day = long_date(content.made_on, content.language)
    who = _("Owner: {owner}").format(owner=content.owner)
    parts = [
        page_head(_("Recovery kit"), day, kind),
        part(set_text(who, kind.strong, WIDTH, personal=True)),
        _code(content.code, _("Type this code back once to finish the set-up.")),
        section(
            _("What it is for"),
            bullets(
                (
                    _("It opens the records when no owner can sign in any more."),
                    _("Whoever holds this paper can read everything. Treat it like the key of a safe."),
                    _("Once it has been used it is worth nothing, and a new kit is printed."),
                ),
                kind,
                WIDTH,
            ),
            kind,
            WIDTH,
        ),
        section(
            _("Where to keep it"),
            bullets(
                (
                    _("On paper, in a safe or a bank box, away from the PC and its backups."),
                    _("Not as a photo, not in a mail, not on the PC."),
                ),
                kind,
                WIDTH,
            ),
            kind,
            WIDTH,
        ),
    ]
    buffer = BytesIO()
    canvas = new_canvas(buffer, _("Recovery kit"), content.language, content.made_on)
    column(parts, 22).draw(canvas, SIDE, PAGE[1] - TOP)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _code(code: str, below: str) -> Part:
    """The groups in three lines of three, with the QR beside them."""
    kind = type_at(1.6)
    groups = code.split("-")
    room = WIDTH - 36 - QR_SIZE - 16
    cell = room / 3
    size = min(set_line(group, kind.headline, cell - GROUP_GAP).style.size for group in groups)
    style = msgspec.structs.replace(kind.headline, size=size)
    cells = [part(set_line(group, style, cell)) for group in groups]
    lines = [row([(n * cell, one) for n, one in enumerate(cells[at : at + 3])]) for at in range(0, len(cells), 3)]
    lines.append(part(set_text(below, type_at(1.0).note, room)))
    inside = row([(0, column(lines, 6)), (room + 16, qr_code(code, QR_SIZE))])
    return behind(inset(inside, 18, 18), WIDTH, panel(None, INK, 6, 1.6))
