"""Kills a change of keys at random moments and at system calls: what the campaigns `rotation` and `ending` share."""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app.errors import Refused
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.staff_keys import StaffKeys
from tests.faults.killing import killed_at, killed_at_random, mark, points, seconds_in_child, strace
from tests.records.keys_setup import ROWS, all_keys, folders, opens_raw

FILES = [b"one", b"two"]


class People(NamedTuple):
    """Their ids and made-up passwords, by who they are."""

    ids: dict[str, str]
    passwords: dict[str, str]


class Cast(NamedTuple):
    """Everybody, and what the one holds who is out afterwards."""

    people: People
    out: KeyRing


class Campaign(NamedTuple):
    """A change of keys in a clinic's folder, and what must hold whenever it was killed."""

    title: str
    module: str
    kills: int
    """Of the long form, at random moments."""
    rounds: int
    """So often at most going on is killed too."""
    begin: Callable[[Path], Cast]
    """Makes the clinic."""
    change: Callable[[Path, People], None]
    """What is killed, and what completes it."""
    faults: Callable[[Path, Cast], list[str]]
    """What is wrong before going on, and after."""


def faults_of(staff: StaffKeys, people: People, who: str, password: str = "") -> list[str]:
    """What somebody who comes in by a password cannot open."""
    try:
        ring = staff.unlock(people.ids[who], password or people.passwords[who])
    except Refused as refused:
        return [f"{who} locked out: {refused.message[:60]}"]
    found = []
    if "clinic" in ring.keys and not any(whole(staff.places.record, key) for key in ring.keys["clinic"]):
        found.append(f"{who} cannot open the record")
    unread = [sealed.path for sealed in folders(staff.places, ring) if [*dict(sealed.contents()).values()] != FILES]
    return found + [f"{who} cannot read {path.parent.name}/{path.name}" for path in unread]


def still_opened(staff: StaffKeys, out: KeyRing) -> list[str]:
    """What the one who is out still opens with the keys they hold."""
    found = []
    if any(opens_raw(staff.places.record, key) for key in all_keys(out)):
        found.append("the keys from before still open the record")
    for sealed in folders(staff.places, out):
        found += [f"the keys from before read {name}" for name, got in sealed.contents() if isinstance(got, bytes)]
    return found


def whole(path: Path, key: bytes) -> bool:
    """Whether a key opens the record, and all of it is there."""
    if not opens_raw(path, key):
        return False
    connection = sqlcipher.connect(f"file:{path}?mode=ro", uri=True)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        sound &= connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        return sound and connection.execute("SELECT count(*) FROM client").fetchone() == (ROWS,)
    finally:
        connection.close()


class _Trials:
    """Copies of one clinic, each changed and killed in its own folder."""

    def __init__(self, campaign: Campaign, home: Path) -> None:
        self.campaign, self.home = campaign, home
        self.cast = campaign.begin(home / "template")

    def copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.home / "template", self.home / name))

    def at_random(self, kills: int, seed: int) -> tuple[int, list[str]]:
        """Kills at random moments; how many came before the end, and what was wrong."""
        chance, done = random.Random(seed), 0  # noqa: S311 - moments, not secrets
        first = self.copy("unkilled")
        within = seconds_in_child(lambda: self.campaign.change(first, self.cast.people))
        found = self.campaign.faults(first, self.cast)
        while done < kills:
            folder, killed = self.copy("trial"), 0
            for _ in range(chance.randint(1, self.campaign.rounds)):
                killed += killed_at_random(lambda: self.campaign.change(folder, self.cast.people), within, chance)  # noqa: B023
            done += killed
            found += self.campaign.faults(folder, self.cast) if killed else []
            shutil.rmtree(folder)
        return done, found

    def at_calls(self, most: int | None) -> tuple[int, list[str]]:
        """One kill at every system call that opens or changes a file, or at so many spread over them."""
        (self.home / "people.json").write_text(json.dumps(self.cast.people))
        numbered = list(enumerate(points(self._command(self.copy("traced")), self.home / "calls.log")))
        if most is not None:
            numbered = [numbered[len(numbered) * step // most] for step in range(most)]
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(self._at_call, numbered))
        return sum(killed for killed, _ in results), [fault for _, found in results for fault in found]

    def _at_call(self, point: tuple[int, tuple[str, int]]) -> tuple[int, list[str]]:
        number, (call, count) = point
        folder = self.copy(f"call-{number}")
        killed = killed_at(self._command(folder), call, count)
        found = [f"{call} {count}: {fault}" for fault in self.campaign.faults(folder, self.cast)]
        shutil.rmtree(folder)
        return int(killed), found

    def _command(self, folder: Path) -> list[str]:
        return [sys.executable, "-m", self.campaign.module, "--child", str(folder)]


def main(campaign: Campaign, described: str | None) -> int:
    """Run the chosen form and print its figures; 0 when nobody was locked out and nothing was left half done."""
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--calls", type=int, default=0, help="kills at so many system calls")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        people = People(*json.loads((chosen.child.parent / "people.json").read_text()))
        mark()
        campaign.change(chosen.child, people)
        return 0
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        trials = _Trials(campaign, Path(home))
        kills, found = trials.at_random(campaign.kills if chosen.long else chosen.kills, chosen.seed)
        wanted = chosen.long or chosen.calls
        calls, extra = trials.at_calls(chosen.calls or None) if wanted and strace() else (0, [])
    for fault in found + extra:
        print(fault)
    note = "" if strace() or not wanted else "; NOT RUN: system calls, strace is missing"
    print(
        f"{campaign.title}: {kills} random kills, {calls} kills at system calls, "
        f"{len(found + extra)} locked out or torn, {time.perf_counter() - started:.0f} s{note}"
    )
    return 1 if found or extra else 0
