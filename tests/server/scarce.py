"""A server that has no room: a disk full to the last byte, and no place left for one more connection."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.server.clusters import PATIENCE, Cluster, running

ENOUGH = "192m"  # for a server with a clinic, and its log
NO_DISK = "NO FULL DISK WAS TRIED: only root may make a memory disk here"


@contextlib.contextmanager
def memory_disk(size: str = ENOUGH) -> Iterator[Path | None]:
    """A disk that can be filled without harming anybody; None where none may be made."""
    with tempfile.TemporaryDirectory(prefix="clinic-disk-") as name:
        disk = Path(name)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0711", "tmpfs", name]
        if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
            yield None
            return
        try:
            yield disk
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)  # a process of the server may still be ending


@contextlib.contextmanager
def running_on_small_disk() -> Iterator[tuple[Cluster, Path | None]]:
    """A server whose data, log and all lie on a disk that can be filled."""
    with memory_disk() as disk:
        if disk is None:
            with running() as cluster:
                yield cluster, None
            return
        cluster = Cluster(disk)
        try:
            yield cluster, disk
        finally:
            cluster.close()


@contextlib.contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not one byte is left on the disk."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    try:
        yield
    finally:
        ballast.unlink()


def wait_until_gone(cluster: Cluster, whose: str) -> None:
    """Wait until a server has noticed that lines were broken: each still takes a place until it has."""
    query = f"SELECT count(*) FROM pg_stat_activity WHERE {whose}"  # noqa: S608 - words of the tests
    until = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(psycopg.OperationalError), _line(cluster, "asking") as line:
            if line.execute(query).fetchone() == (0,):  # where there is no place to ask from yet, it is not so
                return
        assert time.monotonic() < until, whose
        time.sleep(0.02)


@contextlib.contextmanager
def crowded(cluster: Cluster) -> Iterator[int]:
    """Strangers hold every connection the server allows, but for those of the program; how many."""
    held = [_line(cluster, "crowd")]
    try:
        # Who only asked and is about to go would leave a place behind when all the others are taken.
        others = "backend_type = 'client backend' AND application_name NOT LIKE 'clinic-%' AND pid <> pg_backend_pid()"
        while held[0].execute(f"SELECT count(*) FROM pg_stat_activity WHERE {others}").fetchone() != (0,):  # noqa: S608
            time.sleep(0.02)
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                held.append(_line(cluster, "crowd"))
        yield len(held)
    finally:
        for one in held:
            one.close()
        wait_until_gone(cluster, "application_name = 'crowd'")


def _line(cluster: Cluster, name: str) -> psycopg.Connection[tuple[object, ...]]:
    folder = str(cluster.socket.parent)
    return psycopg.connect(host=folder, user="postgres", dbname="postgres", application_name=name, autocommit=True)
