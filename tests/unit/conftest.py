"""Fixtures of the unit tests, and how many examples hypothesis tries: the same ones in every run."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from clinic_app.domain.assessment import from_plain
from clinic_app.domain.proposal import Proposal
from clinic_app.rules.evaluate import Evaluator

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("default", max_examples=40, deadline=None, derandomize=True, suppress_health_check=QUIET)
settings.register_profile("ci", max_examples=400, deadline=None, derandomize=True, suppress_health_check=QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

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
