"""Made-up facts of visits, as the record would hand them out: for the releases of the demo, and for tests."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from clinic_app.domain.case_fact import (
    BETWEEN_WORDS,
    CHANGES,
    CODES,
    FINDINGS,
    LETTERS_OF_ZERO,
    MINUTES,
    MIXED,
    NO_CHANGE,
    OPEN,
    REFERRED,
)
from clinic_app.domain.visit import CHANGE_REASONS
from clinic_app.statistics.tables import Vocabulary

SHARES = (40, 25, 15, 8, 7, 5)  # of three causes, of mixed, open and referred
RECHECK_AFTER = 120  # days
_USUAL = {
    "age": "30s", "sex": "female", "desk_work": "yes", "distance": "20_39", "duration": "over_12_weeks",
    "hip_hinge": "2", "thoracic_rotation": "2", "dead_bug": "2", "decision": "accepted", "reason": "not_changed",
    "referral": "none", "trial": "joined", "pain": "unknown", "activity": "unknown", "degrees": "unknown",
    "levels": "unknown", "adherence": "no_diary",
}  # fmt: skip


class Page(NamedTuple):
    """A page as the record gives it."""

    size: int
    keys: str
    packed: str
    words: list[str]


class MadeUpVisit(NamedTuple):
    """One closed visit; `again` says that it is a re-check, of the episode of the same number."""

    client: int
    kind: str
    day: date = date(2026, 3, 1)
    again: bool = False
    episode: int | None = None
    proposed: str = ""
    findings: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    taught: tuple[str, ...] = ()
    minutes: int = 0
    changes: tuple[int, ...] = ()
    codes: dict[str, str] = {}  # noqa: RUF012 - never written
    studio: str = ""


def pages(visits: Iterable[MadeUpVisit], size: int = 500) -> Iterator[Page]:
    """The visits as pages of facts."""
    listed = [_row(number, visit) for number, visit in enumerate(visits, start=1)]
    for start in range(0, len(listed), size):
        part = listed[start : start + size]
        keys, packed, words = zip(*part, strict=True)
        yield Page(
            len(part), " ".join(keys), "".join(packed), ["\n".join(column) for column in zip(*words, strict=True)]
        )


def by_chance(clients: int, seed: int, vocabulary: Vocabulary, first: date = date(2026, 1, 1)) -> Iterator[MadeUpVisit]:
    """A period of so many clients; rare answers are really rare, so that much has to be hidden."""
    chance = random.Random(seed)  # noqa: S311 - made up
    weights = {name: [1.0 / (place + 1) ** 1.5 for place in range(len(codes))] for name, codes in CODES.items()}
    kinds = (*vocabulary.causes, MIXED, OPEN, REFERRED)
    for client in range(1, clients + 1):
        proposed = chance.choices(kinds, SHARES)[0]
        kind, decided = _decide(chance, proposed, kinds[:-2])
        first_again = chance.random() < 0.15
        for again in (first_again, True) if chance.random() < 0.5 else (first_again,):
            codes = {name: chance.choices(CODES[name], weights[name])[0] for name in CODES} | decided
            day = chance.randrange(28) if again == first_again else RECHECK_AFTER
            yield MadeUpVisit(
                client,
                kind,
                first + timedelta(days=day),
                again=again,
                proposed=proposed,
                findings=tuple(name for name in FINDINGS if chance.random() < 0.3),
                rules=tuple(name for name in vocabulary.rules if chance.random() < 0.25),
                taught=tuple(name for name in vocabulary.exercises if again and chance.random() < 0.6),
                minutes=chance.randint(2, 15),
                changes=tuple(chance.randint(-60, 30) for _ in CHANGES) if again else (),
                codes=codes,
            )


def _decide(chance: random.Random, proposed: str, causes: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What a trainer may decide on a proposal: the type that holds for the episode, and the codes that say so."""
    sent = proposed == REFERRED
    referral = chance.choice(("refer", "urgent") if sent else ("none", "none", "none", "caution"))
    codes = {"referral": referral, "reason": "not_changed", "decision": "accepted"}
    if sent or proposed == OPEN or chance.random() < 0.05:
        codes["decision"] = chance.choice(("none", "none", "open"))
        if sent or chance.random() < 0.5 or proposed != OPEN:
            return (REFERRED if sent else OPEN), codes
    elif chance.random() < 0.8:
        return proposed, codes
    codes |= {"decision": "changed", "reason": chance.choice(CHANGE_REASONS)}
    return chance.choice([cause for cause in causes if cause != proposed]), codes


def _row(number: int, visit: MadeUpVisit) -> tuple[str, str, tuple[str, ...]]:
    keys = (visit.client, visit.episode or visit.client, number, visit.day.toordinal())
    codes = _USUAL | ({"trial": "no_trial"} if visit.again else {}) | visit.codes
    changes = visit.changes or (NO_CHANGE,) * len(CHANGES)
    numbers = (
        int(not visit.again),
        *(CODES[name].index(codes[name]) for name in CODES),
        *([visit.minutes] * len(MINUTES)),
        *changes,
    )
    sets = (" ".join(words) for words in (visit.findings, visit.rules, visit.taught))
    packed = "".join(chr(number + zero) for number, zero in zip(numbers, LETTERS_OF_ZERO, strict=True))
    findings, *rest = sets
    kinds = BETWEEN_WORDS.join((visit.proposed or visit.kind, visit.kind, visit.studio, findings))
    return " ".join(map(str, keys)), packed, (kinds, *rest)
