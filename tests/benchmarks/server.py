"""What one server carries: 50 workstations at once, and pages over a line of 5 ms. `python -m tests.benchmarks.server`

A workstation enters findings in its own session and then thinks for 1 to 3 seconds: quicker than a person, who presses
100 to 200 keys in an hour beside a client. One action in seven is a look instead: at the day, for a client, into a
session. All are signed in, with all that the server enforces, and each has done everything once before the clock runs.
Workstations share this machine's cores with the server, which real ones do not, so the times are longer than with a
server of its own; durability is as it must be (fsync on). The burst leaves out the pauses: how many entries a second
the server takes. `two` is the load again in a company of two studios, where each trainer sees the rows of one alone.
`--seconds=N` says for how long; `load`, `two`, `burst` or `pages` has one part alone.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.records.provision import Admin, provision
from clinic_app.records.record import Record
from clinic_app.records.server import engine_of, sign_in
from clinic_app.records.server_people import ServerStaff
from clinic_app.records.server_place import ServerPlace
from tests.faults.harness import EVALUATOR, HANAKO
from tests.server.clusters import Cluster, running

STATIONS, PROCESSES = 50, 5
PARTS, STUDIOS = ("load", "burst", "two", "pages"), ("SBY", "UEN")
PAUSE = (1.0, 3.0)
ENTRY = "an entry"
LOOKS = ("the day", "a word searched", "a session opened")
PAGES = (
    "today", "clients", "client", "bin", "desk-sheets", "desk-day",
    "owner-todo", "owner-staff", "owner-retention", "owner-audit", "statistics-people",
)  # fmt: skip
ROUNDS = 7
TODAY = date.today()  # noqa: DTZ011 - the day on the wall


class Share(NamedTuple):
    """What one process is told: who works there, and the sessions of its workstations."""

    host: str
    login: str
    password: str
    person: str
    first: int
    seconds: float
    burst: bool
    visits: list[str]


class Start:
    """All workstations are there before the first one works."""

    def __init__(self, stations: int, seconds: float) -> None:
        self._there, self._seconds, self.until = threading.Barrier(stations + 1), seconds, 0.0

    def wait(self) -> None:
        """For a workstation that is there."""
        self._there.wait()
        self._there.wait()

    def give(self) -> None:
        """Tell the process above that all are there, and let them go when it says so."""
        self._there.wait()
        print("there", flush=True)
        sys.stdin.readline()
        self.until = time.monotonic() + self._seconds
        self._there.wait()


def station(share: Share, place: int, start: Start, times: dict[str, list[float]]) -> None:
    """One workstation with lines of its own."""
    source, visit_id = random.Random(share.first + place), share.visits[place]  # noqa: S311 - nothing to protect
    record = Record(engine_of(_place(share.host), share.login, share.password))
    stored = actions.resume_visit(record, visit_id).assessment

    def do(what: str) -> None:
        nonlocal stored
        if what == "the day":
            actions.day_overview(record, TODAY, TODAY)
        elif what == "a word searched":
            actions.search_clients(record, source.choice(("やま", "た", "さとう")))
        elif what == "a session opened":
            stored = actions.resume_visit(record, visit_id).assessment
        else:
            stored = actions.record_findings(
                record,
                visit_id,
                replace(stored.assessment, weekly_km=float(source.randint(1, 99))),
                evaluator=EVALUATOR,
                revision=stored.revision,
                step="intake",
                actor=share.person,
            ).value

    for what in (*LOOKS, ENTRY):
        do(what)
    start.wait()
    while time.monotonic() < start.until:
        if not share.burst:
            time.sleep(source.uniform(*PAUSE))
        what = source.choice(LOOKS) if source.random() < 0.15 else ENTRY
        started = time.perf_counter()
        do(what)
        times[what].append(time.perf_counter() - started)
    record.close()


def work(share: Share) -> dict[str, list[float]]:
    """Some workstations in this process."""
    times: dict[str, list[float]] = defaultdict(list)
    start = Start(len(share.visits), share.seconds)
    threads = [
        threading.Thread(target=station, args=(share, place, start, times)) for place in range(len(share.visits))
    ]
    for thread in threads:
        thread.start()
    start.give()
    for thread in threads:
        thread.join()
    return times


def part(admin: Admin) -> ServerStaff:
    """From now on it is a company: half of the clients are at home in each of two studios."""
    from tests.server.whole_house import take_on

    owner = take_on(admin, admin.place, "見本 社長", "owner")
    record = Record(owner.connected)
    for code, name in zip(STUDIOS, ("渋谷", "上野"), strict=True):
        actions.name_studio(record, code=code, name=name, actor=owner.person)
    with record.reading() as work:
        some = work.client_search.find("", limit=10_000)[::2]
    for client in some:
        actions.change_home(record, client.id, STUDIOS[1], actor=owner.person)
    return ServerStaff(owner.connected)


def shares(admin: Admin, seconds: float, *, burst: bool, staff: ServerStaff | None = None) -> list[Share]:
    """A trainer for each process, and an open session for each workstation; with `staff` each works in one studio."""
    from tests.server.whole_house import PASSWORD, take_on

    made, each = [], STATIONS // PROCESSES
    for number in range(PROCESSES):
        ring = take_on(admin, admin.place, f"見本 {number} {burst} {staff is not None}", "trainer")
        if staff is not None:
            staff.set_studios(ring.person, (STUDIOS[number % 2],))
            ring.forget()
            ring = sign_in(admin.place, ring.login, PASSWORD)
        record, visits = Record(ring.connected), []
        record.studio = ring.studio
        for place in range(each):
            details = replace(HANAKO, note=f"{number}-{place}")
            client = actions.register_client(record, details, actor=ring.person).value
            visit = actions.open_visit(record, client.id, day=TODAY, trainer=ring.name, actor=ring.person).value
            visits.append(visit.id)
        record.close()
        first = number * each
        made.append(Share(admin.place.host, ring.login, PASSWORD, ring.person, first, seconds, burst, visits))
    return made


def load(
    cluster: Cluster, admin: Admin, seconds: float, *, burst: bool = False, staff: ServerStaff | None = None
) -> None:
    """All workstations at once; prints what each kind of question took."""
    running_ones = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.server", "--share", json.dumps(share)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in shares(admin, seconds, burst=burst, staff=staff)
    ]
    for one in running_ones:
        assert one.stdout is not None
        one.stdout.readline()
    workers = [psutil.Process(one.pid) for one in running_ones]
    before, started, server = _used(workers), time.monotonic(), cluster.cpu_seconds()
    for one in running_ones:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    time.sleep(seconds)
    cores = (_used(workers) - before) / (time.monotonic() - started)
    times: dict[str, list[float]] = defaultdict(list)
    for one in running_ones:
        for name, found in json.loads(one.communicate()[0]).items():
            times[name] += found
    where = "one studio" if staff is None else "two studios"
    print(f"{STATIONS} workstations in {where}, {'no pauses' if burst else 'a pause of 1 to 3 s'}, {seconds:.0f} s:")
    each = (cluster.cpu_seconds() - server) / max(1, sum(map(len, times.values())))
    print(f"  {len(times[ENTRY]) / seconds:.1f} entries a second, {cores:.2f} cores in workstations")
    print(f"  {each * 1000:.1f} ms of a core on the server for each action")
    for name, found in sorted(times.items()):
        print(f"  {name}: {_spread(found)}")
    print(f"  load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _place(host: str) -> ServerPlace:
    return ServerPlace(host, "studio", sslmode="disable")


def _used(workers: list[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in workers)


def _spread(found: list[float]) -> str:
    ordered = sorted(one * 1000 for one in found)
    at = {name: ordered[min(len(ordered) - 1, int(len(ordered) * part))] for name, part in _PARTS.items()}
    return ", ".join(f"{name} {value:.1f} ms" for name, value in at.items()) + f" of {len(ordered)}"


_PARTS = {"median": 0.5, "p95": 0.95, "p99": 0.99, "longest": 1.0}


def pages(cluster: Cluster, admin: Admin) -> None:
    """Opening pages over a line on which every question takes 5 ms, until all they look up is on screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from clinic_app.desktop.app import application, load_fonts
    from clinic_app.desktop.registry import pages as registered
    from tests.server.whole_house import rest, whole_house

    application()
    load_fonts()
    shown = {page.name: page for page in registered() if page.name in PAGES}
    with tempfile.TemporaryDirectory() as folder, whole_house(admin, cluster.socket, Path(folder), 0.005) as house:
        for name in PAGES:
            found, busy = [], []
            for _ in range(ROUNDS):
                house.window.show_page("help")
                rest()
                house.network.trips, started, used = 0, time.perf_counter(), time.process_time()
                shown[name].show(house.window)
                _until_painted()
                found.append(time.perf_counter() - started)
                busy.append(time.process_time() - used)
            ways, work_ms = house.network.trips, sorted(busy)[ROUNDS // 2] * 1000
            print(f"  {name}: {ways} ways, {work_ms:.0f} ms of a core, with 5 ms a way {work_ms + 5 * ways:.0f} ms;")
            print(f"    on the clock {_spread(found[1:])}")


def _until_painted() -> None:
    from PySide6.QtCore import QCoreApplication, QThreadPool

    for _ in range(3):
        QCoreApplication.processEvents()
        QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()


def main() -> None:
    """The load, the burst, the pages."""
    from tests.server.whole_house import fill

    seconds = float(next((one.partition("=")[2] for one in sys.argv if one.startswith("--seconds=")), 60))
    with running() as cluster:
        for setting in ("fsync = on", "full_page_writes = on"):
            cluster.psql(f"ALTER SYSTEM SET {setting};")
        cluster.strike_down()
        admin = Admin(_place(str(cluster.socket.parent)), "postgres", "")
        provision(admin, lambda _step: None)
        wanted = set(PARTS).intersection(sys.argv) or set(PARTS)
        if wanted != {"pages"}:
            fill(admin)
        if "load" in wanted:
            load(cluster, admin, seconds)
        if "burst" in wanted:
            load(cluster, admin, seconds / 3, burst=True)
        if "two" in wanted:
            load(cluster, admin, seconds, staff=part(admin))
        if "pages" in wanted:
            pages(cluster, admin._replace(place=replace(admin.place, database="pages")))


if __name__ == "__main__":
    if "--share" in sys.argv:
        given: list[Any] = json.loads(sys.argv[2])
        json.dump(work(Share(*given)), sys.stdout)
    else:
        main()
