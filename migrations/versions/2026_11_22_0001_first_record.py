"""The first record: clients, visits, findings, proposals, decisions, plans, handouts, rule sets and the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SEARCH_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Parents before children."""
    _clients()
    _visits()
    _assessments()
    _proposals()
    _plans()
    _rule_sets()
    _audit()
    op.create_table("setting", _text("name"), _json("value"), sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")))


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _day(name: str, *, nullable: bool = True) -> sa.Column[sa.Date]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, JSON, nullable=False)


def _owner(table: str, owner: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{owner}_id_{owner}")
    return sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=name, ondelete="CASCADE")


def _numbered(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        _text("id"),
        *columns,
        sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{table}_id")),
        sqlite_autoincrement=True,
    )


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _clients() -> None:
    names = ("name", "kana", "sex")
    contact = ("phone", "email", "language", "note")
    columns = [*map(_text, names), _day("birth_date"), *map(_text, contact), _time("created_at"), _whole("revision")]
    _numbered("client", *columns)
    op.create_table(
        "client_search_key",
        _text("client_id"),
        sa.Column("key", SEARCH_KEY, nullable=False),
        _owner("client_search_key", "client"),
        sa.PrimaryKeyConstraint("client_id", "key", name=op.f("pk_client_search_key")),
    )
    _index("client_search_key", "key")
    opened_and_closed = (_day("opened_on", nullable=False), _day("closed_on"))
    _numbered("episode", _text("client_id"), *opened_and_closed, _owner("episode", "client"))
    _index("episode", "client_id")


def _visits() -> None:
    _numbered(
        "visit",
        *map(_text, ("client_id", "episode_id", "kind", "state")),
        _day("done_on", nullable=False),
        _time("started_at"),
        *map(_text, ("trainer", "step", "field")),
        _time("closed_at", nullable=True),
        _text("result", nullable=True),
        _whole("revision"),
        _owner("visit", "client"),
        _owner("visit", "episode"),
    )
    for column in ("client_id", "episode_id", "done_on"):
        _index("visit", column)


def _assessments() -> None:
    _numbered(
        "assessment",
        _text("visit_id"),
        _whole("version"),
        _text("format"),
        _json("findings"),
        _time("saved_at"),
        _whole("revision"),
        _owner("assessment", "visit"),
        sa.UniqueConstraint("visit_id", "version", name=op.f("uq_assessment_visit_id_version")),
    )


def _proposals() -> None:
    _numbered(
        "proposal",
        *map(_text, ("visit_id", "assessment_id", "rule_set_name", "rule_set_version", "rule_set_hash", "outcome")),
        _json("document"),
        _json("inputs"),
        _time("made_at"),
        _owner("proposal", "visit"),
        _owner("proposal", "assessment"),
    )
    _index("proposal", "visit_id")
    _index("proposal", "assessment_id")
    _numbered(
        "decision",
        *map(_text, ("visit_id", "proposal_id", "kind")),
        _json("causes"),
        _text("reason", nullable=True),
        _text("note"),
        _text("decided_by"),
        _time("decided_at"),
        _owner("decision", "visit"),
        _owner("decision", "proposal"),
    )
    _index("decision", "visit_id")
    _index("decision", "proposal_id")


def _plans() -> None:
    _numbered(
        "plan",
        *map(_text, ("visit_id", "code")),
        _day("recheck_on"),
        *map(_text, ("recheck_time", "note", "approved_by")),
        _time("saved_at"),
        _owner("plan", "visit"),
        sa.UniqueConstraint("code", name=op.f("uq_plan_code")),
    )
    _index("plan", "visit_id")
    op.create_table(
        "plan_item",
        _text("plan_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *map(_text, ("exercise", "form")),
        *map(_whole, ("reps", "sets")),
        _text("cue"),
        _text("teach_back", nullable=True),
        sa.Column("pain_before", sa.Integer(), nullable=True),
        sa.Column("pain_after", sa.Integer(), nullable=True),
        _owner("plan_item", "plan"),
        sa.PrimaryKeyConstraint("plan_id", "position", name=op.f("pk_plan_item")),
    )
    _numbered(
        "handout",
        _text("visit_id"),
        _text("plan_id", nullable=True),
        *map(_text, ("kind", "variant", "language")),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        _text("sha256"),
        _whole("pages"),
        _text("approved_by"),
        _time("issued_at"),
        _owner("handout", "visit"),
        _owner("handout", "plan"),
    )
    _index("handout", "visit_id")
    _index("handout", "plan_id")


def _rule_sets() -> None:
    _numbered(
        "rule_set",
        *map(_text, ("name", "version", "hash", "state")),
        _json("texts"),
        _time("imported_at"),
        sa.UniqueConstraint("name", "version", name=op.f("uq_rule_set_name_version")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", SEQUENCE, autoincrement=False, nullable=False),
        *map(_text, ("at", "actor", "action", "record_id")),
        _whole("revision"),
        *map(_text, ("previous", "hash")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
