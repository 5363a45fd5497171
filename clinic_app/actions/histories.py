"""The course of a client's complaint: every visit of one episode with all that was measured in it."""

from clinic_app.domain.finding import Rotation
from clinic_app.domain.history import History, Measured, history_of
from clinic_app.domain.visit import Visit
from clinic_app.records.record import Record, UnitOfWork


def episode_histories(record: Record, client_id: str, rotation: Rotation) -> tuple[History, ...]:
    """The course of each episode, the newest first; change is shown within an episode only.

    Visits are read one at a time, so that a long record delays no save.
    """
    with record.reading() as work:
        visits = work.visits.of_client(client_id)
    episodes: dict[str, list[Measured]] = {}
    for visit in visits:
        with record.reading() as work:
            episodes.setdefault(visit.episode_id, []).append(measured(work, visit))
    return tuple(history_of(found, rotation) for found in reversed(episodes.values()))


def earlier_in_episode(record: Record, visit_id: str) -> tuple[Measured, ...]:
    """The visits of the same episode before this one, oldest first."""
    with record.reading() as work:
        visit = work.visits.get(visit_id)
        visits = [one for one in work.visits.of_client(visit.client_id) if one.episode_id == visit.episode_id]
    earlier = visits[: [one.id for one in visits].index(visit_id)]
    found = []
    for one in earlier:
        with record.reading() as work:
            found.append(measured(work, one))
    return tuple(found)


def measured(work: UnitOfWork, visit: Visit) -> Measured:
    """One visit with its newest findings, its measures and its re-tests."""
    return Measured(
        visit,
        work.assessments.newest_of(visit.id).assessment,
        work.follow_ups.measures_of(visit.id),
        work.follow_ups.retests_of(visit.id),
    )
