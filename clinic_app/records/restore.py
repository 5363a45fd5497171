"""Brings a backup back: verified, copied to a new generation, verified again, and put into use in one step.

The generation that was in use stays beside the new one. Whoever calls `restore` holds the lock of the one window and
has closed the record. Events that wait in the sealed folders' inboxes are added, never replaced: each is imported
once. What is published in them comes from the record and is published anew.
"""

import shutil
import time
from datetime import datetime
from pathlib import Path

import msgspec

from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import audit, erased, manifest, soundness
from clinic_app.records.backups import Backup, backups, copy_file, copy_missing, refuse_full, verify_backup
from clinic_app.records.clinic_files import PARTIAL, ClinicFiles, Generation
from clinic_app.records.copy_faults import copying
from clinic_app.records.durable import make_folder, write_whole
from clinic_app.records.engines import file_engine
from clinic_app.records.manifest import Manifest
from clinic_app.records.record import Record
from clinic_app.records.upgrade import upgrade
from clinic_app.settings import Workstation, remember

NOTE = "restored.json"
OTHER_CLINIC_KEYS = N_(
    "The backup {name} holds no keys for the staff, so nobody could sign in after it was restored. Nothing was "
    "changed; choose another one."
)


class Restored(msgspec.Struct, frozen=True):
    """What a restore did. `last` and `came_back` are ends of the audit: what lies between them is missing now.

    `missing` is None when the old record could not be read, so that nobody knows. `erased` clients were in the backup
    and had been erased since, so they were erased again; None when neither a record nor a list says who was.
    """

    at: datetime
    backup: str
    last: Anchor | None
    came_back: Anchor | None
    missing: int | None
    upgraded_from: str | None
    erased: int | None = None


class KeptHead(msgspec.Struct, frozen=True):
    """An end of the audit kept outside the record: by a backup of that name, or by this workstation (no name)."""

    backup: str
    at: datetime | None
    head: Anchor


class Rehearsed(msgspec.Struct, frozen=True):
    """A trial: the backup was restored elsewhere, opened and thrown away."""

    at: datetime
    backup: str
    made_at: datetime
    rows: dict[str, int]
    seconds: float


def restore(  # noqa: PLR0913 - each is its own fact
    studio: ClinicFiles, backup: Path, key: bytes, now: datetime, *, actor: str = "", last_seen: Anchor | None = None
) -> Restored:
    """Put a backup into use as a new generation; `key` is that of the record in the backup.

    `last_seen` is the end of the audit that was seen last, for when the old record cannot be read; by itself, what
    this workstation remembers. From then on it remembers the end of the record that came back.
    """
    seen = last_seen or Workstation.load(studio.folder).last_seen
    with copying():
        verified = verify_backup(backup, key)
        if "slots.json" in _present_slots(studio) and "slots.json" not in verified.manifest.files:
            raise Refused(OTHER_CLINIC_KEYS, name=backup.name)
        refuse_full(_nearest(studio.folder), verified)
        last, gone = _end_of_current(studio, key) or seen, _erased_since(studio, backup, key)
        _clear(studio)
        with studio.new_generation(now) as begun:
            _copy_record(verified, begun)
            checked = soundness.check(begun.record, key)
            came_back, upgraded_from = checked.head, _bring_up(begun, key, checked.revision, actor)
            missing = None if last is None else max(0, last.seq - (came_back.seq if came_back else 0))
            again = None if gone is None else _erase_again(begun, key, gone, actor)
            done = Restored(now, backup.name, last, came_back, missing, upgraded_from, again)
            write_whole(begun.folder / NOTE, msgspec.json.encode(done))
            for folder in studio.sealed:
                copy_missing(backup / folder.name / "in", folder / "in")
    # A kill before this line only makes the next sign-in ask whether the older record is meant.
    remember(studio.folder, last_seen=_end_of_current(studio, key))
    return done


def kept_heads(studio: ClinicFiles) -> tuple[KeptHead, ...]:
    """The heads that the record in use must hold: those of the backups, and what this workstation saw last.

    What was written after a backup that was then restored is not in the record, and must not be.
    """
    restores = [note for note in map(_note, sorted(studio.generations.glob("*/" + NOTE))) if note is not None]
    kept = [
        KeptHead(folder.name, listed.made_at, listed.head)
        for folder, listed in backups(studio.backups)
        if listed.head is not None and not any(_left_behind(listed, note) for note in restores)
    ]
    seen = Workstation.load(studio.folder).last_seen
    return (*kept, KeptHead("", None, seen)) if seen is not None else tuple(kept)


def restored_at(studio: ClinicFiles) -> datetime | None:
    """When the generation in use was restored; None when it never was."""
    note = last_restore(studio)
    return None if note is None else note.at


def last_restore(studio: ClinicFiles) -> Restored | None:
    """The restore that made the generation in use; None when it was not made by one."""
    return _note(studio.current().folder / NOTE)


def rehearse(studio: ClinicFiles, backup: Path, key: bytes, now: datetime) -> Rehearsed:
    """Restore a backup into a scratch folder, open it there, throw it away, and remember the day."""
    started = time.monotonic()
    with copying():
        verified = verify_backup(backup, key)
        refuse_full(_nearest(studio.folder), verified)
        scratch = Generation(studio.folder / "scratch")
        shutil.rmtree(scratch.folder, ignore_errors=True)
        make_folder(scratch.folder)
        try:
            _copy_record(verified, scratch)
            _bring_up(scratch, key, soundness.check(scratch.record, key).revision, "")
            facts = soundness.check(scratch.record, key)
        finally:
            shutil.rmtree(scratch.folder, ignore_errors=True)
        taken = round(time.monotonic() - started, 2)
        done = Rehearsed(now, backup.name, verified.manifest.made_at, facts.rows, taken)
        write_whole(studio.rehearsal, msgspec.json.encode(done))
    return done


def last_rehearsal(studio: ClinicFiles) -> Rehearsed | None:
    """The last trial that went well."""
    try:
        return msgspec.json.decode(studio.rehearsal.read_bytes(), type=Rehearsed)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def _note(path: Path) -> Restored | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Restored)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None


def _left_behind(backup: Manifest, restored: Restored) -> bool:
    """Whether a backup tells of entries that a later restore of an older one took out of use."""
    if backup.head is None or backup.made_at > restored.at:
        return False
    return restored.came_back is None or backup.head.seq > restored.came_back.seq


def _copy_record(backup: Backup, into: Generation) -> None:
    for name, expected in backup.manifest.files.items():
        if "/" in name:
            continue
        copy_file(backup.folder / name, into.folder / name)
        if manifest.sha256(into.folder / name) != expected:
            raise Refused(manifest.ALTERED, name=backup.folder.name, file=name)


def _bring_up(generation: Generation, key: bytes, revision: str, actor: str) -> str | None:
    """Upgrade an older record and write the restore into its audit; the revision it came from when that was older."""
    engine = file_engine(generation.record, key)
    record = Record(engine)
    try:
        upgrade(engine)
        with record.unit_of_work() as work:
            work.audit("restore", actor, generation.folder.name.removesuffix(PARTIAL))
            work.commit()
    finally:
        record.close()
    return revision if soundness.check(generation.record, key).revision != revision else None


def _end_of_current(studio: ClinicFiles, key: bytes) -> Anchor | None:
    """The end of the audit of the record in use, when it still opens with this key."""
    try:
        engine = file_engine(studio.current().record, key)
    except Refused:
        return None
    try:
        return audit.head(engine)
    except Exception:  # noqa: BLE001 - whatever is wrong with the old record, the backup must come back
        return None
    finally:
        engine.dispose()


def _erased_since(studio: ClinicFiles, backup: Path, key: bytes) -> frozenset[str] | None:
    """Whom the record in use and the lists beside the backups know as erased; None when none of them can be read."""
    lists = [erased.listed(place) for place in {studio.backups, backup.parent}]
    try:
        engine = file_engine(studio.current().record, key)
    except Refused:
        pass
    else:
        try:
            lists.append(erased.erased_in(engine))
        except Exception:  # noqa: BLE001, S110 - whatever is wrong with the old record, the backup must come back
            pass
        finally:
            engine.dispose()
    known = [ids for ids in lists if ids is not None]
    return frozenset().union(*known) if known else None


def _erase_again(generation: Generation, key: bytes, ids: frozenset[str], actor: str) -> int:
    record = Record(file_engine(generation.record, key))
    try:
        return erased.erase_again(record, ids, actor)
    finally:
        record.close()


def _present_slots(studio: ClinicFiles) -> set[str]:
    try:
        folder = studio.current().folder
    except Refused:
        return set()
    return {path.name for path in folder.glob("slots*.json")}


def _clear(studio: ClinicFiles) -> None:
    """Remove what a killed restore left; it never was in use."""
    for left in studio.generations.glob(f"*{PARTIAL}"):
        shutil.rmtree(left)


def _nearest(folder: Path) -> Path:
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())
