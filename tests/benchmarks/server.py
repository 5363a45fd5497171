"""What one server carries: 50 workstations at once, and pages over a line of 5 ms. `python -m tests.benchmarks.server`

A workstation enters findings in its own session and then thinks for 1 to 3 seconds: quicker than a person, who presses
100 to 200 keys in an hour beside a client. One action in seven is a look instead: at the day, for a client, into a
session. All are signed in before the first enters. Workstations share this machine's cores with the server, which real
ones do not, so the times are longer than with a server of its own; durability is as it must be (fsync on). The burst
leaves out the pauses: how many entries a second the server takes.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from typing import Any

import psutil
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.records.engines import server_engine
from clinic_app.records.record import Record
from tests.faults.harness import DAY, EVALUATOR, HANAKO
from tests.server.clusters import Cluster, fresh_record, made_up_year, running
from tests.server.stand_in import StandIn

STATIONS, PROCESSES = 50, 5
PAUSE = (1.0, 3.0)
LOOKS = ("the day", "a word searched", "a session opened")


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


def station(url: str, visit_id: str, number: int, start: Start, burst: bool, times: dict[str, list[float]]) -> None:
    """One workstation with lines of its own."""
    source = random.Random(number)  # noqa: S311 - nothing to protect
    record = Record(server_engine(url))
    stored = actions.resume_visit(record, visit_id).assessment
    start.wait()
    while time.monotonic() < start.until:
        if not burst:
            time.sleep(source.uniform(*PAUSE))
        look = source.choice(LOOKS) if source.random() < 0.15 else ""
        started = time.perf_counter()
        if look == "the day":
            actions.day_overview(record, DAY, DAY)
        elif look == "a word searched":
            actions.search_clients(record, source.choice(("やま", "た", "さとう")))
        elif look:
            stored = actions.resume_visit(record, visit_id).assessment
        else:
            stored = actions.record_findings(
                record,
                visit_id,
                replace(stored.assessment, weekly_km=float(source.randint(1, 99))),
                evaluator=EVALUATOR,
                revision=stored.revision,
                step="intake",
                actor=f"staff-{number}",
            ).value
        times[look or "an entry"].append(time.perf_counter() - started)
    record.close()


def work(url: str, visits: list[str], first: int, seconds: float, burst: bool) -> dict[str, list[float]]:
    """Some workstations in this process."""
    times: dict[str, list[float]] = defaultdict(list)
    start = Start(len(visits), seconds)
    threads = [
        threading.Thread(target=station, args=(url, visit_id, first + place, start, burst, times))
        for place, visit_id in enumerate(visits)
    ]
    for thread in threads:
        thread.start()
    start.give()
    for thread in threads:
        thread.join()
    return times


def sessions(url: str) -> list[str]:
    """An open session for every workstation."""
    record = Record(server_engine(url))
    visits = []
    for number in range(STATIONS):
        client = actions.register_client(record, replace(HANAKO, note=str(number)), actor="staff-1").value
        visits.append(actions.open_visit(record, client.id, day=DAY, trainer="見本", actor="staff-1").value.id)
    record.close()
    return visits


def load(cluster: Cluster, seconds: float, *, burst: bool) -> None:
    """All workstations at once; prints what each kind of question took."""
    visits, share = sessions(cluster.url()), STATIONS // PROCESSES
    running_ones = [
        subprocess.Popen(
            [sys.executable, "-m", __spec__.name, "--station", cluster.url(), str(place * share), str(seconds)]
            + (["--burst"] if burst else [])
            + visits[place * share : (place + 1) * share],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for place in range(PROCESSES)
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
    used, cores_for = _used(workers) - before, time.monotonic() - started
    times: dict[str, list[float]] = defaultdict(list)
    for one in running_ones:
        for name, found in json.loads(one.communicate()[0]).items():
            times[name] += found
    entries = len(times["an entry"])
    print(f"{STATIONS} workstations, {'no pauses' if burst else 'a pause of 1 to 3 s'}, {seconds:.0f} s:")
    cores = used / cores_for
    each = (cluster.cpu_seconds() - server) / max(1, sum(map(len, times.values())))
    print(f"  {entries / seconds:.1f} entries a second, {cores:.2f} cores in workstations")
    print(f"  {each * 1000:.1f} ms of a core on the server for each action")
    for name, found in sorted(times.items()):
        print(f"  {name}: {_spread(found)}")
    print(f"  load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _used(workers: list[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in workers)


def _spread(found: list[float]) -> str:
    ordered = sorted(one * 1000 for one in found)
    at = {name: ordered[min(len(ordered) - 1, int(len(ordered) * part))] for name, part in _PARTS.items()}
    return ", ".join(f"{name} {value:.1f} ms" for name, value in at.items()) + f" of {len(ordered)}"


_PARTS = {"median": 0.5, "p95": 0.95, "p99": 0.99, "longest": 1.0}


def pages(cluster: Cluster) -> None:
    """Opening pages over a line on which every question takes 5 ms."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from clinic_app.bootstrap.factory import poses
    from clinic_app.desktop.app import application, settle
    from clinic_app.desktop.context import Context
    from clinic_app.desktop.theme import style_sheet
    from clinic_app.desktop.window import Window
    from clinic_app.domain.clinic import ClinicProfile

    application()
    person, name = made_up_year(cluster.url())
    for latency in (0.0, 0.005):
        network = StandIn(cluster.socket, latency)
        record = Record(server_engine(cluster.url(network.host, network.port)))
        clinic = ClinicProfile(name)
        context = Context(record=record, evaluator=EVALUATOR, poses=poses(), clinic=clinic, person=person)
        application().setStyleSheet(style_sheet(context.theme))
        window = Window(context)
        window.resize(1400, 860)
        window.show()
        found: dict[str, list[float]] = defaultdict(list)
        for page in ("today", "clients", "bin") * 9:
            settle()
            started = time.perf_counter()
            window.show_page(page)
            found[page].append(time.perf_counter() - started)
        for page, times in found.items():
            print(f"  {page} at {latency * 1000:.0f} ms: {_spread(times[1:])}")
        window.close()
        record.close()
        network.close()


def main() -> None:
    """The load, the burst, the pages."""
    seconds = float(next((one.partition("=")[2] for one in sys.argv if one.startswith("--seconds=")), 60))
    with running() as cluster:
        for setting in ("fsync = on", "full_page_writes = on"):
            cluster.psql(f"ALTER SYSTEM SET {setting};")
        cluster.strike_down()
        fresh_record(cluster.url()).close()
        load(cluster, seconds, burst=False)
        load(cluster, seconds / 3, burst=True)
        pages(cluster)


if __name__ == "__main__":
    if "--station" in sys.argv:
        given: list[Any] = [one for one in sys.argv[2:] if one != "--burst"]
        done = work(given[0], given[3:], int(given[1]), float(given[2]), "--burst" in sys.argv)
        json.dump(done, sys.stdout)
    else:
        main()
