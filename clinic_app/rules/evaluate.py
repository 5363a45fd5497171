"""Applies a rule set to an assessment: screening, points, policy, proposal (CLINICAL.md 3 to 5).

Pure and deterministic. The rule set is compiled once; an evaluation then only reads facts, so that evidence and
flips can be computed anew after every entry.
"""

from functools import lru_cache
from typing import Any

from clinic_app.domain.assessment import Assessment, Clearance
from clinic_app.domain.checks import problems
from clinic_app.domain.problem import Problem
from clinic_app.domain.proposal import Fact, Outcome, Proposal
from clinic_app.rules.conditions import Facts
from clinic_app.rules.load import possible_answers
from clinic_app.rules.observe import COMPUTED, DIFFERENCE, LEVELS, observe
from clinic_app.rules.points import Scales
from clinic_app.rules.policy import Policy
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.screening import Gate, Screened

DECIDED = 4096  # of the combinations that can occur; the oldest make room


class Evaluator:
    """A compiled rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.gate = Gate(rule_set)
        self.scales = Scales(rule_set)
        self.policy = Policy(rule_set)
        self._causes = rule_set.rules.cause
        self._tests = [cause.test for cause in self._causes]
        self._level_paths = [LEVELS[cause.test] for cause in self._causes]
        asymmetric = next((rule.when for rule in rule_set.rules.rule if rule.when.finding == DIFFERENCE), None)
        self.asymmetry_limit = asymmetric.at_least if asymmetric is not None else None
        self.decided = lru_cache(maxsize=DECIDED)(self._decided)  # flips ask for the same few hundred again and again
        self.varied = _varied(rule_set, self.scales.paths | self.gate.paths)
        self.weak = frozenset(finding.path for finding in rule_set.catalogue.findings if finding.weak)

    def _decided(self, levels: tuple[int | None, ...], totals: tuple[int, ...]) -> tuple[Outcome, tuple[str, ...]]:
        """Outcome and causes for levels and totals in the order of the causes."""
        ranking = self.policy.rank(levels, totals)
        return ranking.outcome, tuple([self._causes[place].id for place in ranking.listed])

    def problems(self, assessment: Assessment, *, finished: bool = True) -> list[Problem]:
        """Everything refused, unfinished or asked back in an assessment, in document order."""
        found = problems(assessment, self.rule_set.catalogue, finished=finished)
        return found + self.gate.clearance_problems(assessment.cleared_by_doctor)

    def evaluate(self, assessment: Assessment) -> Proposal:
        """The proposal for a checked assessment; one still being entered is allowed too."""
        return self.propose(observe(assessment, self.rule_set.catalogue), assessment.cleared_by_doctor)

    def result(self, facts: Facts, cleared: Clearance | None = None) -> tuple[Outcome, tuple[str, ...]]:
        """Only outcome and causes, without reasons and plan: for going through very many cases."""
        hidden = self.gate.screen(facts, cleared).outcome
        if hidden is not None:
            return hidden, ()
        totals = self.scales.totals(self.scales.weigh(facts).sums)
        return self.decided(tuple(self.levels(facts)), tuple(totals))

    def propose(self, facts: Facts, cleared: Clearance | None = None) -> Proposal:
        """The proposal for given facts (see `observe`)."""
        screened = self.gate.screen(facts, cleared)
        if screened.outcome is not None:
            return self._hidden(screened.outcome, screened)
        weighed = self.scales.weigh(facts)
        levels = self.levels(facts)
        totals, blocks = self.scales.totals(weighed.sums), self.scales.blocks(weighed.sums)
        flags = self.policy.flags(levels, totals, blocks)
        ranking = self.policy.rank(levels, totals)
        findings: tuple[str, ...] = ()
        if ranking.outcome == "undetermined":
            findings = self.policy.movement_findings(levels, self._is_asymmetric(facts))
        listed = [totals[place] for place in ranking.listed]
        return Proposal(
            outcome=ranking.outcome,
            urgency=None,
            causes=tuple([self._causes[place].id for place in ranking.listed]),
            provisional=bool(listed) and None in levels,
            tied=len(set(listed)) < len(listed),
            confidence=self.policy.confidence(ranking, levels, totals, flags),
            points={cause: totals[place] for place, cause in enumerate(self.scales.causes)},
            blocks=blocks,
            levels={test: levels[place] for place, test in enumerate(self._tests)},
            flags=flags,
            movement_findings=findings,
            plan=self.policy.plan(ranking, levels, findings, screened.caution),
            urgent=(),
            refer=(),
            caution=screened.caution,
            reasons=tuple([reason for hit in weighed.hits for reason in hit.reasons]),
            unasked=weighed.waiting,
            ruleset=self.rule_set.ref,
        )

    def _is_asymmetric(self, facts: Facts) -> bool:
        """Whether the means differ by as much as the rule for a one-sided rotation asks."""
        difference = facts.get(DIFFERENCE)
        return self.asymmetry_limit is not None and difference is not None and difference >= self.asymmetry_limit

    def levels(self, facts: Facts) -> list[int | None]:
        """The levels of the tests in the order of the causes; None is missing."""
        return [facts.get(path) for path in self._level_paths]

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


def _varied(rule_set: RuleSet, paths: frozenset[str]) -> dict[str, tuple[Fact, ...]]:
    """Every finding whose change may change the result, with all its answers: tests, interview and posture."""
    catalogue = rule_set.catalogue
    asked = [finding.path for finding in catalogue.findings if finding.section in ("interview", "posture")]
    return {path: possible_answers(path, catalogue) or () for path in (*COMPUTED, *asked) if path in paths}
