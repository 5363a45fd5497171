"""How long one assessment with all its reasons takes, beside two peers on the same rules and ready facts.

zen-engine runs with trace, rule-engine without reasons; neither computes levels nor decides, which ours does on top.
They live in the extra `bench` and may be installed elsewhere (`--python`). Before a peer is timed, what it matches on
every worked case is compared with what our rules match. Here too: flips, pairs, the check and the replay. `measure`
returns medians; nothing here is a timed test.
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

from clinic_app.cli.factory import factory_evaluator, factory_texts
from clinic_app.domain.assessment import from_plain
from clinic_app.rules.check import check
from clinic_app.rules.conditions import compile_condition
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.flips import pair_flips, what_changes
from clinic_app.rules.load import load_rule_set
from clinic_app.rules.observe import observe
from clinic_app.rules.replay import Case, rehearse
from tests.benchmarks.rule_peers import RULE_ENGINE, ZEN, conditions, decision, expressions, name_of

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "tests" / "unit" / "cases" / "examples.json").read_text(encoding="utf-8"))
ROWS = 2000
REPLAYED = 100_000


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
    ours: dict[str, tuple[list[Callable[[], object]], int]] = {
        "clinic-app, document to plan": ([lambda d=d: evaluator.evaluate(d) for d in documents], rounds),
        "clinic-app, the rules on ready facts": ([lambda f=f: _rules_alone(evaluator, f) for f in facts], rounds),
        "flips and next test": ([lambda f=f: what_changes(evaluator, f) for f in facts], max(1, rounds // 4)),
        "pairs of changes": ([lambda f=f: pair_flips(evaluator, f) for f in facts], max(1, rounds // 50)),
    }
    peers = {
        "zen-engine, the rules on ready facts": (ZEN, {"decision": decision(evaluator)}),
        "rule-engine, the rules on ready facts": (RULE_ENGINE, {"rules": expressions(evaluator)}),
    }
    runs: dict[str, list[float | None]] = {name: [] for name in (*ours, *peers)}
    for _ in range(5):  # ours and the peers in turn, so that a busy machine is busy for all
        for name, (tried, times) in ours.items():
            runs[name].append(medians_us(tried, times))
        for name, (program, given) in peers.items():
            runs[name].append(_peer(python, program, given, evaluator, facts, rounds))
    known = {name: [value for value in values if value is not None] for name, values in runs.items()}
    return {name: statistics.median(values) if values else None for name, values in known.items()}


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


def check_seconds() -> float:
    """The full check of the shipped rule set."""
    began = time.perf_counter()
    if check(factory_texts()):
        raise RuntimeError("the shipped rule set has faults")
    return time.perf_counter() - began


def replay_seconds() -> float:
    """A rehearsal of another rule set over 100,000 assessments that are read already."""
    texts = factory_texts()
    text = texts["rules/factory.toml"].replace("lead = 5", "lead = 6", 1)
    other = Evaluator(load_rule_set({**texts, "rules/factory.toml": text}))
    documents = [from_plain(case["input"]) for case in CASES]
    cases = (Case(str(number), documents[number % len(documents)]) for number in range(REPLAYED))
    began = time.perf_counter()
    rehearse(factory_evaluator(), other, cases)
    return time.perf_counter() - began


def report(result: dict[str, float | None]) -> str:
    """The table: medians side by side, and how many times ours each takes."""
    base = result["clinic-app, the rules on ready facts"] or 1.0
    lines = [f"{'one assessment with all reasons':<40}{'median us':>10}{'times ours':>12}"]
    for name, value in result.items():
        figures = f"{value:>10.1f}{value / base:>12.2f}" if value is not None else f"{'not installed':>22}"
        lines.append(f"  {name:<38}{figures}")
    lines.append(f"{'assess, 2,000 documents, start-up too':<40}{wall_seconds():>10.2f} s")
    lines.append(f"{'check of the shipped rule set':<40}{check_seconds():>10.2f} s")
    lines.append(f"{'replay of 100,000 assessments':<40}{replay_seconds():>10.2f} s")
    return "\n".join(lines)


def _peer(
    python: str,
    program: str,
    rules: dict[str, Any],
    evaluator: Evaluator,
    facts: list[dict[str, Any]],
    rounds: int,
) -> float | None:
    everything = {name_of(path) for _, condition in conditions(evaluator) for path in condition.findings()}
    contexts = [
        dict.fromkeys(everything) | {name_of(path): value for path, value in row.items() if name_of(path) in everything}
        for row in facts
    ]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "given.json"
        source.write_text(json.dumps({**rules, "facts": contexts, "rounds": rounds}), encoding="utf-8")
        done = subprocess.run([python, "-c", program, str(source)], capture_output=True, text=True, check=False)
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    answer = json.loads(done.stdout)
    _same_rules(answer["matched"], evaluator, facts)
    return float(answer["median"])


def _same_rules(matched: list[list[str]], evaluator: Evaluator, facts: list[dict[str, Any]]) -> None:
    """The peer must have matched exactly what we match on every case, or the comparison says nothing."""
    checks = [(name, compile_condition(condition)) for name, condition in conditions(evaluator)]
    for found, row in zip(matched, facts, strict=True):
        ours = sorted(name for name, check in checks if check(row))
        if found != ours:
            raise RuntimeError(f"the peer matched other rules: {sorted(set(found) ^ set(ours))}")
