"""What the tests of statistics make releases with: a small vocabulary, and periods by chance."""

from collections.abc import Iterator
from datetime import UTC, datetime

from clinic_app.bootstrap import made_up_facts
from clinic_app.bootstrap.made_up_facts import MadeUpVisit, pages
from clinic_app.domain.period import Period
from clinic_app.domain.release import Release
from clinic_app.statistics.making import Making, make_release
from clinic_app.statistics.tables import Vocabulary

CAUSES = ("gluteal_support", "thoracic_stiffness", "trunk_weakness")
RULES = tuple(f"rule-{number}" for number in range(8))
EXERCISES = ("hip_hinge", "thoracic_rotation", "dead_bug")
VOCABULARY = Vocabulary(CAUSES, RULES, EXERCISES)
PERIOD = Period(2026, 1)

__all__ = ["VOCABULARY", "by_chance", "making", "pages", "released"]


def by_chance(clients: int, seed: int) -> Iterator[MadeUpVisit]:
    """A period of so many clients, in the words of the tests."""
    return made_up_facts.by_chance(clients, seed, VOCABULARY)


def making(period: Period = PERIOD) -> Making:
    """With what the tests make releases."""
    number = f"{period.year:04d}0000000{period.half or 0}"
    return Making(
        f"00000000-0000-4000-8000-{number}", period, datetime(2027, 1, 3, 9, tzinfo=UTC), "0.1.0", ("factory 1",),
        VOCABULARY, {},
    )  # fmt: skip


def released(clients: int, seed: int, period: Period = PERIOD) -> Release:
    """A release of a period by chance."""
    return make_release(pages(by_chance(clients, seed)), making(period))
