"""What is done about statistics: a period is closed for good, and what leaves is written down."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from clinic_app import __version__
from clinic_app.actions.case_facts import case_facts_are_complete, rebuild_case_facts
from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.clinic import clinic_profile
from clinic_app.actions.inbox import Sent
from clinic_app.domain.clinic import PROGRAM
from clinic_app.domain.clock import is_past
from clinic_app.domain.period import Period, period_of
from clinic_app.domain.release import ExportRequest, ReleaseExport, StoredRelease, StudioName, Table
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.audit import newest, newest_before
from clinic_app.records.record import Record, UnitOfWork
from clinic_app.rules.ruleset import RuleSet
from clinic_app.statistics.payload import DAMAGED, pack, unpack
from clinic_app.statistics.stages import Stage, Tell, tell_nobody
from clinic_app.statistics.tables import Vocabulary, specs_for
from clinic_app.statistics.words import Labels

if TYPE_CHECKING:  # counting brings libraries that a session without it does not carry
    from clinic_app.statistics.facts import Page

NOT_CHOSEN = N_("Choose first, as the owner, whether statistics are cut by half-years or by years.")
OTHER_SCHEME = N_("{period} does not fit the periods that were chosen for this studio. Choose one of: {offered}.")
NOTHING_TO_CLOSE = N_("{period} cannot be closed: no visit of it is in the record.")
NOT_OVER = N_("{period} is not over yet. It can be closed from {day} on.")
CLOCK_AHEAD = N_(
    "{period} can be closed tomorrow: a day after its end must have been worked on first, so that a clock which is "
    "ahead closes nothing too early."
)
CLOSED_BEFORE = N_("{period} was closed before. A release is made once and never changed.")
STOPPED = N_("Closing was stopped. Nothing was released; start it again whenever you like.")
SOME_STUDIOS = N_(
    "You do not work in all studios of the company, so a release of yours would leave clients out. An owner closes the "
    "period."
)
UNKNOWN_RELEASE = N_("The release that was exported is not in this record; its event is kept and tried again.")

PAGES_A_WAY = 25  # of a server; their texts take some 20 MB
Progress = Callable[[Stage], bool]  # told how far it is; False stops it


class Offer(msgspec.Struct, frozen=True):
    """A period that is over and was not released; `waits` until tomorrow; `open_visits` will not be counted."""

    period: Period
    waits: bool
    open_visits: int


def periods_to_close(record: Record) -> tuple[Offer, ...]:
    """The periods that are over and have visits but no release, oldest first; none while no periods are chosen."""
    today = _today(record)
    with record.reading() as work:
        scheme = work.settings.house_defaults().periods
        days, released, opened = record.together(
            work.case_facts.days, work.releases.periods, lambda: work.day.open_visits() if scheme else ()
        )
        open_days = [visit.done_on for visit, _ in opened]
    if not scheme or days is None:
        return ()
    offers, period = [], period_of(days[0], scheme)
    while period.last < today and period.first <= days[1]:
        if period.id not in released:
            left_open = sum(period.first <= day <= period.last for day in open_days)
            offers.append(Offer(period, not _is_over(record, period, today), left_open))
        period = period.next
    return tuple(offers) if offers and _sees_all(record) else ()


def close_period(  # noqa: PLR0913 - each is its own fact
    record: Record, period: Period, rule_set: RuleSet, *, actor: str, closed_by: str, progress: Progress | None = None
) -> Changed[StoredRelease]:
    """Make the one release of a period: facts, counts, suppression, audit, record. Reads a few visits at a time.

    `closed_by` is the name read beside it later. From the first release on the periods of the studio are locked.
    Stopped by `progress` it is refused, and nothing is there.
    """
    from clinic_app.statistics.making import Making, make_release  # noqa: PLC0415 - as above

    _refuse_period(record, period)
    if not case_facts_are_complete(record):
        rebuild_case_facts(
            record, actor=actor, progress=lambda done: progress is None or progress(Stage("preparing", done))
        )
        if not case_facts_are_complete(record):
            raise Refused(STOPPED)
    making = Making(
        id=_new_id(record),
        period=period,
        closed_at=record.clock(),
        program=__version__,
        rules=(f"{rule_set.ref.id} {rule_set.ref.version} {rule_set.ref.hash[:16]}",),
        vocabulary=vocabulary_of(rule_set),
        labels=labels_of(rule_set),
        clinic=clinic_profile(record).name,
        studios=_studios(record),
    )
    tell = _telling(progress)
    release = make_release(_pages(record, period.first, period.last, tell), making, tell)
    payload, fingerprint = pack(release)
    tell(Stage("keeping"))
    stored = StoredRelease(release.id, period, payload, fingerprint, release.manifest.closed_at, closed_by)
    with record.unit_of_work() as work:
        if work.releases.of_period(period) is not None:
            raise Refused(CLOSED_BEFORE, period=period.id)
        work.releases.add(stored)
        defaults = work.settings.house_defaults()
        work.settings.keep_house_defaults(msgspec.structs.replace(defaults, periods_locked=True))
        work.audit("close_period", actor, stored.id)
        work.commit()
    return changed(stored, "release", "clinic")


def releases(record: Record) -> tuple[StoredRelease, ...]:
    """Every release, oldest period first."""
    with record.reading() as work:
        return work.releases.all()


def exports_of(record: Record, release_id: str) -> tuple[ReleaseExport, ...]:
    """Every time a release left, as far as the sessions have taken it in."""
    with record.reading() as work:
        return work.releases.exports_of(release_id)


def take_back_release(record: Record, identity: str, payload: bytes, *, actor: str) -> bool:
    """Take a release that left before back into the record; False when it is there, or its period is.

    Raises `Refused` when it is damaged.
    """
    release, fingerprint = unpack(payload)
    if release.id != identity:
        raise Refused(DAMAGED)
    made = release.manifest.closed_at
    with record.unit_of_work() as work:
        if work.releases.knows(identity) or work.releases.of_period(release.period) is not None:
            return False
        work.releases.add(StoredRelease(identity, release.period, payload, fingerprint, made, ""))
        work.audit("take_back_release", actor, identity)
        work.commit()
    return True


def live_tables(record: Record, first: date, last: date, rule_set: RuleSet, studio: str = "") -> tuple[Table, ...]:
    """The tables of any days as they stand, nothing hidden: for the owner inside a session, never to be written.

    Of all studios, or of the one with this code.
    """
    from clinic_app.statistics.making import count_clients, unhidden  # noqa: PLC0415 - as above

    counts = count_clients(_pages(record, first, last), vocabulary_of(rule_set), studio)
    return unhidden(counts, labels_of(rule_set), specs_for(10**9))


def take_in_export(work: UnitOfWork, event: Sent, payload: object) -> None:
    """Store that a release left, as the manager's event tells it; part of the import of that event."""
    told = msgspec.convert(payload, ExportRequest)
    if not work.releases.knows(told.release_id):
        raise Refused(UNKNOWN_RELEASE)
    work.releases.note_export(
        ReleaseExport(
            id=event.uuid,
            release_id=told.release_id,
            form=told.form,
            language=told.language,
            file_name=told.file_name,
            purpose=told.purpose,
            recipient=told.recipient,
            actor=event.actor,
            at=event.at,
        )
    )
    work.audit("export_release", event.actor, told.release_id)


def _sees_all(record: Record) -> bool:
    """Whether the visits of all studios can be read: a server leaves out those where somebody does not work."""
    with record.reading() as work:
        named = {studio.code for studio in work.studios.all()}
        return not named or named <= set(work.studios.mine())


def _studios(record: Record) -> tuple[StudioName, ...]:
    with record.reading() as work:
        return tuple(StudioName(studio.code, studio.name) for studio in work.studios.all())


def _refuse_period(record: Record, period: Period) -> None:
    today = _today(record)
    if not _sees_all(record):
        raise Refused(SOME_STUDIOS)
    offers = periods_to_close(record)
    with record.reading() as work:
        scheme, released = work.settings.house_defaults().periods, work.releases.periods()
    if not scheme:
        raise Refused(NOT_CHOSEN)
    if period.scheme != scheme:
        raise Refused(OTHER_SCHEME, period=period.id, offered=", ".join(offer.period.id for offer in offers) or "-")
    if period.id in released:
        raise Refused(CLOSED_BEFORE, period=period.id)
    if period.last >= today:
        raise Refused(NOT_OVER, period=period.id, day=period.next.first.isoformat())
    if period.id not in {offer.period.id for offer in offers}:
        raise Refused(NOTHING_TO_CLOSE, period=period.id)
    if not _is_over(record, period, today):
        _note_waiting(record, today)
        raise Refused(CLOCK_AHEAD, period=period.id)


def _is_over(record: Record, period: Period, today: date) -> bool:
    """Whether the end of a period has come for good: an entry was written after it, on a day before today."""
    before = newest_before(record.engine, datetime(today.year, today.month, today.day).astimezone())
    seen = None if before is None else before.at.astimezone().date()
    return is_past(period.last + timedelta(days=1), today, seen)


def _note_waiting(record: Record, today: date) -> None:
    """Leave an entry of today for tomorrow; any entry will do."""
    last = newest(record.engine)
    if last is None or last.at.astimezone().date() != today:
        with record.unit_of_work() as work:
            work.audit("period_waits", PROGRAM, "")
            work.commit()


def _telling(progress: Progress | None) -> Tell:
    """Progress as what makes a release knows it: whoever does not want to go on raises."""

    def tell(stage: Stage) -> None:
        if not _goes_on(progress, stage):
            raise Refused(STOPPED)

    return tell


def _goes_on(progress: Progress | None, stage: Stage) -> bool:
    return progress is None or progress(stage)


def _pages(record: Record, first: date, last: date, tell: Tell = tell_nobody) -> "Iterator[Page]":
    """The facts of these days, a page of visits in one reading, so that no save waits for long."""
    with record.reading() as work:
        starts = work.case_facts.starts()

    def read(after: int) -> "tuple[Page, int]":
        with record.reading() as work:
            return work.case_facts.page(after, first, last)

    at_once = PAGES_A_WAY if record.is_shared else 1
    for place in range(0, len(starts), at_once):
        for page, after in record.together(*(partial(read, after) for after in starts[place : place + at_once])):
            tell(Stage("reading", min(after, starts.stop), starts.stop))
            yield page


def _today(record: Record) -> date:
    return record.clock().astimezone().date()


def _new_id(record: Record) -> str:
    with record.reading() as work:
        return work.new_id()


def vocabulary_of(rule_set: RuleSet) -> Vocabulary:
    """The ids of the rule set in use that become rows and columns."""
    return Vocabulary(
        causes=tuple(cause.id for cause in rule_set.rules.cause),
        rules=tuple(rule.id for rule in rule_set.rules.rule if any(points > 0 for points in rule.points.values())),
        exercises=tuple(rule_set.exercises),
    )


def labels_of(rule_set: RuleSet) -> Labels:
    """The words of the rule set in use; a release keeps them, because whoever reads it has no rule set."""
    return {
        "causes": {cause.id: cause.short for cause in rule_set.rules.cause},
        "rules": {rule.id: rule.reason for rule in rule_set.rules.rule},
        "exercises": {name: exercise.name for name, exercise in rule_set.exercises.items()},
        "findings": {finding.id: finding.label for finding in rule_set.catalogue.findings},
    }
