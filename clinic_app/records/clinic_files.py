"""Where one clinic's files lie on this machine, and which generation of the record is in use.

    CURRENT                          one line: the name of the generation in use; replaced in one step
    generations/<name>/clinic.db     the record, with slots.json beside it: they belong together and change together
    desk/ stats/                     sealed folders, the same for every generation, because they may lie on a share
    backups/                         finished copies, see `backups`
    rehearsal.json                   when a backup was last restored on trial

A missing or empty record where a clinic once was is damage. It is never taken for a new clinic, and nothing is
written before the files make sense.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import FileLock, is_on_network, sync_folder
from clinic_app.records.durable import make_folder, write_whole

if TYPE_CHECKING:
    from datetime import datetime

ON_NETWORK = N_(
    "The folder {path} lies on a network share. A record there breaks when the connection does: choose a folder on "
    "this computer's own disk. Backups may go to the share."
)
IN_SYNC_FOLDER = N_(
    "The folder {path} is copied by {service}, which can replace the record with an older one while you work. Choose "
    "a folder outside it. Backups may go there."
)
MOVED = N_(
    "The record of this clinic is damaged or was moved: {path} is missing or empty, but its other files are here. "
    "Nothing was written. Put the file back, or restore the newest backup."
)
UNCLEAR = N_(
    "The file {path} does not say which record is in use. Nothing was written. Restore the newest backup, or "
    "ask for help."
)
IN_USE_HERE = N_("The program is open already with this clinic. Go on in its window, or close it first.")
PARTIAL = ".partial"
_NAME = re.compile(r"[0-9]{8}-[0-9]{6}(-[0-9]{1,3})?")
_SERVICES = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "box sync": "Box",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pclouddrive": "pCloud",
    "megasync": "MEGA",
}
_MARKS = {".stfolder": "Syncthing", ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".owncloudsync.log": "ownCloud"}


class Generation(NamedTuple):
    """One record with the slots that open it."""

    folder: Path

    @property
    def record(self) -> Path:
        """The encrypted record."""
        return self.folder / "clinic.db"

    @property
    def slots(self) -> Path:
        """The slots of the staff, opaque here."""
        return self.folder / "slots.json"


class ClinicFiles:
    """The data directory of one clinic."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.generations, self.backups = folder / "generations", folder / "backups"
        self.sealed = (folder / "desk", folder / "stats")
        self.rehearsal = folder / "rehearsal.json"
        self._current = folder / "CURRENT"

    def state(self) -> Literal["new", "ready"]:
        """Whether a clinic is here; refused when there was one and its record is not as it should be."""
        if not self._current.exists() and not self._finished() and not self._traces():
            return "new"
        generation = self.current()
        if not generation.record.is_file() or generation.record.stat().st_size == 0:
            raise Refused(MOVED, path=generation.record)
        return "ready"

    def current(self) -> Generation:
        """The generation in use. Without CURRENT the only finished one is meant: the first switch was cut short."""
        try:
            name = self._current.read_bytes()[:64].decode("ascii").strip()
        except FileNotFoundError:
            finished = self._finished()
            if len(finished) != 1:
                raise Refused(MOVED if not finished else UNCLEAR, path=self._current) from None
            return Generation(finished[0])
        except UnicodeDecodeError:
            raise Refused(UNCLEAR, path=self._current) from None
        if not _NAME.fullmatch(name):
            raise Refused(UNCLEAR, path=self._current)
        return Generation(self.generations / name)

    def begin(self, now: "datetime") -> Generation:
        """A folder for a new generation; unfinished and unused until `finish`."""
        refuse_place(self.folder)
        stem, number = now.astimezone().strftime("%Y%m%d-%H%M%S"), 1
        name = stem
        while (self.generations / name).exists() or (self.generations / (name + PARTIAL)).exists():
            number += 1
            name = f"{stem}-{number}"
        make_folder(self.generations / (name + PARTIAL))
        return Generation(self.generations / (name + PARTIAL))

    def finish(self, begun: Generation) -> Generation:
        """Put a generation whose files are durable into use, in one step."""
        name = begun.folder.name.removesuffix(PARTIAL)
        sync_folder(begun.folder)
        finished = begun.folder.rename(self.generations / name)
        sync_folder(self.generations)
        sync_folder(self.folder)
        write_whole(self._current, f"{name}\n".encode())
        return Generation(finished)

    @contextmanager
    def new_generation(self, now: "datetime") -> Iterator[Generation]:
        """`begin` and `finish` around a block; when it ends badly the folder goes away again."""
        begun = self.begin(now)
        try:
            yield begun
            self.finish(begun)
        except BaseException:
            shutil.rmtree(begun.folder, ignore_errors=True)
            raise

    @contextmanager
    def continued_generation(self, now: "datetime") -> Iterator[Generation]:
        """As `new_generation`, but what was begun stays when the block ends badly: the next call goes on with it."""
        left = sorted(self.generations.glob(f"*{PARTIAL}")) if self.state() == "new" else []
        begun = Generation(left[-1]) if left else self.begin(now)
        yield begun
        self.finish(begun)

    def instance_lock(self) -> FileLock:
        """The lock of the one window that may write here."""
        make_folder(self.folder)
        return FileLock(self.folder / "instance.lock")

    def backup_lock(self) -> FileLock:
        """The lock of whoever writes or removes backups."""
        make_folder(self.backups)
        return FileLock(self.backups / ".lock")

    def _finished(self) -> list[Path]:
        found = self.generations.iterdir() if self.generations.is_dir() else ()
        return sorted(path for path in found if _NAME.fullmatch(path.name))

    def _traces(self) -> bool:
        """Whether slots, sealed files or backups of a clinic are here."""
        places = (*self.sealed, self.backups)
        beside = any(
            place.is_dir() and any(not path.name.startswith(".") for path in place.iterdir()) for place in places
        )
        return beside or (self.folder / "slots.json").exists()


def refuse_place(folder: Path) -> None:
    """Refuse a folder in which a record would not be safe; says which and why."""
    if is_on_network(_existing(folder)):
        raise Refused(ON_NETWORK, path=folder)
    service = _sync_service(folder.absolute())
    if service is not None:
        raise Refused(IN_SYNC_FOLDER, path=folder, service=service)


def _sync_service(folder: Path) -> str | None:
    for place in (folder, *folder.parents):
        name = place.name.lower()
        for prefix, service in _SERVICES.items():
            # "OneDrive - Studio" and "Dropbox (Personal)" are what the services call themselves on disk.
            if name == prefix or name.startswith((f"{prefix} -", f"{prefix} (", f"{prefix}-")):
                return service
        for mark, service in _MARKS.items():
            if (place / mark).exists():
                return service
    return None


def _existing(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if place.exists()), folder)
