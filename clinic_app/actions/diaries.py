"""Diary strips that came back, as trainers see them beside the course of a complaint."""

from collections.abc import Collection

from clinic_app.domain.diary import ReturnedDiary
from clinic_app.records.record import Record


def returned_diaries(record: Record, visit_ids: Collection[str]) -> tuple[ReturnedDiary, ...]:
    """The strips of the plans of these visits, in the order of the visits given."""
    with record.reading() as work:
        found = work.print_jobs.diaries_of_visits(visit_ids)
    return tuple(found[visit] for visit in visit_ids if visit in found)
