"""The rule set and the poses that travel with the program."""

from collections.abc import Mapping
from functools import cache

from clinic_app import bundle
from clinic_app.actions.rule_sets import active_rule_set
from clinic_app.figures import Pose, sound_poses
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.files import factory_texts
from clinic_app.rules.load import load_rule_set

__all__ = ["build_evaluator", "damaged_poses", "evaluator_of", "factory_texts", "poses"]


def build_evaluator(texts: Mapping[str, str]) -> Evaluator:
    """A compiled rule set; raises `RuleSetError`."""
    return Evaluator(load_rule_set(texts))


def evaluator_of(record: Record) -> Evaluator:
    """The rule set that speaks in a record."""
    active = active_rule_set(record)
    return build_evaluator(active.texts if active is not None else factory_texts())


def poses() -> dict[str, Pose]:
    """The poses that travel with the program, by id; a damaged file of them is told by `damaged_poses`."""
    return dict(_poses()[0])


def damaged_poses() -> tuple[str, ...]:
    """Names of the pose files that cannot be used: their pictures are missing on the screen and on paper."""
    return _poses()[1]


@cache
def _poses() -> tuple[dict[str, Pose], tuple[str, ...]]:
    """Read once: they change with the program only."""
    return sound_poses(bundle.resource("poses"))
