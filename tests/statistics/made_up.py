"""Made-up facts for the tests of statistics: visits in a few words, and whole periods by chance."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from clinic_app.domain.case_fact import CHANGES, CODES, FINDINGS, LETTER_OF_ZERO, MINUTES, NO_CHANGE, PACKED, WORDS
from clinic_app.domain.period import Period
from clinic_app.domain.release import Release
from clinic_app.statistics.making import Making, make_release
from clinic_app.statistics.tables import Vocabulary

CAUSES = ("gluteal_support", "thoracic_stiffness", "trunk_weakness")
RULES = tuple(f"rule-{number}" for number in range(8))
EXERCISES = ("hip_hinge", "thoracic_rotation", "dead_bug")
VOCABULARY = Vocabulary(CAUSES, RULES, EXERCISES)
PERIOD = Period(2026, 1)
_USUAL = {
    "age": "30s", "sex": "female", "desk_work": "yes", "distance": "20_39", "duration": "over_12_weeks",
    "hip_hinge": "2", "thoracic_rotation": "2", "dead_bug": "2", "decision": "accepted", "reason": "not_changed",
    "referral": "none", "trial": "joined", "pain": "unknown", "activity": "unknown", "degrees": "unknown",
    "levels": "unknown", "adherence": "no_diary",
}  # fmt: skip


class Page(NamedTuple):
    """A page as the record gives it."""

    keys: list[tuple[int, ...]]
    packed: list[str]
    words: list[tuple[str, ...]]


class Visit(NamedTuple):
    """One closed visit; `again` says that it is a re-check, of the episode of the same number."""

    client: int
    day: date = date(2026, 3, 1)
    again: bool = False
    episode: int | None = None
    kind: str = CAUSES[0]
    proposed: str = ""
    findings: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    taught: tuple[str, ...] = ()
    minutes: int = 0
    changes: tuple[int, ...] = ()
    codes: dict[str, str] = {}  # noqa: RUF012 - never written


def pages(visits: Iterable[Visit], size: int = 500) -> Iterator[Page]:
    """The visits as pages of facts."""
    listed = [_row(number, visit) for number, visit in enumerate(visits, start=1)]
    for start in range(0, len(listed), size):
        part = listed[start : start + size]
        keys, packed, words = zip(*part, strict=True)
        yield Page(list(zip(*keys, strict=True)), list(packed), list(zip(*words, strict=True)))


def _row(number: int, visit: Visit) -> tuple[tuple[int, ...], str, tuple[str, ...]]:
    keys = (visit.client, visit.episode or visit.client, number, visit.day.toordinal(), int(not visit.again))
    codes = _USUAL | ({"trial": "no_trial"} if visit.again else {}) | visit.codes
    changes = visit.changes or (NO_CHANGE,) * len(CHANGES)
    numbers = (*(CODES[name].index(codes[name]) for name in CODES), *([visit.minutes] * len(MINUTES)), *changes)
    proposed = visit.proposed or visit.kind
    words = (proposed, visit.kind, visit.kind, " ".join(visit.findings), " ".join(visit.rules), " ".join(visit.taught))
    assert len(numbers) == len(PACKED)
    assert len(words) == len(WORDS)
    return keys, "".join(chr(number + LETTER_OF_ZERO) for number in numbers), words


def by_chance(clients: int, seed: int) -> Iterator[Visit]:
    """A period of so many clients; rare answers are really rare, so that much has to be hidden."""
    chance = random.Random(seed)  # noqa: S311 - made up
    weights = {name: [1.0 / (place + 1) ** 1.5 for place in range(len(codes))] for name, codes in CODES.items()}
    kinds = (*CAUSES, "mixed", "open", "referred")
    for client in range(1, clients + 1):
        kind = chance.choices(kinds, (40, 25, 15, 8, 7, 5))[0]
        first_again = chance.random() < 0.15
        for again in (first_again, True) if chance.random() < 0.5 else (first_again,):
            codes = {name: chance.choices(CODES[name], weights[name])[0] for name in CODES}
            yield Visit(
                client,
                date(2026, 1, 1 + chance.randrange(28)) if again == first_again else date(2026, 5, 1),
                again=again,
                kind=kind,
                proposed=kind if chance.random() < 0.8 else chance.choice(kinds),
                findings=tuple(name for name in FINDINGS if chance.random() < 0.3),
                rules=tuple(name for name in RULES if chance.random() < 0.25),
                taught=tuple(name for name in EXERCISES if again and chance.random() < 0.6),
                minutes=chance.randint(2, 15),
                changes=tuple(chance.randint(-60, 30) for _ in CHANGES) if again else (),
                codes=codes,
            )


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
