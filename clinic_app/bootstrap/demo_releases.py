"""Releases of made-up clients for the demo, made by the engine itself: what is hidden is hidden for good reasons."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from clinic_app import __version__
from clinic_app.actions.releases import labels_of, vocabulary_of
from clinic_app.domain.case_fact import (
    CHANGES,
    CODES,
    FINDINGS,
    LETTER_OF_ZERO,
    MINUTES,
    MIXED,
    NO_CHANGE,
    OPEN,
    REFERRED,
)
from clinic_app.domain.period import Period, period_of
from clinic_app.domain.release import Release
from clinic_app.rules.ruleset import RuleSet
from clinic_app.statistics.making import Making, make_release
from clinic_app.statistics.tables import Vocabulary

PERIODS, HALF = 3, 0.5
SHARES = (40, 30, 20, 6, 3, 1)  # of the causes in their order, of mixed, open and referred


class Page(NamedTuple):
    """Facts as the record hands them out."""

    keys: Sequence[Sequence[int]]
    packed: Sequence[str]
    words: Sequence[Sequence[str]]


def made_up_pages(clients: int, seed: int, first: date, vocabulary: Vocabulary) -> list[Page]:
    """One first visit each; every third comes again."""
    source = random.Random(seed)  # noqa: S311 - nothing to protect
    facts: list[tuple[tuple[int, ...], str, tuple[str, ...]]] = []
    for client in range(1, clients + 1):
        kind = source.choices((*vocabulary.causes, MIXED, OPEN, REFERRED), SHARES)[0]
        for visit in range(2 if client % 3 == 0 else 1):
            codes = [min(int(source.expovariate(0.9)), len(values) - 1) for values in CODES.values()]
            minutes = [source.randint(2, 15) for _ in MINUTES]
            changes = [source.randint(-40, 20) if visit else NO_CHANGE for _ in CHANGES]
            day = first.toordinal() + 14 * visit + client % 90
            sets = (_any(source, options) for options in (FINDINGS, vocabulary.rules, vocabulary.exercises))
            packed = "".join(chr(number + LETTER_OF_ZERO) for number in (*codes, *minutes, *changes))
            keys = (client, client, 2 * client + visit, day, int(visit == 0))
            facts.append((keys, packed, (kind, kind, kind, *sets)))
    return [_page(facts[at : at + 500]) for at in range(0, len(facts), 500)]


def _page(facts: Sequence[tuple[tuple[int, ...], str, tuple[str, ...]]]) -> Page:
    keys, packed, words = zip(*facts, strict=True)
    return Page(tuple(zip(*keys, strict=True)), packed, tuple(zip(*words, strict=True)))


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
    return make_release(made_up_pages(clients, seed, period.first, vocabulary), making)


def made_up_releases(rule_set: RuleSet, today: date) -> tuple[Release, ...]:
    """The last three half-years that are over, fewer clients the longer ago; newest first."""
    period, found = period_of(today, "half_years"), []
    for place in range(PERIODS):
        period = period_of(period.first - timedelta(days=1), "half_years")
        found.append(made_up_release(rule_set, period, 430 - 90 * place, place + 1))
    return tuple(found)


def _any(source: random.Random, words: tuple[str, ...]) -> str:
    """Some of the words, each as likely as not."""
    return " ".join(word for word in words if source.random() < HALF)
