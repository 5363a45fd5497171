"""The next date as a calendar event with a neutral title, and any text as a QR code of plain squares."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from icalendar import Calendar, Event
from reportlab.graphics.barcode import qrencoder
from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.content import SheetContent
from clinic_app.handouts.layout import Part
from clinic_app.handouts.qr_data import qr_bytes
from clinic_app.handouts.style import INK
from clinic_app.handouts.typeset import colour
from clinic_app.i18n import texts

MINUTES = 60
MASK = 3  # any of the eight is valid; choosing the prettiest takes eight times as long
QUIET = 2  # modules of white around the code, beside the white of the page


def event_text(content: SheetContent) -> str:
    """The event as iCalendar text in local time; its title tells nobody what the date is for."""
    day = content.recheck.day
    if day is None:
        raise ValueError("an event needs a day")
    _ = texts("handouts", content.language)
    event = Event()
    event.add("uid", f"{content.plan_code}@clinic-app")
    event.add("dtstamp", datetime.combine(content.person.date, time(), UTC))
    start = _clock(content.recheck.time)
    if start is None:
        event.add("dtstart", day)
    else:
        event.add("dtstart", datetime.combine(day, start))
        event.add("duration", timedelta(minutes=MINUTES))
    event.add("summary", _("Appointment"))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "clinic-app")
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        return None


def qr_code(text: str, size: float, *, sturdy: bool = False) -> Part:
    """A QR code of this edge length, in points; a sturdy one can still be read with a quarter of it rubbed off."""
    modules = _modules(text, sturdy)
    step = size / (len(modules) + 2 * QUIET)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setFillColor(colour(INK))
        path = canvas.beginPath()
        for line, cells in enumerate(modules):
            y = top - (line + 1 + QUIET) * step
            for start, length in cells:
                path.rect(x + (start + QUIET) * step, y, length * step, step)
        canvas.drawPath(path, stroke=0, fill=1)

    return Part(size, draw)


@lru_cache(maxsize=16)
def _modules(text: str, sturdy: bool) -> tuple[tuple[tuple[int, int], ...], ...]:
    level = qrencoder.QRErrorCorrectLevel.Q if sturdy else qrencoder.QRErrorCorrectLevel.L
    code = qrencoder.QRCode(None, level)
    code.addData(qrencoder.QR8bitByte(text.encode()))
    code.version = code.calculate_version()
    code.dataCache = qr_bytes(text.encode(), code.version, level)
    code.makeImpl(False, MASK)
    return tuple(tuple(_stretches(line)) for line in code.modules)


def _stretches(line: list[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for index, dark in enumerate(line):
        if dark and found and sum(found[-1]) == index:
            found[-1] = found[-1][0], found[-1][1] + 1
        elif dark:
            found.append((index, 1))
    return found
