"""What a day in the studio adds: bookings, calls, merges, moved visits, addenda, measures; and a faster search.

Tables are added and columns are added in place. The search keys move to a table ordered by key, so they are made anew.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from clinic_app.domain.search_keys import kana_order, keys_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SEARCH_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
PAGE = 500


def upgrade() -> None:
    """Columns first, then the tables that hang on clients and visits."""
    _client_columns()
    _search_keys()
    _visit_columns()
    _bookings()
    _calls()
    _same_person()
    _visit_move()
    _follow_up()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner(table: str, owner: str, column: str = "", ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    column = column or f"{owner}_id"
    name = op.f(f"fk_{table}_{column}_{owner}")
    return sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=name, ondelete=ondelete)


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


def _client_columns() -> None:
    op.add_column("client", sa.Column("running_since", sa.Integer(), nullable=True))
    op.add_column("client", sa.Column("usual_weekly_km", sa.Integer(), nullable=True))
    op.add_column("client", sa.Column("goal", sa.Text(), nullable=False, server_default=""))
    op.add_column("client", sa.Column("goal_on", sa.Date(), nullable=True))
    op.add_column("client", sa.Column("kana_order", SEARCH_KEY, nullable=False, server_default=""))
    _index("client", "kana_order")


def _search_keys() -> None:
    op.drop_table("client_search_key")
    op.create_table(
        "client_key",
        sa.Column("key", SEARCH_KEY, nullable=False),
        sa.Column("client_seq", SEQUENCE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "client_seq", name=op.f("pk_client_key")),
        sa.ForeignKeyConstraint(
            ["client_seq"], ["client.seq"], name=op.f("fk_client_key_client_seq_client"), ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    _index("client_key", "client_seq")
    _find_by_new_keys(op.get_bind())


def _find_by_new_keys(connection: sa.Connection) -> None:
    """Keys and place in the list for every client there is, a page at a time."""
    columns = [sa.Column(name, sa.Text()) for name in ("name", "kana", "phone", "kana_order")]
    client = sa.table("client", sa.Column("seq", SEQUENCE), sa.Column("birth_date", sa.Date()), *columns)
    key = sa.table("client_key", sa.Column("key", SEARCH_KEY), sa.Column("client_seq", SEQUENCE))
    last = 0
    while rows := connection.execute(
        sa.select(client).where(client.c.seq > last).order_by(client.c.seq).limit(PAGE)
    ).fetchall():
        for row in rows:
            change = sa.update(client).where(client.c.seq == row.seq)
            connection.execute(change.values(kana_order=kana_order(row.kana)))
            found = sorted(keys_of(row.name, row.kana, row.phone, row.birth_date))
            if found:
                connection.execute(sa.insert(key), [{"key": one, "client_seq": row.seq} for one in found])
        last = rows[-1].seq


def _visit_columns() -> None:
    op.add_column("visit", sa.Column("entered_on", sa.Date(), nullable=True))
    op.add_column("visit", sa.Column("timings", JSON, nullable=False, server_default="{}"))
    _index("visit", "state")
    _index("plan", "recheck_on")


def _bookings() -> None:
    _numbered(
        "booking",
        _time("at"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *map(_text, ("kind", "state", "name", "kana", "phone")),
        _text("client_id", nullable=True),
        *map(_text, ("trainer", "made_by")),
        _time("made_at"),
        _text("visit_id", nullable=True),
        _owner("booking", "client"),
        _owner("booking", "visit", ondelete="SET NULL"),
    )
    for column in ("at", "client_id", "visit_id"):
        _index("booking", column)


def _calls() -> None:
    _numbered(
        "call",
        _text("client_id", nullable=True),
        *map(_text, ("name", "about", "note")),
        _time("at"),
        _text("taken_by"),
        _text("acknowledged_by", nullable=True),
        _time("acknowledged_at", nullable=True),
        _owner("call", "client"),
    )
    _index("call", "client_id")


def _same_person() -> None:
    op.create_table(
        "not_same_person",
        *map(_text, ("first_id", "second_id", "said_by")),
        _time("said_at"),
        _owner("not_same_person", "client", "first_id"),
        _owner("not_same_person", "client", "second_id"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_not_same_person")),
    )
    _index("not_same_person", "second_id")
    _numbered(
        "merge",
        *map(_text, ("kept_id", "merged_id")),
        sa.Column("undo", JSON, nullable=False),
        _text("merged_by"),
        _time("merged_at"),
        _time("undone_at", nullable=True),
        _owner("merge", "client", "kept_id"),
    )
    _index("merge", "kept_id")


def _visit_move() -> None:
    _numbered(
        "visit_move",
        *map(_text, ("visit_id", "from_client_id", "from_episode_id", "from_kind", "moved_by")),
        _time("moved_at"),
        _time("undone_at", nullable=True),
        _owner("visit_move", "visit"),
        _owner("visit_move", "client", "from_client_id"),
    )
    _index("visit_move", "visit_id")
    _index("visit_move", "from_client_id")


def _follow_up() -> None:
    _numbered(
        "addendum",
        *map(_text, ("visit_id", "text", "written_by")),
        _time("written_at"),
        _owner("addendum", "visit"),
    )
    _index("addendum", "visit_id")
    _numbered(
        "outcome_measure",
        *map(_text, ("visit_id", "measure")),
        sa.Column("value", sa.Float(), nullable=True),
        *map(_text, ("words", "recorded_by")),
        _time("recorded_at"),
        _owner("outcome_measure", "visit"),
    )
    _index("outcome_measure", "visit_id")
