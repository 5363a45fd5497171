"""Ways to kill a piece of work: a forked child at a random moment, or a program at one chosen system call.

A kill proves that a crash of the process loses nothing. It says nothing about a power cut.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

# Calls that change what is on the disk, and those that open files.
CALLS = ("openat", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "unlink", "mkdir")
MARKER = "the-work-begins-here"


def strace() -> str | None:
    """The path of strace, or None; say so loudly."""
    return shutil.which("strace")


def killed_at_random(work: Callable[[], object], within: float, chance: random.Random, least: float = 0.0) -> bool:
    """Do the work in a child and kill it at a random moment within so many seconds; whether it was killed in time.

    `least` seconds are left to it in any case.
    """
    child = _forked(work)
    until = time.perf_counter() + chance.uniform(least, within)
    while time.perf_counter() < until:
        pass
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def seconds_in_child(work: Callable[[], object]) -> float:
    """How long the work takes in a child that nobody kills."""
    started = time.perf_counter()
    status = os.waitpid(_forked(work), 0)[1]
    if status != 0:
        raise RuntimeError(f"the work failed by itself: {status}")
    return time.perf_counter() - started


def mark() -> None:
    """Called by a child program where its work begins: a system call that cannot be taken for another."""
    try:
        os.unlink(MARKER)  # noqa: PTH108 - the very call
    except FileNotFoundError:
        return


def points(command: Sequence[str], log: Path) -> Iterator[tuple[str, int]]:
    """Every system call of the work as (name, how often it was called before and with this one)."""
    _traced(command, ["-o", str(log), "-e", f"trace={','.join(CALLS)}"])
    counted = dict.fromkeys(CALLS, 0)
    begun = False
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call = re.match(r"(?:\d+ +)?(\w+)\(", line)
        if call is None or call[1] not in counted:
            continue
        counted[call[1]] += 1
        if begun:
            yield call[1], counted[call[1]]
        begun = begun or MARKER in line
    if not begun:
        raise RuntimeError("the work never began")


def killed_at(command: Sequence[str], call: str, count: int) -> bool:
    """Run a program and kill it as it enters one system call; whether it got that far."""
    done = _traced(
        command, ["-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={count}"], check=False
    )
    return done.returncode != 0


def _traced(command: Sequence[str], options: list[str], *, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    tracer = strace()
    if tracer is None:
        raise RuntimeError("strace is not installed")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    return subprocess.run([tracer, "-f", "-qq", *options, *command], env=environment, check=check, capture_output=True)


def fork() -> int:
    """As `os.fork`, once the threads of a check that is over are gone.

    A thread on its way out may hold a lock of the driver's cryptography; the child would wait for it for ever (seen
    once in hundreds of kills). Where a process has other threads, as under a runner of tests, it waits a moment for
    all to go, and then only for those that do not sleep: who is on the way out runs, or would if it had its turn.
    """
    began = time.monotonic()
    while (others := _states_of_others()) and time.monotonic() < began + 30:
        if others == {"S"} and time.monotonic() > began + 0.2:
            break
        time.sleep(0.001)
    return os.fork()


def _states_of_others() -> set[str]:
    """What the other threads of this process do, in the letters of the system; nothing where it does not say."""
    found = set()
    for thread in Path("/proc/self/task").glob("*/stat"):
        if int(thread.parent.name) != threading.get_native_id():
            with suppress(OSError):  # gone meanwhile
                found.add(thread.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0])
    return found


def _forked(work: Callable[[], object]) -> int:
    sys.stdout.flush()
    child = fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - the parent must hear of it, and nothing else may run here
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(3)
    os._exit(0)
