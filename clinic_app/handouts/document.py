"""One PDF from first to last byte: pages, their foot, metadata. What stands on the pages is not known here.

The same pages give the same bytes: dates and ids come from the content, never from the clock.
"""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.content import Person
from clinic_app.handouts.fonts import printable, width
from clinic_app.handouts.layout import rule
from clinic_app.handouts.style import BOTTOM, FOOT, PAGE, SIDE, WIDTH, Type, type_at
from clinic_app.handouts.typeset import set_line
from clinic_app.handouts.words import addressed, long_date

DrawPage = Callable[[Canvas], None]


class Page(NamedTuple):
    """One page: what draws it, how high it is filled below its foot, and its bookmarks.

    `used` is the share of the page that its content takes before gaps are widened, 0 to 1.
    """

    draw: DrawPage
    below: float = 0.0
    marks: tuple[str, ...] = ()
    used: float = 1.0


class Sheet(Canvas):  # type: ignore[misc]
    """A canvas that does not begin each page in Helvetica, which would be the only font not embedded."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


def new_canvas(buffer: BytesIO, title: str, language: Language, day: date) -> Canvas:
    """An empty A4 document; the title must be neutral, as it shows in windows and print queues."""
    canvas = Sheet(buffer, pagesize=PAGE, invariant=1, pageCompression=1, lang=language)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("clinic-app")
    canvas.setProducer("clinic-app")
    canvas.setViewerPreference("DisplayDocTitle", "true")  # a window shows the title, and not the file's name
    stamp = canvas._doc._timeStamp  # invariant mode says 2000-01-01; the paper's own day is as fixed and true
    stamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
    return canvas


def foot(canvas: Canvas, y: float, sentence: str, name: str, when: str, kind: Type | None = None) -> None:  # noqa: PLR0913, PLR0917
    """The foot of a page, its upper edge at `y`: the fixed sentence, page n/m; below, whose paper and when."""
    note = (kind or type_at()).foot
    rule(canvas, SIDE, y, WIDTH)
    left = set_line(sentence, note, WIDTH * 0.55 if kind is None else WIDTH)
    left.draw(canvas, SIDE, y - 4)
    room = WIDTH - left.widest - 14
    if width(printable(f"{name}  {when}"), note.size) <= room:
        set_line(f"{name}  {when}", note, WIDTH, "right").draw(canvas, SIDE, y - 4)
        return
    if kind is None:
        set_line(when, note, WIDTH, "right").draw(canvas, SIDE, y - 4)
        set_line(name, note, WIDTH, "right").draw(canvas, SIDE, y - 4 - note.leading)
        return
    day = set_line(when, note, WIDTH, "right")
    day.draw(canvas, SIDE, y - 4 - note.leading)
    set_line(name, note, WIDTH - day.widest - 14).draw(canvas, SIDE, y - 4 - note.leading)


class Sheaf(NamedTuple):
    """The pages of one paper, and what their feet say; large print has a foot of its own size."""

    title: str
    person: Person
    language: Language
    pages: list[Page]
    sentence: str
    kind: Type | None = None
    foot_height: float = FOOT


def document(*sheaves: Sheaf) -> bytes:
    """The finished PDF of one paper, or of several one after the other, each with its own page numbers.

    Title, language and day of the file are the first one's. A bookmark leads to each page's marks.
    """
    first = sheaves[0]
    buffer = BytesIO()
    canvas = new_canvas(buffer, first.title, first.language, first.person.date)
    for place, sheaf in enumerate(sheaves, start=1):
        person = sheaf.person
        name = addressed(person.name, sheaf.language) + (f" ({person.kana})" if person.kana else "")
        day, count = long_date(person.date, sheaf.language), len(sheaf.pages)
        for number, page in enumerate(sheaf.pages, start=1):
            _bookmark(canvas, page.marks, f"{place}-{number}")
            page.draw(canvas)
            y = BOTTOM + page.below + sheaf.foot_height
            foot(canvas, y, sheaf.sentence, name, f"{day}  {number} / {count}", sheaf.kind)
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _bookmark(canvas: Canvas, marks: tuple[str, ...], page: str) -> None:
    """The first mark opens the page, the others stand below it."""
    for index, mark in enumerate(marks):
        key = f"{page}-{index}"
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(printable(mark), key, level=min(index, 1))
