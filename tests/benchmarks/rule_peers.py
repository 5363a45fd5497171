"""The shipped rules in the formats of two peers: decision tables for zen-engine, expressions for rule-engine.

Both get ready facts and the same conditions; what they match on every worked case is compared with what our rules match
before anything is timed. Each runs in the interpreter that has it installed.
"""

import json
from typing import Any

from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.ruleset import Condition

CATEGORIES = ("urgent", "refer", "caution")
ZEN = """
import json, statistics, sys, time, zen
given = json.load(open(sys.argv[1]))
decision = zen.ZenEngine().create_decision(json.dumps(given["decision"]))
matched = []
for facts in given["facts"]:
    result = decision.evaluate(facts)["result"]
    held = [row["item"] + ":" + row["category"] for row in result.get("screening") or []]
    matched.append(sorted([row["rule"] for row in result.get("points") or []] + held))
times = []
for _ in range(given["rounds"]):
    for facts in given["facts"]:
        began = time.perf_counter()
        decision.evaluate(facts, {"trace": True})
        times.append(time.perf_counter() - began)
print(json.dumps({"median": statistics.median(times) * 1e6, "matched": matched}))
"""
RULE_ENGINE = """
import json, statistics, sys, time, rule_engine
given = json.load(open(sys.argv[1]))
context = rule_engine.Context(default_value=None)
rules = [(name, rule_engine.Rule(text, context=context)) for name, text in given["rules"]]
matched = [sorted(name for name, rule in rules if rule.matches(facts)) for facts in given["facts"]]
times = []
for _ in range(given["rounds"]):
    for facts in given["facts"]:
        began = time.perf_counter()
        [name for name, rule in rules if rule.matches(facts)]
        times.append(time.perf_counter() - began)
print(json.dumps({"median": statistics.median(times) * 1e6, "matched": matched}))
"""


def name_of(path: str) -> str:
    """A finding's path as a name that both peers can read."""
    return path.replace(".", "_")


def conditions(evaluator: Evaluator) -> list[tuple[str, Condition]]:
    """Every rule, and every category of every screening item, with its condition."""
    found = [(rule.id, rule.when) for rule in evaluator.rule_set.rules.rule]
    for item in evaluator.rule_set.rules.screening:
        found += [(f"{item.id}:{name}", when) for name in CATEGORIES if (when := getattr(item, name)) is not None]
    return found


def expressions(evaluator: Evaluator) -> list[tuple[str, str]]:
    """All conditions in the language of rule-engine."""
    return [(name, _expression(condition)) for name, condition in conditions(evaluator)]


def _expression(condition: Condition) -> str:
    """Missing is null there, and null compared with a number is an error: so it is asked for first."""
    if condition.finding is not None:
        name, (sign, value) = name_of(condition.finding), _compared(condition)
        known = f"{name} != null and " if sign != "==" else ""
        return f"({known}{name} {sign} {json.dumps(value)})"
    parts = [_expression(part) for part in condition.parts]
    if condition.count is not None and condition.count > 1:
        return f"({' + '.join(f'({part} ? 1 : 0)' for part in parts)} >= {condition.count})"
    return "(" + (" and " if condition.all_ is not None else " or ").join(parts) + ")"


def _compared(condition: Condition) -> tuple[str, Any]:
    if condition.is_ is not None:
        return "==", condition.is_
    bounds = {">=": condition.at_least, "<=": condition.at_most, ">": condition.above, "<": condition.below}
    return next((sign, limit) for sign, limit in bounds.items() if limit is not None)


def decision(evaluator: Evaluator) -> dict[str, Any]:
    """The rules and the screening as two decision tables of zen-engine, in its own format."""
    rules = [(_text(rule.when), {"rule": rule.id, **rule.points}) for rule in evaluator.rule_set.rules.rule]
    screening = [
        (_text(condition), {"item": rule.id, "category": category})
        for rule in evaluator.rule_set.rules.screening
        for category in CATEGORIES
        if (condition := getattr(rule, category)) is not None
    ]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        _table("screening", screening),
        _table("points", rules),
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ]
    pairs = [("in", "screening"), ("in", "points"), ("screening", "out"), ("points", "out")]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairs]
    return {"nodes": nodes, "edges": edges}


def _table(name: str, rows: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    fields = sorted({key for _, outputs in rows for key in outputs})
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": f"o-{field}", "name": field, "field": field} for field in fields],
        "rules": [
            {
                "_id": f"{name}-{place}",
                "when": when,
                **{f"o-{key}": json.dumps(value) for key, value in outputs.items()},
            }
            for place, (when, outputs) in enumerate(rows)
        ],
        "outputPath": name,
    }
    return {"id": name, "type": "decisionTableNode", "name": name, "position": {"x": 0, "y": 0}, "content": content}


def _row(key: str, when: str, outputs: dict[str, Any]) -> dict[str, str]:
    return {"_id": key, "when": when, **{f"o-{name}": json.dumps(value) for name, value in outputs.items()}}


def _text(condition: Condition) -> str:
    """A condition in the language of zen-engine; a missing value is null there and holds nothing."""
    if condition.finding is not None:
        name, (sign, value) = name_of(condition.finding), _compared(condition)
        return f"{name} == {json.dumps(value)}" if sign == "==" else f"({name} != null and {name} {sign} {value:g})"
    parts = [_text(part) for part in condition.parts]
    if condition.count is not None and condition.count > 1:
        return f"({' + '.join(f'(({part}) ? 1 : 0)' for part in parts)} >= {condition.count})"
    return "(" + (" and " if condition.all_ is not None else " or ").join(parts) + ")"
