"""Everything a page needs of one client in one question to the server, where every question is a way there and back.

What was read ahead is handed out by the stores' own reading (`store`), in a unit of work that only reads. A file needs
none of this: asking it costs nothing.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, text
from sqlalchemy.orm import Session

from clinic_app.records import models
from clinic_app.records.columns import UtcDateTime

_OF_CLIENT = (models.Visit, models.Consent)
_OF_VISITS = (
    models.Assessment,
    models.Decision,
    models.Plan,
    models.OutcomeMeasure,
    models.Retest,
    models.Confirmation,
    models.Addendum,
)
_OF_ONE_VISIT = (models.Proposal, models.Handout)  # large, and shown for the visit on screen alone
_MINE = "SELECT id FROM visit WHERE client_id = :client"


class Ahead:
    """The rows that were read ahead, by what they belong to."""

    def __init__(self, session: Session, *, client_id: str, visit_id: str, client_of: str) -> None:
        self._rows: dict[Any, list[SimpleNamespace]] = {}
        question = _QUESTION_OF_CLIENT if client_id else _QUESTION_OF_VISIT if visit_id else _QUESTION_OF_ITS_CLIENT
        for name, document in session.execute(question, {"client": client_id, "visit": visit_id or client_of}):
            model = _BY_NAME[name]
            values = json.loads(document)
            read = _READERS[model]
            row = SimpleNamespace(**{key: read[key](value) if key in read else value for key, value in values.items()})
            self._rows.setdefault(model, []).append(row)
        self._visits = {row.id for row in self._rows.get(models.Visit, ())}
        self._clients = {row.id for row in self._rows.get(models.Client, ())}
        self._plans = {row.id for row in self._rows.get(models.Plan, ())}
        self._one = {visit_id} if visit_id else set()

    def row(self, model: Any, row_id: str) -> Any:
        """One row by its id; None when it was not read ahead."""
        return next((row for row in self._rows.get(model, ()) if row.id == row_id), None)

    def all(self, model: Any, owner: str, owner_id: str) -> list[Any] | None:
        """All rows of an owner, oldest first; None when nobody read them ahead."""
        if owner_id not in self._known(model, owner):
            return None
        place = "position" if model is models.PlanItem else "seq"
        found = [row for row in self._rows.get(model, ()) if getattr(row, owner) == owner_id]
        return sorted(found, key=lambda row: getattr(row, place))

    def _known(self, model: Any, owner: str) -> set[str]:
        if model in _OF_CLIENT and owner == "client_id":
            return self._clients
        if model is models.PlanItem:
            return self._plans
        if owner != "visit_id":
            return set()
        return self._visits if model in _OF_VISITS else self._one if model in _OF_ONE_VISIT else set()


def read_ahead(session: Session, *, client_id: str = "", visit_id: str = "", client_of: str = "") -> None:
    """Ask a server for everything of a client, named or by a visit, or of a visit with all around it.

    Of a file nothing is asked, nor where something is being written: what was read before would not show it.
    """
    if session.info.get("reads_only") and session.get_bind().dialect.name == "postgresql":
        session.info["ahead"] = Ahead(session, client_id=client_id, visit_id=visit_id, client_of=client_of)


def _part(model: Any, condition: str) -> str:
    name = model.__tablename__
    return f"SELECT '{name}', CAST(to_jsonb(t) AS text) FROM {name} AS t WHERE {condition}"  # noqa: S608 - names of ours


def _question(mine: str, client: str, *, one: bool) -> Any:
    parts = [_part(models.Client, f"t.id = {client}")]
    parts += [_part(model, f"t.client_id = {client}") for model in _OF_CLIENT]
    parts += [_part(model, f"t.visit_id IN ({mine})") for model in _OF_VISITS]
    parts.append(_part(models.PlanItem, f"t.plan_id IN (SELECT id FROM plan WHERE visit_id IN ({mine}))"))  # noqa: S608
    parts += [_part(model, "t.visit_id = :visit") for model in _OF_ONE_VISIT] if one else []
    return text(" UNION ALL ".join(parts))


_THE_CLIENT = "(SELECT client_id FROM visit WHERE id = :visit)"
_QUESTION_OF_CLIENT = _question(_MINE, ":client", one=False)
_QUESTION_OF_VISIT = _question(_MINE.replace(":client", _THE_CLIENT), _THE_CLIENT, one=True)
_QUESTION_OF_ITS_CLIENT = _question(_MINE.replace(":client", _THE_CLIENT), _THE_CLIENT, one=False)
_MODELS: Iterable[Any] = (models.Client, models.PlanItem, *_OF_CLIENT, *_OF_VISITS, *_OF_ONE_VISIT)
_BY_NAME = {model.__tablename__: model for model in _MODELS}


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, UtcDateTime):
        return lambda value: None if value is None else datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else bytes.fromhex(value[2:])
    return None


def _readers(table: Table) -> dict[str, Callable[[Any], Any]]:
    return {column.name: read for column in table.columns if (read := _reader(column.type)) is not None}


_READERS = {model: _readers(model.__table__) for model in _MODELS}
