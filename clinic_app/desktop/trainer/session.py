"""The session's presenter: one visit being recorded. Plain Python; the pages show it and hand it every entry.

Each entry is durable before `put` returns. What is refused is not stored, and the field keeps what was typed. The
proposal is computed anew after each entry; while the screening gate is shut it says so and hides the rest.
"""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from clinic_app import actions
from clinic_app.actions.rule_sets import evaluator_of_visit
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.course import Course
from clinic_app.desktop.trainer.document_paths import put_at, value_at
from clinic_app.desktop.trainer.drafted import as_opened, drafted_items, fresh_item
from clinic_app.desktop.trainer.elsewhere import Elsewhere
from clinic_app.desktop.trainer.going_home import issue_paper, paper_content
from clinic_app.desktop.trainer.plan_versions import KEPT
from clinic_app.desktop.trainer.side_entries import with_all_no, with_field, with_status
from clinic_app.desktop.trainer.step_state import lacking_for_handout, state_of
from clinic_app.desktop.trainer.undo import Done, Undo
from clinic_app.domain import assessment as document
from clinic_app.domain.assessment import TESTS, Assessment
from clinic_app.domain.checks import Problem
from clinic_app.domain.levels import TestLevels
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.real_change import Seen, seen_side
from clinic_app.domain.text import Language
from clinic_app.domain.visit import (
    ChangeReason,
    Decision,
    DecisionKind,
    Handout,
    Plan,
    PlanItem,
    StoredAssessment,
    Variant,
    Visit,
    VisitResult,
)
from clinic_app.errors import Refused
from clinic_app.handouts import Paper, make_paper
from clinic_app.rules.observe import observe
from clinic_app.rules.screening import Screened

STEPS = ("intake", "screening", "progress", "posture", *TESTS, "result", "teach", "plan")
FOLLOW_UP_ONLY = ("progress",)
RECHECK_DAYS_COMFORT = 7


def steps_of(visit: Visit) -> tuple[str, ...]:
    """The steps of a visit, in their order; what needs an earlier visit is left out of a trial."""
    return tuple(step for step in STEPS if visit.kind != "trial" or step not in FOLLOW_UP_ONLY)


class Session:
    """One open visit; `listeners` are called after every change with nothing, they read what they need."""

    def __init__(self, context: Context, visit_id: str) -> None:
        self.visit_id = visit_id
        self._opened = opened = actions.resume_visit(context.record, visit_id)
        spoken = evaluator_of_visit(context.record, opened, context.evaluator)
        self.context = context = replace(context, evaluator=spoken)
        self.client = opened.client
        self.visit = opened.visit
        self.previous: Assessment | None = opened.previous
        self.decisions = opened.decisions
        self.plan: Plan | None = opened.plan
        self.handouts: tuple[Handout, ...] = opened.handouts
        self.stored_proposal = opened.proposal
        self.listeners: list[Callable[[], None]] = []
        self.before_saving: list[Callable[[], None]] = []  # an entry is shown before the disk is waited for
        self.after_saving: list[Callable[[], None]] = []
        self.saving = False
        self.step = opened.visit.step if opened.visit.step in self.steps else STEPS[0]
        self.timings = dict(opened.visit.timings)
        self.refused: Refused | None = None
        self.note = ""
        self.stored, self.elsewhere = opened.assessment, Elsewhere(self, opened.plan)
        self._plain: dict[str, Any] = document.to_plain(opened.assessment.assessment)
        self.field = opened.visit.field
        self._noted = (self.step, self.field)
        self._undo = Undo()
        self.course = Course(self, opened)
        self._problems: list[Problem] = []
        self._judged: tuple[Assessment, list[Problem]] | None = None
        self._compute(opened.assessment.assessment)

    # what stands

    def value(self, path: str) -> Any:
        """The recorded value at a path, or None when nothing was recorded."""
        return value_at(self._plain, path)

    def objection(self, path: str) -> Problem | None:
        """What is wrong with, unfinished about, or to be confirmed of the value at a path."""
        return next((problem for problem in self._problems if problem.path == path), None)

    def objections_below(self, prefix: str) -> list[Problem]:
        """All problems of one part of the document."""
        return [problem for problem in self._problems if problem.path.startswith(prefix)]

    def last_side(self, test: str, side: str) -> Seen | None:
        """What a side of a test came to at the last visit; None when it was not measured."""
        if self.previous is None:
            return None
        levels = TestLevels(self.previous, self.context.rule_set.catalogue.rotation)
        return seen_side(self.previous, levels, test, side)

    def confirmed(self, problem: Problem) -> bool:
        """Whether a value that is asked back was confirmed as it stands."""
        return self.course.confirmed(problem)

    def confirm(self, problem: Problem) -> None:
        """Say that a value which is asked back is right."""
        self.course.confirm(problem)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of this visit, in their order."""
        return steps_of(self.visit)

    @property
    def gate_open(self) -> bool:
        """Whether the screening lets tests and plan go on."""
        return not (self.screened.unanswered or self.screened.urgent or self.screened.refer)

    def step_state(self, step: str) -> str:
        """`locked`, `done`, `begun` or `todo`, for the list of steps."""
        return state_of(self, step)

    # entries

    def put(self, path: str, value: Any) -> Problem | None:
        """Record one value (None takes it back); returns the refusal, if any, and then stores nothing."""
        changed = copy.deepcopy(self._plain)
        put_at(changed, path, value)
        return self._accept(changed, path)

    def put_side(self, test: str, side: str, field: str, value: Any) -> Problem | None:
        """Record one value of a test side; the side then counts as done unless it says otherwise."""
        return self._accept(with_field(self._plain, test, side, field, value), f"tests.{test}.{side}")

    def set_status(self, test: str, side: str, status: str | None) -> Problem | None:
        """Say how a side went; a side that was not done keeps only the pain before it."""
        return self._accept(with_status(self._plain, test, side, status), f"tests.{test}.{side}")

    def all_no(self, group: str) -> None:
        """Answer every item of a read-aloud group that is still open with "no"; what is answered on paper stays."""
        changed = with_all_no(self._plain, self.context.rule_set.catalogue.screening, group)
        self._accept(changed, "screening")

    def undo(self) -> bool:
        """Take the last entry, decision or change of the plan back, and stand where it was made; False if none.

        A decision is never unsaid: taking it back appends "cannot say yet".
        """
        return self._return_to(self._undo.back)

    def redo(self) -> bool:
        """Do again what was taken back last; False when there is nothing."""
        return self._return_to(self._undo.again)

    def _return_to(self, way: Callable[[], Done | None]) -> bool:
        try:
            done = way()
        except Refused as refused:
            self.refused = refused.bare()
            self.announce()
            return False
        if done is not None and (self.step, self.field) != (done.step, done.field):
            self.step, self.field = done.step, done.field
            self.announce()
        return done is not None

    def go_to(self, step: str) -> None:
        """Remember where the session stands, so that it reopens there; tries again what could not be saved."""
        if step != self.step:
            self.step, self.field = step, ""
        if self.visit.state == "open":
            self._save(self.assessment)
            self.course.save()
        self.announce()

    def spent(self, seconds: int) -> None:
        """Count time on the step in use."""
        self.timings[self.step] = self.timings.get(self.step, 0) + seconds

    def keep_timings(self) -> None:
        """Store how long each step was worked on; nothing else hangs on it."""
        if self.visit.state != "open":
            return
        try:
            actions.note_timings(self.context.record, self.visit_id, self.timings)
        except Refused:
            return  # a covered record: the times go with the next keeping

    def note_place(self) -> None:
        """Keep the field in use, so that the session reopens on it even if the program ends before the next entry."""
        if self.visit.state != "open" or self._noted == (self.step, self.field):
            return
        try:
            actions.note_place(self.context.record, self.visit_id, step=self.step, field=self.field)
            self._noted = (self.step, self.field)
        except Refused:
            return  # a place is no entry: nothing is lost, and the next entry says what is wrong

    def _accept(self, changed: dict[str, Any], where: str) -> Problem | None:
        try:
            entered = document.from_plain(changed)
        except Exception as error:  # noqa: BLE001 - msgspec's reasons become one sentence beside the field
            return Problem(where, "not_a_choice", values={"value": str(error), "allowed": ""})
        refused = [p for p in self._judge(entered) if p.kind == "refuse"]
        if refused:
            return refused[0]
        if changed != self._plain:
            before = self._plain
            self.did(lambda: self._store_plain(before), lambda: self._store_plain(changed))
            self._store(entered, changed)
        return None

    def did(self, back: Callable[[], None], again: Callable[[], None]) -> None:
        """Remember how to take back what is done now."""
        self._undo.did(Done(self.step, self.field, back, again))

    def _store_plain(self, plain: dict[str, Any]) -> None:
        self._store(document.from_plain(plain), plain)

    def _store(self, entered: Assessment, plain: dict[str, Any]) -> None:
        """Save the whole document; if that fails it stays here, is shown as not saved, and goes with the next try."""
        self._plain, self.saving, refused = plain, True, self.refused
        self._compute(entered)
        self._tell(self.listeners, self.before_saving)
        self._save(entered)
        self.course.save()
        self.saving = False
        self._tell(self.after_saving)
        if self.refused is not refused:
            self.announce()

    def _save(self, entered: Assessment) -> None:
        try:
            self.stored = actions.record_findings(
                self.context.record,
                self.visit_id,
                entered,
                evaluator=self.context.evaluator,
                revision=self.stored.revision,
                step=self.step,
                field=self.field,
                actor=self.context.actor,
            ).value
            self.refused = None
            self._noted = (self.step, self.field)
            self.elsewhere.theirs, self.elsewhere.taken_over = None, False
        except Refused as refused:
            self.refused = refused.bare()
            self.elsewhere.met(self.refused)

    def go_on_from(self, stored: StoredAssessment, plain: dict[str, Any]) -> None:
        """Go on from a version that somebody else saved; saves what of ours was put into it."""
        self.stored, self.refused, self._undo = stored, None, Undo()  # undoing would take their entries back
        if plain != document.to_plain(stored.assessment):
            self._store_plain(plain)
            return
        self._plain = plain
        self._compute(stored.assessment)
        self.announce()

    def _compute(self, entered: Assessment) -> None:
        evaluator = self.context.evaluator
        self.assessment = entered
        self.facts = observe(entered, evaluator.rule_set.catalogue)
        self.screened: Screened = evaluator.gate.screen(self.facts, entered.cleared_by_doctor)
        self.proposal: Proposal = evaluator.propose(self.facts, entered.cleared_by_doctor)
        self.levels = TestLevels(entered, evaluator.rule_set.catalogue.rotation)
        self._problems = self._judge(entered)

    def _judge(self, entered: Assessment) -> list[Problem]:
        """What is wrong or odd about a document; asked once before it is taken and once again when it stands."""
        if self._judged is None or self._judged[0] is not entered:
            self._judged = entered, self.context.evaluator.problems(entered, finished=False)
        return self._judged[1]

    def announce(self) -> None:
        """Tell every page that something changed."""
        self._tell(self.listeners)

    def _tell(self, *told: list[Callable[[], None]]) -> None:
        for listener in [one for listeners in told for one in listeners]:
            listener()

    # decision, plan, handout

    @property
    def decision(self) -> Decision | None:
        """The last decision, whatever has become of the findings since."""
        return self.decisions[-1] if self.decisions else None

    @property
    def decided(self) -> Decision | None:
        """The decision, as long as the findings it was made on still stand."""
        stored = self.stored_proposal
        return self.decision if stored is not None and stored.assessment == self.assessment else None

    def decide(self, kind: DecisionKind, causes: tuple[str, ...] = (), reason: ChangeReason | None = None) -> None:
        """Store the proposal as it stands now and append the trainer's decision about it; raises `Refused`."""
        note = self.note
        self._decide(kind, causes, reason, note)
        self.did(lambda: self._decide("none", (), None, ""), lambda: self._decide(kind, causes, reason, note))

    def _decide(self, kind: DecisionKind, causes: tuple[str, ...], reason: ChangeReason | None, note: str) -> None:
        record = self.context.record
        self.stored_proposal = actions.propose(
            record, self.visit_id, self.context.evaluator, actor=self.context.actor
        ).value
        decision = actions.decide_on_proposal(
            record,
            self.stored_proposal.id,
            kind=kind,
            causes=causes,
            reason=reason,
            note=note,
            actor=self.context.actor,
            decided_by=self.context.person,
        ).value
        self.decisions = (*self.decisions, decision)
        self.plan = None
        self.announce()

    def drafted_items(self) -> tuple[PlanItem, ...]:
        """The plan's exercises: as saved, else as they follow from the decision."""
        return drafted_items(self)

    def fresh_item(self, exercise: str, form: str) -> PlanItem:
        """An exercise in a form with the dose and cue of the rule set, in the client's language."""
        return fresh_item(self, exercise, form)

    def change_plan(self, items: tuple[PlanItem, ...]) -> None:
        """Keep other exercises, as a trainer changes them one thing at a time; raises `Refused`."""
        self.ensure_plan()
        before = self.drafted_items()
        self.save_plan(items)
        if items != before:
            self.did(lambda: self.save_plan(before), lambda: self.save_plan(items))

    def save_plan(self, items: tuple[PlanItem, ...], **settings: Any) -> None:
        """Keep the agreed exercises and what else the plan says (`KEPT`), which stays as it was; raises `Refused`."""
        kept = {name: getattr(self.plan, name) for name in KEPT} if self.plan else {}
        self.plan = self.elsewhere.plans.save(items, {**kept, **settings})
        self.announce()

    def ensure_plan(self) -> None:
        """Save the plan that follows from the decision, with the usual re-check, unless there is one already."""
        if self.plan is None and self.decided is not None and not self.proposal.hidden:
            comfort = self.context.rule_set.rules.plan.comfort_when in self.proposal.caution
            days = RECHECK_DAYS_COMFORT if comfort else self.context.defaults.recheck_days
            self.save_plan(self.drafted_items(), recheck_on=self.visit.done_on + timedelta(days=days))

    def lacking_for_handout(self) -> str | None:
        """What must come before a paper: `screening`, `urgent_items`, `tests` or `decision`; None when nothing."""
        return lacking_for_handout(self)

    def draft(self, language: Language, variant: Variant = "standard") -> bytes:
        """The paper as it would be issued now."""
        return make_paper(paper_content(self, language, variant)).pdf

    def issue(self, language: Language, variant: Variant = "standard", paper: Paper | None = None) -> Handout:
        """Freeze the paper, the one that was shown or a new one; raises `Refused`."""
        handout = issue_paper(self, paper or make_paper(paper_content(self, language, variant)), language)
        self.handouts = (*self.handouts, handout)
        self.announce()
        return handout

    def close(self, result: VisitResult | None) -> None:
        """End the visit; raises `Refused`."""
        self.visit = actions.close_visit(
            self.context.record, self.visit_id, result=result, actor=self.context.actor
        ).value
        if self.context.copying is not None:
            self.context.copying.visit_closed()

    def as_opened(self) -> actions.OpenedVisit:
        """The visit as it stands now."""
        return as_opened(self, self._opened)
