"""What the tests of statistics make releases with: a small vocabulary, and periods by chance."""

from collections.abc import Iterator
from datetime import UTC, datetime

from clinic_app.actions.releases import labels_of, vocabulary_of
from clinic_app.bootstrap import made_up_facts
from clinic_app.bootstrap.made_up_facts import MadeUpVisit, pages
from clinic_app.domain.period import Period
from clinic_app.domain.release import Release, StudioName
from clinic_app.rules.ruleset import RuleSet
from clinic_app.statistics.making import Making, make_release
from clinic_app.statistics.tables import Vocabulary

CAUSES = ("gluteal_support", "thoracic_stiffness", "trunk_weakness")
RULES = tuple(f"rule-{number}" for number in range(8))
EXERCISES = ("hip_hinge", "thoracic_rotation", "dead_bug")
VOCABULARY = Vocabulary(CAUSES, RULES, EXERCISES)
PERIOD = Period(2026, 1)
STUDIOS = (StudioName("SBY", "渋谷店"), StudioName("YKH", "横浜店"), StudioName("KMK", "鎌倉店"))

__all__ = ["STUDIOS", "VOCABULARY", "by_chance", "making", "of_a_company", "pages", "released"]


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


def of_a_company(rule_set: RuleSet, period: Period, clients: int = 120) -> Release:
    """A release of three studios, the last of them too small for tables of its own; in the words of a rule set."""
    vocabulary, shares = vocabulary_of(rule_set), (6, 5, 1)
    codes = [studio.code for studio, share in zip(STUDIOS, shares, strict=True) for _ in range(share)]
    visits = made_up_facts.by_chance(clients, 5, vocabulary, period.first)
    placed = [visit._replace(studio=codes[visit.client % len(codes)]) for visit in visits]
    rules = (f"{rule_set.ref.id} {rule_set.ref.version}",)
    made = making(period)._replace(vocabulary=vocabulary, labels=labels_of(rule_set), studios=STUDIOS, rules=rules)
    return make_release(pages(placed), made)


def released(clients: int, seed: int, period: Period = PERIOD) -> Release:
    """A release of a period by chance."""
    return make_release(pages(by_chance(clients, seed)), making(period))
