"""The record and its units of work: everything an action does to the data happens inside one of them.

    with record.unit_of_work() as work:
        work.clients.add(client)
        work.commit()

Leaving without `commit` rolls back. Reads take no write lock: `with record.reading() as work: ...`.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.addenda import Addenda
from clinic_app.records.assessments import Assessments
from clinic_app.records.audit import AuditChain
from clinic_app.records.bin import Bin
from clinic_app.records.bookings import Bookings, Calls
from clinic_app.records.case_facts import CaseFacts
from clinic_app.records.client_copy import ClientCopies
from clinic_app.records.client_search import ClientSearch
from clinic_app.records.clients import Clients
from clinic_app.records.commits import InDoubt, Unsure, commit, look_up
from clinic_app.records.consents import Consents
from clinic_app.records.day import Day
from clinic_app.records.decisions import Decisions
from clinic_app.records.episodes import Episodes
from clinic_app.records.fault_sentences import CONNECTION_LOST, OUTGROWN, STORED_AFTER_ALL
from clinic_app.records.faults import RecordError, translating
from clinic_app.records.follow_ups import FollowUps
from clinic_app.records.handouts import Handouts
from clinic_app.records.imported_events import ImportedEvents
from clinic_app.records.plans import Plans
from clinic_app.records.print_jobs import PrintJobs
from clinic_app.records.proposals import Proposals
from clinic_app.records.read_ahead import read_ahead
from clinic_app.records.releases import Releases
from clinic_app.records.retention import RetentionList
from clinic_app.records.rule_sets import RuleSets
from clinic_app.records.same_person import SamePerson
from clinic_app.records.settings import Settings
from clinic_app.records.studios import Studios
from clinic_app.records.together import together
from clinic_app.records.upgrade import is_outgrown
from clinic_app.records.visit_moves import VisitMoves
from clinic_app.records.visits import Visits

CLOSED = N_("The record is locked. Nothing was saved just now; sign in again, and what was typed is still here.")
Clock = Callable[[], datetime]
Saved = Callable[[tuple[str, ...]], None]  # hears what was done, in the audit's words


def utc_now() -> datetime:
    """The wall clock. Times tell a person when; the order of things comes from sequence numbers."""
    return datetime.now(UTC)


class UnitOfWork:
    """The stores of one transaction. `now` is one time for everything in it, `studio` the place where it happens."""

    def __init__(
        self, session: Session, now: datetime, source: random.Random, saved: Saved | None = None, studio: str = ""
    ) -> None:
        self._session, self.now, self.random, self._saved, self.studio = session, now, source, saved, studio
        self._audited: list[str] = []
        self.clients = Clients(session)
        self.consents = Consents(session)
        self.bin = Bin(session)
        self.client_copies = ClientCopies(session)
        self.retention = RetentionList(session)
        self.client_search = ClientSearch(session)
        self.same_person = SamePerson(session)
        self.bookings = Bookings(session)
        self.calls = Calls(session)
        self.day = Day(session)
        self.episodes = Episodes(session)
        self.visits = Visits(session)
        self.visit_moves = VisitMoves(session)
        self.assessments = Assessments(session)
        self.proposals = Proposals(session)
        self.decisions = Decisions(session)
        self.plans = Plans(session)
        self.handouts = Handouts(session)
        self.print_jobs = PrintJobs(session)
        self.rule_sets = RuleSets(session)
        self.settings = Settings(session)
        self.studios = Studios(session)
        self.imported_events = ImportedEvents(session)
        self.addenda = Addenda(session)
        self.follow_ups = FollowUps(session)
        self.case_facts = CaseFacts(session)
        self.releases = Releases(session)
        self._audit = AuditChain(session)

    def read_ahead(self, *, client_id: str = "", visit_id: str = "", client_of: str = "") -> None:
        """Have everything of a client, or of a visit and those around it, from a server at once; only for readings."""
        read_ahead(self._session, client_id=client_id, visit_id=visit_id, client_of=client_of)

    def new_id(self) -> str:
        """A random id for a new row."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def audit(self, action: str, actor: str, record_id: str, revision: int = 0) -> None:
        """Say who does this and to which row; part of this unit of work, durable with it or not at all."""
        if revision and self._session.info.get("unheard", {}).get(record_id) == revision:
            return  # the entry before said so already, and only its answer was lost
        self._audit.append(self.now, actor, action, record_id, revision)
        self._audited.append(action)

    def commit(self) -> None:
        """Make everything so far durable; returns only when it is."""
        commit(self._session)
        if self._saved is not None:
            self._saved(tuple(self._audited))


class _PartOfWork(UnitOfWork):
    """One step of a larger transaction: its `commit` hands over to the whole."""

    def commit(self) -> None:
        self._session.flush()


class Record:
    """One clinic's record: an engine, the clock and the source of random ids.

    Safe to use from several threads; a unit of work belongs to the thread that opened it.
    """

    def __init__(self, engine: Engine, *, clock: Clock = utc_now, source: random.Random | None = None) -> None:
        self._engine: Engine | None = None
        self.on_saved: Saved | None = None  # told after each save, on its thread; it must return at once
        self.clock = clock
        self.studio = ""  # the code of the studio where this computer stands; empty where none is named
        self._random = source or random.SystemRandom()
        self._unsure: list[Unsure] = []
        self._unheard: dict[str, int] = {}  # rows of ours and the version they came to, where the answer was lost
        # Rows never leave a unit of work, so nothing needs to be read again after its commit.
        self._sessions = sessionmaker(expire_on_commit=False)
        self._readings = sessionmaker(info={"reads_only": True})
        event.listen(self._readings, "before_flush", _refuse_writing)
        self.reopen(engine)

    @property
    def engine(self) -> Engine:
        """The open engine; refused while the record is closed."""
        if self._engine is None:
            raise Refused(CLOSED)
        return self._engine

    @property
    def is_shared(self) -> bool:
        """Whether others save into it at the same time, and a server tells of it (see `live`)."""
        engine = self._engine
        return engine is not None and engine.dialect.name == "postgresql"

    @property
    def is_open(self) -> bool:
        """Whether anything can be read or saved now."""
        return self._engine is not None

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that writes; it holds the record's write lock, so keep it short."""
        self._settle()
        return self._work(self._sessions)

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """One consistent view for reading, for at most 50 ms: a long reader delays every save."""
        return self._work(self._readings)

    def together(self, *asks: Callable[[], Any]) -> tuple[Any, ...]:
        """What several readings give; a server is asked for all of them at once (see `together`)."""
        return together(self.engine, asks)

    @contextmanager
    def in_one_transaction(self) -> Iterator["Record"]:
        """A view of this record whose actions all become durable together when the block ends well.

        For an import or a made-up clinic, where hundreds of actions would each wait for the disk.
        """
        self._settle()
        with self._remembering_doubt(), translating(), _begun(self._sessions) as session:
            yield _JoinedRecord(self, session)
            commit(session)

    def close(self) -> None:
        """Close all connections and drop the engine: the key lives in it, so it goes too."""
        if self._engine is not None:
            self._engine.dispose()
        self._engine = None
        self._sessions.configure(bind=None)
        self._readings.configure(bind=None)

    def reopen(self, engine: Engine) -> None:
        """Go on with another engine on the same record: after its keys were dropped, or were renewed.

        Whoever holds this object, a half-filled page above all, goes on as if nothing had been.
        """
        self.close()
        self._engine = engine
        self._sessions.configure(bind=engine)
        self._readings.configure(bind=engine.execution_options(reading=True))

    @contextmanager
    def _work(self, sessions: sessionmaker[Session]) -> Iterator[UnitOfWork]:
        with self._remembering_doubt(), self._fitting(), translating(), _begun(sessions) as session:
            session.info["unheard"] = self._unheard
            yield UnitOfWork(session, self.clock(), self._random, self.on_saved, self.studio)

    @contextmanager
    def _remembering_doubt(self) -> Iterator[None]:
        try:
            yield
        except InDoubt as doubt:
            self._unsure.append(doubt.unsure)
            raise

    @contextmanager
    def _fitting(self) -> Iterator[None]:
        """What would be a bug is none where a server's record got ahead of this program while it was open."""
        try:
            yield
        except RecordError:
            if self.is_shared and is_outgrown(self.engine):
                raise Refused(OUTGROWN) from None
            raise

    def _settle(self) -> None:
        """Before anything is saved again, learn what became of a save whose answer was lost."""
        engine = self._engine
        if not self._unsure or engine is None:
            return
        with translating():
            for unsure in list(self._unsure):
                took_place = look_up(engine, unsure)
                if took_place is None:
                    raise Refused(CONNECTION_LOST)
                self._unsure.remove(unsure)
                if took_place:
                    self._unheard.update(unsure.link.told)
                    if not unsure.link.only_changes:
                        raise Refused(STORED_AFTER_ALL)


def _begun(sessions: sessionmaker[Session]) -> Session:
    """A session on the engine of this moment: another thread may close the record before it asks its first question."""
    bind = sessions.kw["bind"]
    if bind is None:
        raise Refused(CLOSED)
    return sessions(bind=bind)


def _refuse_writing(*_what: Any) -> None:
    raise TypeError("a reading stores nothing")


class _JoinedRecord(Record):
    """A record inside one transaction; see `Record.in_one_transaction`."""

    def __init__(self, whole: Record, session: Session) -> None:
        super().__init__(whole.engine, clock=whole.clock, source=whole._random)
        self._session, self.studio = session, whole.studio

    @contextmanager
    def _work(self, sessions: sessionmaker[Session]) -> Iterator[UnitOfWork]:
        yield _PartOfWork(self._session, self.clock(), self._random, studio=self.studio)
