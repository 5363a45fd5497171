"""F3: publishing and importing killed. Afterwards the folders equal the record, and each event was taken in once.

python -m tests.faults.publishing [--kills 50]
python -m tests.faults.publishing --long         1,000 kills, and one at every system call of an import, by strace
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clinic_app.bootstrap.inbox import import_events
from clinic_app.bootstrap.record_files import create_record
from clinic_app.records import audit
from clinic_app.records.engines import file_engine
from clinic_app.records.inbox import Event, append_event
from clinic_app.records.record import Record, UnitOfWork
from clinic_app.records.recovery_kit import RecoveryKit
from clinic_app.records.rotation import Places
from clinic_app.records.sealed import SealedFolder, Unreadable
from clinic_app.records.staff_keys import StaffKeys
from tests.faults.killing import killed_at, killed_at_random, mark, points, seconds_in_child, strace
from tests.records.keys_setup import CHEAP, OWNER_PASSWORD, Clinic, make_clinic

JOBS, EVENTS = 12, 12
Wanted = dict[str, bytes]


def wanted_in(round_number: int, chance: random.Random) -> Wanted:
    """What the record wants at the desk: the same jobs, some with new content each round."""
    identities = [str(uuid.UUID(int=number, version=4)) for number in range(JOBS)]
    return {identity: f"{identity} {round_number}".encode() * chance.randint(1, 5000) for identity in identities}


def trial(
    clinic: Clinic, wanted: Wanted, before: Wanted, within: float, chance: random.Random
) -> tuple[int, list[str]]:
    """Kill one publishing, look, publish again, look again."""
    out = SealedFolder(clinic.places.sealed, "desk", "out", clinic.owner)
    killed = killed_at_random(lambda: out.publish(wanted), within, chance)
    found = []
    for identity, content in out.contents():
        if isinstance(content, Unreadable) or content not in (wanted[identity], before.get(identity)):
            found.append(f"torn: {identity}")
    out.publish(wanted)
    if dict(out.contents()) != wanted or out.publish(wanted).written or list(out.path.glob("*.part")):
        found.append("the folder does not equal the record")
    return int(killed), found


def take(work: UnitOfWork, event: Event) -> None:
    """The effect of an event: a row that tells its number."""
    work.audit("effect", "desk", str(event.payload["number"]))


def take_all(clinic: Clinic, *, marked: bool = False) -> None:
    """Import as a session does, through the action."""
    inbox = SealedFolder(clinic.places.sealed, "desk", "in", clinic.owner)
    record = Record(file_engine(clinic.places.record, clinic.owner.keys["clinic"][0]))
    if marked:
        mark()
    import_events(record, inbox, take)
    record.close()


def send(clinic: Clinic, chance: random.Random, events: int = EVENTS) -> None:
    """New events in an inbox that was emptied."""
    inbox = SealedFolder(clinic.places.sealed, "desk", "in", clinic.owner)
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    for identity in inbox.ids():
        inbox.withdraw(identity)
    for number in range(events):
        made = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        append_event(inbox, Event(made, at + timedelta(seconds=number), "desk", "printed", {"number": number}))


def effects_of(clinic: Clinic, after: int) -> tuple[list[int], int]:
    """The numbers that took effect after an entry of the audit, and where the audit ends."""
    record = Record(file_engine(clinic.places.record, clinic.owner.keys["clinic"][0]))
    found: list[int] = []
    last = after
    while page := audit.entries(record.engine, last):
        found += [int(entry.record_id) for entry in page if entry.action == "effect"]
        last = page[-1].seq
    record.close()
    return found, last


def import_trial(clinic: Clinic, within: float, chance: random.Random) -> tuple[int, list[str]]:
    """Kill one import of new events, import again: each took effect once, in order."""
    send(clinic, chance)
    _, before = effects_of(clinic, 0)
    killed = killed_at_random(lambda: take_all(clinic), within, chance)
    take_all(clinic)
    effects, _ = effects_of(clinic, before)
    return int(killed), [] if effects == list(range(EVENTS)) else [f"effects {effects}"]


def at_every_call(home: Path) -> tuple[int, list[str]]:
    """Kill an import of two events as it enters each of its system calls; each kill meets a fresh copy."""
    template, found, killed = home / "template", [], 0
    shutil.copytree(home / "clinic", template)
    command = [sys.executable, "-m", "tests.faults.publishing", "--child", str(home / "trial")]

    def fresh() -> Clinic:
        shutil.rmtree(home / "trial", ignore_errors=True)
        shutil.copytree(template, home / "trial")
        return again(home / "trial")

    clinic = fresh()
    send(clinic, random.Random(9), 2)  # noqa: S311 - ids, not secrets
    shutil.rmtree(template)
    shutil.copytree(home / "trial", template)
    _, before = effects_of(clinic, 0)
    for call, count in list(points(command, home / "trace")):
        clinic = fresh()
        killed += killed_at(command, call, count)
        take_all(clinic)
        effects, _ = effects_of(clinic, before)
        found += [] if effects == [0, 1] else [f"killed at {call} {count}: effects {effects}"]
    return killed, found


def again(folder: Path) -> Clinic:
    """The clinic of a folder, as its owner opens it."""
    staff = StaffKeys(Places.within(folder), floor=CHEAP)
    owner = next(person for person in staff.people() if "owner" in person.roles)
    ring = staff.unlock(owner.id, OWNER_PASSWORD)
    return Clinic(staff, ring, RecoveryKit.new(), {}, {})


def run(home: Path, kills: int, seed: int) -> tuple[int, int, list[str]]:
    """Kills of publishing, kills of importing, and what was wrong."""
    clinic, chance = make_clinic(home / "clinic"), random.Random(seed)  # noqa: S311 - moments, not secrets
    clinic.places.record.unlink()
    create_record(clinic.places.record, clinic.owner.keys["clinic"][0]).close()
    out = SealedFolder(clinic.places.sealed, "desk", "out", clinic.owner)
    for identity in out.ids():
        out.withdraw(identity)
    before = wanted_in(0, chance)
    within = seconds_in_child(lambda: out.publish(before))
    send(clinic, chance)
    importing = seconds_in_child(lambda: take_all(clinic))
    published = imported = 0
    found: list[str] = []
    for number in range(1, 10 * kills):
        wanted = wanted_in(number, chance)
        killed, faults = trial(clinic, wanted, before, within, chance)
        published, before, found = published + killed, wanted, found + faults
        killed, faults = import_trial(clinic, importing, chance)
        imported, found = imported + killed, found + faults
        if published + imported >= kills:
            break
    return published, imported, found


def main() -> int:
    """Run the chosen form and print its figures; 0 when nothing was torn, lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        take_all(again(chosen.child), marked=True)
        return 0
    started, calls = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as home:
        published, imported, found = run(Path(home), 1000 if chosen.long else chosen.kills, chosen.seed)
        if chosen.long and strace() is not None:
            calls, faults = at_every_call(Path(home))
            found += faults
    for fault in found:
        print(fault)
    seconds = time.perf_counter() - started
    if chosen.long and strace() is None:
        print("NOT DONE: kills at every system call, because strace is missing")
    print(
        f"publishing: {calls} kills at system calls, {published} kills while publishing, {imported} while importing, "
        f"{len(found)} torn, lost or doubled, {seconds:.0f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
