"""The course of a client's complaint: every visit of one episode with all that was measured in it."""

from collections.abc import Iterable, Iterator, Sequence

from clinic_app.domain.finding import Rotation
from clinic_app.domain.history import History, Measured, history_of
from clinic_app.domain.visit import Visit
from clinic_app.records.record import Record, UnitOfWork


def episode_histories(record: Record, client_id: str, rotation: Rotation) -> tuple[History, ...]:
    """The course of each episode, the newest first; change is shown within an episode only.

    Visits are read one at a time, so that a long record delays no save.
    """
    if record.is_shared:
        with record.reading() as work:
            work.read_ahead(client_id=client_id)
            return _histories([measured(work, visit) for visit in work.visits.of_client(client_id)], rotation)
    with record.reading() as work:
        visits = work.visits.of_client(client_id)
    return _histories(_measured_each(record, visits), rotation)


def _histories(measured_visits: Iterable[Measured], rotation: Rotation) -> tuple[History, ...]:
    episodes: dict[str, list[Measured]] = {}
    for found in measured_visits:
        episodes.setdefault(found.visit.episode_id, []).append(found)
    return tuple(history_of(visits, rotation) for visits in reversed(episodes.values()))


def earlier_in_episode(record: Record, visit_id: str) -> tuple[Measured, ...]:
    """The visits of the same episode before this one, oldest first."""
    with record.reading() as work:
        work.read_ahead(client_of=visit_id)
        visit = work.visits.get(visit_id)
        visits = [one for one in work.visits.of_client(visit.client_id) if one.episode_id == visit.episode_id]
        earlier = visits[: [one.id for one in visits].index(visit_id)]
        if record.is_shared:
            return tuple(measured(work, one) for one in earlier)
    return tuple(_measured_each(record, earlier))


def _measured_each(record: Record, visits: Sequence[Visit]) -> Iterator[Measured]:
    """One short reading for each visit of a file; a server is asked for all of them at once, and delays nobody."""
    if record.is_shared and visits:
        with record.reading() as work:
            work.read_ahead(client_id=visits[0].client_id)
            yield from [measured(work, visit) for visit in visits]
        return
    for visit in visits:
        with record.reading() as work:
            yield measured(work, visit)


def measured(work: UnitOfWork, visit: Visit) -> Measured:
    """One visit with its newest findings, its measures and its re-tests."""
    return Measured(
        visit,
        work.assessments.newest_of(visit.id).assessment,
        work.follow_ups.measures_of(visit.id),
        work.follow_ups.retests_of(visit.id),
    )
