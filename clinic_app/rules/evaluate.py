"""Applies a rule set to an assessment: points, policy, confidence, flags and plan (CLINICAL.md 4 and 5).

Pure and deterministic. The rule set is compiled once; an evaluation then only reads facts, so that evidence and
flips can be computed anew after every entry.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from clinic_app.domain.assessment import ROTATION, Assessment, Clearance
from clinic_app.domain.checks import Problem, problems
from clinic_app.domain.proposal import (
    BLOCKS,
    Block,
    Confidence,
    Outcome,
    Planned,
    Proposal,
    Reason,
    RuleState,
)
from clinic_app.rules.conditions import compile_condition
from clinic_app.rules.observe import DIFFERENCE, LEVELS, observe
from clinic_app.rules.ruleset import Cause, Rule, RuleSet
from clinic_app.rules.screening import Gate, Screened

GOOD = 3


class Weighed(msgspec.Struct):
    """Points of one set of facts: totals and capped blocks by cause, matched rules, what rules wait for."""

    totals: dict[str, int]
    blocks: dict[str, dict[Block, int]]
    matched: list[Rule]
    waiting: dict[str, None]


class Verdict(msgspec.Struct):
    """The policy's answer, before it is dressed as a proposal."""

    outcome: Outcome
    causes: tuple[str, ...] = ()
    provisional: bool = False
    tied: bool = False
    confidence: Confidence | None = None


class Evaluator:
    """A compiled rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.gate = Gate(rule_set)
        self._rules = [(rule, compile_condition(rule.when)) for rule in rule_set.rules.rule]
        self._causes = rule_set.rules.cause
        self._asymmetry = next(
            (check for rule, check in self._rules if rule.when.finding == DIFFERENCE), lambda _facts: False
        )

    def problems(self, assessment: Assessment, *, finished: bool = True) -> list[Problem]:
        """Everything refused, unfinished or asked back in an assessment, in document order."""
        found = problems(assessment, self.rule_set.catalogue, finished=finished)
        return found + self.gate.clearance_problems(assessment.cleared_by_doctor)

    def evaluate(self, assessment: Assessment) -> Proposal:
        """The proposal for a checked assessment; one still being entered is allowed too."""
        return self.propose(observe(assessment, self.rule_set.catalogue), assessment.cleared_by_doctor)

    def propose(self, facts: Mapping[str, Any], cleared: Clearance | None = None) -> Proposal:
        """The proposal for given facts (see `observe`)."""
        screened = self.gate.screen(facts, cleared)
        if screened.urgent or screened.refer:
            return self._hidden("refer", screened)
        if screened.unanswered:
            return self._hidden("screening_incomplete", screened)
        weighed = self.weigh(facts)
        flags = self._flags(facts, weighed)
        verdict = self.decide(facts, weighed, flags)
        findings = self._movement_findings(facts) if verdict.outcome == "undetermined" else ()
        return Proposal(
            outcome=verdict.outcome,
            urgency=None,
            causes=verdict.causes,
            provisional=verdict.provisional,
            tied=verdict.tied,
            confidence=verdict.confidence,
            points=weighed.totals,
            blocks=weighed.blocks,
            levels={cause.test: facts.get(LEVELS[cause.test]) for cause in self._causes},
            flags=flags,
            movement_findings=findings,
            plan=self._plan(facts, verdict, weighed, findings, screened),
            urgent=(),
            refer=(),
            caution=screened.caution,
            reasons=_reasons(weighed, facts),
            unasked=tuple(weighed.waiting),
            ruleset=self.rule_set.ref,
        )

    def states(self, facts: Mapping[str, Any]) -> list[RuleState]:
        """Every rule's state with what was observed and what is missing."""
        found = []
        for rule, check in self._rules:
            held = check(facts)
            paths = rule.when.findings()
            observed = {path: facts[path] for path in paths if facts.get(path) is not None}
            missing = tuple(path for path in paths if facts.get(path) is None)
            state = "matched" if held else "undecided" if held is None else "not_matched"
            found.append(RuleState(rule.id, state, observed, missing if held is None else ()))  # type: ignore[arg-type]
        return found

    def weigh(self, facts: Mapping[str, Any]) -> Weighed:
        """Sum the points of all matched rules by cause and block; each block is capped from above."""
        sums = {block: dict.fromkeys((cause.id for cause in self._causes), 0) for block in BLOCKS}
        matched: list[Rule] = []
        waiting: dict[str, None] = {}
        for rule, check in self._rules:
            held = check(facts)
            if held:
                matched.append(rule)
                block = sums[rule.block]
                for cause_id, points in rule.points.items():
                    block[cause_id] += points
            elif held is None:
                for path in rule.when.findings():
                    if facts.get(path) is None:
                        waiting[path] = None
        caps = self.rule_set.rules.caps
        blocks: dict[str, dict[Block, int]] = {}
        totals = {}
        for cause in self._causes:
            capped = {block: min(sums[block][cause.id], caps[block]) for block in BLOCKS}
            blocks[cause.id] = capped
            totals[cause.id] = sum(capped.values())
        return Weighed(totals, blocks, matched, waiting)

    def decide(self, facts: Mapping[str, Any], weighed: Weighed, flags: tuple[tuple[str, str], ...]) -> Verdict:
        """The policy of CLINICAL.md 4, steps (1) to (6)."""
        policy, totals = self.rule_set.rules.policy, weighed.totals
        done = sum(facts.get(LEVELS[cause.test]) is not None for cause in self._causes)
        if done == 0:
            return Verdict("insufficient")
        eligible = self._eligible(facts, totals)
        if not eligible or totals[eligible[0].id] < policy.lead:
            return Verdict("undetermined")
        top = totals[eligible[0].id]
        rivals = [
            cause
            for cause in eligible[1:]
            if totals[cause.id] >= policy.rival and top - totals[cause.id] <= policy.rival_within
        ]
        listed = tuple(cause.id for cause in [eligible[0], *rivals])
        listed_totals = [totals[cause_id] for cause_id in listed]
        return Verdict(
            outcome="mixed" if rivals else "leading",
            causes=listed,
            provisional=done < len(self._causes),
            tied=len(set(listed_totals)) < len(listed_totals),
            confidence=self._confidence(listed, totals, done, flags),
        )

    def _eligible(self, facts: Mapping[str, Any], totals: dict[str, int]) -> list[Cause]:
        """Causes whose own test is done and below good: by total, then worse level, then their order."""
        found = []
        for order, cause in enumerate(self._causes):
            level = facts.get(LEVELS[cause.test])
            if level is not None and level < GOOD:
                found.append((-totals[cause.id], level, order, cause))
        found.sort()
        return [entry[3] for entry in found]

    def _confidence(
        self, listed: tuple[str, ...], totals: dict[str, int], done: int, flags: tuple[tuple[str, str], ...]
    ) -> Confidence:
        policy, top = self.rule_set.rules.policy, totals[listed[0]]
        others = [total for cause_id, total in totals.items() if cause_id != listed[0]]
        unlisted = [total for cause_id, total in totals.items() if cause_id not in listed]
        complete = done == len(self._causes)
        ahead = all(top - total >= policy.high_ahead for total in others)
        if complete and top >= policy.high_total and ahead and not flags:
            return "high"
        close = any(top - total <= policy.low_within for total in unlisted)
        if not complete or close or any(kind == "contradiction" for kind, _ in flags):
            return "low"
        return "medium"

    def _flags(self, facts: Mapping[str, Any], weighed: Weighed) -> tuple[tuple[str, str], ...]:
        policy = self.rule_set.rules.policy
        flags = []
        for cause in self._causes:
            level = facts.get(LEVELS[cause.test])
            blocks = weighed.blocks[cause.id]
            if level == GOOD and blocks["posture"] + blocks["interview"] >= policy.contradiction:
                flags.append(("contradiction", cause.id))
            elif level is None and weighed.totals[cause.id] >= policy.pending:
                flags.append(("pending", cause.id))
        return tuple(flags)

    def _movement_findings(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Tests at level 0-1, or when there are none those at level 2; last a one-sided rotation."""
        levels = [(facts.get(LEVELS[cause.test]), order, cause.test) for order, cause in enumerate(self._causes)]
        poor = [(level, order, test) for level, order, test in levels if level is not None and level <= 1]
        fair = [(level, order, test) for level, order, test in levels if level == GOOD - 1]
        found = [test for _, _, test in sorted(poor or fair)]
        if ROTATION not in found and self._asymmetry(facts):
            found.append(ROTATION)
        return tuple(found)

    def _plan(
        self,
        facts: Mapping[str, Any],
        verdict: Verdict,
        weighed: Weighed,
        findings: tuple[str, ...],
        screened: Screened,
    ) -> tuple[Planned, ...]:
        if verdict.outcome == "insufficient":
            return ()
        policy = self.rule_set.rules.plan
        if policy.comfort_when in screened.caution:
            return (Planned(*policy.comfort),)
        if verdict.outcome == "leading":
            causes = self._eligible(facts, weighed.totals)
        elif verdict.outcome == "mixed":
            causes = [self.rule_set.cause(cause_id) for cause_id in verdict.causes]
        else:
            by_test = {cause.test: cause for cause in self._causes}
            causes = [by_test[test] for test in findings]
        return tuple(self._planned(cause, facts) for cause in causes[: policy.most])

    def _planned(self, cause: Cause, facts: Mapping[str, Any]) -> Planned:
        level = facts[LEVELS[cause.test]]
        return Planned(cause.exercise, "easier" if level < cause.easier_below else "standard")

    def _hidden(self, outcome: Outcome, screened: Screened) -> Proposal:
        urgency: Any = None if outcome != "refer" else "urgent" if screened.urgent else "refer"
        return Proposal(
            outcome=outcome,
            urgency=urgency,
            causes=(),
            provisional=False,
            tied=False,
            confidence=None,
            points=None,
            blocks=None,
            levels=None,
            flags=(),
            movement_findings=(),
            plan=(),
            urgent=screened.urgent,
            refer=screened.refer,
            caution=screened.caution,
            reasons=(),
            unasked=screened.unanswered,
            ruleset=self.rule_set.ref,
        )


def _reasons(weighed: Weighed, facts: Mapping[str, Any]) -> tuple[Reason, ...]:
    found = []
    for rule in weighed.matched:
        path = rule.when.findings()[0]
        value = facts[path]
        observed = value if isinstance(value, (str, bool, int)) else float(value)
        for cause_id, points in rule.points.items():
            found.append(Reason(rule.id, cause_id, points, rule.block, path, observed))
    return tuple(found)
