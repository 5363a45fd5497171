"""F3: publishing and importing killed. Afterwards the folders equal the record, and each event was taken in once.

python -m tests.faults.publishing [--kills 50]
python -m tests.faults.publishing --long         1,000 kills
"""

import argparse
import random
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from clinic_app.records.engines import file_engine
from clinic_app.records.inbox import Event, append_event, import_events
from clinic_app.records.sealed import SealedFolder, Unreadable
from tests.faults.killing import killed_at_random, seconds_in_child
from tests.records.keys_setup import Clinic, make_clinic

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


def take_all(engine: Engine, inbox: SealedFolder) -> None:
    """Import as a session does: effect and uuid in one transaction."""

    def known(identity: str) -> bool:
        with engine.begin() as connection:
            return connection.exec_driver_sql("SELECT 1 FROM taken WHERE uuid = ?", (identity,)).first() is not None

    def take(event: Event) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO taken VALUES (?)", (event.uuid,))
            connection.exec_driver_sql("INSERT INTO effect VALUES (?)", (event.payload["number"],))

    import_events(inbox, known, take)


def import_trial(clinic: Clinic, engine: Engine, within: float, chance: random.Random) -> tuple[int, list[str]]:
    """Kill one import of new events, import again: each took effect once, in order."""
    inbox = SealedFolder(clinic.places.sealed, "desk", "in", clinic.owner)
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    for identity in inbox.ids():
        inbox.withdraw(identity)
    for number in range(EVENTS):
        made = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        append_event(inbox, Event(made, at + timedelta(seconds=number), "desk", "printed", {"number": number}))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM effect")
    engine.dispose()  # no connection may cross a fork
    killed = killed_at_random(lambda: take_all(engine, inbox), within, chance)
    take_all(engine, inbox)
    with engine.begin() as connection:
        effects = [row[0] for row in connection.exec_driver_sql("SELECT number FROM effect ORDER BY rowid")]
    return int(killed), [] if effects == list(range(EVENTS)) else [f"effects {effects}"]


def run(home: Path, kills: int, seed: int) -> tuple[int, int, list[str]]:
    """Kills of publishing, kills of importing, and what was wrong."""
    clinic, chance = make_clinic(home), random.Random(seed)  # noqa: S311 - moments, not secrets
    out = SealedFolder(clinic.places.sealed, "desk", "out", clinic.owner)
    for identity in out.ids():
        out.withdraw(identity)
    engine = file_engine(clinic.places.record, clinic.owner.keys["clinic"][0])
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE taken (uuid TEXT PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE effect (number INTEGER)")
    before = wanted_in(0, chance)
    within = seconds_in_child(lambda: out.publish(before))
    published = imported = 0
    found: list[str] = []
    for number in range(1, 10 * kills):
        wanted = wanted_in(number, chance)
        killed, faults = trial(clinic, wanted, before, within, chance)
        published, before, found = published + killed, wanted, found + faults
        killed, faults = import_trial(clinic, engine, within, chance)
        imported, found = imported + killed, found + faults
        if published + imported >= kills:
            break
    engine.dispose()
    return published, imported, found


def main() -> int:
    """Run the chosen form and print its figures; 0 when nothing was torn, lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--long", action="store_true")
    chosen = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        published, imported, found = run(Path(home), 1000 if chosen.long else chosen.kills, chosen.seed)
    for fault in found:
        print(fault)
    seconds = time.perf_counter() - started
    print(
        f"publishing: {published} kills while publishing, {imported} while importing, "
        f"{len(found)} torn, lost or doubled, {seconds:.0f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
