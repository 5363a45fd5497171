"""Copies of a clinic on a server: of one moment, encrypted before they touch a disk, and brought back on trial at once.

    server-20261123-021500/   clinic.dump desk.dump stats.dump people.json, all encrypted; manifest.json

`manifest.json` can be read by anybody and says nothing about any client. People's passwords are in no copy: whoever
comes back with a restore gets a one-time password.
"""

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, text

from clinic_app import __version__
from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import sync_folder
from clinic_app.records import copy_key, manifest, piped, server_staff
from clinic_app.records.aes_gcm import new_key
from clinic_app.records.audit import head, verify
from clinic_app.records.copy_faults import copying
from clinic_app.records.durable import read_at_most, write_whole
from clinic_app.records.provision import Admin, connected
from clinic_app.records.pruning import to_prune
from clinic_app.records.recovery_kit import RecoveryKit
from clinic_app.records.server import engine_of
from clinic_app.records.server_studios import FUNCTIONS, TRIGGERS
from clinic_app.records.server_tools import Tools, dump, restore

FORMAT = "clinic-app/server-copy/1"
SCHEMAS = ("clinic", "desk", "stats")
PEOPLE = "people.json"
PARTIAL = ".partial"
NOT_THE_SAME = N_(
    "The copy {name} was brought back on trial and does not hold what the server held, so it does not count and was "
    "removed. Try again; if it comes back, report it."
)
# What the tables lean on where they are brought back on trial: there nobody signs in and nothing is written.
_STAND_INS = (
    *(f"CREATE SCHEMA {schema}" for schema in ("staff", *SCHEMAS)),
    "CREATE FUNCTION staff.my_id() RETURNS text LANGUAGE sql AS 'SELECT CAST(NULL AS text)'",
    *(
        f"CREATE FUNCTION staff.{name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        for name in (*server_staff.TRIGGERS, *TRIGGERS)
    ),
    *(
        f"CREATE FUNCTION staff.{name}() RETURNS {kind} LANGUAGE sql AS 'SELECT {value}'"
        for name, (kind, value) in FUNCTIONS.items()
    ),
)


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a copy holds. `key` is the copy's own key, locked; only the kit's paper opens it."""

    format: str
    made_at: datetime
    app_version: str
    revision: str
    rows: dict[str, int]
    head: Anchor | None
    files: dict[str, str]
    key: str
    database: str = ""


class Copied(NamedTuple):
    """A copy that counts; `kit` is the code of a kit that was made for it, empty where one was there."""

    folder: Path
    listed: Listed
    kit: str = ""


def make_copy(admin: Admin, place: Path, now: datetime, tools: Tools = Tools()) -> Copied:  # noqa: B008 - unchanging
    """Copy the clinic, bring the copy back on trial, and let it count only when it holds the same."""
    for program in ("pg_dump", "pg_restore"):
        tools.path(program)
    with copying():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"server-{now.astimezone(UTC):%Y%m%d-%H%M%S}"
        partial, key = place / (name + PARTIAL), new_key()
        partial.mkdir(mode=0o700)
    try:
        public, kit = _public_key(admin)
        with copying(), _one_moment(admin) as (connection, snapshot):
            rows = _counts(connection)
            revision = connection.scalar(text("SELECT version_num FROM clinic.alembic_version")) or ""
            newest = text("SELECT seq, hash FROM clinic.audit ORDER BY seq DESC LIMIT 1")
            last = connection.execute(newest).one_or_none()
            piped.write(partial / PEOPLE, key, BytesIO(_people(connection)))
            for schema in SCHEMAS:
                path = partial / f"{schema}.dump"
                dump(tools, admin, schema, snapshot, lambda pipe, path=path: piped.write(path, key, pipe))  # type: ignore[misc]
        ends_at = None if last is None else Anchor(last.seq, last.hash[:16])
        files = {path.name: manifest.sha256(path) for path in sorted(partial.iterdir())}
        locked = copy_key.lock(public, key).hex()
        listed = Listed(
            FORMAT, now.astimezone(UTC), __version__, revision, rows, ends_at, files, locked, admin.place.database
        )
        write_whole(partial / manifest.NAME, msgspec.json.format(msgspec.json.encode(listed)))
        _bring_back_on_trial(admin, partial, key, listed, tools)
        sync_folder(partial)
        finished = partial.rename(place / name)
        sync_folder(place)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Copied(finished, listed, kit)


def read_copy(folder: Path) -> Listed:
    """What a finished copy says of itself; refused when it is not one, or a file of it is not as it was written."""
    try:
        data = read_at_most(folder / manifest.NAME, manifest.MOST_BYTES)
        listed = msgspec.json.decode(data or b"", type=Listed)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        raise Refused(manifest.NOT_A_BACKUP, name=folder.name) from None
    if folder.name.endswith(PARTIAL) or listed.format != FORMAT:
        raise Refused(manifest.NOT_A_BACKUP, name=folder.name)
    for name in (*(f"{schema}.dump" for schema in SCHEMAS), PEOPLE):
        if not (folder / name).is_file():
            raise Refused(manifest.MISSING, name=folder.name, file=name)
        if manifest.sha256(folder / name) != listed.files.get(name):
            raise Refused(manifest.ALTERED, name=folder.name, file=name)
    return listed


def thin_out(place: Path, newest: Copied, now: datetime) -> list[str]:
    """Remove old copies of the same database by the rules of every backup (`pruning`); gives the names that stay.

    A copy that does not say of which database it is, or cannot be read, is nobody's to remove.
    """
    made: dict[str, datetime] = {}
    there = sorted(path.name for path in place.glob("server-*") if not path.name.endswith(PARTIAL))
    for name in there:
        try:
            data = read_at_most(place / name / manifest.NAME, manifest.MOST_BYTES)
            listed = msgspec.json.decode(data or b"", type=Listed)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue
        if listed.format == FORMAT and listed.database == newest.listed.database:
            made[name] = listed.made_at
    gone = to_prune(made, now, newest.folder.name)
    with copying():
        for name in gone:
            shutil.rmtree(place / name)
    return [name for name in there if name not in gone]


def people_of(folder: Path, key: bytes) -> list[dict[str, object]]:
    """Who could sign in when a copy was made: id, login, name, roles, and the studios they worked in."""
    found = bytearray()
    piped.read(folder / PEOPLE, key, found.extend)
    people: list[dict[str, object]] = json.loads(found)
    return people


def put_back(admin: Admin, folder: Path, key: bytes, role: str, tools: Tools) -> None:
    """Put a copy's tables into the schemas of a database that has none yet, as `role`."""
    for schema in SCHEMAS:
        path = folder / f"{schema}.dump"
        restore(tools, admin, schema, role, lambda pipe, path=path: piped.read(path, key, pipe.write))  # type: ignore[misc]


def _bring_back_on_trial(admin: Admin, folder: Path, key: bytes, listed: Listed, tools: Tools) -> None:
    scratch = f"{admin.place.database[:30]}_trial_{secrets.token_hex(4)}"
    on_trial = admin._replace(place=msgspec.structs.replace(admin.place, database=scratch))
    with connected(admin, "postgres", outside=True) as connection:
        connection.execute(text(f'CREATE DATABASE "{scratch}" ENCODING UTF8 TEMPLATE template0'))
        connection.execute(text(f'REVOKE ALL ON DATABASE "{scratch}" FROM PUBLIC'))
    try:
        with connected(on_trial, scratch) as connection:
            for sql in _STAND_INS:
                connection.execute(text(sql))
        put_back(on_trial, folder, key, "", tools)
        engine = engine_of(on_trial.place, admin.login, admin.password)
        try:
            with engine.connect() as connection:
                rows = _counts(connection)
            if (rows, head(engine)) != (listed.rows, listed.head) or verify(engine, []).fault is not None:
                raise Refused(NOT_THE_SAME, name=folder.name.removesuffix(PARTIAL))
        finally:
            engine.dispose()
    finally:
        with connected(admin, "postgres", outside=True) as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{scratch}" WITH (FORCE)'))


def _public_key(admin: Admin) -> tuple[bytes, str]:
    """The public half, and the code of a kit that was made because there was none."""
    with connected(admin, admin.place.database) as connection:
        found = connection.scalar(text("SELECT public FROM staff.copy_key"))
        if found is not None:
            return bytes(found), ""
        kit = RecoveryKit.new()
        public = copy_key.public_of(kit)
        connection.execute(text("INSERT INTO staff.copy_key VALUES (:public)"), {"public": public})
        return public, kit.code


@contextmanager
def _one_moment(admin: Admin) -> Iterator[tuple[Connection, str]]:
    """A view of the database that does not change, which `pg_dump` shares; saves go on beside it."""
    with connected(admin, admin.place.database) as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield connection, str(connection.scalar(text("SELECT pg_export_snapshot()")))


def _people(connection: Connection) -> bytes:
    works_in = "ARRAY(SELECT w.studio FROM staff.works_in AS w WHERE w.person = p.id ORDER BY w.studio)"
    if not connection.scalar(text("SELECT to_regclass('staff.works_in') IS NOT NULL")):
        works_in = "ARRAY[]::text[]"  # set up by an older version
    found = connection.execute(
        text(f"SELECT p.id, p.login, p.name, p.roles, {works_in} AS studios FROM staff.people() AS p")  # noqa: S608
    )
    return json.dumps([dict(row._mapping) for row in found], ensure_ascii=False).encode()


def _counts(connection: Connection) -> dict[str, int]:
    """Rows of every table that there is, also in a record of an older version."""
    asked = text("SELECT tablename FROM pg_tables WHERE schemaname = 'clinic' AND tablename <> 'alembic_version'")
    names = sorted(connection.scalars(asked))
    return {name: connection.scalar(text(f'SELECT count(*) FROM clinic."{name}"')) or 0 for name in names}  # noqa: S608
