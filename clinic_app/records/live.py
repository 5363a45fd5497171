"""News from a server the moment it is durable, and who is entering which session now. A file has no other writer.

Every entry of the audit is announced in the transaction that writes it (`audit`), so nobody hears of what was rolled
back. What is announced names nobody (`server_audit.news_of`): everybody who may connect to the database can listen.
"""

import select
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine

from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import CONNECTION_LOST
from clinic_app.records.faults import not_connected
from clinic_app.records.server_audit import CHANNEL
from clinic_app.records.server_version import SAID, is_ahead, read

AT_WORK = "at_work"  # announced when somebody opens or leaves a session
_NAME = "clinic-news"
_VISIT = "clinic-visit"
_PEOPLE = """
SELECT a.application_name, a.usename FROM pg_stat_activity AS a
WHERE a.datname = current_database() AND a.application_name LIKE %s AND a.pid <> pg_backend_pid()
ORDER BY a.application_name, a.pid
"""


class News(NamedTuple):
    """What somebody did, as far as everybody may hear it; of findings the document, and the version it came to."""

    action: str
    record_id: str = ""
    revision: int = 0


class AtWork(NamedTuple):
    """Somebody has a session open in a program of their own, and since when."""

    person: str
    since: datetime


class NewsLine:
    """A connection of its own on which a server tells what was saved. For one thread; opening it may wait.

    `fileno` can be read when there is something to `take`.
    """

    def __init__(self, engine: Engine) -> None:
        driver: Any = engine.dialect.loaded_dbapi
        try:
            held = engine.raw_connection()
        except driver.Error as error:
            raise Refused(not_connected(error)) from None
        line: Any = held.dbapi_connection
        self._line = line
        held.detach()  # it never goes back among those that save
        held.invalidate()  # and is nobody's but ours to end
        try:
            self._line.rollback()
            self._line.autocommit = True
            self._line.execute(f"SET application_name = '{_NAME}'")
            self._line.execute(f"LISTEN {CHANNEL}")
            self.is_outgrown = self._got_ahead()
            self._names = self._names_of_logins()
        except self._line.Error:
            self.close()
            raise Refused(CONNECTION_LOST) from None

    def fileno(self) -> int:
        """What the window's loop waits for."""
        number: int = self._line.fileno()
        return number

    def take(self) -> tuple[News, ...]:
        """What was told since; refused when the line broke."""
        try:
            ours = self._line.info.backend_pid
            told = [note.payload for note in self._line.notifies(timeout=0) if note.pid != ours]
            if self._line.closed or self._line.broken:
                raise Refused(CONNECTION_LOST)
        except self._line.Error:
            raise Refused(CONNECTION_LOST) from None
        return tuple(news for payload in told if (news := _read_news(payload)) is not None)

    def wait(self, seconds: float) -> bool:
        """Whether there is something to take within so many seconds; for programs without a window."""
        return bool(select.select([self.fileno()], [], [], seconds)[0])

    def enter(self, visit_id: str) -> None:
        """Let everybody know that this person enters this session, until `leave` or the end of the line."""
        self._be(f"{_VISIT} {visit_id} {int(time.time()):x}")

    def leave(self) -> None:
        """This person is in no session any more."""
        self._be(_NAME)

    def others(self, visit_id: str) -> tuple[AtWork, ...]:
        """Who else has this session open now, longest first."""
        try:
            found = self._line.execute(_PEOPLE, (f"{_VISIT} {visit_id} %",)).fetchall()
        except self._line.Error:
            raise Refused(CONNECTION_LOST) from None
        at_work = ((login, _read_since(name)) for name, login in found)
        return tuple(AtWork(self._names.get(login, login), since) for login, since in at_work if since is not None)

    def close(self) -> None:
        """End it; whoever was in a session is gone from there."""
        self._line.close()

    def __del__(self) -> None:
        """A line that came about when its window had gone already is nobody's to close."""
        if hasattr(self, "_line"):
            self._line.close()

    def _be(self, name: str) -> None:
        try:
            self._line.execute("SELECT set_config('application_name', %s, false)", (name,))
            self._line.execute("SELECT pg_notify(%s, %s)", (CHANNEL, AT_WORK))
        except self._line.Error:
            raise Refused(CONNECTION_LOST) from None

    def _got_ahead(self) -> bool:
        """Whether the server was brought to a newer version than this program's while nobody listened here."""
        return is_ahead(read(self._line.execute(f"SELECT {SAID}").fetchone()[0]))

    def _names_of_logins(self) -> dict[str, str]:
        """What people are called, where the server knows; a login is readable as well."""
        if self._line.execute("SELECT to_regprocedure('staff.people()')").fetchone()[0] is None:
            return {}
        try:
            return dict(self._line.execute("SELECT login, name FROM staff.people()").fetchall())
        except self._line.ProgrammingError:
            return {}


def _read_news(payload: str) -> News | None:
    """What was told; None for what no program of ours says, which anybody who may connect can tell all the same."""
    match payload.split(" "):
        case [action] if action:
            return News(action)
        case [action, record_id, revision] if revision.isascii() and revision.isdecimal() and len(revision) < 10:
            return News(action, record_id, int(revision))
    return None


def _read_since(name: str) -> datetime | None:
    """Since when somebody has a session open, as the name of their line says; None where it says something else."""
    try:
        return datetime.fromtimestamp(int(name.rsplit(" ", 1)[1], 16), UTC)
    except (ValueError, OverflowError, OSError):
        return None
