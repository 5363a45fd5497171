"""What the record gives to the front desk: its sheets and the coming bookings. Derived, so it can be made anew."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from clinic_app.domain.booking import Expected
from clinic_app.domain.desk import DayLine, DeskDay, Sheet, is_kept, keeps_bytes
from clinic_app.records.desk_files import day_id, is_day, read_sheet, write_day, write_sheet
from clinic_app.records.desk_index import INDEX_ID, drop_from_index
from clinic_app.records.record import Record
from clinic_app.records.sealed import SealedFolder, UnreadableError

DAYS_AHEAD = 60
LONGEST = timedelta(days=400)  # a plan's end lies within a year


class Wanted(NamedTuple):
    """A sheet that should lie at the desk, with its bytes or without."""

    sheet: Sheet
    with_bytes: bool


class Publisher:
    """Keeps the desk's folder as the record wants it. Remembers what it wrote, so that looking again is cheap."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._known: dict[str, bool] = {}
        self._days: dict[str, bytes] = {}

    def publish(self, out: SealedFolder, as_of: datetime) -> int:
        """Write what is missing, take away what has had its time; returns how many files were touched."""
        today = as_of.astimezone().date()
        wanted = {one.sheet.id: one for one in self._wanted(today)}
        there, touched = {one for one in out.ids() if not is_day(one)} - {INDEX_ID}, 0
        gone = there - wanted.keys()
        for identity in gone:
            out.withdraw(identity)
            self._known.pop(identity, None)
            touched += 1
        if gone:
            drop_from_index(out, gone)
        for identity, one in wanted.items():
            if identity not in there or not self._is_as_wanted(out, identity, one):
                out.write(identity, write_sheet(one.sheet, self._bytes(identity) if one.with_bytes else b""))
                touched += 1
            self._known[identity] = one.with_bytes
        return touched + self._publish_days(out, today, as_of)

    def _wanted(self, today: date) -> list[Wanted]:
        since = datetime.combine(today, time()).astimezone() - LONGEST
        with self._record.reading() as work:
            found = work.print_jobs.published(since)
        return [
            Wanted(one.sheet, keeps_bytes(one.handed_over_at, one.wanted_until, today))
            for one in found
            if is_kept(one.sheet, today) or (one.wanted_until is not None and today <= one.wanted_until)
        ]

    def _is_as_wanted(self, out: SealedFolder, identity: str, one: Wanted) -> bool:
        """A file that cannot be read is left for a person to look at, as every sealed file is."""
        if self._known.get(identity) == one.with_bytes:
            return True
        try:
            found = read_sheet(identity, out.read(identity))
        except (UnreadableError, FileNotFoundError):
            return True
        return found is not None and found.sheet == one.sheet and bool(found.pdf) == one.with_bytes

    def _bytes(self, identity: str) -> bytes:
        with self._record.reading() as work:
            return work.print_jobs.bytes_of(identity)

    def _publish_days(self, out: SealedFolder, today: date, now: datetime) -> int:
        """The bookings, for the desk of each studio its own."""
        written = 0
        for studio, lines in desk_lines(self._record, today).items():
            content = write_day(DeskDay(datetime.combine(today, time()).astimezone(), lines))
            if content != self._days.get(studio) or not out.has(day_id(studio)):
                out.write(day_id(studio), write_day(DeskDay(now, lines)))
                self._days[studio] = content
                written += 1
        return written


def desk_lines(record: Record, today: date) -> dict[str, tuple[DayLine, ...]]:
    """The bookings from today on, by studio; who they are by kana alone, or as it was told where no kana is known."""
    first = datetime.combine(today, time()).astimezone()
    with record.reading() as work:
        found = work.bookings.between(first, first + timedelta(days=DAYS_AHEAD))
        studios = work.studios.days()
    return {studio: tuple(_line(one) for one in found if studio in ("", one.booking.studio)) for studio in studios}


def _line(one: Expected) -> DayLine:
    return DayLine(
        id=one.booking.id,
        at=one.booking.at,
        minutes=one.booking.minutes,
        kana=one.kana or one.name,
        kind=one.booking.kind,
        state=one.booking.state,
        trainer=one.booking.trainer,
        round=one.booking.visit_id or "",
    )
