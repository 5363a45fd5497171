"""Releases of made-up clients for the demo, made by the engine itself: what is hidden is hidden for good reasons."""

from datetime import UTC, date, datetime, timedelta

from clinic_app import __version__
from clinic_app.actions.releases import labels_of, vocabulary_of
from clinic_app.bootstrap.made_up_facts import by_chance, pages
from clinic_app.domain.period import Period, period_of
from clinic_app.domain.release import Release
from clinic_app.rules.ruleset import RuleSet
from clinic_app.statistics.making import Making, make_release

PERIODS = 3


def made_up_release(rule_set: RuleSet, period: Period, clients: int = 430, seed: int = 1) -> Release:
    """The release of one period."""
    vocabulary = vocabulary_of(rule_set)
    making = Making(
        id=f"{seed:08d}-0000-4000-8000-000000000001",
        period=period,
        closed_at=datetime(period.next.first.year, period.next.first.month, 4, 9, tzinfo=UTC),
        program=__version__,
        rules=(f"{rule_set.ref.id} {rule_set.ref.version}",),
        vocabulary=vocabulary,
        labels=labels_of(rule_set),
    )
    return make_release(pages(by_chance(clients, seed, vocabulary, period.first)), making)


def made_up_releases(rule_set: RuleSet, today: date) -> tuple[Release, ...]:
    """The last three half-years that are over, fewer clients the longer ago; newest first."""
    period, found = period_of(today, "half_years"), []
    for place in range(PERIODS):
        period = period_of(period.first - timedelta(days=1), "half_years")
        found.append(made_up_release(rule_set, period, 430 - 90 * place, place + 1))
    return tuple(found)
