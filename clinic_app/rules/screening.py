"""The red-flag gate: which category every item falls into, and whether the gate may open (CLINICAL.md 3)."""

import msgspec

from clinic_app.domain.assessment import Clearance
from clinic_app.domain.problem import Problem
from clinic_app.domain.proposal import Category, Outcome
from clinic_app.rules.conditions import Check, Facts, compile_condition
from clinic_app.rules.load import screening_paths
from clinic_app.rules.ruleset import Condition, RuleSet, ScreeningRule

NEEDED = ("client.age_at_onset", "weeks_since_onset", "nrs.now")
CATEGORIES: tuple[Category, ...] = ("urgent", "refer", "caution")
_Item = tuple[str, list[tuple[Category, Check]]]


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
        self._by_answer = [(rule.id, _checks(rule)) for rule in rules if _needs_a_yes(rule)]
        self._by_number = [(rule.id, _checks(rule)) for rule in rules if not _needs_a_yes(rule)]
        self._affected: dict[str, list[_Item]] = {}
        for rule in rules:
            for path in _paths(rule):
                self._affected.setdefault(path, []).append((rule.id, _checks(rule)))
        self._paths = (*screening_paths(rule_set.catalogue), *NEEDED)
        self._urgent = {rule.id for rule in rules if rule.urgent is not None}
        self._urgent_paths = frozenset(
            path for rule in rules if rule.urgent is not None for path in rule.urgent.findings()
        )
        self.paths = frozenset(self._affected)

    def screen(self, facts: Facts, cleared: Clearance | None = None) -> Screened:
        """Sort every item into its first category that holds; a cleared refer item becomes a caution."""
        found: dict[Category, list[str]] = {"urgent": [], "refer": [], "caution": []}
        answers = [*map(facts.get, self._paths)]
        items = (*self._by_answer, *self._by_number) if "yes" in answers else self._by_number
        for key, checks in items:
            for category, check in checks:
                if check(facts):
                    found[_lifted(category, key, cleared)].append(key)
                    break
        unanswered: tuple[str, ...] = ()
        if None in answers:
            unanswered = tuple([path for path, answer in zip(self._paths, answers, strict=True) if answer is None])
        return Screened(_sorted(found["urgent"]), _sorted(found["refer"]), _sorted(found["caution"]), unanswered)

    def closes(self, path: str, facts: Facts, cleared: Clearance | None) -> bool:
        """Whether an open gate closes once the finding at `path` has its value in `facts`."""
        for key, checks in self._affected.get(path, ()):
            for category, check in checks:
                if check(facts):
                    if _lifted(category, key, cleared) != "caution":
                        return True
                    break
        return False

    def unanswered_urgent(self, unanswered: tuple[str, ...]) -> tuple[str, ...]:
        """The urgent items among unanswered paths; before they are answered no memo is written."""
        return tuple(path for path in unanswered if path in self._urgent_paths)

    def clearance_problems(self, cleared: Clearance | None) -> list[Problem]:
        """A doctor's note can never clear an urgent item."""
        if cleared is None:
            return []
        return [
            Problem(f"cleared_by_doctor.items[{index}]", "urgent_cannot_be_cleared", values={"value": key})
            for index, key in enumerate(cleared.items)
            if key in self._urgent
        ]


def _needs_a_yes(rule: ScreeningRule) -> bool:
    """Whether an item can only hold when some screening answer is yes, as most do: no answer yes, no need to look."""
    conditions = [getattr(rule, category) for category in CATEGORIES if getattr(rule, category) is not None]
    return all(_asks_for_yes(condition) for condition in conditions)


def _asks_for_yes(condition: Condition) -> bool:
    if condition.finding is not None:
        return condition.is_ == "yes" and condition.finding.startswith("screening.")
    return all(_asks_for_yes(part) for part in condition.parts)


def _sorted(keys: list[str]) -> tuple[str, ...]:
    keys.sort()
    return tuple(keys)


def _lifted(category: Category, key: str, cleared: Clearance | None) -> Category:
    """The category after a doctor's note: a refer item that it names becomes a caution."""
    return "caution" if category == "refer" and cleared is not None and key in cleared.items else category


def _paths(rule: ScreeningRule) -> set[str]:
    conditions = (getattr(rule, category) for category in CATEGORIES)
    return {path for condition in conditions if condition is not None for path in condition.findings()}


def _checks(rule: ScreeningRule) -> list[tuple[Category, Check]]:
    conditions = ((category, getattr(rule, category)) for category in CATEGORIES)
    return [(category, compile_condition(condition)) for category, condition in conditions if condition is not None]
