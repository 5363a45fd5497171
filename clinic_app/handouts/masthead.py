"""The heads of pages: the client's name large on the first, a title on the others."""

from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import Language
from clinic_app.handouts.content import Person
from clinic_app.handouts.layout import Part, column, inset, part, row, rule
from clinic_app.handouts.style import WIDTH, Type
from clinic_app.handouts.typeset import Block, Style, set_line, set_name, set_text, set_whole, shortened
from clinic_app.handouts.words import addressed, long_date
from clinic_app.i18n import texts

MOST_NAME = 120  # characters
ASIDE, MOST_ASIDE = 168.0, 250.0  # the column of date, trainer and studio
LOGO_ROOM = 84.0, 32.0  # the studio's logo is fitted into this, beside the column, so that no head grows by it


def ruled(piece: Part, below: float = 6.0) -> Part:
    """A head with the accent rule under it."""

    def draw(canvas: object, x: float, top: float) -> None:
        piece.draw(canvas, x, top)
        rule(canvas, x, top - piece.height - below, WIDTH, strong=True)

    return Part(piece.height + below, draw)


def client_head(person: Person, clinic: ClinicProfile, language: Language, kind: Type, title: str = "") -> Part:
    """Kana and name at the left; date, trainer and studio at the right, with the studio's logo beside them."""
    _ = texts("handouts", language)
    logo, logo_width = logo_part(clinic.logo) if clinic.logo else (None, 0.0)
    room = WIDTH - ASIDE - 16 - (logo_width + 10 if logo is not None else 0.0)
    called = [set_whole(person.kana, kind.note, room), fitted(addressed(person.name, language), kind.name, room)]
    left = column([part(line) for line in called])
    # A studio's long name may take what the client's leaves free, before it is set in smaller print.
    aside = min(MOST_ASIDE, ASIDE + room - max(line.widest for line in called))
    trainer = _("Trainer: {name}").format(name=person.trainer) if person.trainer else ""
    lines = [set_line(title, kind.accent, aside, "right", 0.7)] if title else []
    lines += [
        set_whole(text, kind.small, aside, "right") for text in (long_date(person.date, language), trainer) if text
    ]
    lines += [set_name(clinic.name, kind.small, aside, "right")] if clinic.name else []
    right = column([part(line) for line in lines])
    drop = max(0.0, left.height - right.height - 3)
    cells = [(0.0, left), (WIDTH - aside, inset(right, 0, drop, 0))]
    if logo is not None:
        above = max(0.0, left.height - logo.height - 3)
        beside = max((line.widest for line in lines), default=0.0) + 14
        cells.append((WIDTH - beside - logo_width, inset(logo, 0, above, 0)))
    return ruled(row(cells))


def logo_part(png: bytes) -> tuple[Part, float]:
    """The studio's logo in its room, and how wide it is there."""
    picture = ImageReader(BytesIO(png))
    wide, high = picture.getSize()
    scale = min(LOGO_ROOM[0] / wide, LOGO_ROOM[1] / high)
    width, height = wide * scale, high * scale

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.drawImage(picture, x, top - height, width, height, mask="auto")

    return Part(height, draw), width


def fitted(text: str, style: Style, width: float) -> Block:
    """A name in one line if it can be had at two thirds of the size, else in as many smaller lines as it needs."""
    text = shortened(text, MOST_NAME)
    line = set_line(text, style, width, smallest=0.66)
    if not line.lines[0].endswith("…") or text.endswith("…"):
        return line
    for share in (0.6, 0.5, 0.42):
        smaller = Style(style.size * share, style.size * share * 1.3, style.bold, style.colour)
        block = set_text(text, smaller, width, personal=True)
        if len(block.lines) <= 3:
            return block
    return Block((*block.lines[:5],), smaller, width)


def page_head(title: str, aside: str, kind: Type) -> Part:
    """A page's title at the left, a remark at the right, on one baseline."""
    left = set_line(title, kind.title, WIDTH * 0.6 if aside else WIDTH)
    right = set_line(aside, kind.strong, WIDTH - left.widest - 16, "right", 0.7)
    drop = left.height - right.height - 1.5
    return ruled(row([(0, part(left)), (left.widest + 16, inset(part(right), 0, max(0.0, drop), 0))]))
