"""Diary strips that came back, as trainers see them beside the course of a complaint."""

from collections.abc import Collection

from clinic_app.domain.diary import ReturnedDiary
from clinic_app.records.record import Record


def returned_diaries(record: Record, visit_ids: Collection[str]) -> tuple[ReturnedDiary, ...]:
    """The strips of the plans of these visits, in the order of the visits given."""
    with record.reading() as work:
        plans = {visit: plan for visit in visit_ids if (plan := work.plans.newest_of(visit)) is not None}
        found = work.print_jobs.diary_of([plan.id for plan in plans.values()])
        return tuple(
            ReturnedDiary(visit, work.visits.get(visit).done_on, found[plan.id])
            for visit, plan in plans.items()
            if plan.id in found
        )
