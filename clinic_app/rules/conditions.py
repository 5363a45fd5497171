"""Three-valued conditions, compiled once into functions of the facts.

A function returns True, False, or None for *undecided*: a finding it needs was not asked or not done. `all`,
`any` and `count` follow Kleene's logic, so that an unknown never counts as a no.
"""

from collections.abc import Callable, Mapping
from typing import Any

from clinic_app.rules.ruleset import Condition

Facts = Mapping[str, Any]
Check = Callable[[Facts], bool | None]


def compile_condition(condition: Condition) -> Check:
    """The condition as a function from facts to True, False or None."""
    if condition.finding is not None:
        return _comparison(condition, condition.finding)
    checks = [compile_condition(part) for part in condition.parts]
    if condition.all_ is not None:
        return _at_least(len(checks), checks)
    if condition.any_ is not None:
        return _at_least(1, checks)
    return _at_least(condition.count or 1, checks)


def _comparison(condition: Condition, path: str) -> Check:
    if condition.is_ is not None:
        expected = condition.is_

        def check(facts: Facts) -> bool | None:
            value = facts.get(path)
            return None if value is None else value == expected

        return check
    return _bound(condition, path)


def _bound(condition: Condition, path: str) -> Check:
    at_least, at_most, above, below = condition.at_least, condition.at_most, condition.above, condition.below

    def check(facts: Facts) -> bool | None:
        value = facts.get(path)
        if value is None:
            return None
        return (
            (at_least is None or value >= at_least)
            and (at_most is None or value <= at_most)
            and (above is None or value > above)
            and (below is None or value < below)
        )

    return check


def _at_least(needed: int, checks: list[Check]) -> Check:
    def check(facts: Facts) -> bool | None:
        held = unknown = 0
        for part in checks:
            result = part(facts)
            if result:
                held += 1
                if held == needed:
                    return True
            elif result is None:
                unknown += 1
        return None if held + unknown >= needed else False

    return check
