"""A company with several studios: the tables of each and those for all as one linear system.

Who has the tables for all and those of every studio but one can subtract. So each cell for all is the sum of the cells
of the studios, shown or not, and what is hidden is chosen over everything together. The studios without tables of their
own are one rest: nothing is said of them apart. A client is counted once, where the visit was that counts.
"""

from collections.abc import Mapping
from typing import NamedTuple

from clinic_app.domain.release import HIDE_BELOW, LEAST_CLIENTS
from clinic_app.statistics.counting import Counts
from clinic_app.statistics.facts import Clients, Facts
from clinic_app.statistics.stages import Stage, Tell, tell_nobody
from clinic_app.statistics.system import System, layout, system_of
from clinic_app.statistics.tables import Key, Spec, Vocabulary, key

STUDIO = "studio"
REST = ""  # stands for the code of the studios that have no tables of their own


class Counted(NamedTuple):
    """The clients of a period: all, and those of each studio that has tables of its own; with them go the rest.

    `studios` are the codes of all studios whose clients were counted; a record that tells none apart has no parts.
    """

    whole: Counts
    parts: Mapping[str, Counts]
    studios: tuple[str, ...] = ()


def count_studios(facts: Facts, vocabulary: Vocabulary) -> Counted:
    """The clients of a period, each once."""
    clients = Clients(facts)
    whole = Counts(facts, clients, vocabulary)
    places = dict(enumerate(facts.vocabulary[STUDIO]))
    sizes = {code: int((clients.studio == place).sum()) for place, code in places.items()}
    named = tuple(sorted(code for code, size in sizes.items() if code and size))
    if len(named) < 2:
        return Counted(whole, {})
    apart = _apart({code: sizes[code] for code in named}, len(clients))
    if not apart:
        return Counted(whole, {}, named)
    codes = {place: code if code in apart else REST for place, code in places.items()}
    parts = {}
    for code in (*apart, REST):
        chosen = sum(clients.studio == place for place, own in codes.items() if own == code)
        some = clients.only(chosen > 0)
        if len(some):
            parts[code] = Counts(facts, some, vocabulary)
    return Counted(whole, parts, named)


def _apart(sizes: Mapping[str, int], clients: int) -> tuple[str, ...]:
    """The studios with tables of their own. What is left over is nobody, or no number that must be hidden."""
    large = sorted((code for code in sizes if sizes[code] >= LEAST_CLIENTS), key=lambda code: (-sizes[code], code))
    while large and 0 < clients - sum(sizes[code] for code in large) < HIDE_BELOW:
        large.pop()
    return tuple(sorted(large))


def of_studio(code: str, cell: Key) -> Key:
    """The same cell among the clients of one studio."""
    return key(cell[0], **dict(cell[1]), **{STUDIO: code})


def of_all(system: System) -> list[Key]:
    """The cells for all, without those of single studios."""
    return [cell for cell in system.values if STUDIO not in dict(cell[1])]


def specs_of_part(specs: tuple[Spec, ...], clients: int) -> tuple[Spec, ...]:
    """Which of the tables a studio with so many clients has: simple ones all, others as a release of its size."""
    return tuple(spec for spec in specs if not spec.columns or clients >= spec.least)


def linked_system(counted: Counted, specs: tuple[Spec, ...], tell: Tell = tell_nobody) -> System:
    """The system of the tables for all, and of those of the studios where there are any."""
    tell(Stage("counting"))
    whole = system_of(counted.whole, specs)
    if not counted.parts:
        return whole
    linked = System(whole.values, whole.shown, linked=True)  # that those for all add up follows from the parts
    values, shown, known, said = dict(whole.values), set(whole.shown), set(whole.known), set(whole.said)
    for code, counts in counted.parts.items():
        tell(Stage("counting", studio=code))
        own = system_of(counts, specs)
        values |= {of_studio(code, cell): count for cell, count in own.values.items()}
        known |= {of_studio(code, cell) for cell in own.known}
        said.add(of_studio(code, key("all")))
        linked.equations += [
            (of_studio(code, one), tuple(of_studio(code, part) for part in parts)) for one, parts in own.equations
        ]
        tables = specs_of_part(specs, counts.clients) if code != REST else ()
        shown |= {of_studio(code, cell) for spec in tables for row in layout(counts, spec) for cell in row}
    linked.equations += [
        (cell, tuple(of_studio(code, cell) for code in counted.parts)) for cell in sorted(whole.values)
    ]
    linked.values, linked.shown, linked.known, linked.said = values, frozenset(shown), frozenset(known), frozenset(said)
    return linked
