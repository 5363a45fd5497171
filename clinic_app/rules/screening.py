"""The red-flag gate: which category every item falls into, and whether the gate may open (CLINICAL.md 3)."""

import msgspec

from clinic_app.domain.assessment import Clearance
from clinic_app.domain.checks import Problem
from clinic_app.domain.proposal import Category, Outcome
from clinic_app.rules.conditions import Check, Facts, compile_condition
from clinic_app.rules.load import screening_paths
from clinic_app.rules.ruleset import RuleSet, ScreeningRule

NEEDED = ("client.age_at_onset", "weeks_since_onset", "nrs.now")
CATEGORIES: tuple[Category, ...] = ("urgent", "refer", "caution")


class Screened(msgspec.Struct, frozen=True):
    """The screening's verdict: ids by category, alphabetical, and the paths that are not answered."""

    urgent: tuple[str, ...]
    refer: tuple[str, ...]
    caution: tuple[str, ...]
    unanswered: tuple[str, ...]

    @property
    def outcome(self) -> Outcome | None:
        """The outcome the gate forces, or None when it is open."""
        if self.urgent or self.refer:
            return "refer"
        return "screening_incomplete" if self.unanswered else None


class Gate:
    """The screening rules of one rule set, compiled."""

    def __init__(self, rule_set: RuleSet) -> None:
        rules = sorted(rule_set.rules.screening, key=lambda rule: rule.id)
        self._items = [(rule.id, _checks(rule)) for rule in rules]
        self._paths = (*screening_paths(rule_set.catalogue), *NEEDED)
        self._urgent = {rule.id for rule in rules if rule.urgent is not None}
        self._urgent_paths = frozenset(
            path for rule in rules if rule.urgent is not None for path in rule.urgent.findings()
        )
        conditions = [getattr(rule, category) for rule in rules for category in CATEGORIES]
        self.paths = frozenset(path for condition in conditions if condition for path in condition.findings())

    def screen(self, facts: Facts, cleared: Clearance | None = None) -> Screened:
        """Sort every item into its first category that holds; a cleared refer item becomes a caution."""
        found: dict[Category, list[str]] = {"urgent": [], "refer": [], "caution": []}
        for key, checks in self._items:
            for category, check in checks:
                if check(facts):
                    lifted = category == "refer" and cleared is not None and key in cleared.items
                    found["caution" if lifted else category].append(key)
                    break
        unanswered = tuple([path for path in self._paths if facts.get(path) is None])
        return Screened(tuple(found["urgent"]), tuple(found["refer"]), tuple(found["caution"]), unanswered)

    def urgent_answered(self, screened: Screened) -> bool:
        """Whether every urgent item has its answer, before which no memo is written."""
        return not any(path in self._urgent_paths for path in screened.unanswered)

    def clearance_problems(self, cleared: Clearance | None) -> list[Problem]:
        """A doctor's note can never clear an urgent item."""
        if cleared is None:
            return []
        return [
            Problem(f"cleared_by_doctor.items[{index}]", "urgent_cannot_be_cleared", values={"value": key})
            for index, key in enumerate(cleared.items)
            if key in self._urgent
        ]


def _checks(rule: ScreeningRule) -> list[tuple[Category, Check]]:
    conditions = ((category, getattr(rule, category)) for category in CATEGORIES)
    return [(category, compile_condition(condition)) for category, condition in conditions if condition is not None]
