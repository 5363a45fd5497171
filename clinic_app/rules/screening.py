"""The red-flag gate: which category every item falls into, and whether the gate may open (CLINICAL.md 3)."""

import msgspec

from clinic_app.domain.assessment import Clearance
from clinic_app.domain.checks import Problem
from clinic_app.rules.conditions import Check, Facts, compile_condition
from clinic_app.rules.load import screening_paths
from clinic_app.rules.ruleset import Condition, RuleSet

NEEDED = ("client.age_at_onset", "weeks_since_onset", "nrs.now")


class Screened(msgspec.Struct, frozen=True):
    """The screening's verdict: ids by category, alphabetical, and the paths that are not answered."""

    urgent: tuple[str, ...]
    refer: tuple[str, ...]
    caution: tuple[str, ...]
    unanswered: tuple[str, ...]


class Gate:
    """The screening rules of one rule set, compiled."""

    def __init__(self, rule_set: RuleSet) -> None:
        def check(condition: Condition | None) -> Check | None:
            return None if condition is None else compile_condition(condition)

        self._items = [
            (rule.id, check(rule.urgent), check(rule.refer), check(rule.caution))
            for rule in sorted(rule_set.rules.screening, key=lambda rule: rule.id)
        ]
        self._paths = (*screening_paths(rule_set.catalogue), *NEEDED)
        self._urgent_only = {rule.id for rule in rule_set.rules.screening if rule.urgent is not None}

    def screen(self, facts: Facts, cleared: Clearance | None = None) -> Screened:
        """Sort every item into its category; a cleared refer item becomes a caution."""
        names = frozenset(cleared.items) if cleared is not None else frozenset()
        urgent: list[str] = []
        refer: list[str] = []
        caution: list[str] = []
        for key, is_urgent, is_refer, is_caution in self._items:
            if is_urgent is not None and is_urgent(facts):
                urgent.append(key)
            elif is_refer is not None and is_refer(facts):
                (caution if key in names else refer).append(key)
            elif is_caution is not None and is_caution(facts):
                caution.append(key)
        unanswered = tuple(path for path in self._paths if facts.get(path) is None)
        return Screened(tuple(urgent), tuple(refer), tuple(caution), unanswered)

    def clearance_problems(self, cleared: Clearance | None) -> list[Problem]:
        """A doctor's note can never clear an urgent item."""
        if cleared is None:
            return []
        return [
            Problem(f"cleared_by_doctor.items[{index}]", "urgent_cannot_be_cleared", values={"value": key})
            for index, key in enumerate(cleared.items)
            if key in self._urgent_only
        ]
