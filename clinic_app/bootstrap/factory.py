"""The rule set and the poses that travel with the program."""

from collections.abc import Mapping

from clinic_app import bundle
from clinic_app.actions.rule_sets import active_rule_set
from clinic_app.figures import Pose, load_poses
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.files import factory_texts
from clinic_app.rules.load import load_rule_set

__all__ = ["build_evaluator", "evaluator_of", "factory_texts", "poses"]


def build_evaluator(texts: Mapping[str, str]) -> Evaluator:
    """A compiled rule set; raises `RuleSetError`."""
    return Evaluator(load_rule_set(texts))


def evaluator_of(record: Record) -> Evaluator:
    """The rule set that speaks in a record."""
    active = active_rule_set(record)
    return build_evaluator(active.texts if active is not None else factory_texts())


def poses() -> dict[str, Pose]:
    """The poses that travel with the program, by id."""
    return load_poses(bundle.resource("poses"))
