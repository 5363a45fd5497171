"""What a person does with visits: open, see the day, resume, close."""

from datetime import date

import msgspec

from clinic_app.actions.case_facts import refresh_case_facts
from clinic_app.actions.changed import Changed, changed
from clinic_app.domain import assessment as documents
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.client import Client, Episode, age_on
from clinic_app.domain.follow_up import Confirmation, OutcomeMeasure, Retest
from clinic_app.domain.visit import (
    Decision,
    Handout,
    Plan,
    StoredAssessment,
    StoredProposal,
    Visit,
    VisitResult,
)
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record, UnitOfWork

NEW_EPISODE_MONTHS = 6
AGE_UNKNOWN = N_("Enter the client's birth date or age before the session starts.")
CLOSED = N_("This session is closed. Add a correction instead.")
NOT_EARLIER = N_("Only a visit of an earlier day is entered later. Begin today's visit as usual.")
RESULT_MISSING = N_("Choose how the trial session ended before you close it.")


class VisitOfDay(msgspec.Struct, frozen=True):
    """One line of the day: who, how far, and whether something went home."""

    visit: Visit
    client: Client
    has_plan: bool
    handouts: int


class OpenedVisit(msgspec.Struct, frozen=True):
    """Everything a session page shows. `previous` is the last visit of the same episode with its findings."""

    client: Client
    visit: Visit
    assessment: StoredAssessment
    proposal: StoredProposal | None
    decision: Decision | None
    plan: Plan | None
    handouts: tuple[Handout, ...]
    previous_visit: Visit | None
    previous: Assessment | None
    previous_plan: Plan | None
    decisions: tuple[Decision, ...] = ()
    measures: tuple[OutcomeMeasure, ...] = ()
    previous_measures: tuple[OutcomeMeasure, ...] = ()
    retests: tuple[Retest, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()


def open_visit(  # noqa: PLR0913 - each is its own fact
    record: Record,
    client_id: str,
    *,
    day: date,
    trainer: str,
    actor: str,
    age: int | None = None,
    new_episode: bool | None = None,
) -> Changed[Visit]:
    """Start a session, or give back the one that is open for this client on this day.

    A new episode begins when none is open or the last visit is older than six months; `new_episode` overrules.
    `trainer` is the name as it is read later, `actor` the id for the audit. `age` is needed only for a client without
    a birth date who was never here.
    """
    with record.unit_of_work() as work:
        begun = begin_visit(work, client_id, day=day, trainer=trainer, actor=actor, age=age, new_episode=new_episode)
        if begun.kinds:
            work.commit()
    return begun


def begin_visit(  # noqa: PLR0913 - each is its own fact
    work: UnitOfWork,
    client_id: str,
    *,
    day: date,
    trainer: str,
    actor: str,
    age: int | None = None,
    new_episode: bool | None = None,
    entered_on: date | None = None,
) -> Changed[Visit]:
    """What `open_visit` does, as a part of a unit of work that does more; whoever began that commits."""
    client = work.clients.get(client_id)
    work.bin.refuse(client_id)
    visits = work.visits.of_client(client_id)
    for visit in visits:
        if visit.state == "open" and visit.done_on == day:
            return changed(visit)
    last = next((visit for visit in reversed(visits) if visit.done_on <= day), None)
    following = next((visit for visit in visits if visit.done_on > day), None)
    document = _first_document(work, client, day, age, last)
    visit = work.visits.add(
        Visit(
            id=work.new_id(),
            client_id=client_id,
            episode_id=_episode(work, client_id, day, last, following, new_episode).id,
            kind="follow_up" if visits else "trial",
            done_on=day,
            started_at=work.now,
            trainer=trainer,
            entered_on=entered_on,
            studio=work.studio or client.studio,
        )
    )
    work.assessments.add(StoredAssessment(work.new_id(), visit.id, 1, document, work.now))
    work.audit("open_visit", actor, visit.id, visit.revision)
    return changed(visit, "visit", "assessment")


def enter_late_visit(  # noqa: PLR0913 - each is its own fact
    record: Record, client_id: str, *, day: date, today: date, trainer: str, actor: str
) -> Changed[Visit]:
    """Open a visit that was done on an earlier day and is written down today, from paper; it keeps both dates."""
    if day >= today:
        raise Refused(NOT_EARLIER)
    with record.unit_of_work() as work:
        begun = begin_visit(work, client_id, day=day, trainer=trainer, actor=actor, entered_on=today)
        if begun.kinds:
            work.commit()
    return begun


def visits_of_day(record: Record, day: date) -> tuple[VisitOfDay, ...]:
    """The sessions of one day, in the order they were opened."""
    with record.reading() as work:
        around = work.day.visits_around(day)
    return tuple(VisitOfDay(*one) for one in around if one[0].done_on == day)


def open_visits(record: Record) -> tuple[VisitOfDay, ...]:
    """The sessions that nobody closed yet, of whatever day and trainer, oldest first."""
    with record.reading() as work:
        around = work.day.visits_around(date.min)
    return tuple(VisitOfDay(*one) for one in sorted(around, key=lambda one: one[0].started_at))


def resume_visit(record: Record, visit_id: str) -> OpenedVisit:
    """Everything the session page needs, as of one moment."""
    with record.reading() as work:
        work.read_ahead(visit_id=visit_id)
        visit = work.visits.get(visit_id)
        before = work.visits.before(visit)
        decisions = work.decisions.of_visit(visit_id)
        return OpenedVisit(
            client=work.clients.get(visit.client_id),
            visit=visit,
            assessment=work.assessments.newest_of(visit_id),
            proposal=work.proposals.newest_of(visit_id),
            decision=decisions[-1] if decisions else None,
            plan=work.plans.newest_of(visit_id),
            handouts=work.handouts.of_visit(visit_id),
            previous_visit=before,
            previous=None if before is None else work.assessments.newest_of(before.id).assessment,
            previous_plan=None if before is None else work.plans.newest_of(before.id),
            decisions=decisions,
            measures=work.follow_ups.measures_of(visit_id),
            previous_measures=() if before is None else work.follow_ups.measures_of(before.id),
            retests=work.follow_ups.retests_of(visit_id),
            confirmations=work.follow_ups.confirmations_of(visit_id),
        )


def close_visit(record: Record, visit_id: str, *, actor: str, result: VisitResult | None = None) -> Changed[Visit]:
    """End a session; a trial needs its result. Closed findings change only by correction."""
    with record.unit_of_work() as work:
        visit = refuse_closed(work.visits.get(visit_id))
        if visit.kind == "trial" and result is None:
            raise Refused(RESULT_MISSING)
        closed = work.visits.close(visit_id, work.now, result)
        work.audit("close_visit", actor, closed.id, closed.revision)
        refresh_case_facts(work, closed.client_id)
        work.commit()
    return changed(closed, "visit")


def note_timings(record: Record, visit_id: str, timings: dict[str, int]) -> Changed[None]:
    """Remember how many seconds each step was worked on. No entry about the client, so nothing for the audit."""
    with record.unit_of_work() as work:
        refuse_closed(work.visits.get(visit_id))
        work.visits.spend(visit_id, timings)
        work.commit()
    return changed(None)


def refuse_closed(visit: Visit) -> Visit:
    """The visit, refused when its session is closed."""
    if visit.state == "closed":
        raise Refused(CLOSED)
    return visit


def _episode(  # noqa: PLR0913, PLR0917 - each is its own fact
    work: UnitOfWork, client_id: str, day: date, last: Visit | None, following: Visit | None, new: bool | None
) -> Episode:
    """The episode that a day belongs to; a visit entered later goes into that of a visit near it, or into its own."""
    near = last is not None and last.done_on >= _months_before(day, NEW_EPISODE_MONTHS)
    if new is None:
        new = not near
    episode = None if last is None else work.episodes.get(last.episode_id)
    if episode is not None and not new and (episode.closed_on is None or following is not None):
        return episode
    if following is not None:
        if day >= _months_before(following.done_on, NEW_EPISODE_MONTHS):
            return work.episodes.get(following.episode_id)
        return work.episodes.add(Episode(work.new_id(), client_id, day, closed_on=day))
    if episode is not None and last is not None and episode.closed_on is None:
        work.episodes.close(episode.id, last.done_on)
    return work.episodes.add(Episode(work.new_id(), client_id, day))


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last_day in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last_day)
        except ValueError:
            continue
    raise ValueError(day)


def _first_document(work: UnitOfWork, client: Client, day: date, age: int | None, last: Visit | None) -> Assessment:
    details = client.details
    if details.birth_date is not None:
        age = age_on(details.birth_date, day)
    elif age is None and last is not None:
        before = work.assessments.newest_of(last.id).assessment
        age = before.client.age + (day - date.fromisoformat(before.date)).days // 365
    if age is None:
        raise Refused(AGE_UNKNOWN)
    # Without an earlier plan of ours it cannot have failed; the page shows the answer and lets it be changed.
    screening = {} if work.plans.any_before(client.id) else {"failed_trial": "no"}
    who = documents.Client(sex=details.sex, age=age, name=details.name, kana=details.kana)
    return Assessment(format="clinic-app/assessment/1", date=day.isoformat(), client=who, screening=screening)
