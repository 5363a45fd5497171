"""What statistics may count of a client, made from the record: anew with every change, in the same unit of work."""

from collections.abc import Callable

from clinic_app.domain.case_fact import DERIVATION, CaseFact, Seen, derive
from clinic_app.domain.consent import standing
from clinic_app.domain.follow_up import ACTIVITIES
from clinic_app.domain.visit import Visit
from clinic_app.records.record import Record, UnitOfWork

CLIENTS_A_TURN = 5  # in one transaction: a save waits for no more than a few clients


def refresh_case_facts(work: UnitOfWork, client_id: str) -> None:
    """Make the facts of one client anew; whoever changed something of theirs calls this and commits."""
    places = work.case_facts.places_of(client_id)
    counted = standing(work.consents.of_client(client_id), "statistics") == "given"
    facts: list[CaseFact] = []
    episodes: dict[str, tuple[Seen, ...]] = {}
    for visit in work.visits.of_client(client_id):
        if visit.state != "closed":
            continue
        before = episodes.get(visit.episode_id, ())
        seen = _seen(work, visit, places.visits[visit.id], before)
        episode = places.episodes[visit.episode_id]
        facts.append(derive(seen, before, client_seq=places.client, episode_seq=episode, counted=counted))
        episodes[visit.episode_id] = (*before, seen)
    work.case_facts.replace(places.client, tuple(facts))


def rebuild_case_facts(record: Record, *, actor: str, progress: Callable[[int], bool] | None = None) -> int:
    """Make the facts of every client anew; gives how many clients that were. `progress` may stop it with False.

    A few clients at a time, so that entries go on being saved. Cut short, it is simply done again.
    """
    after, done = 0, 0
    while True:
        with record.unit_of_work() as work:
            clients = work.case_facts.client_ids(after, CLIENTS_A_TURN)
            for after, client_id in clients:  # noqa: B007 - the last one is where the next turn begins
                refresh_case_facts(work, client_id)
            if not clients:
                work.settings.keep_derivation(DERIVATION)
                work.audit("rebuild_case_facts", actor, "")
            work.commit()
        done += len(clients)
        if not clients or (progress is not None and not progress(done)):
            return done


def case_facts_are_complete(record: Record) -> bool:
    """Whether every closed visit has its facts, as this version of the program makes them."""
    with record.reading() as work:
        return work.settings.derivation() == DERIVATION


def _seen(work: UnitOfWork, visit: Visit, seq: int, before: tuple[Seen, ...]) -> Seen:
    at_home = next((one.plan for one in reversed(before) if one.plan is not None), None)
    diary = None if at_home is None else work.print_jobs.diary_of((at_home.id,)).get(at_home.id)
    proposal = work.proposals.newest_of(visit.id)
    decisions = work.decisions.of_visit(visit.id)
    measures = {one.measure: one.value for one in work.follow_ups.measures_of(visit.id)}
    scores = (measures.get(name) for name in ACTIVITIES)
    return Seen(
        visit=visit,
        visit_seq=seq,
        assessment=work.assessments.newest_of(visit.id).assessment,
        proposal=None if proposal is None else proposal.proposal,
        decision=decisions[-1] if decisions else None,
        plan=work.plans.newest_of(visit.id),
        activities=tuple(score for score in scores if score is not None),
        diary_days=None if diary is None else diary.days_done,
    )
