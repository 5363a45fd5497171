"""A page of large print: pieces that stay whole, one below the other; nothing under 14 points."""

from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import Language
from clinic_app.handouts.content import Person
from clinic_app.handouts.diary import tear_line
from clinic_app.handouts.document import Page
from clinic_app.handouts.layout import Part, column, part, row
from clinic_app.handouts.masthead import fitted, logo_part, ruled
from clinic_app.handouts.style import BOTTOM, PAGE, SIDE, TOP, WIDTH, Type
from clinic_app.handouts.typeset import set_text
from clinic_app.handouts.words import addressed, long_date
from clinic_app.i18n import texts

FOOT_LARGE = 52.0
FULL = PAGE[1] - TOP - BOTTOM - FOOT_LARGE - 16
APART, MOST_APART = 14.0, 30.0
UNDER_LINE = 10.0  # from the tear line to what stands below it


class Item(NamedTuple):
    """A piece that stays whole, what it wants above it, and its bookmark; a piece that is `apart` may get more."""

    piece: Part
    above: float = APART
    mark: str = ""


def filled(items: list[Item]) -> list[list[Item]]:
    """As many pieces on a page as fit there."""
    pages: list[list[Item]] = [[]]
    for item in items:
        if pages[-1] and height_of([*pages[-1], item]) > FULL:
            pages.append([])
        pages[-1].append(item)
    return pages


class Strip(NamedTuple):
    """What stands at the foot of one of the last two pages, and may be cut off."""

    piece: Part
    height: float
    mark: str
    tear: bool = False


def page_of(items: list[Item], strip: Strip | None = None) -> Page:
    """A page with these, and with its strip at the foot; what is left of it is shared between the wider gaps."""
    below = strip.height if strip else 0.0
    used = height_of(items)
    wide = [item for item in items[1:] if item.above == APART]
    more = min(MOST_APART - APART, max(0.0, FULL - below - used) / max(1, len(wide)))

    def draw(canvas: Canvas) -> None:
        top = PAGE[1] - TOP
        for number, item in enumerate(items):
            top -= (item.above + (more if item.above == APART else 0.0)) if number else 0.0
            item.piece.draw(canvas, SIDE, top)
            top -= item.piece.height
        if strip:
            if strip.tear:
                tear_line(canvas, BOTTOM + strip.height)
            strip.piece.draw(canvas, SIDE, BOTTOM + strip.height - UNDER_LINE)

    marks = [item.mark for item in items if item.mark] + ([strip.mark] if strip else [])
    return Page(draw, below, tuple(marks), min(1.0, (used + below) / FULL))


def height_of(items: list[Item]) -> float:
    """Of a page with these; what the first one wants above it is the margin's."""
    return sum(item.piece.height + (item.above if number else 0.0) for number, item in enumerate(items))


def large_head(person: Person, clinic: ClinicProfile, language: Language, kind: Type, title: str = "") -> Part:
    """What the paper is, where it says so, then kana, name, date, trainer and studio over the whole width."""
    _ = texts("handouts", language)
    logo, logo_width = logo_part(clinic.logo) if clinic.logo else (None, 0.0)
    room = WIDTH - (logo_width + 14 if logo is not None else 0.0)
    name = fitted(addressed(person.name, language), kind.name, room)
    trainer = _("Trainer: {name}").format(name=person.trainer) if person.trainer else ""
    when = "   ".join(text for text in (long_date(person.date, language), trainer) if text)
    pieces = [part(set_text(title, kind.accent, room))] if title else []
    pieces += [part(set_text(person.kana, kind.note, room, personal=True))] if person.kana else []
    about = [when, clinic.name] if clinic.name else [when]
    pieces += [part(name), *(part(set_text(line, kind.small, WIDTH, personal=True)) for line in about)]
    cells = [(0.0, column(pieces))]
    if logo is not None:
        cells.append((WIDTH - logo_width, logo))
    return ruled(row(cells))
