"""What one workstation remembers beside the record: choices made at it, and what it saw of the record last.

One small file in the clinic's folder. It holds nothing about any client. Lost or damaged, it is begun anew: then
the heads of the audit that backups keep still stand.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import FileLock, replace_file

FILE, LOCK = "workstation.json", "workstation.lock"
MOST_WAIT = 3.0  # seconds
MOST_BYTES = 100_000
NOT_KEPT = N_(
    "The choice could not be kept at this workstation: nothing can be written in {folder}. Check the rights of the "
    "folder and the room on the disk, then choose again."
)
_changing = threading.Lock()


class PrinterChoice(msgspec.Struct, frozen=True):
    """The printer a computer prints on and how, in the words of `printing.printer`; None leaves it to the printer."""

    printer: str
    sides: str | None = None
    colour: bool | None = None
    tray: str | None = None
    label: str = ""


class Workstation(msgspec.Struct, frozen=True):
    """`second_place` is a folder for second copies; `last_seen` the end of the audit; `last_time` the latest clock.

    `copied_at` is the time of the newest backup that lies verified at `copied_to`, the second place of then.
    `left_without_copy` tells that somebody went home before the last copy was made.
    `studio` is the code of the studio where the computers of this folder stand, where a company has several.
    `printers` are the choices of each computer, by its name: several may work on one folder.
    """

    second_place: str = ""
    last_seen: Anchor | None = None
    last_time: datetime | None = None
    copied_to: str = ""
    copied_at: datetime | None = None
    left_without_copy: bool = False
    printers: dict[str, PrinterChoice] = {}
    studio: str = ""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What is remembered in a clinic's folder; an empty memory when there is none that can be read."""
        try:
            with (folder / FILE).open("rb") as file:
                return msgspec.json.decode(file.read(MOST_BYTES), type=cls)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return cls()

    def keep(self, folder: Path) -> None:
        """Write the memory down, whole or not at all; refused where nothing can be written."""
        try:
            replace_file(folder / FILE, msgspec.json.format(msgspec.json.encode(self)))
        except OSError:
            raise Refused(NOT_KEPT, folder=folder) from None


def remember(folder: Path, **changes: Any) -> Workstation:
    """Change some of what is remembered, safely beside another thread or program that does the same."""
    return _change(folder, lambda before: msgspec.structs.replace(before, **changes))


def remember_printer(folder: Path, computer: str, choice: PrinterChoice) -> Workstation:
    """Remember how one computer prints; the choices of the others stay, also those made at the same moment."""
    return _change(
        folder, lambda before: msgspec.structs.replace(before, printers={**before.printers, computer: choice})
    )


def _change(folder: Path, changed: Callable[[Workstation], Workstation]) -> Workstation:
    with _changing:
        before = Workstation.load(folder)
        if changed(before) == before:
            return before
        lock = _locked(folder)
        try:
            after = changed(Workstation.load(folder))  # another program may have written since
            after.keep(folder)
        finally:
            lock.release()
    return after


def _locked(folder: Path) -> FileLock:
    """The right to write the memory; several programs may share one folder, and each writes for a moment only."""
    lock, end = FileLock(folder / LOCK), time.monotonic() + MOST_WAIT
    try:
        while not lock.acquire():
            if time.monotonic() > end:
                raise Refused(NOT_KEPT, folder=folder)
            time.sleep(0.01)
    except OSError:
        raise Refused(NOT_KEPT, folder=folder) from None
    return lock
