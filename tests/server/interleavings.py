"""F19: two people on one session, in any order and at the same moment. `python -m tests.server.interleavings --long`

Every version that the record confirmed is compared with the one before it. A place may differ only where the person
who saved put something there, or was shown both versions of it and picked. Anything else is a lost update.
"""

import random
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clinic_app import actions
from clinic_app.bootstrap.factory import poses
from clinic_app.bootstrap.record_files import create_record
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.assessment import to_plain
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.two_versions import differences
from clinic_app.domain.visit import StoredAssessment
from clinic_app.records.engines import server_engine
from clinic_app.records.live import News
from clinic_app.records.record import Record
from tests.faults.harness import DAY, EVALUATOR, HANAKO, KEY, Score
from tests.server.clusters import fresh_record, running

SHORT, LONG = 40, 1000
PLACES = ("weekly_km", "years_running", "weekly_km_change_percent", "weeks_since_onset")
MOST_STEPS = 8


@dataclass
class Editor:
    """One of the two, with what they meant to change since their last confirmed save."""

    session: Session
    source: random.Random
    meant: set[str] = field(default_factory=set)
    confirmed: list[tuple[int, dict[str, Any], set[str]]] = field(default_factory=list)
    met: int = 0

    def act(self) -> None:
        """Put something somewhere; where versions met, pick, or go on typing and pick later."""
        if self.session.elsewhere.theirs is not None and self.source.random() < 0.7:
            self._pick()
            return
        place = self.source.choice(PLACES)
        self.meant.add(place)
        before = self.session.stored.revision
        self.session.put(place, self.source.randint(1, 29))
        self._after(before)

    def hear(self) -> None:
        """The news of everything arrives."""
        self.session.elsewhere.hear([News("record_findings", self.session.stored.id, 10**6)])

    def finish(self) -> None:
        """Pick until everything is saved; each try meets at most what the other confirmed before."""
        for _ in range(20):
            if self.session.refused is None:
                return
            if self.session.elsewhere.theirs is None:  # the disk was slow, and somebody waited for it in vain
                before = self.session.stored.revision
                self.session.go_to(self.session.step)
                self._after(before)
            else:
                self._pick()
        raise AssertionError("never saved")

    def _pick(self) -> None:
        elsewhere = self.session.elsewhere
        picked: Any = {one.path: self.source.choice(("mine", "theirs")) for one in elsewhere.differences}
        self.met += 1
        shown = elsewhere.theirs
        assert shown is not None
        self.meant = {path for path, side in picked.items() if side == "mine"}
        elsewhere.settle(picked)
        self._after(shown.revision)

    def _after(self, before: int) -> None:
        stored = self.session.stored
        if self.session.refused is None and stored.revision > before:
            self.confirmed.append((stored.revision, to_plain(stored.assessment), self.meant))
        if self.session.refused is None:
            self.meant = set()


def play(first: Context, second: Context, visit_id: str, source: random.Random, score: Score) -> int:
    """One interleaving; how often versions met."""
    began = actions.resume_visit(first.record, visit_id).assessment
    editors = [Editor(Session(context, visit_id), random.Random(source.random())) for context in (first, second)]  # noqa: S311
    for _ in range(source.randint(3, MOST_STEPS)):
        chance = source.random()
        if chance < 0.25:
            both = [threading.Thread(target=editor.act) for editor in editors]
            for thread in both:
                thread.start()
            for thread in both:
                thread.join()
        elif chance < 0.4:
            source.choice(editors).hear()
        else:
            source.choice(editors).act()
    for editor in editors:
        editor.finish()
    _compare(began, actions.resume_visit(first.record, visit_id).assessment, editors, score)
    return sum(editor.met for editor in editors)


def _compare(began: StoredAssessment, last: StoredAssessment, editors: list[Editor], score: Score) -> None:
    """Look at every confirmed version beside the one before it."""
    versions = {began.revision: (to_plain(began.assessment), set[str]())}
    for editor in editors:
        for revision, plain, meant in editor.confirmed:
            if revision in versions:
                score.wrong.append(f"revision {revision} was confirmed twice")
            versions[revision] = (plain, meant)
    if sorted(versions) != list(range(began.revision, last.revision + 1)):
        score.wrong.append(f"versions {sorted(versions)} of {last.revision}")
        return
    for revision in range(began.revision + 1, last.revision + 1):
        (was, _), (now, meant) = versions[revision - 1], versions[revision]
        score.confirmed += 1
        score.lost += sum(one.path not in meant for one in differences(was, now, was))
    score.lost += versions[last.revision][0] != to_plain(last.assessment)


def _context(record: Record, name: str) -> Context:
    clinic = ClinicProfile("架空")
    return Context(record=record, evaluator=EVALUATOR, poses=poses(), clinic=clinic, person=name, staff_id=name)


@contextmanager
def _contexts(first: Record, second: Record) -> Iterator[tuple[Context, Context]]:
    yield _context(first, "staff-1"), _context(second, "staff-2")
    first.close()
    second.close()


def campaign(name: str, first: Record, second: Record, count: int) -> Score:
    """So many interleavings on one record that two programs, or two windows of one, have open."""
    score, source, met = Score(name), random.Random(19), 0  # noqa: S311 - nothing to protect
    client = actions.register_client(first, HANAKO, actor="staff-1").value
    visit = actions.open_visit(first, client.id, day=DAY, trainer="見本", actor="staff-1").value
    with _contexts(first, second) as (one, other):
        for _ in range(count):
            met += play(one, other, visit.id, source, score)
            score.faults += 1
    score.name += f" (versions met {met} times)"
    if not met:
        score.wrong.append("versions never met")
    return score


def on_file(folder: Path, count: int) -> Score:
    """On an encrypted file."""
    record = create_record(folder / "clinic.db", KEY)
    return campaign("F19 interleavings on a file", record, record, count)


def on_server(url: str, count: int) -> Score:
    """On a server, with lines of their own."""
    return campaign("F19 interleavings on a server", fresh_record(url), Record(server_engine(url)), count)


if __name__ == "__main__":
    count = LONG if "--long" in sys.argv[1:] else SHORT
    with tempfile.TemporaryDirectory() as place, running() as cluster:
        scores = [on_file(Path(place), count), on_server(cluster.url(), count)]
    for found in scores:
        print(found)
    sys.exit(0 if all(found.clean for found in scores) else 1)
