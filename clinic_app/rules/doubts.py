"""Which recorded findings may well be otherwise: doubted by the trainer, or within the error of measurement.

A change of 6 degrees or more is a real one (CLINICAL.md 2.2, catalogue data): a mean nearer than that to the edge of a
band may lie on its other side. What needs no document (not asked, weak ratings) is judged in `flips`.
"""

from collections.abc import Mapping
from fractions import Fraction

from clinic_app.domain.assessment import ROTATION, Assessment
from clinic_app.domain.levels import is_complete, mean_degrees
from clinic_app.domain.proposal import Fact, Plausibility
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.observe import DIFFERENCE, LEVELS

Doubts = Mapping[tuple[str, Fact | None], Plausibility]
ANY = None  # stands for every other value of a finding


def doubts(evaluator: Evaluator, assessment: Assessment) -> Doubts:
    """By finding and other value (None for any): why that value is more plausible than an answer simply changed."""
    test, rotation = assessment.tests.thoracic_rotation, evaluator.rule_set.catalogue.rotation
    if test is None or test.position is None or test.left is None or test.right is None:
        return {}
    if not (is_complete(test.left) and is_complete(test.right)):
        return {}
    if test.left.notes or test.right.notes:
        return {(LEVELS[ROTATION], ANY): "doubted", (DIFFERENCE, ANY): "doubted"}
    sides, error = (mean_degrees(test.left), mean_degrees(test.right)), Fraction(rotation.real_change)
    edges = [Fraction(edge, 10) for edge in rotation.edges[test.position]]
    lowest = min(sum(edge <= mean - error for edge in edges) for mean in sides)
    highest = min(sum(edge < mean + error for edge in edges) for mean in sides)
    found: dict[tuple[str, Fact | None], Plausibility] = {
        (LEVELS[ROTATION], level): "near_edge" for level in range(lowest, highest + 1)
    }
    limit = evaluator.asymmetry_limit
    if limit is not None and abs(abs(sides[0] - sides[1]) - Fraction(limit)) < error:
        found[DIFFERENCE, ANY] = "near_edge"
    return found
