"""The one place where a transaction ends: what becomes of a COMMIT whose answer never came.

On a server the line can break after COMMIT was sent. Whether it took place stands in the record alone: every change
has its row in the audit, so the row that this transaction wrote is looked up, by what it tells and when, before
anything is said or saved again. Until then nobody is told "saved", and nothing is stored twice.
"""

import time
from typing import Any, NamedTuple

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import UNSURE
from clinic_app.records.faults import is_lost, is_unanswered
from clinic_app.records.server_audit import Told, commit_telling, stands, told_by

PATIENCE = 2.0  # seconds a save may wait for the answer, as long as it may wait for another program's lock
BETWEEN_TRIES = 0.1
FINISHING = 1.0  # seconds in which a server may end what it is still working on when it is asked again
_WORKS = text("SELECT state = 'active' FROM pg_stat_activity WHERE pid = :pid AND application_name = :name")
# A transaction whose line broke may still be under way on the server, or wait there for a COMMIT that never comes.
_END = text(
    "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity "
    "WHERE pid = :pid AND application_name = :name AND pid <> pg_backend_pid()"
)


class Link(NamedTuple):
    """What a transaction wrote into the audit: which rows it tells of, with the versions they came to."""

    all_told: tuple[Told, ...]

    @property
    def told(self) -> tuple[tuple[str, int], ...]:
        """The rows by id, with their versions."""
        return tuple((told.record_id, told.revision) for told in self.all_told)

    @property
    def only_changes(self) -> bool:
        """Whether nothing new was written: a repeat then meets the newer version and cannot make a second row."""
        return all(revision > 1 for _, revision in self.told)


class Unsure(NamedTuple):
    """A transaction of which nobody knows yet whether it took place, and the server's process that worked on it."""

    link: Link
    pid: int
    name: str


class InDoubt(Refused):
    """The outcome of a COMMIT is not known, and the server does not answer."""

    def __init__(self, unsure: Unsure) -> None:
        super().__init__(UNSURE)
        self.unsure = unsure


def commit(session: Session) -> None:
    """Make a transaction durable; returns when it is, also where only its answer was lost. Raises `InDoubt`."""
    session.flush()  # what breaks before COMMIT was asked for is plainly not stored
    unsure = _unsure(session)
    try:
        if unsure is not None:
            commit_telling(session, unsure.link.all_told)
        session.commit()
    except DBAPIError as error:
        if unsure is None or not _is_open(error):
            raise
        session.invalidate()  # rolling back would ask the broken line once more, and its complaint hide the question
        if not _waited_for(session.get_bind(), unsure):  # type: ignore[arg-type]
            raise


def _is_open(error: DBAPIError) -> bool:
    """Whether a COMMIT may have taken place: unless the server itself has said that it did not."""
    return is_lost(error) or getattr(error.orig, "sqlstate", None) is None


def look_up(engine: Engine, unsure: Unsure) -> bool | None:
    """Whether a transaction took place; None while the server does not answer."""
    try:
        with engine.execution_options(reading=True).connect() as connection:
            asked, until = {"pid": unsure.pid, "name": unsure.name}, time.monotonic() + FINISHING
            while connection.execute(_WORKS, asked).scalar() and time.monotonic() < until:
                time.sleep(BETWEEN_TRIES / 5)
            connection.execute(_END, asked).all()
            return stands(connection, unsure.link.all_told[-1])
    except DBAPIError as error:
        if is_unanswered(error):  # also where it lets nobody in just now: it has not said that nothing is stored
            return None
        raise


def _waited_for(engine: Engine, unsure: Unsure) -> bool:
    until = time.monotonic() + PATIENCE
    while (took_place := look_up(engine, unsure)) is None:
        if time.monotonic() >= until:
            raise InDoubt(unsure)
        time.sleep(BETWEEN_TRIES)
    return took_place


def _unsure(session: Session) -> Unsure | None:
    """How to find this transaction again; None where a file keeps the record, which answers or has not stored."""
    all_told = told_by(session)
    if not all_told:
        return None
    driver: Any = session.connection().connection.driver_connection
    return Unsure(Link(all_told), driver.info.backend_pid, driver.info.parameter_status("application_name") or "")
