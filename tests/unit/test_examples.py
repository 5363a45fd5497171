"""The worked cases give exactly the results that were worked out by hand."""

import json
from typing import Any

import pytest
from conftest import CASES, propose
from oracle import expected as oracle_expects

from clinic_app.domain.assessment import encode, from_plain
from clinic_app.domain.document import read_assessment
from clinic_app.domain.proposal import to_plain
from clinic_app.rules.evaluate import Evaluator


@pytest.mark.parametrize("case", CASES, ids=[case["input"]["case"] for case in CASES])
def test_a_worked_case_gives_its_result(evaluator: Evaluator, case: dict[str, Any]) -> None:
    result = json.loads(json.dumps(to_plain(propose(evaluator, case["input"]))))
    assert {key: result.get(key) for key in case["expected"]} == case["expected"]


@pytest.mark.parametrize("case", CASES, ids=[case["input"]["case"] for case in CASES])
def test_the_oracle_of_these_tests_agrees_with_the_worked_cases(case: dict[str, Any]) -> None:
    assert oracle_expects(case["input"]) == case["expected"]


@pytest.mark.parametrize("case", CASES, ids=[case["input"]["case"] for case in CASES])
def test_a_document_survives_writing_and_reading(case: dict[str, Any]) -> None:
    assessment = from_plain(case["input"])
    assert read_assessment(encode(assessment)) == assessment
