"""Copies an encrypted record page by page while people work in it, without ever delaying a save for long."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.engines import connect

PAGES = 200  # one step: about 10 ms, after which a waiting save has its turn
NO_PAUSE = N_(
    "No backup was made: entries were saved without a pause of {pause} seconds for {limit} minutes. It is tried again "
    "later; nothing else is affected."
)


STOPPED = N_(
    "The copy was stopped before it was finished and does not count. The next one is made at the next sign-in."
)


class Patience(NamedTuple):
    """How long saves must have rested before a copy starts, how long to wait for that, in seconds, and who stops it."""

    pause: float = 2.0
    limit: float = 600.0
    stopped: Callable[[], bool] = bool

    def refuse_stopped(self) -> None:
        """Called between the steps of a copy, so that a person who goes home need not wait for its end."""
        if self.stopped():
            raise Refused(STOPPED)


PATIENT = Patience()


class _Disturbed(Exception):  # noqa: N818 - no fault: someone saved
    """An entry was saved during the copy, which would begin again from the first page."""


def copy_record(source: Path, key: bytes, target: Path, patience: Patience = PATIENT) -> None:
    """Copy the record into a new file under the same key; the caller makes it durable.

    Waits for a pause between saves and starts anew when one comes in between; refused when there is no pause.
    """
    give_up = time.monotonic() + patience.limit
    while True:
        seen = _wait_for_pause(source, patience, give_up)
        try:
            _copy(source, key, target, seen, patience)
        except _Disturbed:
            target.unlink(missing_ok=True)
        else:
            return


def _copy(source: Path, key: bytes, target: Path, seen: tuple[int, int], patience: Patience) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    reading, writing = connect(source, key), connect(target, key)

    for setting in ("journal_mode = OFF", "synchronous = OFF"):  # a killed copy is thrown away; the caller syncs it
        writing.execute(f"PRAGMA {setting}").fetchall()

    def after_a_step(_status: int, rest: int, _total: int) -> None:
        patience.refuse_stopped()
        if rest and _changed(source) != seen:
            raise _Disturbed

    try:
        reading.backup(writing, pages=PAGES, progress=after_a_step, sleep=0.001)
    finally:
        reading.close()
        writing.close()


def _wait_for_pause(source: Path, patience: Patience, give_up: float) -> tuple[int, int]:
    seen, since = _changed(source), time.monotonic()
    # A file that has rested since long before needs no further wait; a clock moved back only makes us wait.
    if time.time() - source.stat().st_mtime > patience.pause:
        return seen
    while time.monotonic() - since < patience.pause:
        patience.refuse_stopped()
        if time.monotonic() > give_up:
            raise Refused(NO_PAUSE, pause=patience.pause, limit=round(patience.limit / 60))
        time.sleep(min(0.05, patience.pause))
        if _changed(source) != seen:
            seen, since = _changed(source), time.monotonic()
    return seen


def _changed(source: Path) -> tuple[int, int]:
    found = source.stat()
    return found.st_mtime_ns, found.st_size
