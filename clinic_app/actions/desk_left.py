"""Which sheets of earlier days nobody has handed over: what the desk told the record, looked at from the record."""

from datetime import date, datetime, time, timedelta

import msgspec

from clinic_app.domain.desk import BYTES_DAYS
from clinic_app.domain.desk_event import KINDS, DeskEvent
from clinic_app.domain.print_job import PrintJob, in_force, jobs_of
from clinic_app.records.record import Record

AT_ONCE = 100  # sheets in one reading, so that no save waits for a long queue


def sheets_left(record: Record, today: date) -> tuple[PrintJob, ...]:
    """The newest job of each sheet of the last month that is still at the desk, oldest first; none of today.

    Where the desk never says that it hands something over, nothing can be told and nothing is.
    """
    since = datetime.combine(today - timedelta(days=BYTES_DAYS), time()).astimezone()
    with record.reading() as work:
        sheets = [one.sheet for one in work.print_jobs.published(since)]
    told = _told(record, [sheet.id for sheet in sheets])
    jobs = in_force(job for sheet in sheets for job in jobs_of(sheet, told.get(sheet.id, ())))
    if not any(job.state == "handed_over" for job in jobs):
        return ()
    got = {(job.sheet.round, job.sheet.kind) for job in jobs if job.state == "handed_over"}
    return tuple(
        job
        for job in jobs
        if job.sheet.day < today
        and not job.followed_by
        and job.state not in ("handed_over", "cancelled")
        and (job.sheet.round, job.sheet.kind) not in got
    )


def _told(record: Record, sheets: list[str]) -> dict[str, list[tuple[datetime, DeskEvent]]]:
    found: dict[str, list[tuple[datetime, DeskEvent]]] = {}
    for start in range(0, len(sheets), AT_ONCE):
        with record.reading() as work:
            rows = work.print_jobs.told_of(sheets[start : start + AT_ONCE])
        for sheet, kind, detail, at in rows:
            found.setdefault(sheet, []).append((at, msgspec.convert(detail, KINDS[kind])))
    return found
