"""Finished copies of a clinic: made while people work, counted only after they were opened, thinned out with time.

A backup is a folder `studio-YYYYMMDD-HHMM` with the record, its slots, the sealed folders and a manifest. It is
written as `.partial` and renamed when it has been verified, so a folder without `.partial` is always a good one.
Restoring stands in `restore`.
"""

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from clinic_app import __version__
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import FileLock, sync_file, sync_folder
from clinic_app.records import erased, manifest, soundness
from clinic_app.records.clinic_files import PARTIAL, ClinicFiles
from clinic_app.records.copy_faults import copying
from clinic_app.records.durable import make_folder
from clinic_app.records.manifest import Manifest
from clinic_app.records.page_copy import PATIENT, Patience, copy_record
from clinic_app.records.pruning import to_prune

BEING_MADE = N_("A backup is being made or removed already. Wait a moment and try again.")
NO_SPACE = N_(
    "There is no room for a backup at {path}: it needs {need} MB and {free} MB are free. Nothing was changed."
)
SPARE = 16_000_000  # bytes to leave free for the saves that go on meanwhile
_NAME = re.compile(r"studio-[0-9]{8}-[0-9]{4}(-[0-9]{1,3})?")
_SLOTS = ("slots.json", "slots.previous.json")


class Backup(NamedTuple):
    """A finished backup and what its manifest says."""

    folder: Path
    manifest: Manifest


def make_backup(studio: ClinicFiles, key: bytes, now: datetime, patience: Patience = PATIENT) -> Backup:
    """Copy the clinic, open the copy, compare it, and only then let it count."""
    generation = studio.current()
    with copying(), _alone(studio.backup_lock()):
        _clear(studio.backups)
        _refuse_full(studio.backups, _size([generation.folder, *studio.sealed]))
        with _unfinished(_free_name(studio.backups, now)) as partial:
            copy_record(generation.record, key, partial / "clinic.db", patience)
            _sync(partial / "clinic.db")
            for name in _SLOTS:
                if (generation.folder / name).is_file():
                    copy_file(generation.folder / name, partial / name)
            for folder in studio.sealed:
                copy_sealed(folder, partial / folder.name)
            patience.refuse_stopped()
            listed = _described(partial, key, now, patience)
            manifest.write(partial, listed)
            erased.keep_of(studio.backups, partial / "clinic.db", key)
            return _finished(partial, listed)


def copy_backup(backup: Path, place: Path, key: bytes, patience: Patience = PATIENT) -> Backup:
    """Copy a finished backup to a second place, such as a drive or a share, and verify it there."""
    make_folder(place)
    with copying(), _alone(FileLock(place / ".lock")):
        _clear(place)
        listed = manifest.read(backup)
        erased.keep(place, erased.listed(backup.parent) or ())
        if (place / backup.name).exists():
            return verify_backup(place / backup.name, key, patience)
        _refuse_full(place, _size([backup]))
        with _unfinished(place / (backup.name + PARTIAL)) as partial:
            for name in (*listed.files, manifest.NAME):
                (partial / name).parent.mkdir(parents=True, exist_ok=True)
                copy_file(backup / name, partial / name, patience)
            for folder in {path.parent for path in _files(partial)}:
                sync_folder(folder)
            return _finished(partial, verify_backup(partial, key, patience).manifest)


def verify_backup(folder: Path, key: bytes, patience: Patience = PATIENT) -> Backup:
    """Read a whole backup and open its record; refused with what is wrong. Writes nothing."""
    listed = manifest.read(folder)
    with ThreadPoolExecutor(1) as beside:
        files = beside.submit(manifest.check_files, folder, listed, patience.refuse_stopped)
        try:
            facts = soundness.check(folder / "clinic.db", key, patience)
        except Refused:
            files.result()  # a file that was altered says more than a record that does not open
            raise
        files.result()
    if (facts.revision, facts.rows, facts.head) != (listed.revision, listed.rows, listed.head):
        raise Refused(manifest.ALTERED, name=folder.name, file=manifest.NAME)
    return Backup(folder, listed)


def backups(place: Path) -> tuple[Backup, ...]:
    """The finished backups in a place, oldest first by their own time; what is not one is left out."""
    found = []
    for folder in sorted(place.iterdir()) if place.is_dir() else ():
        if _NAME.fullmatch(folder.name) and folder.is_dir():
            try:
                found.append(Backup(folder, manifest.read(folder)))
            except Refused:
                continue
    return tuple(sorted(found, key=lambda backup: (backup.manifest.made_at, backup.folder.name)))


def newest_backup(place: Path) -> datetime | None:
    """When the newest finished backup was made, for whoever needs a fresh one first."""
    found = backups(place)
    return found[-1].manifest.made_at if found else None


def prune(place: Path, newest: Backup, now: datetime, *, restored_at: datetime | None = None) -> tuple[str, ...]:
    """Thin out old backups now that `newest` is verified; never on the day of a restore. The names removed."""
    if restored_at is not None and restored_at.astimezone().date() == now.astimezone().date():
        return ()
    by_name = {backup.folder.name: backup.manifest.made_at for backup in backups(place)}
    if newest.folder.name not in by_name:
        return ()
    removed = to_prune(by_name, now, keep=newest.folder.name)
    with copying(), _alone(FileLock(place / ".lock")):
        for name in removed:
            # Renamed first, so that a half-removed backup never looks like a finished one.
            shutil.rmtree((place / name).rename(place / (name + PARTIAL)))
        sync_folder(place)
    return removed


def copy_sealed(source: Path, target: Path) -> None:
    """Copy a sealed folder's files as they are; one that is published or imported meanwhile may be missing."""
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        relative = path.relative_to(source)
        if path.is_symlink() or not path.is_file() or not all(manifest.is_safe_name(part) for part in relative.parts):
            continue
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        try:
            copy_file(path, target / relative)
        except FileNotFoundError:
            (target / relative).unlink(missing_ok=True)
    if target.is_dir():
        for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
            sync_folder(folder)


def copy_missing(source: Path, target: Path) -> None:
    """Add the files of a folder that are not in another one; existing ones stay as they are."""
    for path in sorted(source.iterdir()) if source.is_dir() else ():
        if path.is_file() and not (target / path.name).exists():
            make_folder(target)
            partial = target / f".{path.name}.part"
            partial.unlink(missing_ok=True)
            copy_file(path, partial)
            partial.rename(target / path.name)
    if target.is_dir():
        sync_folder(target)


def refuse_full(place: Path, backup: Backup) -> None:
    """Refuse a place without room for the files of a backup."""
    _refuse_full(place, _size([backup.folder]))


def copy_file(source: Path, target: Path, patience: Patience = PATIENT) -> None:
    """Copy one file, durably but for its name in the folder."""
    with source.open("rb") as reading, target.open("xb") as writing:
        target.chmod(0o600)
        while data := reading.read(1 << 20):
            patience.refuse_stopped()
            writing.write(data)
        writing.flush()
        sync_file(writing.fileno())


def _described(partial: Path, key: bytes, now: datetime, patience: Patience) -> Manifest:
    """Open the copy, check all of it, and write down what it holds: read from it, because the record itself goes on.

    This is the reading that makes a backup count. Its files are hashed beside it, once: they are ours alone.
    """
    with ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(_hashes, partial, patience)
        facts = soundness.check(partial / "clinic.db", key, patience)
        files = hashed.result()
    return Manifest(manifest.FORMAT, now.astimezone(UTC), __version__, facts.revision, facts.rows, facts.head, files)


def _hashes(partial: Path, patience: Patience) -> dict[str, str]:
    stop = patience.refuse_stopped
    return {path.relative_to(partial).as_posix(): manifest.sha256(path, stop) for path in _files(partial)}


def _finished(partial: Path, listed: Manifest) -> Backup:
    """Let a verified backup count."""
    sync_folder(partial)
    finished = partial.rename(partial.with_name(partial.name.removesuffix(PARTIAL)))
    sync_folder(finished.parent)
    return Backup(finished, listed)


def _free_name(place: Path, now: datetime) -> Path:
    stem, number = now.astimezone().strftime("studio-%Y%m%d-%H%M"), 1
    name = stem
    while (place / name).exists():
        number += 1
        name = f"{stem}-{number}"
    return place / (name + PARTIAL)


def _clear(place: Path) -> None:
    """Remove what a killed backup or pruning left; whoever holds the lock is alone."""
    for left in place.glob(f"studio-*{PARTIAL}"):
        shutil.rmtree(left)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        sync_file(file.fileno())


def _size(places: list[Path]) -> int:
    return sum(path.stat().st_size for place in places if place.is_dir() for path in _files(place))


def _refuse_full(place: Path, size: int) -> None:
    need, free = size + SPARE, shutil.disk_usage(place).free
    if free < need:
        raise Refused(NO_SPACE, path=place, need=-(-need // 1_000_000), free=free // 1_000_000)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder that goes away again unless its work ends well; after a kill the next backup removes it."""
    folder.mkdir(mode=0o700)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _alone(lock: FileLock) -> Iterator[None]:
    if not lock.acquire():
        raise Refused(BEING_MADE)
    try:
        yield
    finally:
        lock.release()
