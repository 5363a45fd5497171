"""Makes a release of the facts of a period: count, hide, audit, and only then let it exist."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import numpy as np

from clinic_app.domain.case_fact import CHANGES
from clinic_app.domain.period import Period
from clinic_app.domain.release import (
    LEAST_CLIENTS,
    MEDIANS_FROM,
    Cell,
    Manifest,
    MedianTable,
    Release,
    Slice,
    StudioName,
    Table,
)
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.statistics.audit import leaks
from clinic_app.statistics.counting import Counts, measures_of, median
from clinic_app.statistics.facts import Clients, Facts, Page
from clinic_app.statistics.linking import (
    REST,
    STUDIO,
    Counted,
    count_studios,
    linked_system,
    of_all,
    of_studio,
    specs_of_part,
)
from clinic_app.statistics.stages import Stage, Tell, tell_nobody
from clinic_app.statistics.suppression import UnprotectableError, hidden_cells
from clinic_app.statistics.system import System, layout, system_of
from clinic_app.statistics.tables import MEDIANS, Key, Spec, Vocabulary, key, specs_for
from clinic_app.statistics.words import BASES, Labels, axis_of, in_both, title_of

TOO_FEW = N_(
    "No release: only {clients} clients with consent to statistics had a closed visit in {period}, and at least "
    "{least} are needed so that nobody can be found. The owner's live figures stay possible, and so does a longer "
    "period."
)
NOT_SAFE = N_(
    "No release: the check found a number that could be traced back, so nothing was released. This is a fault of the "
    "program; report it, no client data is needed for that."
)


class Making(NamedTuple):
    """What a release is made with, beside the facts."""

    id: str
    period: Period
    closed_at: datetime
    program: str
    rules: tuple[str, ...]
    vocabulary: Vocabulary
    labels: Labels
    clinic: str = ""
    studios: tuple[StudioName, ...] = ()


def count_clients(pages: Iterable[Page], vocabulary: Vocabulary, studio: str = "") -> Counts:
    """The clients of a period, each once; of one studio those whom a release counts there."""
    facts = Facts(pages)
    clients = Clients(facts)
    if studio:
        there = [place for place, code in enumerate(facts.vocabulary[STUDIO]) if code == studio]
        clients = clients.only(np.isin(clients.studio, there))
    return Counts(facts, clients, vocabulary)


def make_release(pages: Iterable[Page], making: Making, tell: Tell = tell_nobody) -> Release:
    """A release that passed its audit; refused below 50 clients, or when its audit finds anything.

    Of many clients in several studios it takes minutes: `tell` is told how far it is, and may raise to end it.
    """
    counted = count_studios(Facts(pages), making.vocabulary)
    counts = counted.whole
    if counts.clients < LEAST_CLIENTS:
        few = {"clients": counts.clients, "least": LEAST_CLIENTS}
        raise Refused(TOO_FEW, period=making.period.id, **few)
    specs = specs_for(counts.clients)

    def told(stage: Stage) -> None:
        tell(stage._replace(studio=_name(making, stage.studio).name) if stage.studio else stage)

    system = linked_system(counted, specs, told)
    try:
        first, second = hidden_cells(system, tell)
    except UnprotectableError:
        raise Refused(NOT_SAFE) from None
    release = Release(
        id=making.id,
        period=making.period,
        tables=tuple(_table(counts, system, spec, first | second, making.labels) for spec in specs),
        medians=_medians(counts, system.shown - first - second, making.labels),
        slices=_slices(counted, system, specs, first | second, making),
        manifest=Manifest(
            closed_at=making.closed_at,
            program=making.program,
            rules=making.rules,
            clients=counts.clients,
            cells_shown=len(system.shown) - len(first) - len(second),
            cells_hidden_first=len(first),
            cells_hidden_second=len(second),
            clinic=making.clinic,
            studios=tuple(_name(making, code) for code in counted.studios),
        ),
    )
    if leaks(release, system.values, tell):
        raise Refused(NOT_SAFE)
    return release


def unhidden(counts: Counts, labels: Labels, specs: Iterable[Spec]) -> tuple[Table, ...]:
    """The same tables for the owner's eyes, inside a session: personal data, and never written anywhere."""
    listed = tuple(specs)
    system = system_of(counts, listed)
    return tuple(_table(counts, system, spec, frozenset(), labels) for spec in listed)


def _slices(
    counted: Counted, system: System, specs: tuple[Spec, ...], hidden: frozenset[Key], making: Making
) -> tuple[Slice, ...]:
    """The tables of each studio that has its own."""
    found = []
    for code, counts in counted.parts.items():
        if code == REST:
            continue
        own = System({cell: system.values[of_studio(code, cell)] for cell in of_all(system)}, frozenset())
        hidden_here = frozenset(cell for cell in own.values if of_studio(code, cell) in hidden)
        shown = frozenset(cell for cell in own.values if of_studio(code, cell) in system.shown) - hidden_here
        tables = specs_of_part(specs, counts.clients)
        found.append(
            Slice(
                studio=_name(making, code),
                clients=counts.clients,
                tables=tuple(_table(counts, own, spec, hidden_here, making.labels) for spec in tables),
                medians=_medians(counts, shown, making.labels),
            )
        )
    return tuple(found)


def _name(making: Making, code: str) -> StudioName:
    return next((one for one in making.studios if one.code == code), StudioName(code, code))


def _table(counts: Counts, system: System, spec: Spec, hidden: frozenset[Key], labels: Labels) -> Table:
    rows = axis_of(spec.rows, counts.categories(spec.rows), labels)
    columns = axis_of(spec.columns, counts.categories(spec.columns), labels) if spec.columns else None
    cells = tuple(
        tuple(_cell(system.values[cell], hidden=cell in hidden) for cell in row) for row in layout(counts, spec)
    )
    return Table(spec.id, spec.population, title_of(spec), in_both(BASES[spec.population]), rows, columns, cells)


def _cell(count: int, *, hidden: bool) -> Cell:
    if hidden:
        return Cell("hidden")
    return Cell("shown", count) if count else Cell("zero")


def _medians(counts: Counts, shown: frozenset[Key], labels: Labels) -> tuple[MedianTable, ...]:
    made = []
    for population, group in MEDIANS:
        measures = measures_of(group)
        rows: list[tuple[float | None, ...]] = []
        for kind in (*counts.types, None):
            open_to_all = key(population, **({} if kind is None else {"type": kind})) in shown
            rows.append(tuple(_median(counts, population, one, kind) if open_to_all else None for one in measures))
        made.append(
            MedianTable(
                id=group,
                population=population,
                title=axis_of(group, (), labels).label,
                base=in_both(BASES[population]),
                rows=axis_of("type", counts.types, labels),
                measures=axis_of(group, measures, labels),
                values=tuple(rows),
            )
        )
    return tuple(made)


def _median(counts: Counts, population: str, measure: str, kind: str | None) -> float | None:
    values = counts.values(population, measure, kind)  # type: ignore[arg-type]
    if len(values) < MEDIANS_FROM:
        return None
    middle = median(values)
    return middle / 10 if measure in CHANGES else middle
