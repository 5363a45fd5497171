"""What each group of people may do on the server, table by table. The server enforces it; no program can pass it by.

A group is a role without a login, named after the database: `studio_trainer`, `studio_front_desk` and so on.
"""

from collections.abc import Iterator

from sqlalchemy import Table

from clinic_app.records.key_ring import ROLES
from clinic_app.records.models import _APPENDED, Base

CLINIC_READERS = ("trainer", "owner")
# Rows of these go by themselves; everything else goes only with the client it hangs on.
DELETED_FROM = frozenset({"client", "client_key", "case_fact", "plan_item", "not_same_person"})
# Which rules speak, which studios there are and when a period is released for good, an owner decides.
OWNERS_ALONE = frozenset({"rule_set", "studio", "release"})
NEVER_CHANGED = frozenset(model.__tablename__ for model in _APPENDED) | {"imported_event", "client_key", "plan_item"}
FIXED_COLUMNS = frozenset({"seq", "id"})
BOXES = {"desk": "front_desk", "stats": "manager"}
# What makes large objects or writes into them: in no table, in no copy, and open to everybody as PostgreSQL comes.
LARGE_OBJECTS = (
    "lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)", "lo_put(oid, bigint, bytea)",
    "lowrite(integer, bytea)", "lo_truncate(integer, integer)", "lo_truncate64(integer, bigint)",
)  # fmt: skip


def group(database: str, role: str) -> str:
    """The name of a group on the server."""
    return f"{database}_{role}"


def tables_role(database: str) -> str:
    """Who owns the tables: nobody signs in as this role; the server's keeper takes it on to set up and to upgrade."""
    return group(database, "tables")


def keeper_role(database: str) -> str:
    """In whose name the functions run by which owners look after the staff."""
    return group(database, "keeper")


def of_database(database: str) -> Iterator[str]:
    """Who may come into the database, and that nobody of the staff makes anything there, also not for the moment."""
    everybody = ", ".join(_quoted(group(database, role)) for role in ROLES)
    yield f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {everybody}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    # Whoever acts as the tables' owner can take rows out of the audit: the keeper may, nobody of the staff.
    yield f"REVOKE {_quoted(tables_role(database))} FROM {_quoted(group(database, 'owner'))}"


def of_large_objects() -> str:
    """Nobody needs them here; only whoever owns PostgreSQL's own functions can say so."""
    return f"REVOKE EXECUTE ON FUNCTION {', '.join(LARGE_OBJECTS)} FROM PUBLIC"


def of_clinic(database: str) -> Iterator[str]:
    """The grants in the schema `clinic`, to be given by the role that owns its tables."""
    readers = ", ".join(_quoted(group(database, role)) for role in CLINIC_READERS)
    owner, trainer = _quoted(group(database, "owner")), _quoted(group(database, "trainer"))
    everybody = ", ".join(_quoted(group(database, role)) for role in ROLES)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA clinic FROM {everybody}, PUBLIC"
    yield f"GRANT USAGE ON SCHEMA clinic TO {readers}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA clinic TO {readers}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA clinic TO {readers}"
    for table in Base.metadata.sorted_tables:
        who = owner if table.name in OWNERS_ALONE else f"{owner}, {trainer}"
        yield f"GRANT INSERT ON clinic.{_quoted(table.name)} TO {who}"
        if table.name not in NEVER_CHANGED:
            yield f"GRANT UPDATE ({_changeable(table)}) ON clinic.{_quoted(table.name)} TO {who}"
        if table.name in DELETED_FROM | {"rule_set"}:
            yield f"GRANT DELETE ON clinic.{_quoted(table.name)} TO {who}"
    keeper = _quoted(keeper_role(database))
    yield f"GRANT USAGE ON SCHEMA clinic TO {keeper}"
    yield f"GRANT SELECT ON clinic.audit, clinic.imported_event, clinic.release_export TO {keeper}"
    yield f"GRANT SELECT (id, payload) ON clinic.release TO {keeper}"


def of_boxes(database: str) -> Iterator[str]:
    """The tables that carry finished sheets and releases out and events in, with their grants."""
    readers = ", ".join(_quoted(group(database, role)) for role in CLINIC_READERS)
    keeper = _quoted(keeper_role(database))
    for schema, role in BOXES.items():
        theirs = _quoted(group(database, role))
        yield f"CREATE SEQUENCE IF NOT EXISTS {schema}.mark"
        yield (
            f"CREATE TABLE IF NOT EXISTS {schema}.outbox (id text PRIMARY KEY, content bytea NOT NULL, "
            f"mark bigint NOT NULL DEFAULT nextval('{schema}.mark'))"
        )
        yield (
            f"CREATE TABLE IF NOT EXISTS {schema}.inbox (id text PRIMARY KEY, content bytea NOT NULL, "
            f"author text NOT NULL DEFAULT staff.my_id(), mark bigint NOT NULL DEFAULT nextval('{schema}.mark'))"
        )
        yield f"CREATE INDEX IF NOT EXISTS ix_inbox_author ON {schema}.inbox (author)"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {theirs}, {readers}, {keeper}"
        yield f"GRANT USAGE ON SEQUENCE {schema}.mark TO {theirs}, {readers}"
        yield f"GRANT SELECT ON {schema}.outbox TO {theirs}"
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.outbox TO {readers}"
        yield f"GRANT SELECT, INSERT (id, content) ON {schema}.inbox TO {theirs}"
        yield f"GRANT SELECT, DELETE ON {schema}.inbox TO {readers}"
        yield f"GRANT SELECT ON {schema}.inbox TO {keeper}"
        yield (
            f"CREATE OR REPLACE TRIGGER true_author BEFORE INSERT ON {schema}.inbox "
            "FOR EACH ROW EXECUTE FUNCTION staff.true_author()"
        )
    # A release stays, and so does the word that one left; nothing is taken away there by the program either.
    yield f"REVOKE DELETE ON stats.outbox, stats.inbox FROM {readers}"
    # What lies there is taken for a release, and into the record, by whoever signs in next, in their name.
    yield (
        "CREATE OR REPLACE TRIGGER true_release BEFORE INSERT OR UPDATE ON stats.outbox "
        "FOR EACH ROW EXECUTE FUNCTION staff.true_release()"
    )


def _changeable(table: Table) -> str:
    return ", ".join(_quoted(column.name) for column in table.columns if column.name not in FIXED_COLUMNS)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
