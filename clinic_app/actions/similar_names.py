"""Who at the desk has a name that is easily taken for another's: the same reading, or one sound apart."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from clinic_app.domain.print_job import PrintJob
from clinic_app.domain.search_keys import kana_order

LEAST = 4  # shorter readings are too often one sound apart


def easily_confused(jobs: Iterable[PrintJob]) -> dict[str, frozenset[int]]:
    """For each job the call numbers of other people with such a name, among those whose sheet is still here.

    ヤマサキ and ヤマザキ count as the same; so do readings of which one letter was dropped or replaced.
    """
    here = [job for job in jobs if not job.is_final or (job.state == "failed" and not job.followed_by)]
    people: dict[str, set[tuple[str, int]]] = defaultdict(set)  # by reading: thousands of sheets have fewer of them
    for job in here:
        people[job.sheet.kana].add((job.sheet.round, job.sheet.call_number))
    alike: dict[str, set[str]] = {kana: {kana} for kana in people}
    first: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for kana in people:
        for key in _keys(kana):
            met = first.setdefault(key, kana)
            if met != kana:
                several.setdefault(key, [met]).append(kana)
    for readings in several.values():
        for kana in readings:
            alike[kana].update(readings)
    found = {}
    near = {kana: [one for other in others for one in people[other]] for kana, others in alike.items()}
    for job in here:
        numbers = frozenset(number for round_, number in near[job.sheet.kana] if round_ != job.sheet.round)
        if numbers:
            found[job.id] = numbers
    return found


@lru_cache(maxsize=8192)
def _keys(kana: str) -> frozenset[str]:
    whole = kana_order(kana).replace(" ", "")
    if len(whole) < LEAST:
        return frozenset({whole})
    one_other = {whole[:place] + "?" + whole[place + 1 :] for place in range(len(whole))}
    return frozenset({whole} | one_other | {whole[:place] + whole[place + 1 :] for place in range(len(whole))})
