"""The session's presenter: one visit being recorded. Plain Python; the pages show it and hand it every entry.

Each entry is durable before `put` returns. What is refused is not stored, and the field keeps what was typed. The
proposal is computed anew after each entry; while the screening gate is shut it says so and hides the rest.
"""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec

from clinic_app import actions
from clinic_app.actions.handout_drafts import draft_handout, page_count
from clinic_app.actions.rule_sets import evaluator_of_visit
from clinic_app.desktop.context import Context
from clinic_app.domain import assessment as document
from clinic_app.domain.assessment import SIDES, TESTS, Assessment
from clinic_app.domain.checks import Problem
from clinic_app.domain.levels import TestLevels, is_complete
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.text import Language
from clinic_app.domain.visit import ChangeReason, Decision, DecisionKind, Handout, Plan, PlanItem, VisitResult
from clinic_app.errors import Refused
from clinic_app.rules.observe import observe
from clinic_app.rules.screening import Screened

STEPS = ("intake", "screening", "posture", *TESTS, "result", "teach", "plan")
UNDO_DEPTH = 200
RECHECK_DAYS_COMFORT = 7


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
        self.decision: Decision | None = opened.decision
        self.plan: Plan | None = opened.plan
        self.handouts: tuple[Handout, ...] = opened.handouts
        self.stored_proposal = opened.proposal
        self.listeners: list[Callable[[], None]] = []
        self.step = opened.visit.step if opened.visit.step in STEPS else STEPS[0]
        self.refused: Refused | None = None
        self.note = ""
        self._stored = opened.assessment
        self._plain: dict[str, Any] = document.to_plain(opened.assessment.assessment)
        self._past: list[dict[str, Any]] = []
        self._objections: dict[str, Problem] = {}
        self._compute(opened.assessment.assessment)

    # what stands

    def value(self, path: str) -> Any:
        """The recorded value at a path, or None when nothing was recorded."""
        found: Any = self._plain
        for part in path.split("."):
            if not isinstance(found, dict) or part not in found:
                return None
            found = found[part]
        return found

    def objection(self, path: str) -> Problem | None:
        """What is wrong with, unfinished about, or to be confirmed of the value at a path."""
        return self._objections.get(path)

    def objections_below(self, prefix: str) -> list[Problem]:
        """All problems of one part of the document."""
        return [problem for path, problem in self._objections.items() if path.startswith(prefix)]

    @property
    def gate_open(self) -> bool:
        """Whether the screening lets tests and plan go on."""
        return not (self.screened.unanswered or self.screened.urgent or self.screened.refer)

    def step_state(self, step: str) -> str:
        """`locked`, `done`, `begun` or `todo`, for the list of steps."""
        if step in TESTS:
            return self._test_state(step)
        if step in ("result", "teach", "plan"):
            return self._closing_state(step)
        if step == "screening" and not self.screened.unanswered:
            return "done"
        asked = [finding.path for finding in self.context.rule_set.catalogue.of_step(step)]
        answered = sum(self.value(path) is not None for path in asked)
        if asked and answered == len(asked):
            return "done"
        return "begun" if answered or (step == "screening" and self._plain.get("screening")) else "todo"

    def _closing_state(self, step: str) -> str:
        """The steps after the tests: they wait for the decision, but a memo does not."""
        memo = step == "plan" and self.proposal.outcome == "refer"
        if step != "result" and not memo and (self.proposal.hidden or self.decided is None):
            return "locked"
        done = {"result": self.decided, "teach": self.plan, "plan": self.handouts}[step]
        return "done" if done else "todo"

    def _test_state(self, test: str) -> str:
        if not self.gate_open:
            return "locked"
        sides = [document.side(self.assessment, test, name) for name in SIDES]
        if all(side is not None and (side.status != "done" or is_complete(side)) for side in sides):
            return "done"
        return "begun" if any(sides) else "todo"

    # entries

    def put(self, path: str, value: Any) -> Problem | None:
        """Record one value (None takes it back); returns the refusal, if any, and then stores nothing."""
        changed = copy.deepcopy(self._plain)
        _place(changed, path, value)
        return self._accept(changed, path)

    def put_side(self, test: str, side: str, field: str, value: Any) -> Problem | None:
        """Record one value of a test side; the side then counts as done unless it says otherwise."""
        changed = copy.deepcopy(self._plain)
        where = f"tests.{test}.{side}"
        _place(changed, f"{where}.{field}", value)
        tests = changed["tests"][test] if value is not None else _at(changed, f"tests.{test}")
        if isinstance(tests, dict) and isinstance(tests.get(side), dict):
            tests[side].setdefault("status", "done")
            if field == "key_faults" and not value and value is not None:
                tests[side]["failed_reps"] = 0  # without a key fault no repetition can have failed
        return self._accept(changed, where)

    def set_status(self, test: str, side: str, status: str | None) -> Problem | None:
        """Say how a side went; a side that was not done keeps only the pain before it."""
        changed = copy.deepcopy(self._plain)
        where = f"tests.{test}.{side}"
        if status is None:
            _place(changed, where, None)
            return self._accept(changed, where)
        recorded = _at(changed, where) or {}
        if status == "not_done":
            before = (recorded.get("pain") or {}).get("before")
            recorded = {"pain": {"before": before}} if before is not None else {}
        else:
            recorded.pop("reason", None)
        _place(changed, where, {**recorded, "status": status})
        return self._accept(changed, where)

    def all_no(self, group: str) -> None:
        """Answer every item of a read-aloud group that is still open with "no"; what is answered on paper stays."""
        changed = copy.deepcopy(self._plain)
        for item in self.context.rule_set.catalogue.screening:
            if item.group != group or item.computed:
                continue
            parts = [f"{item.id}.{part.id}" for part in item.parts if part.id not in item.on_paper]
            for key in parts or [item.id]:
                if self.value(f"screening.{key}") is None:
                    _place(changed, f"screening.{key}", "no")
        self._accept(changed, "screening")

    def undo(self) -> bool:
        """Take the last entry back; False when there is none."""
        if not self._past:
            return False
        before = self._past.pop()
        self._store(document.from_plain(before), before)
        return True

    def go_to(self, step: str) -> None:
        """Remember where the session stands, so that it reopens there."""
        self.step = step
        if self.visit.state == "open":
            self._save(self.assessment)
        self._announce()

    def _accept(self, changed: dict[str, Any], where: str) -> Problem | None:
        try:
            entered = document.from_plain(changed)
        except Exception as error:  # noqa: BLE001 - msgspec's reasons become one sentence beside the field
            return Problem(where, "not_a_choice", values={"value": str(error), "allowed": ""})
        refused = [p for p in self.context.evaluator.problems(entered, finished=False) if p.kind == "refuse"]
        if refused:
            return refused[0]
        if changed != self._plain:
            self._past = [*self._past[-UNDO_DEPTH:], self._plain]
            self._store(entered, changed)
        return None

    def _store(self, entered: Assessment, plain: dict[str, Any]) -> None:
        """Save the whole document; if that fails it stays here, is shown as not saved, and goes with the next try."""
        self._plain = plain
        self._save(entered)
        self._compute(entered)
        self._announce()

    def _save(self, entered: Assessment) -> None:
        try:
            self._stored = actions.record_findings(
                self.context.record,
                self.visit_id,
                entered,
                evaluator=self.context.evaluator,
                revision=self._stored.revision,
                step=self.step,
                actor=self.context.actor,
            ).value
            self.refused = None
        except Refused as refused:
            self.refused = refused.bare()

    def _compute(self, entered: Assessment) -> None:
        evaluator = self.context.evaluator
        self.assessment = entered
        self.facts = observe(entered, evaluator.rule_set.catalogue)
        self.screened: Screened = evaluator.gate.screen(self.facts, entered.cleared_by_doctor)
        self.proposal: Proposal = evaluator.propose(self.facts, entered.cleared_by_doctor)
        self.levels = TestLevels(entered, evaluator.rule_set.catalogue.rotation)
        self._objections = {}
        for problem in evaluator.problems(entered, finished=False):
            self._objections.setdefault(problem.path, problem)

    def _announce(self) -> None:
        for listener in list(self.listeners):
            listener()

    # decision, plan, handout

    @property
    def decided(self) -> Decision | None:
        """The decision, as long as the findings it was made on still stand."""
        stored = self.stored_proposal
        return self.decision if stored is not None and stored.assessment == self.assessment else None

    def decide(self, kind: DecisionKind, causes: tuple[str, ...] = (), reason: ChangeReason | None = None) -> None:
        """Store the proposal as it stands now and append the trainer's decision about it; raises `Refused`."""
        record = self.context.record
        self.stored_proposal = actions.propose(
            record, self.visit_id, self.context.evaluator, actor=self.context.actor
        ).value
        self.decision = actions.decide_on_proposal(
            record,
            self.stored_proposal.id,
            kind=kind,
            causes=causes,
            reason=reason,
            note=self.note,
            actor=self.context.actor,
            decided_by=self.context.person,
        ).value
        self.plan = None
        self._announce()

    def drafted_items(self) -> tuple[PlanItem, ...]:
        """The plan's exercises: as saved, else as they follow from the decision."""
        decided = self.decided
        if decided is None or self.proposal.hidden:
            return ()
        if self.plan is not None:
            return self.plan.items
        planned = self.proposal.plan
        if decided.kind == "changed":
            evaluator = self.context.evaluator
            planned = evaluator.policy.plan_for(decided.causes, evaluator.levels(self.facts), self.screened.caution)
        return tuple(self.fresh_item(entry.exercise, entry.form) for entry in planned)

    def fresh_item(self, exercise: str, form: str) -> PlanItem:
        """An exercise in a form with the dose and cue of the rule set, in the client's language."""
        data = self.context.rule_set.exercises[exercise].forms[form]  # type: ignore[index]
        cue = data.cue.in_language(self.client.details.language)
        return PlanItem(exercise, form, data.dose.reps, data.dose.sets, cue)

    def save_plan(self, items: tuple[PlanItem, ...], recheck_on: date | None = None) -> None:
        """Keep the agreed exercises and the next re-check; raises `Refused`."""
        if recheck_on is None and self.plan is not None:
            recheck_on = self.plan.recheck_on
        self.plan = actions.save_plan(
            self.context.record,
            self.visit_id,
            items=items,
            evaluator=self.context.evaluator,
            actor=self.context.actor,
            approved_by=self.context.person,
            recheck_on=recheck_on,
        ).value
        self._announce()

    def ensure_plan(self) -> None:
        """Save the plan that follows from the decision, with the usual re-check, unless there is one already."""
        if self.plan is None and self.decided is not None and not self.proposal.hidden:
            comfort = self.context.rule_set.rules.plan.comfort_when in self.proposal.caution
            days = RECHECK_DAYS_COMFORT if comfort else self.context.defaults.recheck_days
            self.save_plan(self.drafted_items(), self.visit.done_on + timedelta(days=days))

    def lacking_for_handout(self) -> str | None:
        """What must come before a paper: `screening`, `urgent_items`, `tests` or `decision`; None when nothing."""
        outcome = self.proposal.outcome
        if outcome == "screening_incomplete":
            return "screening"
        if outcome == "insufficient":
            return "tests"
        if outcome == "refer":
            return "urgent_items" if self._urgent_unanswered() else None
        return None if self.plan is not None and self.decided is not None else "decision"

    def _urgent_unanswered(self) -> bool:
        urgent = {rule.id for rule in self.context.rule_set.rules.screening if rule.urgent is not None}
        return any(path.split(".")[1] in urgent for path in self.screened.unanswered if path.startswith("screening."))

    def draft(self, language: Language) -> bytes:
        """The paper as it would be issued now."""
        context = self.context
        return draft_handout(
            self._as_opened(), context.rule_set, self.proposal, context.clinic, person=context.person, language=language
        )

    def issue(self, language: Language) -> Handout:
        """Freeze the paper; raises `Refused`."""
        pdf = self.draft(language)
        if self.proposal.outcome == "refer":
            self.stored_proposal = actions.propose(
                self.context.record, self.visit_id, self.context.evaluator, actor=self.context.actor
            ).value
        handout = actions.issue_handout(
            self.context.record,
            self.visit_id,
            pdf=pdf,
            pages=page_count(pdf),
            actor=self.context.actor,
            approved_by=self.context.person,
            kind="memo" if self.proposal.outcome == "refer" else "sheet",
            language=language,
        ).value
        self.handouts = (*self.handouts, handout)
        self._announce()
        return handout

    def close(self, result: VisitResult | None) -> None:
        """End the visit; raises `Refused`."""
        self.visit = actions.close_visit(
            self.context.record, self.visit_id, result=result, actor=self.context.actor
        ).value
        if self.context.copying is not None:
            self.context.copying.visit_closed()

    def _as_opened(self) -> actions.OpenedVisit:
        return msgspec.structs.replace(
            self._opened, assessment=self._stored, decision=self.decided, plan=self.plan, handouts=self.handouts
        )


def _at(plain: dict[str, Any], path: str) -> Any:
    found: Any = plain
    for part in path.split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    return found


def _place(plain: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a path, making the parts on the way; None removes it and every part left empty."""
    *parents, last = path.split(".")
    way: list[dict[str, Any]] = [plain]
    for part in parents:
        below = way[-1].get(part)
        if not isinstance(below, dict):
            if value is None:
                return
            below = {}
            way[-1][part] = below
        way.append(below)
    if value is not None:
        way[-1][last] = value
        return
    way[-1].pop(last, None)
    for depth in range(len(parents), 0, -1):
        if way[depth]:
            break
        way[depth - 1].pop(parents[depth - 1], None)
