"""Fixtures of the unit tests."""

import json
from pathlib import Path
from typing import Any

import pytest

from clinic_app.domain.assessment import from_plain
from clinic_app.domain.proposal import Proposal
from clinic_app.rules.evaluate import Evaluator

CASES = json.loads((Path(__file__).parent / "cases" / "examples.json").read_text(encoding="utf-8"))


@pytest.fixture
def clear_case() -> dict[str, Any]:
    """A whole document with an open gate and all three tests, free to be changed."""
    copied: dict[str, Any] = json.loads(json.dumps(CASES[0]["input"]))
    return copied


def propose(evaluator: Evaluator, document: dict[str, Any]) -> Proposal:
    """The proposal for a document that nothing refuses."""
    assessment = from_plain(document)
    assert [problem for problem in evaluator.problems(assessment) if problem.kind == "refuse"] == []
    return evaluator.evaluate(assessment)
