"""From an assessment to the flat facts that conditions look at: path -> value, None when unknown.

Facts are the answers of the document under their own paths, and what is computed from the tests:
`tests.<test>.level` (0-3), `tests.hip_hinge.lumbar_extension` and `tests.thoracic_rotation.difference` (degrees).
"""

from typing import Any

from clinic_app.domain.assessment import DEAD_BUG, HINGE, ROTATION, TESTS, Assessment
from clinic_app.domain.finding import Catalogue
from clinic_app.domain.levels import TestLevels

LEVELS = {test: f"tests.{test}.level" for test in TESTS}
LUMBAR_EXTENSION = f"tests.{HINGE}.lumbar_extension"
DIFFERENCE = f"tests.{ROTATION}.difference"
COMPUTED = (*LEVELS.values(), LUMBAR_EXTENSION, DIFFERENCE)
AMENORRHOEA = "screening.low_energy.amenorrhoea"
__all__ = ["COMPUTED", "DEAD_BUG", "DIFFERENCE", "LEVELS", "LUMBAR_EXTENSION", "observe"]


def observe(assessment: Assessment, catalogue: Catalogue) -> dict[str, Any]:
    """All facts of an assessment by path; what was not asked or not done is None."""
    client, nrs = assessment.client, assessment.nrs
    facts = catalogue.nothing_known.copy()
    facts["client.age"] = client.age
    facts["client.age_at_onset"] = client.age_at_onset
    facts["weeks_since_onset"] = assessment.weeks_since_onset
    facts["nrs.now"] = nrs.now
    facts["nrs.worst_run"] = nrs.worst_run
    facts["nrs.average_7d"] = nrs.average_7d
    facts["test_pain_settles"] = assessment.test_pain_settles
    facts["weekly_km"] = assessment.weekly_km
    facts["weekly_km_change_percent"] = assessment.weekly_km_change_percent
    facts["years_running"] = assessment.years_running
    if client.sex != "unstated":  # a client who prefers not to say is unknown, not "not female"
        facts["client.sex"] = client.sex
    paths = catalogue.answer_paths
    _observe_answers(assessment.interview, paths["interview"], facts)
    _observe_answers(assessment.posture, paths["posture"], facts)
    _observe_screening(assessment, paths, facts)
    _observe_tests(assessment, catalogue, facts)
    return facts


def _observe_answers(answers: dict[str, Any], paths: dict[str, str], facts: dict[str, Any]) -> None:
    """Add the answers given, each under its path; ids the catalogue does not know mean nothing."""
    for key, answer in answers.items():
        if answer != "not_asked" and key in paths:
            facts[paths[key]] = answer


def _observe_screening(assessment: Assessment, paths: dict[str, dict[str, str]], facts: dict[str, Any]) -> None:
    if assessment.client.sex == "male":
        facts[AMENORRHOEA] = "not_applicable"
    singles = paths["screening"]
    for key, answer in assessment.screening.items():
        if isinstance(answer, dict):
            _observe_answers(answer, paths.get(singles.get(key, ""), {}), facts)
        elif answer != "not_asked" and key in singles:
            facts[singles[key]] = answer


def _observe_tests(assessment: Assessment, catalogue: Catalogue, facts: dict[str, Any]) -> None:
    levels = TestLevels(assessment, catalogue.rotation)
    tests = levels.tests
    facts[LEVELS[HINGE]] = tests[HINGE]
    facts[LEVELS[ROTATION]] = tests[ROTATION]
    facts[LEVELS[DEAD_BUG]] = tests[DEAD_BUG]
    facts[LUMBAR_EXTENSION] = levels.lumbar_extension
    facts[DIFFERENCE] = levels.difference
