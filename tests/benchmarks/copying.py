"""A backup of 100 MB beside the disk's own speed, and entries saved while it is made."""

import os
import random
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from clinic_app.records.backups import make_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import connect
from clinic_app.records.record import Record
from tests.faults.harness import HASTE, KEY, enter, make_studio, open_current

MEGABYTES, RUNS, ENTRIES = 100, 5, 40
PAYLOAD = 1900  # with its key and header, one row fills one page


class Figures(NamedTuple):
    """Seconds of each run, and of each entry saved alone and during a backup."""

    backup: list[float]
    processor: list[float]
    raw: list[float]
    alone: list[float]
    during: list[float]


def measure(_python: str) -> Figures:
    """Fill a record, copy it some times, then copy it again while entries are saved at random moments."""
    home = Path(tempfile.mkdtemp())
    try:
        studio, visit_id = make_studio(home / "studio")
        fill(studio)
        found = Figures([], [], [], [], [])
        for _ in range(RUNS):
            began, used = time.perf_counter(), time.process_time()
            make_backup(studio, KEY, datetime.now(UTC), HASTE)
            found.backup.append(time.perf_counter() - began)
            found.processor.append(time.process_time() - used)
            found.raw.append(raw_write(home / "raw"))
            shutil.rmtree(studio.backups)
        record = open_current(studio)
        for number in range(ENTRIES):
            found.alone.append(saved_in(record, visit_id, number))
        found.during.extend(during_backups(studio, record, visit_id))
        record.close()
    finally:
        shutil.rmtree(home)
    return found


def fill(studio: ClinicFiles) -> None:
    """Rows that cannot be packed, until the record has its size."""
    chance = random.Random(1)  # noqa: S311 - filling, not secrets
    connection = connect(studio.current().record, KEY)
    connection.execute("CREATE TABLE ballast (id INTEGER PRIMARY KEY, content TEXT)")
    connection.execute("BEGIN")
    rows = ((chance.randbytes(PAYLOAD).hex(),) for _ in range(MEGABYTES * 1_000_000 // 4096))
    connection.executemany("INSERT INTO ballast (content) VALUES (?)", rows)
    connection.execute("COMMIT")
    connection.close()


def raw_write(path: Path) -> float:
    """How long the disk takes for as many bytes, written and synced."""
    data = os.urandom(1_000_000)
    began = time.perf_counter()
    with path.open("wb") as file:
        for _ in range(MEGABYTES):
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - began


def saved_in(record: Record, visit_id: str, number: float) -> float:
    """One entry through the action that the session page uses."""
    began = time.perf_counter()
    enter(record, visit_id, number)
    return time.perf_counter() - began


def during_backups(studio: ClinicFiles, record: Record, visit_id: str) -> list[float]:
    """Entries that come at any moment of a backup; it begins anew after each that disturbs it."""
    chance, found = random.Random(2), []  # noqa: S311 - moments
    with ThreadPoolExecutor(1) as beside:
        while len(found) < ENTRIES:
            copying = beside.submit(make_backup, studio, KEY, datetime.now(UTC), HASTE)
            time.sleep(chance.random() * 0.8)
            while not copying.done() and len(found) < ENTRIES:
                found.append(saved_in(record, visit_id, 0.5 + len(found)))
                time.sleep(0.2 + chance.random() * 1.5)
            copying.result()
            shutil.rmtree(studio.backups)
    return found


def report(found: Figures) -> str:
    """The figures as lines."""
    return "\n".join(
        (
            f"backup of {MEGABYTES} MB, {RUNS} runs: {span(found.backup)} (processor {span(found.processor)})",
            f"the disk alone, as many bytes written and synced: {span(found.raw)}",
            f"an entry alone, {len(found.alone)}: {span(found.alone)}",
            f"an entry while a backup is made, {len(found.during)}: {span(found.during)}",
        )
    )


def span(seconds: list[float]) -> str:
    """Least, median and most."""
    return f"{min(seconds):.3f} / {statistics.median(seconds):.3f} / {max(seconds):.3f} s (least / median / most)"
