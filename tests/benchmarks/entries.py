"""How long an entry takes to be durable while a backup or a rehearsal of rules runs beside it; and when nothing does.

Entries come at random moments through the action that the session page uses, on one thread, with the work on another.
That of a release is measured in `release`. The load of the machine stands beside the figures, because it is in them.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from clinic_app import actions
from clinic_app.actions.replays import closed_cases
from clinic_app.bootstrap.demo import create_demo
from clinic_app.desktop.entrance import TURN
from clinic_app.records.backups import make_backup
from clinic_app.records.record import Record
from clinic_app.rules.replay import rehearse
from tests.benchmarks.copying import fill, saved_in
from tests.faults.harness import DAY, HASTE, KEY, make_studio, open_current

ENTRIES = 100
APART = 0.3  # seconds between two entries, at most


class Figures(NamedTuple):
    """Seconds of each entry, by what ran beside it, and the load of the machine at the end."""

    taken: dict[str, list[float]]
    load: float


def measure(_python: str = sys.executable) -> Figures:
    """A record of 100 MB for the backups, and a made-up clinic of a year for the rehearsals."""
    home, found = Path(tempfile.mkdtemp()), {}
    sys.setswitchinterval(TURN)  # as the program does
    try:
        studio, visit_id = make_studio(home / "studio")
        fill(studio)
        record = open_current(studio)
        found["nothing"] = entries(record, visit_id)

        def back_up() -> None:
            make_backup(studio, KEY, datetime.now(UTC), HASTE)
            shutil.rmtree(studio.backups)

        with again_and_again(back_up):
            found["a backup of 100 MB"] = entries(record, visit_id)
        record.close()
        (home / "demo").mkdir()
        demo = create_demo(home / "demo")
        client = actions.find_clients(demo.record, "")[0]
        visit = actions.open_visit(demo.record, client.id, day=DAY, trainer="t", actor="t").value
        with again_and_again(lambda: rehearse(demo.evaluator, demo.evaluator, closed_cases(demo.record))):
            found["a rehearsal of rules"] = entries(demo.record, visit.id)
        demo.record.close()
    finally:
        shutil.rmtree(home)
    return Figures(found, os.getloadavg()[0])


def entries(record: Record, visit_id: str) -> list[float]:
    """What each of them took."""
    chance, taken = random.Random(3), []  # noqa: S311 - moments
    for number in range(ENTRIES):
        time.sleep(chance.random() * APART)
        taken.append(saved_in(record, visit_id, number % 90 + 0.5))
    return taken


@contextmanager
def again_and_again(work: Callable[[], object]) -> Iterator[None]:
    """Do the work on a thread of its own, over and over, until the block ends."""
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            work()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def report(found: Figures) -> str:
    """The figures as lines."""
    lines = [f"an entry durable, milliseconds, load of the machine {found.load:.1f} on {os.cpu_count()} cores"]
    for beside, seconds in found.taken.items():
        taken = sorted(one * 1000 for one in seconds)
        lines.append(
            f"  beside {beside:22s} median {statistics.median(taken):6.1f}   "
            f"99 of 100 below {taken[int(0.99 * (len(taken) - 1))]:6.1f}   most {taken[-1]:6.1f}   (at most 100)"
        )
    return "\n".join(lines)
