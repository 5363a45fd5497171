"""Proves over everything that can be reached (`reach`) that one outcome holds, and that every threshold matters.

The decision steps stand here a second time, as conditions that are tested one by one instead of in order: exactly one
of them must hold for every state, and it must be the one that `policy` gives. What holds is then the proof for every
assessment, because an assessment reaches its outcome only through its state.
"""

from collections.abc import Iterator

import msgspec

from clinic_app.i18n import N_
from clinic_app.rules.policy import GOOD, Policy
from clinic_app.rules.reach import MISSING, SHUT, Reach, Summary
from clinic_app.rules.ruleset import RuleSet


class Finding(msgspec.Struct, frozen=True):
    """What the proof found: a kind of fault with its values, and the state that shows it."""

    kind: str
    place: str
    values: dict[str, str]
    state: Summary | None


class State(msgspec.Struct):
    """A reachable state behind an open gate as the policy reads it, causes in the order of the rule file.

    `contradicted` tells for each cause whether the story speaks for it although its test is good.
    """

    levels: list[int | None]
    totals: list[int]
    contradicted: list[bool]


class Proof:
    """Goes through all reachable states once; `findings` is what was found, `reached` what some input reaches."""

    def __init__(self, rule_set: RuleSet, reach: Reach) -> None:
        self._rule_set, self._reach = rule_set, reach
        self._policy, self._limits = Policy(rule_set), rule_set.rules.policy
        self._causes = [cause.id for cause in rule_set.rules.cause]
        self.findings: list[Finding] = []
        self.reached: set[str] = set()
        self.count = 0
        self._most: list[tuple[int, Summary | None]] = [(-99, None)] * len(self._causes)
        self._kinds: set[tuple[str, str]] = set()
        for summary in reach.states:
            if not summary.gate & SHUT:
                self._look_at(summary)
        self._conclude()

    def read(self, summary: Summary) -> State:
        """The state that a summary stands for."""
        width = len(self._causes)
        levels = [None if level == MISSING else level for level in summary.levels]
        return State(levels, list(summary.cells[:width]), [cell > 0 for cell in summary.cells[width : 2 * width]])

    def outcomes(self, state: State) -> list[str]:
        """Every outcome whose own conditions hold (CLINICAL.md 4, policy 1 to 4 and 6), each tested by itself."""
        limits, places = self._limits, range(len(self._causes))
        if all(level is None for level in state.levels):
            return ["insufficient"]
        eligible = [place for place in places if (level := state.levels[place]) is not None and level < GOOD]
        found = []
        for place in eligible:
            total, others = state.totals[place], [state.totals[other] for other in eligible if other != place]
            if total >= limits.lead and all(total >= other for other in others):
                near = [other for other in others if other >= limits.rival and total - other <= limits.rival_within]
                found.append("mixed" if near else self._causes[place])
        if not any(state.totals[place] >= limits.lead for place in eligible):
            found.append("undetermined")
        return list(dict.fromkeys(found))

    def confidences(self, state: State, listed: list[int], flags: list[tuple[str, int]]) -> list[str]:
        """High and low, each by its own conditions; medium when neither holds."""
        limits, top = self._limits, state.totals[listed[0]]
        others = [total for place, total in enumerate(state.totals) if place != listed[0]]
        complete, contradicted = None not in state.levels, any(kind == "contradiction" for kind, _ in flags)
        high = complete and top >= limits.high_total and not flags
        high = high and all(top - other >= limits.high_ahead for other in others)
        unlisted = [total for place, total in enumerate(state.totals) if place not in listed]
        low = not complete or contradicted or any(top - total <= limits.low_within for total in unlisted)
        return [name for name, holds in (("high", high and len(listed) == 1), ("low", low)) if holds] or ["medium"]

    def flags(self, state: State) -> list[tuple[str, int]]:
        """Contradictions and tests that are waited for, by place of the cause."""
        found = []
        for place, level in enumerate(state.levels):
            if state.contradicted[place]:
                found.append(("contradiction", place))
            if level is None and state.totals[place] >= self._limits.pending:
                found.append(("pending", place))
        return found

    def _look_at(self, summary: Summary) -> None:
        self.count += 1
        state = self.read(summary)
        for place, total in enumerate(state.totals):
            if total > self._most[place][0] and state.levels[place] not in (None, GOOD):
                self._most[place] = (total, summary)
        flags = self.flags(state)
        self.reached.update(kind for kind, _ in flags)
        outcomes = self.outcomes(state)
        ranking = self._policy.rank(state.levels, state.totals)
        given = self._causes[ranking.listed[0]] if ranking.outcome == "leading" else ranking.outcome
        if outcomes != [given]:
            names = ", ".join(outcomes)
            self._found("not_one_outcome", "policy", summary, count=str(len(outcomes)), outcomes=names)
        self.reached.add(given)
        if not ranking.listed:
            return
        self.reached.add(ranking.outcome)
        listed = list(ranking.listed)
        confidences = self.confidences(state, listed, flags)
        self.reached.update(f"{name} confidence" for name in confidences)
        named = tuple([(kind, self._causes[place]) for kind, place in flags])
        firm = self._policy.confidence(ranking, state.levels, state.totals, named)
        if confidences != [firm]:
            self._found("two_confidences", "policy.high_ahead", summary)

    def _found(self, kind: str, place: str, state: Summary | None, **values: str) -> None:
        """Keep the first state that shows a fault; the others say the same."""
        if (kind, place) not in self._kinds:
            self._kinds.add((kind, place))
            self.findings.append(Finding(kind, place, values, state))

    def _conclude(self) -> None:
        """What no state reached."""
        if not self.count:
            self._found("shut", "screening", None)
            return
        top, best = max(self._most, key=lambda found: found[0])
        for cause, (most, state) in zip(self._causes, self._most, strict=True):
            if cause not in self.reached and most < self._limits.lead <= top:
                self._found("never_leads", cause, state, lead=str(self._limits.lead), most=str(most))
        for words, name, key in self._thresholds():
            if name not in self.reached:
                self._found("not_reached", f"policy.{key}", best, what=words, most=str(top))

    def _thresholds(self) -> Iterator[tuple[str, str, str]]:
        """What each threshold decides about: in words, by its name in `reached`, and the threshold's key."""
        yield N_("a leading cause"), "leading", "lead"
        yield N_("a combination of causes"), "mixed", "rival"
        yield N_("a judgement withheld"), "undetermined", "lead"
        yield N_("high confidence"), "high confidence", "high_total"
        yield N_("low confidence"), "low confidence", "low_within"
        yield N_("medium confidence"), "medium confidence", "high_ahead"
        yield N_("a good test that the story contradicts"), "contradiction", "contradiction"
        yield N_("a missing test that the story waits for"), "pending", "pending"
