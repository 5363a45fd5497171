"""A rehearsal counts what another rule set changes, which way, and lets every changed case be explained twice."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES

from clinic_app.bootstrap.factory import factory_texts
from clinic_app.cli import main
from clinic_app.domain.assessment import from_plain
from clinic_app.domain.text import LANGUAGES
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import load_rule_set
from clinic_app.rules.replay import KEPT, Case, ChangedCase, explained_twice, rehearsal_lines, rehearse

RULES = "rules/factory.toml"


def changed_texts(before: str, after: str) -> str:
    text = factory_texts()[RULES]
    assert before in text
    return text.replace(before, after, 1)


@pytest.fixture(scope="module")
def stricter() -> Evaluator:
    return Evaluator(load_rule_set({**factory_texts(), RULES: changed_texts("lead = 5", "lead = 6")}))


def cases(decided: dict[str, tuple[str, ...]] | None = None) -> Iterator[Case]:
    for case in CASES:
        key = case["input"]["case"]
        yield Case(key, from_plain(case["input"]), (decided or {}).get(key, tuple(case["expected"]["causes"])))


def test_the_same_rule_set_changes_nothing_and_agrees_as_before(evaluator: Evaluator) -> None:
    found = rehearse(evaluator, evaluator, cases())
    assert (found.cases, found.changed, found.agreed_before) == (21, 0, 21)
    assert found.agreed_after == found.decided == 21


def test_changes_are_counted_by_kind_and_by_what_the_trainer_had_decided(
    evaluator: Evaluator, stricter: Evaluator
) -> None:
    found = rehearse(evaluator, stricter, cases({"06-one-test-only": ()}))
    expected = {}
    for case in cases():
        old, new = evaluator.evaluate(case.assessment), stricter.evaluate(case.assessment)
        if (old.outcome, old.causes) != (new.outcome, new.causes):
            expected[case.id] = (old.outcome, old.causes, new.outcome, new.causes)
    listed = {c.id: (c.before.outcome, c.before.causes, c.after.outcome, c.after.causes) for c in found.listed}
    assert listed == expected
    assert set(listed) == {"04-tie", "06-one-test-only", "13-all-three"}
    assert (found.agreed_before, found.agreed_after, found.towards, found.away) == (20, 19, 1, 2)
    assert {change.id: change.direction for change in found.listed}["06-one-test-only"] == "towards"
    assert sum(found.kinds.values()) == found.changed == 3
    for language in LANGUAGES:
        assert all("{" not in line for line in rehearsal_lines(found, evaluator, stricter, language))


def test_a_case_without_a_decision_agrees_with_nobody(evaluator: Evaluator, stricter: Evaluator) -> None:
    undecided = (Case(case.id, case.assessment) for case in cases())
    found = rehearse(evaluator, stricter, undecided)
    assert (found.decided, found.agreed_before, found.agreed_after) == (0, 0, 0)
    assert {change.direction for change in found.listed} == {"undecided"}


def test_a_rehearsal_tells_how_far_it_is_and_ends_when_nobody_waits_for_it(
    evaluator: Evaluator, stricter: Evaluator
) -> None:
    told: list[int] = []
    many = [case for _ in range(50) for case in cases()]
    found = rehearse(evaluator, stricter, many, progress=told.append, cancelled=lambda: len(told) > 2)
    assert found.cancelled
    assert told == [0, 200, 400, 400]
    assert found.cases == 400
    assert rehearsal_lines(found, evaluator, stricter, "ja")[1] == "途中で中止しました。それまでの件数です。"


def test_changed_cases_beyond_the_list_are_still_counted_and_heard_of_without_growing_memory(
    evaluator: Evaluator, stricter: Evaluator
) -> None:
    tie = next(case for case in cases() if case.id == "04-tie")
    heard = 0

    def hear(change: ChangedCase) -> None:
        nonlocal heard
        heard += change.before != change.after

    rehearse(evaluator, stricter, (tie for _ in range(2 * KEPT)), on_change=hear)
    tracemalloc.start()
    found = rehearse(evaluator, stricter, (tie for _ in range(4 * KEPT)), on_change=hear)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.changed, len(found.listed), heard) == (4 * KEPT, KEPT, 6 * KEPT)
    assert peak < 2_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_case_is_explained_under_both_versions(
    evaluator: Evaluator, stricter: Evaluator, language: Any
) -> None:
    tie = next(case for case in cases() if case.id == "04-tie")
    before, after = explained_twice(evaluator, stricter, tie.assessment, language).split("== factory")[1:]
    combined, withheld = ("複合", "判定保留") if language == "ja" else ("Combined tendencies", "Judgement withheld")
    assert before.splitlines()[1].startswith(combined)
    assert after.splitlines()[1].startswith(withheld)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Another rule set, and the worked cases with their decisions, one per line."""
    new, rows = tmp_path / "new.toml", tmp_path / "rows.jsonl"
    new.write_text(changed_texts("lead = 5", "lead = 6"), encoding="utf-8")
    lines = [{"assessment": case["input"], "decided": case["expected"]["causes"]} for case in CASES[:-1]]
    rows.write_text("\n".join(json.dumps(line) for line in (*lines, CASES[-1]["input"])), encoding="utf-8")
    return new, rows


def test_the_command_replays_a_file_of_cases(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    new, rows = map(str, files)
    assert main(["rules", "replay", new, "--cases", rows, "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "3 of 21 cases change",
        "Agreement with the trainers' decisions: 20 of 20 before, 17 after",
        "Of the changed cases, 0 become as the trainer had decided, 3 no longer are",
    ]
    assert main(["rules", "replay", new, "--cases", rows, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [change["id"] for change in found["listed"]] == ["04-tie", "06-one-test-only", "13-all-three"]
    assert main(["rules", "replay", new, "--cases", rows, "--explain", "04-tie", "--language", "en"]) == 0
    assert "Judgement withheld" in capsys.readouterr().out


def test_what_the_command_cannot_replay_is_refused_with_its_place(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, rows = map(str, files)
    assert main(["rules", "replay", new, "--cases", rows, "--explain", "99", "--language", "en"]) == 1
    assert "no case 99" in capsys.readouterr().err
    broken = tmp_path / "broken.jsonl"
    broken.write_text(Path(rows).read_text(encoding="utf-8").splitlines()[0] + '\n{"format": 3}\n', encoding="utf-8")
    assert main(["rules", "replay", new, "--cases", str(broken), "--language", "en"]) == 1
    assert "line 2" in capsys.readouterr().err
    assert main(["rules", "replay", new, "--cases", str(tmp_path / "none"), "--language", "en"]) == 1
    assert "there is no such file" in capsys.readouterr().err
