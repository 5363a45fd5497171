"""A made-up year of a studio, visit by visit through the real actions, and a day in the middle of its work."""

import random
from datetime import date, datetime, time, timedelta

import msgspec
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.demo.course import after_exercise, measures
from clinic_app.demo.day import Book
from clinic_app.demo.findings import findings
from clinic_app.demo.people import Cast, Person, Story, people
from clinic_app.domain.assessment import HINGE, Assessment, from_plain, to_plain
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.visit import (
    CHANGE_REASONS,
    DecisionKind,
    PlanItem,
    StoredAssessment,
    StoredProposal,
    TeachBack,
    Visit,
    VisitResult,
)
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

CLIENTS = 72
FIRST_HOUR, LAST_HOUR = 9, 19
# Those who come for the first time today: one in mid-session, one ready for the plan, one just arrived.
NEW_TODAY: tuple[Story, ...] = ("gluteal", "trunk", "gluteal_thoracic")
REFERRED = ("young", "late_onset", "bone_stress", "urgent")


class Appointment(msgspec.Struct, frozen=True, order=True):
    """One visit to come: when, whose, which visit of theirs it is, and how far they have recovered by then."""

    at: datetime
    number: int
    visit: int
    recovery: int
    returns: bool


class MovingClock:
    """The clock of the made-up year: it stands where it was put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it was put to."""
        return self.now


class Year:
    """Grows the made-up record. The same seed and day give the same clinic."""

    def __init__(self, record: Record, evaluator: Evaluator, cast: Cast, clock: MovingClock, seed: int) -> None:
        self.record, self.evaluator, self.clock = record, evaluator, clock
        self.chance = random.Random(seed)  # noqa: S311 - made up on purpose
        self.other_chance = random.Random(seed)  # noqa: S311 - what was added later leaves the rest as it was
        self.today = clock.now.date()
        self.now = clock.now
        self.people = people(cast, CLIENTS + len(NEW_TODAY), self.today, self.chance)
        self.people[CLIENTS:] = [replace(p, story=s) for p, s in zip(self.people[CLIENTS:], NEW_TODAY, strict=True)]
        self.ids: dict[int, str] = {}

    def grow(self) -> None:
        """All visits up to yesterday, then the sessions of today."""
        for appointment in sorted(self._appointments()):
            self._visit(appointment)
        self._today()
        self.clock.now = self.now

    def _appointments(self) -> list[Appointment]:
        found = []
        for number, person in enumerate(self.people[:CLIENTS]):
            found += self._course(number, person)
        return found

    def _course(self, number: int, person: Person) -> list[Appointment]:
        """A first visit within the year and the follow-ups of those who joined; most of them get better."""
        day = self.today - timedelta(days=self.chance.randint(20, 364))
        gaps = self.chance.choices(((), (14,), (14, 28), (14, 21, 35), (14, 28, 28, 42)), (32, 18, 24, 16, 10))[0]
        if person.story in REFERRED or person.story == "interrupted":
            gaps = ()
        if number == 0:  # comes back after more than half a year: a new episode
            day, gaps = self.today - timedelta(days=330), (14, 230)
        days = [day]
        for gap in gaps:
            days.append(days[-1] + timedelta(days=gap + self.chance.randint(-1, 2)))
        days = [found for found in days if found < self.today]
        recovery, course = 0, []
        for visit, on in enumerate(days):
            course.append(Appointment(self._hour(on), number, visit, recovery, visit + 1 < len(days)))
            recovery = max(0, recovery + self.chance.choices((1, 0, -1), (80, 14, 6))[0])
        return course

    def _hour(self, day: date) -> datetime:
        clock = time(self.chance.randint(FIRST_HOUR, LAST_HOUR - 1), self.chance.choice((0, 15, 30, 45)))
        return datetime.combine(day, clock).astimezone()

    def _client_id(self, number: int) -> str:
        if number not in self.ids:
            self.ids[number] = actions.register_client(
                self.record, self.people[number].details, actor=self.people[number].trainer
            ).value.id
            if number < CLIENTS:  # who comes for the first time today has not been asked yet
                self._consent(number)
        return self.ids[number]

    def _consent(self, number: int) -> None:
        """Everybody agrees to the record; one in nine does not want to be counted. Guardians answer for the young."""
        trainer = self.people[number].trainer
        actions.record_consent(
            self.record,
            self.ids[number],
            answers={"record": "given", "statistics": "refused" if number % 9 == 0 else "given"},
            given_on=self.clock.now.date(),
            language=self.people[number].details.language,
            recorded_by=trainer,
            actor=trainer,
            guardian="見本 保護者",
        )

    def _open(self, number: int) -> tuple[Visit, StoredAssessment]:
        client_id, trainer = self._client_id(number), self.people[number].trainer
        visit = actions.open_visit(
            self.record, client_id, day=self.clock.now.date(), trainer=trainer, actor=trainer
        ).value
        return visit, actions.resume_visit(self.record, visit.id).assessment

    def _record(self, visit: Visit, stored: StoredAssessment, entered: Assessment, step: str, field: str = "") -> None:
        actions.record_findings(
            self.record,
            visit.id,
            entered,
            evaluator=self.evaluator,
            revision=stored.revision,
            step=step,
            field=field,
            actor=visit.trainer,
        )

    def _visit(self, appointment: Appointment) -> None:
        """One whole session, from the first question to its end."""
        self.clock.now = appointment.at
        person = self.people[appointment.number]
        visit, stored = self._open(appointment.number)
        entered = self._findings(stored, person, appointment.recovery)
        self.clock.now += timedelta(minutes=25)
        self._record(visit, stored, entered, "result")
        self._measure(visit, person, appointment)
        proposal = self._decide(visit, person)
        self.clock.now += timedelta(minutes=20)
        self._plan(visit, person, proposal)
        self._test_again(visit, entered, proposal)
        self.clock.now += timedelta(minutes=15)
        result = self._result(visit, proposal, appointment.returns)
        actions.close_visit(self.record, visit.id, result=result, actor=person.trainer)

    def _findings(self, stored: StoredAssessment, person: Person, recovery: int) -> Assessment:
        return findings(stored.assessment, person, recovery, self.evaluator.rule_set.catalogue, self.chance)

    def _measure(self, visit: Visit, person: Person, appointment: Appointment) -> None:
        if person.story in REFERRED or person.story == "interrupted":
            return
        taken = measures(person.story, appointment.visit, appointment.recovery, self.other_chance)
        actions.record_measures(self.record, visit.id, taken, actor=person.trainer, recorded_by=person.trainer)

    def _test_again(self, visit: Visit, entered: Assessment, proposal: Proposal) -> None:
        """In every other session the test is repeated after the exercise."""
        again = after_exercise(entered.tests)
        if proposal.plan and again is not None and self.other_chance.random() < 0.5:
            test, tests = again
            trainer, evaluator = visit.trainer, self.evaluator
            actions.record_retest(
                self.record, visit.id, test, tests, evaluator=evaluator, actor=trainer, entered_by=trainer
            )

    def _decide(self, visit: Visit, person: Person) -> Proposal:
        stored = actions.propose(self.record, visit.id, self.evaluator, actor=person.trainer).value
        proposal = stored.proposal
        others = [cause.id for cause in self.evaluator.rule_set.rules.cause if cause.id not in proposal.causes]
        if proposal.outcome in ("leading", "undetermined") and others and self.chance.random() < 0.12:
            actions.decide_on_proposal(
                self.record,
                stored.id,
                kind="changed",
                actor=person.trainer,
                decided_by=person.trainer,
                causes=(self.chance.choice(others),),
                reason=self.chance.choice(CHANGE_REASONS[:3]),
            )
        elif proposal.causes:
            self._agree(stored, "accepted", person.trainer)
        else:
            self._agree(stored, "none", person.trainer)
        return proposal

    def _agree(self, stored: StoredProposal, kind: DecisionKind, trainer: str) -> None:
        actions.decide_on_proposal(self.record, stored.id, kind=kind, actor=trainer, decided_by=trainer)

    def _plan(self, visit: Visit, person: Person, proposal: Proposal) -> None:
        if not proposal.plan:
            return
        items = tuple(self._item(planned.exercise, planned.form) for planned in proposal.plan)
        actions.save_plan(
            self.record,
            visit.id,
            items=items,
            evaluator=self.evaluator,
            actor=person.trainer,
            approved_by=person.trainer,
            recheck_on=visit.done_on + timedelta(days=14),
        )

    def _item(self, exercise: str, form: str) -> PlanItem:
        found = self.evaluator.rule_set.exercises[exercise].forms[form]  # type: ignore[index]
        states: tuple[TeachBack, ...] = ("can_do", "with_cue", "not_yet")
        taught = self.chance.choices(states, (70, 25, 5))[0]
        return PlanItem(exercise, form, found.dose.reps, found.dose.sets, found.cue.ja, taught)

    def _result(self, visit: Visit, proposal: Proposal, returns: bool) -> VisitResult | None:
        if visit.kind == "follow_up":
            return None
        if proposal.outcome in ("refer", "screening_incomplete"):
            return "not_offered"
        return "joined" if returns else self.chance.choices(("joined", "thinking", "declined"), (35, 40, 25))[0]

    def _today(self) -> None:
        """One session closed, one half done, one ready for its plan, and those just opened."""
        known = [number for number, person in enumerate(self.people[1:CLIENTS], start=1) if person.story == "thoracic"]
        half, ready, new = range(CLIENTS, CLIENTS + len(NEW_TODAY))
        closed, *opened = known[:3]
        self._visit(Appointment(self.now - timedelta(minutes=100), closed, 9, 1, True))
        self._half_done(half)
        self._ready_for_plan(ready)
        for minutes, number in zip((9, 6, 3), (*opened, new), strict=True):
            self.clock.now = self.now - timedelta(minutes=minutes)
            self._open(number)
        self._appointment_book(closed, opened, new)

    def _appointment_book(self, closed: int, opened: list[int], new: int) -> None:
        """Most of those who are here were booked, one walked in; others are still to come."""
        book = Book(self.record, self.now, self.people[0].trainer)
        for number in opened:
            book.arrived(self.ids[number])
        book.walked_in(self.ids[new])
        here = (closed, *opened)
        elsewhere = [self.ids[number] for number in range(CLIENTS) if number in self.ids and number not in here]
        book.expected(elsewhere[:4])
        book.call(elsewhere[5])

    def _half_done(self, number: int) -> None:
        """The hip hinge is done, the thoracic rotation is next, the dead bug is not begun."""
        self.clock.now = self.now - timedelta(minutes=35)
        visit, stored = self._open(number)
        plain = to_plain(self._findings(stored, self.people[number], 0))
        plain["tests"] = {HINGE: plain["tests"][HINGE]}
        self.clock.now = self.now - timedelta(minutes=8)
        self._record(visit, stored, from_plain(plain), "thoracic_rotation", "tests.thoracic_rotation.left.degrees")

    def _ready_for_plan(self, number: int) -> None:
        self.clock.now = self.now - timedelta(minutes=50)
        visit, stored = self._open(number)
        entered = self._findings(stored, self.people[number], 0)
        self.clock.now = self.now - timedelta(minutes=20)
        self._record(visit, stored, entered, "teach")
        trainer = self.people[number].trainer
        self._agree(actions.propose(self.record, visit.id, self.evaluator, actor=trainer).value, "accepted", trainer)
