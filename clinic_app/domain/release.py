"""A release: the statistics of one closed period, frozen for good. Counted once, suppressed once, never changed.

A hidden cell carries no number and does not say why it is hidden: whether it was small itself, or only protects one
that is, would narrow the small one down again (of two hidden cells with the sum 12 the one that is known to be large
leaves 1 or 2 for the other). What may be shown of a release is decided in `release_view`, and nowhere else.
"""

from datetime import datetime
from typing import Literal

import msgspec

from clinic_app.domain.language import Language
from clinic_app.domain.period import Period
from clinic_app.domain.text import Text

FORMAT = "clinic-app/release/1"
HIDE_BELOW = 10  # counts of 1 to 9 clients are never shown and cannot be found out
MEDIANS_FROM = 20  # clients behind a median
LEAST_CLIENTS = 50  # in a release
MORE_TABLES_FROM = 150
ALL_TABLES_FROM = 400

CellState = Literal["shown", "zero", "hidden"]
AxisKind = Literal["parts", "answers"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Common to all parts: immutable and strict."""


class Cell(_Part, frozen=True):
    """One count of clients; `value` is there only where it is shown. A zero is shown as it is."""

    state: CellState
    value: int | None = None

    @property
    def number(self) -> int | None:
        """The count where it may be shown; None where it is hidden."""
        return 0 if self.state == "zero" else self.value


class Category(_Part, frozen=True):
    """One row or column by its id, with its words in both languages as they were when the period was closed."""

    id: str
    label: Text


class Axis(_Part, frozen=True):
    """The rows or the columns of a table.

    `parts` add up to the total: every client stands in one of them. `answers` do not: several may hold for one client.
    """

    id: str
    label: Text
    categories: tuple[Category, ...]
    kind: AxisKind = "parts"


class Table(_Part, frozen=True):
    """One table of counts. `cells` holds a row for each category and a last one for all; in each row a cell for each
    column and a last one for all. A table without columns has one cell in each row.

    `base` says who is counted, and `population` is its id: tables of one population share their margins.
    """

    id: str
    population: str
    title: Text
    base: Text
    rows: Axis
    columns: Axis | None
    cells: tuple[tuple[Cell, ...], ...]


class MedianTable(_Part, frozen=True):
    """Middle values: a row for each category and a last one for all, a column for each measure.

    None where fewer than 20 clients stand behind a value, or where their number is not shown.
    """

    id: str
    population: str
    title: Text
    base: Text
    rows: Axis
    measures: Axis
    values: tuple[tuple[float | None, ...], ...]


class StudioName(_Part, frozen=True):
    """A studio of a company: its code, and what it was called when the period was closed."""

    code: str
    name: str


class Slice(_Part, frozen=True):
    """The tables of one studio. They add up with those of the others to the tables for all, and hide for each other."""

    studio: StudioName
    clients: int
    tables: tuple[Table, ...]
    medians: tuple[MedianTable, ...]


class Manifest(_Part, frozen=True):
    """How the release was made, and what was hidden: goes along with everything that leaves.

    `hidden_first` cells were small themselves, `hidden_second` protect them. `rules` names the rule sets that spoke;
    `clinic` is what the clinic was called on that day, because whoever reads a release has no record to look it up in.
    `studios` are those of the company whose clients were counted, where there are several.
    """

    closed_at: datetime
    program: str
    rules: tuple[str, ...]
    clients: int
    cells_shown: int
    cells_hidden_first: int
    cells_hidden_second: int
    audit: Literal["passed"] = "passed"
    hide_below: int = HIDE_BELOW
    medians_from: int = MEDIANS_FROM
    least_clients: int = LEAST_CLIENTS
    clinic: str = ""
    studios: tuple[StudioName, ...] = ()


class Release(_Part, frozen=True, tag_field="format", tag=FORMAT):
    """Everything that leaves the record about one period.

    `tables` count all clients. Where a company has several studios, `slices` hold the same tables for each of those
    that are large enough.
    """

    id: str
    period: Period
    tables: tuple[Table, ...]
    medians: tuple[MedianTable, ...]
    manifest: Manifest
    slices: tuple[Slice, ...] = ()

    @property
    def grids(self) -> tuple[Table | MedianTable, ...]:
        """Every table, in the order in which they are shown."""
        return (*self.tables, *self.medians)

    def table(self, identity: str) -> Table | None:
        """The table with this id, None where the release has none."""
        return next((table for table in self.tables if table.id == identity), None)

    def of_studio(self, code: str) -> "Release | None":
        """The same release with the tables of one studio; None where that one has none of its own."""
        found = next((one for one in self.slices if one.studio.code == code), None)
        if found is None:
            return None
        return msgspec.structs.replace(self, tables=found.tables, medians=found.medians, slices=())


class StoredRelease(msgspec.Struct, frozen=True):
    """A release as it is kept and published: its bytes, which never change, and their fingerprint."""

    id: str
    period: Period
    payload: bytes
    sha256: str
    closed_at: datetime
    closed_by: str


ExportForm = Literal["xlsx", "csv", "csv_cp932", "pdf"]


class ExportRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a person says before a release leaves; `file_name` is without its folder.

    `studio` is the code of one of several studios; empty for everything.
    """

    release_id: str
    form: ExportForm
    language: Language
    file_name: str
    purpose: str
    recipient: str
    studio: str = ""


class ReleaseExport(msgspec.Struct, frozen=True):
    """One time a release left the program: in which form, for what purpose, and to whom."""

    id: str
    release_id: str
    form: ExportForm
    language: Language
    file_name: str
    purpose: str
    recipient: str
    actor: str
    at: datetime
