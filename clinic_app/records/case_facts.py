"""What statistics may count of the closed visits: written anew for a client whenever something of theirs changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from clinic_app.domain.case_fact import (
    BETWEEN_LINES,
    BETWEEN_WORDS,
    CHANGES,
    KEYS,
    LETTERS_OF_ZERO,
    NO_CHANGE,
    PACKED,
    WORDS,
    CaseFact,
)
from clinic_app.records import models
from clinic_app.records.statistics_models import case_fact
from clinic_app.records.store import Store

PAGE = 2000  # visits in one read transaction, which takes some 10 ms: beginning it costs as much as 300 of them


class FactPage(NamedTuple):
    """Some facts as texts: numbers for `KEYS`, a letter each for `PACKED`, a line each for each group of `WORDS`."""

    size: int
    keys: str
    packed: str
    words: Sequence[str]


class packed(FunctionElement[str]):  # noqa: N801 - reads as a function of SQL
    """Small numbers as one text, a letter each."""

    inherit_cache = True


@compiles(packed, "sqlite")
def _packed_in_file(element: Any, compiler: Any, **more: Any) -> str:
    return f"char({', '.join(compiler.process(clause, **more) for clause in element.clauses)})"


@compiles(packed, "postgresql")
def _packed_on_server(element: Any, compiler: Any, **more: Any) -> str:
    return " || ".join(f"chr({compiler.process(clause, **more)})" for clause in element.clauses)


class Places(NamedTuple):
    """The numbers by which a client's facts hang together."""

    client: int
    episodes: dict[str, int]
    visits: dict[str, int]


class CaseFacts(Store):
    """The facts of the record."""

    def places_of(self, client_id: str) -> Places:
        """The numbers of a client, of their episodes and visits."""
        client = self._row(models.Client, client_id).seq

        def numbers(model: type[models.Episode] | type[models.Visit]) -> dict[str, int]:
            query = select(model.id, model.seq).where(model.client_id == client_id)
            return dict(self._session.execute(query).all())

        return Places(client, numbers(models.Episode), numbers(models.Visit))

    def replace(self, client: int, facts: tuple[CaseFact, ...]) -> None:
        """Write a client's facts in place of those that were there."""
        self._session.execute(delete(case_fact).where(case_fact.c.client_seq == client))
        if facts:
            visits = [fact.visit_seq for fact in facts]  # one that moved from another client stands there still
            self._session.execute(delete(case_fact).where(case_fact.c.visit_seq.in_(visits)))
            self._session.execute(insert(case_fact), [_row(fact) for fact in facts])

    def client_ids(self, after: int, limit: int) -> list[tuple[int, str]]:
        """Number and id of the next clients in the order of entry."""
        query = select(models.Client.seq, models.Client.id).where(models.Client.seq > after)
        return [
            (seq, identity) for seq, identity in self._session.execute(query.order_by(models.Client.seq).limit(limit))
        ]

    def last(self) -> int:
        """The number of the newest visit that has facts."""
        return self._session.scalar(select(func.max(case_fact.c.visit_seq))) or 0

    def starts(self) -> range:
        """Where each page begins."""
        return range(0, self.last(), PAGE)

    def days(self) -> tuple[date, date] | None:
        """The first and the last day of closed visits."""
        day = models.Visit.done_on
        closed = select(day).where(models.Visit.state == "closed").limit(1)
        ends = [closed.order_by(order).scalar_subquery() for order in (day, day.desc())]
        first, last = self._session.execute(select(ends[0], ends[1])).one()
        return None if first is None or last is None else (first, last)

    def page(self, after: int, first: date, last: date) -> tuple[FactPage, int]:
        """Of the next 2000 visits the facts that count in these days: with consent, and of nobody in the bin.

        With them comes where the next page begins.
        """
        asked = {"after": after, "upto": after + PAGE, "first_day": first.toordinal(), "last_day": last.toordinal()}
        size, keys, letters, *words = self._session.connection().execute(_PAGE, asked).one()
        return FactPage(size, keys or "", letters or "", [column or "" for column in words]), after + PAGE


def _page() -> Select[*tuple[Any, ...]]:
    columns = case_fact.c
    letters = [_number(name) + literal_column(str(zero)) for name, zero in zip(PACKED, LETTERS_OF_ZERO, strict=True)]
    binned = select(models.Client.seq).where(models.Client.binned_at.is_not(None))
    return (
        select(
            func.count(),
            func.aggregate_strings(func.concat_ws(" ", *(columns[name] for name in KEYS)), " "),
            func.aggregate_strings(packed(*letters), ""),
            *(func.aggregate_strings(_line([columns[name] for name in names]), BETWEEN_LINES) for names in WORDS),
        )
        .where(columns.visit_seq > bindparam("after"), columns.visit_seq <= bindparam("upto"))
        .where(columns.day.between(bindparam("first_day"), bindparam("last_day")), columns.counted)
        .where(columns.client_seq.not_in(binned))
    )


def _number(name: str) -> ColumnElement[int]:
    column = case_fact.c[name]
    if name in CHANGES:
        return func.coalesce(column, literal_column(str(NO_CHANGE)))
    return cast(column, Integer) if name == "first" else column


def _line(words: list[Column[str]]) -> ColumnElement[str]:
    return words[0] if len(words) == 1 else func.concat_ws(BETWEEN_WORDS, *words)


_PAGE = _page()


def _row(fact: CaseFact) -> dict[str, object]:
    keys = {name: getattr(fact, name) for name in ("visit_seq", "client_seq", "episode_seq", "counted", "first")}
    return {
        **keys,
        "day": fact.day.toordinal(),
        **fact.codes,
        **fact.minutes,
        **fact.changes,
        **fact.types,
        **fact.sets,
        "studio": fact.studio,
    }
