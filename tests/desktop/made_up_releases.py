"""Releases of made-up clients, made by the engine itself, so that what is hidden in them is hidden for good reasons."""

import random
from datetime import UTC, date, datetime
from typing import NamedTuple

from clinic_app.domain.case_fact import CHANGES, CODES, MINUTES, NO_CHANGE
from clinic_app.domain.period import Period
from clinic_app.domain.release import Release
from clinic_app.domain.text import Text
from clinic_app.statistics.counting import Vocabulary
from clinic_app.statistics.making import Making, make_release

CAUSES = ("hip", "thorax", "trunk")
LABELS = {
    "causes": {
        "hip": Text(ja="① お尻で支えられず腰で支える", en="① Buttocks do not support, the low back does"),
        "thorax": Text(ja="② 胸郭が硬く腰が動き過ぎる", en="② Stiff thorax, the low back moves too much"),
        "trunk": Text(ja="③ 体幹が弱く反って支える", en="③ Weak trunk, held by arching"),
    }
}


class Page(NamedTuple):
    """Facts as the record hands them out."""

    numbers: tuple[tuple[int, ...], ...]
    words: tuple[tuple[str, ...], ...]


def made_up_pages(clients: int, seed: int, first: date) -> list[Page]:
    """One first visit each; every third comes again."""
    source = random.Random(seed)  # noqa: S311 - nothing to protect
    numbers, words = [], []
    for client in range(1, clients + 1):
        kind = source.choices((*CAUSES, "mixed", "open", "referred"), (40, 30, 20, 6, 3, 1))[0]
        for visit in range(2 if client % 3 == 0 else 1):
            codes = [min(int(source.expovariate(0.9)), len(values) - 1) for values in CODES.values()]
            minutes = [source.randint(2, 15) for _ in MINUTES]
            changes = [source.randint(-40, 20) if visit else NO_CHANGE for _ in CHANGES]
            day = first.toordinal() + 14 * visit + client % 90
            numbers.append((client, client, 2 * client + visit, day, int(visit == 0), *codes, *minutes, *changes))
            words.append((kind, kind, kind, "sway_back" if client % 2 else "", "", "bird_dog"))
    return [Page(tuple(numbers[at : at + 500]), tuple(words[at : at + 500])) for at in range(0, len(numbers), 500)]


def made_up_release(period: Period, clients: int = 430, seed: int = 1) -> Release:
    """The release of one period."""
    making = Making(
        id=f"{seed:08d}-0000-4000-8000-000000000001",
        period=period,
        closed_at=datetime(period.next.first.year, period.next.first.month, 4, 9, tzinfo=UTC),
        program="0.1.0",
        rules=("back-pain-runner 2026.11.2",),
        vocabulary=Vocabulary(CAUSES, (), ("bird_dog",)),
        labels=LABELS,
    )
    return make_release(made_up_pages(clients, seed, period.first), making)
