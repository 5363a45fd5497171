"""Finding clients among very many: by what is typed, and down the list of the fifty sounds, a page at a time.

Every statement walks an index from its beginning and stops after a page, so that the time does not grow with the
record: no sorting of all matches, no LIKE.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from clinic_app.domain.client import Client
from clinic_app.domain.search_keys import queries_of
from clinic_app.records import models
from clinic_app.records.clients import MOST_FOUND, to_client
from clinic_app.records.store import Store

_AFTER_EVERY_CHARACTER = "\U0010ffff"
_KEYS_OF_ONE = 8  # a client has several keys that begin alike; so many more are read than are shown
_MANY = 1000
_BINNED = 20  # so many of those found may be in the bin before somebody is missed
_KEY = models.ClientKey.key
_IN_ORDER = (models.Client.kana_order, models.Client.seq)
_BEGINNING = (
    select(models.ClientKey.client_seq)
    .where(bindparam("first") <= _KEY, bindparam("after") > _KEY)
    .order_by(_KEY)
    .limit(bindparam("most"))
)


class ClientSearch(Store):
    """Reads only; what it reads is written by `Clients`."""

    def find(self, text: str, limit: int = MOST_FOUND) -> tuple[Client, ...]:
        """Clients whose name, kana, romaji, phone or birth date fits all typed words; nothing typed finds the newest.

        At most `limit`, in the order of the fifty sounds; of more, those whose key comes first.
        """
        words = queries_of(text)
        if not words:
            return () if text.strip() else self._newest_clients(limit)
        found = self._beginning_with(queries_of("".join(text.split()))[:1], limit)
        if len(words) > 1 and len(found) < limit:
            found += self._with_all(words, limit)
        return self._clients(found, limit)

    def from_kana(self, first: str, after: Client | None, limit: int) -> tuple[Client, ...]:
        """A page of the list from a reading on (empty for the whole list), or the page after a client of it."""
        order = models.Client.kana_order
        query = select(models.Client).where(order >= first, models.Client.binned_at.is_(None))
        if after is not None:
            place = select(*_IN_ORDER).where(models.Client.id == after.id)
            row = self._session.execute(place).one_or_none()
            if row is None:
                return ()
            query = query.where(tuple_(*_IN_ORDER) > tuple_(*row))
        return tuple(to_client(row) for row in self._session.scalars(query.order_by(*_IN_ORDER).limit(limit)))

    def filled(self, rows: Sequence[tuple[str, str]]) -> tuple[bool, ...]:
        """For each stretch of readings [first, after): whether a client's reading lies in it."""
        order, there = models.Client.kana_order, models.Client.binned_at.is_(None)
        one = select(models.Client.seq).where(there).order_by(order).limit(1)  # in order, so that the index is walked
        asked = (one.where(order >= first, order < after).scalar_subquery() for first, after in rows)
        return tuple(found is not None for found in self._session.execute(select(*asked)).one())

    def count(self, most: int) -> int:
        """How many clients there are, counted up to `most`."""
        some = select(models.Client.seq).limit(most).subquery()  # an index alone is read, not the clients
        counted = select(func.count()).select_from(some).scalar_subquery()
        binned = select(func.count()).where(models.Client.binned_at.is_not(None)).scalar_subquery()
        return self._session.scalar(select(counted - binned)) or 0

    def last_visits(self, client_ids: Iterable[str]) -> dict[str, date]:
        """The day of the last visit of each client who was here."""
        visit = models.Visit
        query = select(visit.client_id, func.max(visit.done_on)).where(visit.client_id.in_(list(client_ids)))
        return {row[0]: row[1] for row in self._session.execute(query.group_by(visit.client_id))}

    def with_key_among(self, keys: Iterable[str], limit: int = MOST_FOUND) -> tuple[Client, ...]:
        """Clients who have one of these keys exactly: who may be the same person."""
        query = select(models.ClientKey.client_seq).where(_KEY.in_(sorted(keys))).distinct().limit(limit)
        return self._clients(list(self._session.scalars(query)), limit)

    def _newest_clients(self, limit: int) -> tuple[Client, ...]:
        query = select(models.Client).where(models.Client.binned_at.is_(None))
        rows = self._session.scalars(query.order_by(models.Client.seq.desc()).limit(limit))
        return tuple(to_client(row) for row in rows)

    def _beginning_with(self, words: list[tuple[str, ...]], limit: int) -> list[int]:
        """Places of clients with a key that begins with one of the spellings of a word."""
        found: list[int] = []
        for spelling in (spelling for spellings in words for spelling in spellings):
            given = {"first": spelling, "after": spelling + _AFTER_EVERY_CHARACTER, "most": limit * _KEYS_OF_ONE}
            found += self._session.scalars(_BEGINNING, given)
        return list(dict.fromkeys(found))

    def _with_all(self, words: list[tuple[str, ...]], limit: int) -> list[int]:
        """Places of clients who fit every word, walked along the word that fits the fewest."""
        fewest = min(words, key=self._how_many)
        query: Select[Any] = select(models.ClientKey.client_seq).distinct().where(_begins(_KEY, fewest))
        for spellings in words:
            if spellings is not fewest:
                other = aliased(models.ClientKey)
                query = query.where(
                    exists().where(other.client_seq == models.ClientKey.client_seq, _begins(other.key, spellings))
                )
        return list(self._session.scalars(query.limit(2 * limit)))

    def _how_many(self, spellings: tuple[str, ...]) -> int:
        some = select(models.ClientKey.client_seq).where(_begins(_KEY, spellings)).limit(_MANY).subquery()
        return self._session.scalar(select(func.count()).select_from(some)) or 0

    def _clients(self, places: list[int], limit: int) -> tuple[Client, ...]:
        """The first of the clients at these places who are not in the bin, in the order of the fifty sounds."""
        first = list(dict.fromkeys(places))[: limit + _BINNED]
        columns = models.Client.__table__.c  # rows without their objects: this runs at every key that is typed
        query = select(*columns).where(columns.seq.in_(first), columns.binned_at.is_(None))
        rank = {place: number for number, place in enumerate(first)}
        rows = sorted(self._session.execute(query), key=lambda row: rank[row.seq])[:limit]
        return tuple(to_client(row) for row in sorted(rows, key=lambda row: (row.kana_order, row.seq)))


def _begins(key: Any, spellings: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*((key >= spelling) & (key < spelling + _AFTER_EVERY_CHARACTER) for spelling in spellings))
