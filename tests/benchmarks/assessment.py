"""How long one assessment with all its reasons takes, beside zen-engine with trace on the same rules.

The peer gets the same conditions as decision tables and ready facts; it neither computes levels nor decides, which
ours does on top. It lives in the extra `bench` and may be installed elsewhere. `measure` returns medians; nothing
here is a timed test.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clinic_app.cli.factory import factory_evaluator
from clinic_app.domain.assessment import from_plain
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.flips import what_changes
from clinic_app.rules.observe import observe
from clinic_app.rules.ruleset import Condition

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "tests" / "unit" / "cases" / "examples.json").read_text(encoding="utf-8"))
ROWS = 2000
PEER = """
import json, statistics, sys, time, zen
given = json.load(open(sys.argv[1]))
decision = zen.ZenEngine().create_decision(json.dumps(given["decision"]))
times = []
for _ in range(given["rounds"]):
    for facts in given["facts"]:
        began = time.perf_counter()
        decision.evaluate(facts, {"trace": True})
        times.append(time.perf_counter() - began)
print(json.dumps({"median": statistics.median(times) * 1e6, "result": decision.evaluate(given["facts"][0])["result"]}))
"""


def medians_us(actions: list[Callable[[], object]], rounds: int) -> float:
    """Median over all actions and rounds, in microseconds."""
    times = []
    for _ in range(rounds):
        for action in actions:
            began = time.perf_counter()
            action()
            times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


def measure(python: str = sys.executable, rounds: int = 100) -> dict[str, float | None]:
    """Medians in microseconds; None for a peer that is not installed."""
    evaluator = factory_evaluator()
    documents = [from_plain(case["input"]) for case in CASES]
    facts = [observe(document, evaluator.rule_set.catalogue) for document in documents]
    runs: list[tuple[float, float, float | None, float]] = []
    for _ in range(5):  # ours and the peer in turn, so that a busy machine is busy for both
        mine = medians_us([lambda d=d: evaluator.evaluate(d) for d in documents], rounds)
        rules = medians_us([lambda f=f: _rules_alone(evaluator, f) for f in facts], rounds)
        peer = _peer(python, evaluator, facts, rounds)
        flips = medians_us([lambda f=f: what_changes(evaluator, f) for f in facts], rounds // 4)
        runs.append((mine, rules, peer, flips))
    peers = [run[2] for run in runs if run[2] is not None]
    return {
        "clinic-app, document to plan": statistics.median(run[0] for run in runs),
        "clinic-app, the rules on ready facts": statistics.median(run[1] for run in runs),
        "zen-engine, the rules on ready facts": statistics.median(peers) if peers else None,
        "flips and next test": statistics.median(run[3] for run in runs),
    }


def _rules_alone(evaluator: Evaluator, facts: dict[str, Any]) -> object:
    """What the peer does: the screening and every rule with its reasons, on facts that are ready."""
    return evaluator.gate.screen(facts), evaluator.scales.weigh(facts)


def wall_seconds() -> float:
    """`clinic-app assess` on 2,000 documents in JSONL, start-up included; the median of three."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.jsonl"
        lines = [json.dumps(CASES[row % len(CASES)]["input"]) for row in range(ROWS)]
        rows.write_text("\n".join(lines), encoding="utf-8")
        times = []
        for _ in range(3):
            began = time.perf_counter()
            command = [sys.executable, "-m", "clinic_app", "assess", str(rows)]
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def report(result: dict[str, float | None]) -> str:
    """The table: medians side by side, and how many times ours each takes."""
    base = result["clinic-app, the rules on ready facts"] or 1.0
    lines = [f"{'one assessment with all reasons':<38}{'median us':>10}{'times ours':>12}"]
    for name, value in result.items():
        figures = f"{value:>10.1f}{value / base:>12.2f}" if value is not None else f"{'not installed':>22}"
        lines.append(f"  {name:<36}{figures}")
    lines.append(f"{'assess, 2,000 documents, start-up too':<38}{wall_seconds():>10.2f} s")
    return "\n".join(lines)


def _peer(python: str, evaluator: Evaluator, facts: list[dict[str, Any]], rounds: int) -> float | None:
    contexts = [{_name(path): value for path, value in given.items() if value is not None} for given in facts]
    given = {"decision": decision(evaluator), "facts": contexts, "rounds": rounds}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "given.json"
        source.write_text(json.dumps(given), encoding="utf-8")
        done = subprocess.run([python, "-c", PEER, str(source)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    answer = json.loads(done.stdout)
    _same_rules(answer["result"], evaluator)
    return float(answer["median"])


def _same_rules(answer: dict[str, Any], evaluator: Evaluator) -> None:
    """The peer must have matched exactly what we match, or the comparison says nothing."""
    matched = {rule for row in answer["points"] for rule in [row["rule"]]}
    reasons = evaluator.evaluate(from_plain(CASES[0]["input"])).reasons
    if matched != {reason.rule for reason in reasons}:
        raise RuntimeError(f"the peer matched other rules: {matched ^ {reason.rule for reason in reasons}}")


def decision(evaluator: Evaluator) -> dict[str, Any]:
    """The rules and the screening as two decision tables of the peer, in its own format."""
    rules = [(_text(rule.when), {"rule": rule.id, **rule.points}) for rule in evaluator.rule_set.rules.rule]
    screening = [
        (_text(condition), {"item": rule.id, "category": category})
        for rule in evaluator.rule_set.rules.screening
        for category in ("urgent", "refer", "caution")
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


def _name(path: str) -> str:
    return path.replace(".", "_")


def _text(condition: Condition) -> str:
    """A condition in the peer's expression language; a missing value is null there and holds nothing."""
    if condition.finding is not None:
        name = _name(condition.finding)
        if condition.is_ is not None:
            return f"{name} == {json.dumps(condition.is_)}"
        bounds = {">=": condition.at_least, "<=": condition.at_most, ">": condition.above, "<": condition.below}
        sign, limit = next((sign, limit) for sign, limit in bounds.items() if limit is not None)
        return f"({name} != null and {name} {sign} {limit:g})"
    parts = [_text(part) for part in condition.parts]
    if condition.count is not None and condition.count > 1:
        return f"({' + '.join(f'(({part}) ? 1 : 0)' for part in parts)} >= {condition.count})"
    return "(" + (" and " if condition.all_ is not None else " or ").join(parts) + ")"
