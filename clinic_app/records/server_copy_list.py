"""Which copies of a server's clinic there are, as the server itself remembers them, so that its owner sees it too.

The copies lie with the server's keeper (`server_copies`); here is only when each was made, where it lies, how much it
holds. A copy stands here only after it was brought back on trial.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from clinic_app.records.faults import translating
from clinic_app.records.provision import Admin, connected
from clinic_app.records.server_grants import group, keeper_role

_NOTE = text(
    "INSERT INTO staff.copy (name, place, made_at, row_count) VALUES (:name, :place, :made_at, :row_count) "
    "ON CONFLICT (name, place) DO UPDATE SET made_at = excluded.made_at, row_count = excluded.row_count"
)
_FORGET = text("DELETE FROM staff.copy WHERE place = :place AND NOT name = ANY (:there)")
_LISTED = text("SELECT name, place, made_at, row_count FROM staff.copies()")


class ServerCopy(NamedTuple):
    """A copy that was brought back on trial and held the same. `place` is a computer's name and a folder."""

    name: str
    place: str
    made_at: datetime
    row_count: int


def note_copies(admin: Admin, made: ServerCopy, there: list[str]) -> None:
    """Write down a copy that counts; of those at its place, what is not `there` any more is forgotten."""
    with connected(admin, admin.place.database) as connection:
        connection.execute(text(f'SET LOCAL ROLE "{keeper_role(admin.place.database)}"'))
        for sql in _of_copies(admin.place.database):
            connection.execute(text(sql))
        connection.execute(_NOTE, made._asdict())
        connection.execute(_FORGET, {"place": made.place, "there": there})


def copies_of_server(engine: Engine) -> tuple[ServerCopy, ...]:
    """Every copy the server knows of, newest first; for owners. None where none was made yet."""
    try:
        with engine.connect() as connection:
            found = connection.execute(_LISTED).all()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") == "42883":  # the first copy makes the list
            return ()
        with translating():
            raise
    return tuple(ServerCopy(*row) for row in found)


def _of_copies(database: str) -> Iterator[str]:
    """The list and the way owners read it, made in the keeper's name; safe to repeat."""
    yield (
        "CREATE TABLE IF NOT EXISTS staff.copy (name text, place text, made_at timestamptz NOT NULL, "
        "row_count bigint NOT NULL, PRIMARY KEY (name, place))"
    )
    yield (
        "CREATE OR REPLACE FUNCTION staff.copies() "
        "RETURNS TABLE (name text, place text, made_at timestamptz, row_count bigint) "
        "LANGUAGE sql SECURITY DEFINER STABLE SET search_path = pg_catalog, pg_temp "
        "AS 'SELECT c.name, c.place, c.made_at, c.row_count FROM staff.copy AS c ORDER BY c.made_at DESC, c.name'"
    )
    yield "REVOKE ALL ON FUNCTION staff.copies() FROM PUBLIC"
    yield f'GRANT EXECUTE ON FUNCTION staff.copies() TO "{group(database, "owner")}"'
