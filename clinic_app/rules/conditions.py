"""Three-valued conditions, compiled once into functions of the facts.

A function returns True, False, or None for *undecided*: a finding it needs was not asked or not done. `all`,
`any` and `count` follow Kleene's logic, so that an unknown never counts as a no.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from clinic_app.domain.proposal import Fact
from clinic_app.rules.ruleset import Condition

Facts = Mapping[str, Any]
Check = Callable[[Facts], bool | None]


def compile_condition(condition: Condition) -> Check:
    """The condition as a function from facts to True, False or None."""
    if condition.finding is not None:
        return _comparison(condition, condition.finding)
    paths = _same_answer(condition)
    if paths is not None and condition.all_ is None:
        return _at_least_equal(condition.count or 1, *paths)
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
    limits = (
        (operator.ge, condition.at_least),
        (operator.le, condition.at_most),
        (operator.gt, condition.above),
        (operator.lt, condition.below),
    )
    compare, limit = next((compare, limit) for compare, limit in limits if limit is not None)

    def check(facts: Facts) -> bool | None:
        value = facts.get(path)
        return None if value is None else compare(value, limit)

    return check


def _same_answer(condition: Condition) -> tuple[tuple[str, ...], Fact] | None:
    """The findings of a group that asks each of them for one and the same answer: the common, quicker case."""
    paths = tuple(part.finding for part in condition.parts if part.finding is not None)
    answers = {part.is_ for part in condition.parts}
    answer = next(iter(answers))
    return (paths, answer) if len(paths) == len(condition.parts) and len(answers) == 1 and answer is not None else None


def _at_least_equal(needed: int, paths: tuple[str, ...], expected: Fact) -> Check:
    def check(facts: Facts) -> bool | None:
        values = [facts.get(path) for path in paths]
        held = values.count(expected)
        if held >= needed:
            return True
        return None if held + values.count(None) >= needed else False

    return check


def _at_least(needed: int, checks: list[Check]) -> Check:
    most_failed = len(checks) - needed

    def check(facts: Facts) -> bool | None:
        held = failed = 0
        for part in checks:
            result = part(facts)
            if result:
                held += 1
                if held == needed:
                    return True
            elif result is not None:
                failed += 1
                if failed > most_failed:
                    return False
        return None

    return check
