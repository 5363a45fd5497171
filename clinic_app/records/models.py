"""The tables. Nobody outside `records` and `migrations` sees them.

`seq` gives the order, never the clock; `id` is a random UUID the client made, so that a save whose answer was
lost can be looked up. Deleting a client deletes everything that hangs on them.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from clinic_app.records.columns import SearchKey, Sequence
from clinic_app.records.desk_models import DiaryReturn, PrintEvent, PrintJob, ReprintRequest
from clinic_app.records.statistics_models import Release, ReleaseExport
from clinic_app.records.tables import Base, Numbered, belongs_to, takes_place
from clinic_app.records.visit_models import Addendum, Confirmation, OutcomeMeasure, Retest

__all__ = [
    "Addendum",
    "Assessment",
    "Audit",
    "Base",
    "Booking",
    "Call",
    "Client",
    "ClientKey",
    "Confirmation",
    "Consent",
    "Decision",
    "DiaryReturn",
    "Episode",
    "Handout",
    "ImportedEvent",
    "Merge",
    "NotSamePerson",
    "OutcomeMeasure",
    "Plan",
    "PlanItem",
    "PrintEvent",
    "PrintJob",
    "Proposal",
    "Release",
    "ReleaseExport",
    "ReprintRequest",
    "Retest",
    "RuleSet",
    "Setting",
    "Studio",
    "Visit",
    "VisitMove",
]
_BINNED = text("binned_at IS NOT NULL")


class Client(Numbered, Base):
    """One client."""

    __tablename__ = "client"
    name: Mapped[str]
    kana: Mapped[str]
    sex: Mapped[str]
    birth_date: Mapped[date | None]
    phone: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column()
    binned_at: Mapped[datetime | None]
    binned_by: Mapped[str | None]
    binned_reason: Mapped[str | None]
    kept_until: Mapped[date | None]
    running_since: Mapped[int | None]
    usual_weekly_km: Mapped[int | None]
    goal: Mapped[str]
    goal_on: Mapped[date | None]
    kana_order: Mapped[str] = mapped_column(SearchKey, index=True)
    studio: Mapped[str] = takes_place()
    __table_args__ = (
        # A whole index would look to SQLite like the best way to every client who is not in the bin.
        Index(None, "binned_at", sqlite_where=_BINNED, postgresql_where=_BINNED),
        {"sqlite_autoincrement": True},
    )
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it


class Consent(Numbered, Base):
    """One answer of a client to one question of consent, with the text as it was; a withdrawal is added to it."""

    __tablename__ = "consent"
    client_id: Mapped[str] = belongs_to("client")
    kind: Mapped[str]
    answer: Mapped[str]
    version: Mapped[str]
    language: Mapped[str]
    purpose: Mapped[str]
    text_hash: Mapped[str]
    given_on: Mapped[date]
    guardian: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[str | None]


class ClientKey(Base):
    """What a client can be found by, ordered by key; made from name, kana, phone and birth date, and anew with them."""

    __tablename__ = "client_key"
    key: Mapped[str] = mapped_column(SearchKey, primary_key=True)
    client_seq: Mapped[int] = mapped_column(
        Sequence, ForeignKey("client.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it


class Booking(Numbered, Base):
    """Somebody is expected, or has walked in; a client once it is known who it is."""

    __tablename__ = "booking"
    at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    kind: Mapped[str]
    state: Mapped[str]
    name: Mapped[str]
    kana: Mapped[str]
    phone: Mapped[str]
    client_id: Mapped[str | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    trainer: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)
    studio: Mapped[str] = takes_place()


class Call(Numbered, Base):
    """A call that a trainer must know of; it stays in sight until somebody has taken note."""

    __tablename__ = "call"
    client_id: Mapped[str | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    about: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]
    taken_by: Mapped[str]
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    studio: Mapped[str] = takes_place()


class NotSamePerson(Base):
    """Two clients who look alike and are two people, as somebody said; the smaller id first."""

    __tablename__ = "not_same_person"
    first_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    second_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, index=True)
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class Merge(Numbered, Base):
    """Two clients made one: what was moved and what is needed to take it back. Erased with the one who was kept."""

    __tablename__ = "merge"
    kept_id: Mapped[str] = belongs_to("client")
    merged_id: Mapped[str]
    undo: Mapped[dict[str, Any]]
    merged_by: Mapped[str]
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Episode(Numbered, Base):
    """One stretch of a client's complaint."""

    __tablename__ = "episode"
    client_id: Mapped[str] = belongs_to("client")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class Visit(Numbered, Base):
    """One visit and where its session stands."""

    __tablename__ = "visit"
    client_id: Mapped[str] = belongs_to("client")
    episode_id: Mapped[str] = belongs_to("episode")
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    done_on: Mapped[date] = mapped_column(index=True)
    started_at: Mapped[datetime]
    trainer: Mapped[str]
    step: Mapped[str]
    field: Mapped[str]
    closed_at: Mapped[datetime | None]
    result: Mapped[str | None]
    revision: Mapped[int] = mapped_column()
    entered_on: Mapped[date | None]
    timings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    studio: Mapped[str] = takes_place()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it


class VisitMove(Numbered, Base):
    """A visit that was entered under the wrong client: where it hung before."""

    __tablename__ = "visit_move"
    visit_id: Mapped[str] = belongs_to("visit")
    from_client_id: Mapped[str] = belongs_to("client")
    from_episode_id: Mapped[str]
    from_kind: Mapped[str]
    moved_by: Mapped[str]
    moved_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Assessment(Numbered, Base):
    """One version of a visit's findings; `format` is the schema version of the document."""

    __tablename__ = "assessment"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    version: Mapped[int]
    format: Mapped[str]
    findings: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column()
    __table_args__ = (UniqueConstraint("visit_id", "version"), {"sqlite_autoincrement": True})
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it


class RuleSet(Numbered, Base):
    """The texts of one rule set with their hash; `name` and `version` are the ones in its header."""

    __tablename__ = "rule_set"
    name: Mapped[str]
    version: Mapped[str]
    hash: Mapped[str]
    state: Mapped[str]
    texts: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("name", "version"), {"sqlite_autoincrement": True})


class Studio(Numbered, Base):
    """One place of a company with several: its code stands on what is at home there or took place there."""

    __tablename__ = "studio"
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    closed_on: Mapped[date | None]


class Setting(Base):
    """What the clinic has chosen, by name; the value's shape belongs to whoever reads it."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class Proposal(Numbered, Base):
    """What the rules said, with the rule set that spoke and the findings it read. Never changed."""

    __tablename__ = "proposal"
    visit_id: Mapped[str] = belongs_to("visit")
    assessment_id: Mapped[str] = belongs_to("assessment")
    rule_set_name: Mapped[str]
    rule_set_version: Mapped[str]
    rule_set_hash: Mapped[str]
    outcome: Mapped[str]
    document: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class Decision(Numbered, Base):
    """What a trainer decided. Appended, never changed."""

    __tablename__ = "decision"
    visit_id: Mapped[str] = belongs_to("visit")
    proposal_id: Mapped[str] = belongs_to("proposal")
    kind: Mapped[str]
    causes: Mapped[list[str]]
    reason: Mapped[str | None]
    note: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]


class Plan(Numbered, Base):
    """The agreed exercises of a visit."""

    __tablename__ = "plan"
    visit_id: Mapped[str] = belongs_to("visit")
    code: Mapped[str] = mapped_column(unique=True)
    recheck_on: Mapped[date | None] = mapped_column(index=True)
    recheck_time: Mapped[str]
    note: Mapped[str]
    approved_by: Mapped[str]
    saved_at: Mapped[datetime]
    back_to_running: Mapped[bool]
    printed_name: Mapped[str]


class PlanItem(Base):
    """One exercise of a plan, in the order it is taught."""

    __tablename__ = "plan_item"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    exercise: Mapped[str]
    form: Mapped[str]
    reps: Mapped[int]
    sets: Mapped[int]
    cue: Mapped[str]
    teach_back: Mapped[str | None]
    pain_before: Mapped[int | None]
    pain_after: Mapped[int | None]
    on_sheet: Mapped[bool | None]


class Handout(Numbered, Base):
    """A finished paper with its bytes. Never changed."""

    __tablename__ = "handout"
    visit_id: Mapped[str] = belongs_to("visit")
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    variant: Mapped[str]
    language: Mapped[str]
    pdf: Mapped[bytes]
    sha256: Mapped[str]
    pages: Mapped[int]
    approved_by: Mapped[str]
    issued_at: Mapped[datetime]


class ImportedEvent(Base):
    """An event of the sealed folders that is in the record; its effect came in the same unit of work, once."""

    __tablename__ = "imported_event"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    imported_at: Mapped[datetime]


class Audit(Base):
    """One link of the chain in `audit`. Outlives what it tells of, so it refers to nothing."""

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(Sequence, primary_key=True, autoincrement=False)
    at: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    record_id: Mapped[str]
    revision: Mapped[int]
    previous: Mapped[str]
    hash: Mapped[str]


def _never_changed(_mapper: Mapper[Any], _connection: Any, row: Any) -> None:
    raise TypeError(f"a {type(row).__tablename__} is written once")


_APPENDED = (
    Proposal,
    Decision,
    Handout,
    Addendum,
    Audit,
    OutcomeMeasure,
    Retest,
    Confirmation,
    Release,
    ReleaseExport,
    PrintEvent,
)
for _model in _APPENDED:
    event.listen(_model, "before_update", _never_changed)
