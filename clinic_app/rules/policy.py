"""The policy: from totals and levels to an outcome, with flags, confidence and plan (CLINICAL.md 4 and 5)."""

from collections.abc import Sequence

import msgspec

from clinic_app.domain.assessment import ROTATION
from clinic_app.domain.proposal import Block, Confidence, Outcome, Planned
from clinic_app.rules.ruleset import Cause, RuleSet

GOOD = 3
Flags = tuple[tuple[str, str], ...]


class Ranking(msgspec.Struct):
    """Outcome, the listed causes, and all eligible causes, best first; causes are places in the rule file."""

    outcome: Outcome
    listed: Sequence[int] = ()
    eligible: Sequence[int] = ()


class Policy:
    """The decision steps of one rule set. Levels and totals come in the order of its causes."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._causes: tuple[Cause, ...] = rule_set.rules.cause
        self._limits = rule_set.rules.policy
        self._plan = rule_set.rules.plan

    def rank(self, levels: Sequence[int | None], totals: Sequence[int]) -> Ranking:
        """Steps (1) to (4) and (6)."""
        if levels.count(None) == len(levels):
            return Ranking("insufficient")
        limits = self._limits
        found = [
            (-totals[place], level, place) for place, level in enumerate(levels) if level is not None and level < GOOD
        ]
        found.sort()
        eligible = [place for _, _, place in found]
        if not found or -found[0][0] < limits.lead:
            return Ranking("undetermined", (), eligible)
        top = -found[0][0]
        listed = eligible[:1]
        for negative, _, place in found[1:]:
            if -negative >= limits.rival and top + negative <= limits.rival_within:
                listed.append(place)
        return Ranking("mixed" if len(listed) > 1 else "leading", listed, eligible)

    def confidence(
        self, ranking: Ranking, levels: Sequence[int | None], totals: Sequence[int], flags: Flags
    ) -> Confidence | None:
        """How firm a leading or mixed outcome is; None for any other."""
        if not ranking.listed:
            return None
        limits, first = self._limits, ranking.listed[0]
        top = totals[first]
        others = [total for place, total in enumerate(totals) if place != first]
        complete = None not in levels
        ahead = all(top - total >= limits.high_ahead for total in others)
        if complete and top >= limits.high_total and ahead and not flags:
            return "high"
        close = any(
            top - total <= limits.low_within for place, total in enumerate(totals) if place not in ranking.listed
        )
        contradicted = any(kind == "contradiction" for kind, _ in flags)
        return "low" if not complete or close or contradicted else "medium"

    def flags(self, levels: Sequence[int | None], totals: Sequence[int], blocks: dict[str, dict[Block, int]]) -> Flags:
        """A good test against the story, and a story whose test is missing."""
        found = []
        for place, level in enumerate(levels):
            cause = self._causes[place]
            if level == GOOD:
                capped = blocks[cause.id]
                if capped["posture"] + capped["interview"] >= self._limits.contradiction:
                    found.append(("contradiction", cause.id))
            elif level is None and totals[place] >= self._limits.pending:
                found.append(("pending", cause.id))
        return tuple(found)

    def movement_findings(self, levels: Sequence[int | None], asymmetric: bool) -> tuple[str, ...]:
        """Tests at level 0-1, or when there are none those at level 2; last a one-sided rotation."""
        known = [(level, place) for place, level in enumerate(levels) if level is not None]
        poor = [(level, place) for level, place in known if level <= 1]
        fair = [(level, place) for level, place in known if level == GOOD - 1]
        found = [self._causes[place].test for _, place in sorted(poor or fair)]
        if asymmetric and ROTATION not in found:
            found.append(ROTATION)
        return tuple(found)

    def plan(
        self, ranking: Ranking, levels: Sequence[int | None], findings: tuple[str, ...], caution: tuple[str, ...]
    ) -> tuple[Planned, ...]:
        """The exercises in their start form, the most important first."""
        if ranking.outcome == "insufficient":
            return ()
        if self._plan.comfort_when in caution:
            return (Planned(*self._plan.comfort),)
        if ranking.outcome == "undetermined":
            tests = [cause.test for cause in self._causes]
            places: Sequence[int] = [tests.index(test) for test in findings]
        else:
            places = ranking.eligible if ranking.outcome == "leading" else ranking.listed
        return tuple([self._planned(place, levels) for place in places[: self._plan.most]])

    def plan_for(
        self, causes: Sequence[str], levels: Sequence[int | None], caution: tuple[str, ...]
    ) -> tuple[Planned, ...]:
        """The exercises of causes that the trainer chose, in their order; an irritable back keeps to comfort."""
        if self._plan.comfort_when in caution:
            return (Planned(*self._plan.comfort),)
        ids = [cause.id for cause in self._causes]
        return tuple([self._planned(ids.index(cause), levels) for cause in causes[: self._plan.most]])

    def _planned(self, place: int, levels: Sequence[int | None]) -> Planned:
        cause, level = self._causes[place], levels[place]
        easier = level is None or level < cause.easier_below  # what was not seen starts easy
        return Planned(cause.exercise, "easier" if easier else "standard")
