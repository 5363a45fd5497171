"""Rule sets in use, as text with id, version, hash and state. What their text means is the rules' part."""

from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import select

from clinic_app.domain.proposal import RuleSetRef
from clinic_app.records import models
from clinic_app.records.store import Store

RuleSetState = Literal["draft", "active", "retired"]


class StoredRuleSet(msgspec.Struct, frozen=True):
    """One rule set in the record: its texts by file name."""

    id: str
    ref: RuleSetRef
    state: RuleSetState
    texts: dict[str, str]
    imported_at: datetime


class RuleSets(Store):
    """The rule sets of the record."""

    def add(self, stored: StoredRuleSet) -> StoredRuleSet:
        """Store a rule set; making it active retires the one that was."""
        if stored.state == "active":
            self._retire()
        row = models.RuleSet(
            id=stored.id,
            name=stored.ref.id,
            version=stored.ref.version,
            hash=stored.ref.hash,
            state=stored.state,
            texts=stored.texts,
            imported_at=stored.imported_at,
        )
        self._add(row)
        return stored

    def get(self, rule_set_id: str) -> StoredRuleSet:
        """One rule set by id."""
        return _stored(self._row(models.RuleSet, rule_set_id))

    def all(self) -> tuple[StoredRuleSet, ...]:
        """Every rule set, the one taken in last first."""
        rows = self._session.scalars(select(models.RuleSet).order_by(models.RuleSet.seq.desc()))
        return tuple(_stored(row) for row in rows)

    def activate(self, rule_set_id: str) -> StoredRuleSet:
        """Let one rule set speak from now on; the one that did retires."""
        row = self._row(models.RuleSet, rule_set_id)
        self._retire()
        row.state = "active"
        self._session.flush()
        return _stored(row)

    def remove(self, rule_set_id: str) -> None:
        """Take out a draft that never spoke; whoever asks makes sure of that."""
        self._session.delete(self._row(models.RuleSet, rule_set_id))
        self._session.flush()

    def active(self) -> StoredRuleSet | None:
        """The rule set that speaks."""
        query = select(models.RuleSet).where(models.RuleSet.state == "active")
        row = self._session.scalar(query.order_by(models.RuleSet.seq.desc()).limit(1))
        return None if row is None else _stored(row)

    def with_version(self, name: str, version: str) -> StoredRuleSet | None:
        """One rule set by the id and version in its header."""
        query = select(models.RuleSet).where(models.RuleSet.name == name, models.RuleSet.version == version)
        row = self._session.scalar(query)
        return None if row is None else _stored(row)

    def _retire(self) -> None:
        for row in self._session.scalars(select(models.RuleSet).where(models.RuleSet.state == "active")):
            row.state = "retired"
        self._session.flush()


def _stored(row: models.RuleSet) -> StoredRuleSet:
    ref = RuleSetRef(row.name, row.version, row.hash)
    return msgspec.convert(
        {"id": row.id, "ref": ref, "state": row.state, "texts": row.texts, "imported_at": row.imported_at},
        StoredRuleSet,
        from_attributes=True,
    )
