"""F2: SIGKILL at every system call of one entry, set by strace. `python -m tests.faults.killed_syscalls --long`

A forked child waits with the record open; strace takes hold of it and kills it as it enters the n-th call of one
kind. Kinds and numbers come from a run that is only watched, so every boundary between two calls of an entry is met.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from clinic_app.bootstrap.record_files import open_record
from tests.faults.harness import (
    KEY,
    Score,
    enter,
    make_studio,
    open_current,
    problems_of,
    run_as_program,
    stored_number,
)
from tests.faults.killing import fork

TRACED = "/proc/{}/status"


def campaign(folder: Path, long: bool = False) -> Score:
    """One kill at every call; without `long` every 12th."""
    score = Score("F2 killed at every system call of an entry")
    if shutil.which("strace") is None or sys.platform != "linux":
        score.skipped = "strace is missing"
        return score
    studio, visit_id = make_studio(folder / "studio")
    path = studio.current().record
    calls = _watched(folder, path, visit_id)
    if not calls:
        score.skipped = "strace may not take hold of a process here"
        return score
    points = [(name, number) for name, most in calls.items() for number in range(1, most + 1)]
    number = 1.0
    for name, when in points if long else points[::12]:
        record = open_current(studio)
        before = stored_number(record, visit_id)
        number = before + 0.5
        record.close()
        confirmed, killed = _traced(path, visit_id, number, f"inject={name}:signal=KILL:when={when}", None)
        record = open_current(studio)
        after = stored_number(record, visit_id)
        record.close()
        score.kills += killed
        score.faults += 1
        score.confirmed += confirmed
        score.lost += confirmed and after != number
        if after not in (before, number):
            score.wrong.append(f"torn at {name} {when}")
        score.wrong += problems_of(path)
    return score


def _watched(folder: Path, path: Path, visit_id: str) -> Counter[str]:
    """How often an entry makes each call."""
    log = folder / "calls.txt"
    _traced(path, visit_id, 0.5, "trace=all", log)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return Counter(line.split("(")[0] for line in lines if "(" in line and line[0].islower())


def _traced(path: Path, visit_id: str, number: float, option: str, log: Path | None) -> tuple[bool, bool]:
    """Let a child make one entry under strace; whether it confirmed it, and whether it was killed."""
    waiting, go = os.pipe()
    hearing, say = os.pipe()
    child = fork()
    if child == 0:
        record = open_record(path, KEY)
        stored_number(record, visit_id)
        os.write(say, b"r")
        os.read(waiting, 1)
        enter(record, visit_id, number)
        os.write(say, b"c")
        os._exit(0)
    os.read(hearing, 1)
    output = log or Path(tempfile.gettempdir(), f"strace-{child}.txt")
    strace = subprocess.Popen(
        ["strace", "-qq", "-p", str(child), "-o", str(output), "-e", option], stderr=subprocess.DEVNULL
    )
    _wait_until_traced(child, strace)
    os.write(go, b"g")
    _, status = os.waitpid(child, 0)
    strace.wait()
    os.close(say)
    confirmed = os.read(hearing, 1) == b"c"
    for end in (waiting, go, hearing):
        os.close(end)
    if log is None:
        output.unlink(missing_ok=True)
    return confirmed, os.WIFSIGNALED(status)


def _wait_until_traced(child: int, strace: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    status = Path(TRACED.format(child))
    while time.monotonic() < until and strace.poll() is None:
        if "TracerPid:\t0" not in status.read_text(encoding="ascii"):
            time.sleep(0.005)  # attached; the restarted read is the first call it sees
            return


if __name__ == "__main__":
    run_as_program(campaign)
