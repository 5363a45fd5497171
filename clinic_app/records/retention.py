"""Whose last visit is long ago, read page by page so that no save waits; and until when somebody is kept."""

from datetime import date
from typing import NamedTuple

import msgspec
from sqlalchemy import func, or_, select

from clinic_app.domain.rights import DueClient, Retention
from clinic_app.records import models
from clinic_app.records.clients import to_client
from clinic_app.records.store import Store

SETTING = "retention"
PAGE = 500  # clients in one read transaction
ALL = 10**9  # of a server, which keeps nobody waiting while it is read


class DuePage(NamedTuple):
    """Who is due among some clients, and after which to go on; None at the end."""

    due: tuple[DueClient, ...]
    after: int | None


class RetentionList(Store):
    """What the owner has chosen, and whom it concerns."""

    def chosen(self) -> Retention:
        """How long records are kept; the program's own years until the owner has chosen."""
        row = self._session.get(models.Setting, SETTING)
        return Retention() if row is None else msgspec.convert(row.value, Retention)

    def choose(self, retention: Retention) -> None:
        """Write how long records are kept and when the list was gone through."""
        value = msgspec.to_builtins(retention)
        row = self._session.get(models.Setting, SETTING)
        if row is None:
            self._session.add(models.Setting(name=SETTING, value=value))
        else:
            row.value = value
        self._session.flush()

    def page(self, limit: date, today: date, after: int = 0) -> DuePage:
        """Clients in the order of entry whose last visit, or whose registration, lies before `limit`."""
        most = ALL if self._session.get_bind().dialect.name == "postgresql" else PAGE
        client, visit = models.Client, models.Visit
        seqs = list(
            self._session.scalars(select(client.seq).where(client.seq > after).order_by(client.seq).limit(most))
        )
        if not seqs:
            return DuePage((), None)
        visits = select(visit.client_id, func.max(visit.done_on).label("last"), func.count().label("count"))
        grouped = visits.join(client, client.id == visit.client_id).where(client.seq.between(seqs[0], seqs[-1]))
        last = grouped.group_by(visit.client_id).subquery()
        query = (
            select(client, last.c.last, last.c.count)
            .outerjoin(last, last.c.client_id == client.id)
            .where(client.seq.between(seqs[0], seqs[-1]), client.binned_at.is_(None))
            .where(or_(client.kept_until.is_(None), client.kept_until <= today))
            .where(or_(last.c.last.is_(None), last.c.last < limit))
            .order_by(client.seq)
        )
        found = (DueClient(to_client(row), day, count or 0) for row, day, count in self._session.execute(query))
        due = tuple(one for one in found if (one.last_visit or one.client.created_at.date()) < limit)
        return DuePage(due, seqs[-1] if len(seqs) == most else None)

    def keep(self, client_id: str, until: date) -> None:
        """Ask about this client again from that day on."""
        self._row(models.Client, client_id).kept_until = until
        self._session.flush()
