"""Counts over closed assessments how often the gate sends people to a doctor, and by which red flags."""

from collections.abc import Callable, Iterable

import msgspec

from clinic_app.domain.proposal import Category
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.observe import observe
from clinic_app.rules.replay import EVERY, Case
from clinic_app.rules.screening import CATEGORIES


class RedFlagCounts(msgspec.Struct):
    """Of `cases`, how many would be sent to a doctor, how many of them urgently, and each flag by its category.

    One client may have several flags, so the flags add up to more than the people.
    """

    cases: int = 0
    refer: int = 0
    urgent: int = 0
    unfinished: int = 0
    flags: dict[tuple[str, Category], int] = msgspec.field(default_factory=dict)


def count_red_flags(
    evaluator: Evaluator, cases: Iterable[Case], stopped: Callable[[], bool] | None = None
) -> RedFlagCounts:
    """The counts by the categories of one rule set; `stopped` ends the counting early."""
    found, catalogue = RedFlagCounts(), evaluator.rule_set.catalogue
    for case in cases:
        if stopped is not None and found.cases % EVERY == 0 and stopped():
            break
        screened = evaluator.gate.screen(observe(case.assessment, catalogue), case.assessment.cleared_by_doctor)
        found.cases += 1
        found.urgent += bool(screened.urgent)
        found.refer += screened.outcome == "refer"
        found.unfinished += screened.outcome == "screening_incomplete"
        for category in CATEGORIES:
            for item in getattr(screened, category):
                found.flags[item, category] = found.flags.get((item, category), 0) + 1
    return found
