"""F16 for owners: `end_ownership` killed. Nobody is locked out, going on completes it, the former owner is out.

    python -m tests.faults.ending [--kills 20]       a forked child, killed at random moments
    python -m tests.faults.ending --long             200 of these, and one kill at every system call, by strace

Until its first write everybody's own password opens everything. From then on the acting owner's does, and everybody
else needs a one-time password: the ones that were made died with the program, so that owner gives new ones.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from clinic_app.errors import Refused
from clinic_app.records import slots as slot_files
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.rotation import Places
from clinic_app.records.sealed import Unreadable
from clinic_app.records.staff_keys import StaffKeys
from tests.faults.killing import killed_at, killed_at_random, mark, points, seconds_in_child, strace
from tests.faults.rotation import whole
from tests.records.keys_setup import CHEAP, all_keys, folders, fresh_backup, make_clinic, opens_raw

FORMER = "former"
WANTED = [b"one", b"two"]


class Cast(NamedTuple):
    """Who is there, their made-up passwords, and what the former owner holds."""

    ids: dict[str, str]
    passwords: dict[str, str]
    former: KeyRing


def end_it(folder: Path, ids: dict[str, str], passwords: dict[str, str]) -> None:
    """What is killed, and what completes it: the acting owner signs in, goes on, and ends what was not yet ended."""
    staff = StaffKeys(Places.within(folder), floor=CHEAP)
    ring = staff.resume(staff.unlock(ids["owner"], passwords["owner"]))
    if any(person.id == ids[FORMER] for person in staff.people()):
        staff.end_ownership(ring, ids[FORMER], (), password=passwords["owner"], newest_backup=fresh_backup)


def faults_after_kill(folder: Path, cast: Cast) -> list[str]:
    """What is wrong before going on, and after."""
    places = Places.within(folder)
    found = _locked_out(places, cast)
    before = slot_files.previous(places.slots)
    if before.exists():
        found += [f"with the previous file: {fault}" for fault in _locked_out(places._replace(slots=before), cast)]
    try:
        end_it(folder, cast.ids, cast.passwords)
        found += _after_going_on(StaffKeys(places, floor=CHEAP), cast)
    except Refused as refused:
        return [*found, f"cannot go on: {refused.message[:60]}"]
    return found + [f"left behind: {path.name}" for path in folder.rglob("*.part")]


def _locked_out(places: Places, cast: Cast) -> list[str]:
    """The acting owner comes in always, everybody else until the first write, which counts the epoch on."""
    staff, found = StaffKeys(places, floor=CHEAP), []
    begun = slot_files.read(places.slots).epoch > 1
    for who in cast.ids.keys() - {FORMER}:
        faults = _faults_of(staff, cast.ids[who], cast.passwords[who], who)
        if begun and who != "owner":
            found += [] if faults else [f"{who} comes in by a password from before"]
        else:
            found += faults
    return found


def _faults_of(staff: StaffKeys, identity: str, password: str, who: str) -> list[str]:
    try:
        ring = staff.unlock(identity, password)
    except Refused as refused:
        return [f"{who} locked out: {refused.message[:60]}"]
    found = []
    if "clinic" in ring.keys and not any(whole(staff.places.record, key) for key in ring.keys["clinic"]):
        found.append(f"{who} cannot open the record")
    unread = [sealed.path for sealed in folders(staff.places, ring) if [*dict(sealed.contents()).values()] != WANTED]
    return found + [f"{who} cannot read {path.parent.name}/{path.name}" for path in unread]


def _after_going_on(staff: StaffKeys, cast: Cast) -> list[str]:
    """The owner lets everybody in again and prints a kit; what the former owner holds opens nothing."""
    ring = staff.unlock(cast.ids["owner"], cast.passwords["owner"])
    found = ["the change of keys is not finished"] if ring.rotating else []
    for who in cast.ids.keys() - {FORMER, "owner"}:
        once = staff.reset_password(ring, cast.ids[who]).password
        found += [f"after going on: {fault}" for fault in _faults_of(staff, cast.ids[who], once, who)]
    found += _faults_of(staff, cast.ids["owner"], cast.passwords["owner"], "owner")
    kit = staff.open_with_kit(staff.replace_kit(ring).code)
    if not any(whole(staff.places.record, key) for key in kit.keys["clinic"]):
        found.append("the new kit does not open the record")
    if any(opens_raw(staff.places.record, key) for key in all_keys(cast.former)):
        found.append("the former owner's keys still open the record")
    for sealed in folders(staff.places, cast.former):
        found += [
            f"the former owner reads {name}" for name, got in sealed.contents() if not isinstance(got, Unreadable)
        ]
    return found


def at_random(trial: Callable[[str], Path], cast: Cast, kills: int, seed: int) -> tuple[int, list[str]]:
    """Kills at random moments; how many came before the end, and what was wrong."""
    chance, done, found = random.Random(seed), 0, []  # noqa: S311 - moments, not secrets
    first = trial("unkilled")
    within = seconds_in_child(lambda: end_it(first, cast.ids, cast.passwords))
    found += faults_after_kill(first, cast)
    while done < kills:
        folder, killed = trial("trial"), 0
        for _ in range(chance.randint(1, 2)):  # going on is killed too
            killed += killed_at_random(lambda: end_it(folder, cast.ids, cast.passwords), within, chance)  # noqa: B023
        done += killed
        found += faults_after_kill(folder, cast) if killed else []
        shutil.rmtree(folder)
    return done, found


def at_calls(home: Path, trial: Callable[[str], Path], cast: Cast, most: int | None) -> tuple[int, list[str]]:
    """One kill at every system call that opens or changes a file, or at so many spread over them."""
    (home / "cast.json").write_text(json.dumps([cast.ids, cast.passwords]))

    def command(folder: Path) -> list[str]:
        return [sys.executable, "-m", "tests.faults.ending", "--child", str(folder)]

    every = list(points(command(trial("traced")), home / "calls.log"))
    chosen = every if most is None else [every[len(every) * step // most] for step in range(most)]
    killed, found = 0, []
    for call, count in chosen:
        folder = trial("call")
        killed += killed_at(command(folder), call, count)
        found += [f"{call} {count}: {fault}" for fault in faults_after_kill(folder, cast)]
        shutil.rmtree(folder)
    return killed, found


def main() -> int:
    """Run the chosen form and print its figures; 0 when nobody was locked out and nothing was left half done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--calls", type=int, default=0, help="kills at so many system calls")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        ids, passwords = json.loads((chosen.child.parent / "cast.json").read_text())
        mark()
        end_it(chosen.child, ids, passwords)
        return 0
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        template = Path(home) / "template"
        clinic = make_clinic(template)
        invited = clinic.staff.add(clinic.owner, FORMER, ["owner"])
        ids, passwords = clinic.ids | {FORMER: invited.person.id}, clinic.passwords | {FORMER: invited.password}
        cast = Cast(ids, passwords, clinic.staff.unlock(invited.person.id, invited.password))

        def trial(name: str) -> Path:
            return Path(shutil.copytree(template, template.parent / name))

        kills, found = at_random(trial, cast, 200 if chosen.long else chosen.kills, chosen.seed)
        wanted = chosen.long or chosen.calls
        calls, extra = at_calls(Path(home), trial, cast, chosen.calls or None) if wanted and strace() else (0, [])
    for fault in found + extra:
        print(fault)
    note = "" if strace() or not wanted else "; NOT RUN: system calls, strace is missing"
    print(
        f"end of an ownership: {kills} random kills, {calls} kills at system calls, "
        f"{len(found + extra)} locked out or torn, {time.perf_counter() - started:.0f} s{note}"
    )
    return 1 if found or extra else 0


if __name__ == "__main__":
    raise SystemExit(main())
