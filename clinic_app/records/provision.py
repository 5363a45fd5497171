"""Makes a database on a server ready for a clinic: schemas, groups, grants, and settings that keep values out of logs.

Run by whoever looks after the server; safe to repeat, and each step says whether it was so already. Who may do what
stands in `server_grants`, the staff in `server_staff`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import server_faults as faults
from clinic_app.records.engines import server_engine
from clinic_app.records.faults import translating
from clinic_app.records.key_ring import ROLES
from clinic_app.records.server import engine_of
from clinic_app.records.server_grants import (
    BOXES,
    LARGE_OBJECTS,
    group,
    keeper_role,
    of_database,
    of_large_objects,
    tables_role,
)
from clinic_app.records.server_place import PORT, SSL_MODES, ServerPlace
from clinic_app.records.server_version import marks, of_keeper, of_tables
from clinic_app.records.upgrade import current, known, upgrade

NO_URL = N_(
    "{url} is not the address of a database. Write it as postgresql://ADMIN@HOST/DATABASE, for example "
    "postgresql://postgres@server.example/studio."
)
PASSWORD_IN_URL = N_(
    "The address holds a password, which other users of this computer can read. Nothing was done: leave it out; the "
    "program asks for it, or reads it with --password-file -. Change that password now."
)
NAME_OF_DATABASE = N_(
    "{database} cannot be the name of the database: use 2 to 40 small letters, digits and _, beginning with a letter."
)
TOO_OLD = N_("The server runs PostgreSQL {version}. The program needs version 15 or newer; nothing was done.")
NOT_UTF8 = N_("The database {database} does not hold all characters. Make another one with the encoding UTF8.")
MAY_NOT = N_(
    "The server does not allow {login} to set up or look after a clinic. No record was changed: use the login of "
    "whoever looks after the server, usually postgres. Any other needs CREATEDB, CREATEROLE and, from PostgreSQL 16 "
    "on, pg_signal_backend WITH ADMIN OPTION, as the manual says."
)

DATABASE_MADE, DATABASE_THERE = N_("Database {database}: made."), N_("Database {database}: already there.")
GROUPS_MADE, GROUPS_THERE = N_("Groups and their owner: made ({count})."), N_("Groups and their owner: already so.")
SCHEMAS = N_("Schemas clinic, desk, stats and staff: made, each open to its own groups only.")
SCHEMAS_THERE = N_("Schemas clinic, desk, stats and staff: already so; the grants were given anew.")
TABLES_MADE, TABLES_THERE = (
    N_("Tables of the record: made, version {revision}."),
    N_("Tables of the record: already version {revision}."),
)
LOG_SET = N_("The server's log: keeps no values of this database from now on.")
LOG_THERE = N_("The server's log: keeps no values of this database, already so.")
LOG_NOT = N_(
    "The server's log: {login} may not set this. Whoever may must set log_statement = none, log_min_error_statement = "
    "panic, log_error_verbosity = terse, log_min_duration_statement = -1, log_parameter_max_length = 0 and "
    "log_parameter_max_length_on_error = 0; else names can appear in the log."
)
OBJECTS_SET = N_("Large objects outside all tables: nobody makes any in this database from now on.")
OBJECTS_THERE = N_("Large objects outside all tables: nobody makes any in this database, already so.")
OBJECTS_NOT = N_(
    "Large objects outside all tables: {login} may not forbid them, so whoever has a login can fill the disk with them "
    "unseen. Whoever may must run in this database: {command}"
)
OPEN_ELSEWHERE = N_(
    "Other databases: whoever has a login on this server comes into {databases} as well and can fill the disk there. "
    "Where nobody else uses the server, “database prepare” closes that, or this command: {command}"
)
NO_TLS_YET = N_(
    "Encryption: the server does not encrypt its connections yet, so only this computer itself can use it. Set up a "
    "certificate, as the manual says."
)
TLS_ON = N_("Encryption: the server has a certificate.")
WEAK_RULE = N_(
    "Sign-in: line {line} of the server's pg_hba.conf lets people in by “{method}”. Write scram-sha-256 there, as the "
    "manual says."
)

NOT_EMPTY = N_("There is a record in the database {database} already. Nothing was changed: name another database.")
BUSY = N_("Somebody else rearranges this database just now. Nothing was changed: wait until it is done.")

# PostgreSQL's own databases that let in whoever has a login, to be asked as one line of `psql` as well.
OPEN_DATABASES = (
    "SELECT d.datname FROM pg_database AS d WHERE d.datname IN ('postgres', 'template1') AND d.datallowconn "
    "AND EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS held "
    "WHERE held.grantee = 0 AND held.privilege_type = 'CONNECT') ORDER BY d.datname"
)
_LOG = {
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_duration": "off",
}
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LEAST = 150000
_REARRANGING = 0x436C4171  # one more than the lock of the audit's chain


class Step(NamedTuple):
    """One line of what was done; `warns` where whoever looks after the server has something left to do."""

    message: str
    values: dict[str, object]
    warns: bool = False


class Admin(NamedTuple):
    """Where and as whom the server is set up. The password is asked for and kept in memory alone."""

    place: ServerPlace
    login: str
    password: str

    def __repr__(self) -> str:
        return f"Admin({self.login})"


def read_url(url: str) -> tuple[ServerPlace, str]:
    """The place and the login of an address; refused with a password in it."""
    try:
        found = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(found.query).items()}
        port, host = found.port or PORT, asked.get("host") or found.hostname or ""
    except ValueError:
        raise Refused(NO_URL, url="…") from None
    if found.password or "password" in asked:
        raise Refused(PASSWORD_IN_URL)
    database, mode = unquote(found.path.lstrip("/")), asked.get("sslmode", "verify-full")
    if found.scheme not in ("postgresql", "postgres") or not found.username or not host or mode not in SSL_MODES:
        raise Refused(NO_URL, url=url)
    if not _NAME.fullmatch(database):
        raise Refused(NAME_OF_DATABASE, database=database)
    root = asked.get("sslrootcert", "")
    place = ServerPlace(host, database, port, mode, str(Path(root).expanduser().absolute()) if root else "")
    place.refuse_unsafe()
    return place, unquote(found.username)


def provision(admin: Admin, say: Callable[[Step], None]) -> None:
    """Set the database up, or look whether it is as it should be and mend what is not."""
    database = admin.place.database
    say(_make_database(admin))
    with connected(admin, database) as connection:
        say(_make_groups(connection, database))
        say(_make_schemas(connection, database, admin.login))
    with as_tables_owner(admin) as engine:
        revision = known()[-1]
        made = current(engine) != revision
        upgrade(engine)
        say(Step(TABLES_MADE if made else TABLES_THERE, {"revision": revision}))
        grant(engine, database)
    with connected(admin, database) as connection:
        say(_quiet_log(connection, admin))
        say(_close_large_objects(connection, admin.login))
        for step in _doubts(connection):
            say(step)


def make_empty(admin: Admin, say: Callable[[Step], None]) -> None:
    """Make database, groups and schemas for a copy that is put back; refused where a record is already."""
    database = admin.place.database
    say(_make_database(admin))
    with connected(admin, database) as connection:
        say(_make_groups(connection, database))
        say(_make_schemas(connection, database, admin.login))
        if connection.scalar(text("SELECT to_regclass('clinic.client') IS NOT NULL")):
            raise Refused(NOT_EMPTY, database=database)


@contextmanager
def one_at_a_time(admin: Admin) -> Iterator[None]:
    """Let nobody else rearrange this database meanwhile; refused while somebody does."""
    with connected(admin, admin.place.database) as connection:
        if not connection.scalar(text(f"SELECT pg_try_advisory_xact_lock({_REARRANGING})")):
            raise Refused(BUSY)
        yield


@contextmanager
def as_tables_owner(admin: Admin) -> Iterator[Engine]:
    """An engine whose every connection acts as the owner of the tables."""
    url = engine_of(admin.place, admin.login, admin.password).url
    engine = acting_as(url, tables_role(admin.place.database))
    try:
        yield engine
    finally:
        engine.dispose()


def acting_as(url: URL, role: str) -> Engine:
    """An engine that takes on another role on every connection it makes."""
    engine = server_engine(url)

    @event.listens_for(engine, "connect")
    def _take_on(line: Any, _entry: object) -> None:
        line.execute(f'SET ROLE "{role}"')
        line.commit()

    return engine


def renew_functions(admin: Admin) -> Step:
    """Make the functions around the staff anew, a newer version may have more of them; says what else it closed."""
    with connected(admin, admin.place.database) as connection:
        _make_schemas(connection, admin.place.database, admin.login)
        return _close_large_objects(connection, admin.login)


def grant(engine: Engine, database: str) -> None:
    """Give the grants anew, after new tables came, and say who set all this up; by the owner of the tables."""
    with translating(), engine.begin() as connection:
        for sql in (*of_tables(database), *marks()):
            connection.execute(text(sql))


def _make_database(admin: Admin) -> Step:
    database = admin.place.database
    with connected(admin, "postgres", outside=True) as connection:
        version = connection.scalar(text("SELECT current_setting('server_version_num')::int")) or 0
        if version < _LEAST:
            raise Refused(TOO_OLD, version=version // 10000)
        asked = text("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = :name")
        encoding = connection.scalar(asked, {"name": database})
        if encoding is None:
            connection.execute(text(f'CREATE DATABASE "{database}" ENCODING UTF8 TEMPLATE template0'))
            return Step(DATABASE_MADE, {"database": database})
    if encoding != "UTF8":
        raise Refused(NOT_UTF8, database=database)
    return Step(DATABASE_THERE, {"database": database})


def _make_groups(connection: Connection, database: str) -> Step:
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    wanted = {group(database, role): "" for role in ROLES}
    wanted |= {tables_role(database): "", keeper_role(database): "CREATEROLE"}
    missing = [name for name in wanted if name not in there]
    for name in missing:
        connection.execute(text(f'CREATE ROLE "{name}" NOLOGIN {wanted[name]}'))
    keeper = keeper_role(database)
    # To have made a role is not to act as it, from PostgreSQL 16 on; only a superuser needs nothing for that.
    if not connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        connection.execute(text(f'GRANT "{tables_role(database)}", "{keeper}" TO CURRENT_USER'))
    for role in ROLES:
        connection.execute(text(f'GRANT "{group(database, role)}" TO "{keeper}" WITH ADMIN OPTION'))
    connection.execute(text(f'GRANT pg_signal_backend TO "{keeper}"'))
    return Step(GROUPS_MADE if missing else GROUPS_THERE, {"count": len(missing)})


def _make_schemas(connection: Connection, database: str, login: str) -> Step:
    keeper, tables = keeper_role(database), tables_role(database)
    there = set(connection.scalars(text("SELECT nspname FROM pg_namespace")))
    wanted = {"clinic": tables, **dict.fromkeys(BOXES, tables), "staff": keeper}
    for sql in of_database(database):
        connection.execute(text(sql))
    for schema, owner in wanted.items():
        if schema not in there:
            connection.execute(text(f'CREATE SCHEMA {schema} AUTHORIZATION "{owner}"'))
    connection.execute(text(f'SET LOCAL ROLE "{keeper}"'))
    for sql in of_keeper(database):
        connection.execute(text(sql.replace(":", "\\:")))
    connection.execute(text("RESET ROLE"))
    return Step(SCHEMAS_THERE if there.issuperset(wanted) else SCHEMAS, {"login": login})


def _quiet_log(connection: Connection, admin: Admin) -> Step:
    asked = text(
        "SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase "
        "WHERE d.datname = current_database() AND s.setrole = 0"
    )
    there = set(connection.scalars(asked))
    missing = {name: value for name, value in _LOG.items() if f"{name}={value}" not in there}
    if not missing:
        return Step(LOG_THERE, {})
    try:
        with connection.begin_nested():
            for name, value in missing.items():
                connection.execute(text(f"ALTER DATABASE \"{admin.place.database}\" SET {name} = '{value}'"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") != "42501":
            raise
        return Step(LOG_NOT, {"login": admin.login}, warns=True)
    return Step(LOG_SET, {})


def _close_large_objects(connection: Connection, login: str) -> Step:
    """Take the functions that make them away from everybody; a repeat by somebody who may not is no fault."""
    asked = text(
        "SELECT count(*) FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS held "
        "WHERE held.grantee = 0 AND p.oid = ANY (CAST(:functions AS regprocedure[]))"
    )
    functions = {"functions": [f"pg_catalog.{function}" for function in LARGE_OBJECTS]}
    if not connection.scalar(asked, functions):
        return Step(OBJECTS_THERE, {})
    with suppress(DBAPIError), connection.begin_nested():
        connection.execute(text(of_large_objects()))
    if connection.scalar(asked, functions):  # who does not own them is only warned
        return Step(OBJECTS_NOT, {"login": login, "command": f"{of_large_objects()};"}, warns=True)
    return Step(OBJECTS_SET, {})


def _doubts(connection: Connection) -> Iterator[Step]:
    encrypted = connection.scalar(text("SELECT current_setting('ssl')")) == "on"
    yield Step(TLS_ON, {}) if encrypted else Step(NO_TLS_YET, {}, warns=True)
    elsewhere = ", ".join(connection.scalars(text(OPEN_DATABASES)))
    if elsewhere:
        command = f"REVOKE ALL ON DATABASE {elsewhere} FROM PUBLIC;"
        yield Step(OPEN_ELSEWHERE, {"databases": elsewhere, "command": command}, warns=True)
    asked = text(
        "SELECT line_number, auth_method FROM pg_hba_file_rules WHERE type <> 'local' "
        "AND auth_method IN ('trust', 'password', 'md5') ORDER BY line_number"
    )
    try:
        with connection.begin_nested():
            weak: list[Any] = list(connection.execute(asked))
    except DBAPIError:
        return  # only a superuser may read it
    for line, method in weak:
        yield Step(WEAK_RULE, {"line": line, "method": method}, warns=True)


@contextmanager
def connected(admin: Admin, database: str, *, outside: bool = False) -> Iterator[Connection]:
    """One transaction in a database, or none where the server does not allow one; faults in the user's words."""
    url = engine_of(admin.place, admin.login, admin.password).url.set(database=database)
    engine = create_engine(url, hide_parameters=True, isolation_level="AUTOCOMMIT" if outside else "READ COMMITTED")
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) is None:
            raise faults.refusal(str(error.orig), admin.place) from None
        with translating():
            raise
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == "42501":
            raise Refused(MAY_NOT, login=admin.login) from None
        with translating():
            raise
    finally:
        engine.dispose()
