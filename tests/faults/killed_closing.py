"""Closing a period, killed: afterwards there is no release or the one whole release, and it is published once.

python -m tests.faults.killed_closing            some kills at random moments, and at a few system calls by strace
python -m tests.faults.killed_closing --long     200 random kills, and one at every system call that changes the disk
"""

import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

from clinic_app.actions.case_facts import rebuild_case_facts
from clinic_app.actions.releases import CLOSED_BEFORE, releases
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import open_record
from clinic_app.bootstrap.releasing import Opened, close_in_session, publish_releases, read_shelf
from clinic_app.demo.clinic import MovingClock
from clinic_app.domain.period import Period
from clinic_app.errors import Refused
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.record import Record
from clinic_app.records.rotation import Places
from clinic_app.records.sealed import SealedFolder
from clinic_app.records.staff_keys import StaffKeys
from clinic_app.statistics.payload import unpack
from tests.faults.harness import Score, audit_problems, chance, problems_of
from tests.faults.killing import killed_at, killed_at_random, mark, points, seconds_in_child, strace
from tests.records.keys_setup import CHEAP, OWNER_PASSWORD
from tests.records.statistics_house import CLOSING, make_house

PERIOD = Period(2026, 1)
SHORT, LONG = 10, 200
LAST_CALLS = slice(-6, None, 2)  # the commit, the file beside its place, the file in its place
EVALUATOR = build_evaluator(factory_texts())
WRITING = {"write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "unlink"}


class Session:
    """The owner's open session in one folder."""

    def __init__(self, folder: Path) -> None:
        current = ClinicFiles(folder).current()
        staff = StaffKeys(Places(current.slots, current.record, folder), floor=CHEAP)
        owner = next(person for person in staff.people() if "owner" in person.roles)
        self.folder, self.path = folder, current.record
        self.ring: KeyRing = staff.unlock(owner.id, OWNER_PASSWORD)

    def record(self) -> Record:
        """The record, on a day on which the period may be closed."""
        opened = open_record(self.path, self.ring.keys["clinic"][0])
        opened.clock = MovingClock(CLOSING)
        return opened

    def close(self, *, marked: bool = False) -> Opened:
        """Close the period as a session does."""
        record = self.record()
        try:
            if marked:
                mark()
            return close_in_session(record, self.folder, self.ring, PERIOD, EVALUATOR.rule_set)
        finally:
            record.close()


def problems_after(session: Session) -> tuple[list[str], bool]:
    """What is wrong after a kill, and whether the release was there already."""
    found = problems_of_record(session)
    record = session.record()
    try:
        kept = releases(record)
        published = read_shelf(session.folder, session.ring)
        found += [f"unreadable: {fault.message}" for fault in published.unreadable]
        if len(kept) > 1 or len(published.releases) > len(kept):
            found.append(f"{len(kept)} releases, {len(published.releases)} published")
        publish_releases(record, session.folder, session.ring)  # as every sign-in does
        if not kept:
            whole = close_in_session(record, session.folder, session.ring, PERIOD, EVALUATOR.rule_set)
        else:
            whole = Opened(*unpack(kept[0].payload, kept[0].sha256))
            found += _closable_again(record, session)
        found += _not_published_once(record, session, whole)
    finally:
        record.close()
    return found + problems_of_record(session), bool(kept)


def problems_of_record(session: Session) -> list[str]:
    """Integrity, references and audit chain."""
    key = session.ring.keys["clinic"][0]
    return problems_of(session.path, key) + audit_problems(session.path, key)


def _closable_again(record: Record, session: Session) -> list[str]:
    try:
        close_in_session(record, session.folder, session.ring, PERIOD, EVALUATOR.rule_set)
    except Refused as refused:
        return [] if refused.message == CLOSED_BEFORE else [refused.message]
    return ["closed twice"]


def _not_published_once(record: Record, session: Session, whole: Opened) -> list[str]:
    out = SealedFolder(session.folder, "stats", "out", session.ring)
    if read_shelf(session.folder, session.ring).releases != (whole,) or len(out.ids()) != 1:
        return ["the manager does not see the one whole release"]
    if whole.release.manifest.clients != 60:
        return [f"a release of {whole.release.manifest.clients} clients"]
    again = publish_releases(record, session.folder, session.ring)
    return ["published twice"] if again.written or list(out.path.glob("*.part")) else []


def campaign(folder: Path, long: bool = False) -> Score:
    """Kill one closing after another, each in a fresh copy of the studio."""
    score, source = Score("closing a period killed"), chance(8)
    made = make_house(folder / "template")
    rebuild_case_facts(made.record, actor="staff-1")  # by a session before, so that closing writes the release alone
    made.record.close()
    place = folder / "trial"

    def fresh() -> Session:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(folder / "template", place)
        return Session(place)

    fresh().close()  # here first, so that the children take as long as those to come
    within = seconds_in_child(fresh().close)
    for number in range(LONG if long else SHORT):
        session = fresh()
        # Most of the time goes into reading and counting, when nothing is written; every other kill comes late.
        moments = (0.8 * within, 1.3 * within) if number % 2 else (0.0, within)
        score.kills += killed_at_random(session.close, moments[1], source, least=moments[0])
        found, was_there = problems_after(session)
        score.wrong += found
        score.confirmed += was_there
    _at_calls(score, fresh, folder / "trace", slice(None) if long else LAST_CALLS)
    return score


def _at_calls(score: Score, fresh: Callable[[], Session], trace: Path, which: slice) -> None:
    """Kill as the closing enters system calls that change the disk: all of them or some."""
    if strace() is None:
        print("NOT DONE: kills at system calls, because strace is missing")
        return
    session = fresh()
    command = [sys.executable, "-m", "tests.faults.killed_closing", "--child", str(session.folder)]
    writing = [(call, count) for call, count in points(command, trace) if call in WRITING]
    for call, count in writing[which]:
        session = fresh()
        score.faults += killed_at(command, call, count)
        found, was_there = problems_after(session)
        score.confirmed += was_there
        score.wrong += [f"{call} {count}: {fault}" for fault in found]


if __name__ == "__main__":
    if "--child" in sys.argv:
        Session(Path(sys.argv[-1])).close(marked=True)
    else:
        from tests.faults.harness import run_as_program

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
            run_as_program(campaign)
