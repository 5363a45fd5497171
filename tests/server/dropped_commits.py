"""F18: entries beside killed processes, a server struck down, and lines that break right at COMMIT.

`python -m tests.server.dropped_commits --long` kills for 25 s, strikes the server down 8 times and breaks 300 lines.
A person at a page repeats what was refused, with what the page knew; so does this. Confirmed is what came back from
the action, or of which the program said afterwards that it is stored.
"""

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from msgspec.structs import replace
from sqlalchemy import text

from clinic_app import actions
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.visit import StoredAssessment
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.engines import server_engine
from clinic_app.records.fault_sentences import CONNECTION_LOST, IN_USE, STORED_AFTER_ALL, UNSURE
from clinic_app.records.record import Record
from tests.faults.harness import DAY, EVALUATOR, HANAKO, Score
from tests.server.clusters import Cluster, fresh_record, running
from tests.server.stand_in import COMMIT, StandIn

REPEATED = (CONNECTION_LOST, UNSURE, IN_USE)  # the last where somebody whose line broke held the audit for seconds
PEOPLE = 3
KILL_EVERY = 0.15


@dataclass
class Person:
    """Somebody who enters findings and registers clients, one after the other, and repeats what was refused."""

    record: Record
    visit_id: str
    actor: str
    entered: int = 0
    registered: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    failure: BaseException | None = None

    def work(self, until: Callable[[], bool]) -> None:
        """Enter until told to stop; the last entry is confirmed before this returns."""
        try:
            stored: Any = self._confirmed(lambda: actions.resume_visit(self.record, self.visit_id)).assessment
            while not until():
                number = float(self.entered + 1)
                document = replace(stored.assessment, weekly_km=number % 300, case=str(number))
                stored = self._confirmed(partial(self._enter, document, stored.revision))
                self.entered += 1
                if self.entered % 5 == 0:
                    self._register(f"{self.actor}-{self.entered}")
        except BaseException as error:  # noqa: BLE001 - told to whoever started the thread
            self.failure = error

    def _enter(self, document: Assessment, revision: int) -> StoredAssessment:
        return actions.record_findings(
            self.record,
            self.visit_id,
            document,
            evaluator=EVALUATOR,
            revision=revision,
            step="intake",
            actor=self.actor,
        ).value

    def _register(self, note: str) -> None:
        details = ClientDetails("見本 一郎", "みほん いちろう", "male", HANAKO.birth_date, "", note=note)
        self._confirmed(lambda: actions.register_client(self.record, details, actor=self.actor))
        self.registered.append(note)

    def _confirmed(self, act: Callable[[], Any]) -> Any:
        for _ in range(2400):  # two minutes at the least: a server may need long to be up again
            try:
                return act()
            except Refused as refused:
                self.refused[refused.message] += 1
                if refused.message == STORED_AFTER_ALL:
                    return None
                if refused.message not in REPEATED:
                    raise
                time.sleep(0.05)  # a hand that presses "save" again
        raise RuntimeError("the server never came back")


@contextmanager
def people(cluster: Cluster, url: str) -> Iterator[list[Person]]:
    """Several people, each with a program and a session of their own."""
    record = fresh_record(cluster.url())
    visits = []
    for number in range(PEOPLE):
        details = replace(HANAKO, note=f"begun-{number}")
        client = actions.register_client(record, details, actor="staff-1").value
        visit = actions.open_visit(record, client.id, day=DAY, trainer="見本", actor="staff-1").value
        visits.append(visit.id)
    record.close()
    made = [Person(Record(server_engine(url)), visit_id, f"staff-{n}") for n, visit_id in enumerate(visits)]
    yield made
    for person in made:
        person.record.close()


def campaign(cluster: Cluster, name: str, url: str, fault: Callable[[], None], faults: int, pause: float) -> Score:
    """Let people work while a fault happens again and again; then count what the record holds."""
    score = Score(name)
    with people(cluster, url) as working:
        ended = threading.Event()
        threads = [threading.Thread(target=person.work, args=(ended.is_set,)) for person in working]
        for thread in threads:
            thread.start()
        try:
            for _ in range(faults):
                time.sleep(pause)
                fault()
                score.faults += 1
        finally:
            ended.set()
            for thread in threads:
                thread.join()  # each gives up by itself
        for person in working:
            if person.failure is not None:
                score.wrong.append(f"{person.actor}: {type(person.failure).__name__} {person.failure}")
        _count(cluster, working, score)
    return score


def _count(cluster: Cluster, working: list[Person], score: Score) -> None:
    record = Record(server_engine(cluster.url()))
    for person in working:
        stored = actions.resume_visit(record, person.visit_id).assessment
        kept = int(float(stored.assessment.case or 0))
        score.confirmed += person.entered + len(person.registered)
        score.lost += max(0, person.entered - kept)
        with record.engine.connect() as connection:
            asked = {"actor": person.actor}
            entries = connection.execute(
                text("SELECT count(*) FROM audit WHERE actor = :actor AND action = 'record_findings'"), asked
            ).scalar_one()
            notes = Counter(
                connection.execute(
                    text("SELECT note FROM client WHERE note LIKE :mine"), {"mine": f"{person.actor}-%"}
                ).scalars()
            )
        score.lost += sum(note not in notes for note in person.registered)
        doubled = [note for note, count in notes.items() if count > 1]
        score.wrong += [f"twice: {note}" for note in doubled]
        if stored.revision != kept + 1 or entries != kept:
            score.wrong.append(f"{person.actor}: {kept} entries, revision {stored.revision}, audited {entries}")
    verdict = audit.verify(record.engine)
    if verdict.fault is not None:
        score.wrong.append(f"audit {verdict.fault} at {verdict.seq}")
    record.close()


def killed(cluster: Cluster, kills: int) -> Score:
    """Processes of the server that work for somebody are ended at random."""
    source = random.Random(18)  # noqa: S311 - nothing to protect

    def kill() -> None:
        with psycopg.connect(cluster.url().replace("+psycopg", "")) as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'clinic-app%'"
            found = connection.execute(query).fetchall()
            if found:
                connection.execute("SELECT pg_terminate_backend(%s)", source.choice(found))

    return campaign(cluster, "F18 processes of the server killed", cluster.url(), kill, kills, KILL_EVERY)


def struck_down(cluster: Cluster, times: int) -> Score:
    """The whole server ends at once and starts again."""
    return campaign(cluster, "F18 server struck down", cluster.url(), cluster.strike_down, times, 0.7)


def cut_at_commit(cluster: Cluster, times: int) -> Score:
    """The line breaks right at COMMIT: before the server has it, while it waits for it, or after it has it."""
    source, network = random.Random(19), StandIn(cluster.socket)  # noqa: S311 - as above
    wanted = threading.Event()

    def cut(sent: bytes) -> str | None:
        if COMMIT not in sent or not wanted.is_set():
            return None
        wanted.clear()
        return source.choice(("before", "once", "after"))

    network.cut = cut
    url = cluster.url(network.host, network.port)
    try:
        return campaign(cluster, "F18 line cut at COMMIT", url, wanted.set, times, 0.06)
    finally:
        network.close()


def all_of_it(cluster: Cluster, *, long: bool = False) -> list[Score]:
    """The three campaigns, in their short or long form."""
    return [
        killed(cluster, round((25 if long else 3) / KILL_EVERY)),
        struck_down(cluster, 8 if long else 2),
        cut_at_commit(cluster, 300 if long else 40),
    ]


if __name__ == "__main__":
    with running() as cluster:
        scores = all_of_it(cluster, long="--long" in sys.argv[1:])
    for one in scores:
        print(one)
    sys.exit(0 if all(one.clean for one in scores) else 1)
