"""Backups count only after they were opened; restoring never touches what was there; a trial is remembered."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic_app import actions, bundle
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import backups, manifest, page_copy, restore, soundness
from clinic_app.records.backups import Backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.faults import CANNOT_OPEN, NEWER
from clinic_app.records.page_copy import Patience
from clinic_app.records.pruning import to_prune
from clinic_app.records.record import Record
from clinic_app.records.upgrade import known
from tests.conftest import KEY

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HASTE = Patience(pause=0.0)


@pytest.fixture
def studio(tmp_path: Path, empty_record: Path) -> ClinicFiles:
    """A clinic with a record, slots and sealed events."""
    made = ClinicFiles(tmp_path / "studio")
    with made.new_generation(NOW) as begun:
        shutil.copy(empty_record, begun.record)
        begun.slots.write_bytes(b"{}")
    for place in made.sealed:
        (place / "in").mkdir(parents=True)
        (place / "in" / "event").write_bytes(b"sealed")
    return made


@pytest.fixture
def opened(studio: ClinicFiles) -> Iterator[Record]:
    """The record in use."""
    record = open_record(studio.current().record, KEY)
    yield record
    record.close()


@pytest.fixture
def backup(studio: ClinicFiles) -> Backup:
    """A finished backup of it."""
    return backups.make_backup(studio, KEY, NOW, HASTE)


def test_a_backup_holds_everything_and_verifies(studio: ClinicFiles, backup: Backup) -> None:
    assert set(backup.manifest.files) == {"clinic.db", "slots.json", "desk/in/event", "stats/in/event"}
    assert backup.manifest.head is not None
    assert backups.verify_backup(backup.folder, KEY) == backup
    assert backups.backups(studio.backups) == (backup,)
    assert backups.newest_backup(studio.backups) == NOW


def test_two_backups_of_one_minute_stand_side_by_side(studio: ClinicFiles, backup: Backup) -> None:
    second = backups.make_backup(studio, KEY, NOW, HASTE)
    assert second.folder.name == backup.folder.name + "-2"


@pytest.mark.parametrize("file", ["clinic.db", "slots.json", "desk/in/event"])
def test_an_altered_or_missing_file_is_named(backup: Backup, file: str) -> None:
    path = backup.folder / file
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Refused) as refused:
        backups.verify_backup(backup.folder, KEY)
    assert (refused.value.message, refused.value.values["file"]) == (manifest.ALTERED, file)
    path.unlink()
    with pytest.raises(Refused) as refused:
        backups.verify_backup(backup.folder, KEY)
    assert (refused.value.message, refused.value.values["file"]) == (manifest.MISSING, file)


def test_an_added_file_or_link_is_refused(backup: Backup) -> None:
    (backup.folder / "more").symlink_to("/etc/hostname")
    with pytest.raises(Refused) as refused:
        backups.verify_backup(backup.folder, KEY)
    assert refused.value.message == manifest.ALTERED


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/x", "C:/x", "desk/../../x", "a//b", "./x", "nul\0", "x.", "\u202ex", ""]
)
def test_a_manifest_never_leads_out_of_its_folder(backup: Backup, name: str) -> None:
    listed = backup.manifest
    manifest.write(backup.folder, type(listed)(**{**_fields(listed), "files": {**listed.files, name: "0"}}))
    with pytest.raises(Refused) as refused:
        backups.verify_backup(backup.folder, KEY)
    assert refused.value.message == manifest.ALTERED


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 100_000, b'{"format": "another"}', b"\xff"])
def test_a_damaged_manifest_is_refused(backup: Backup, text: bytes) -> None:
    (backup.folder / manifest.NAME).write_bytes(text)
    with pytest.raises(Refused):
        backups.verify_backup(backup.folder, KEY)


def test_a_manifest_that_counts_differently_is_refused(backup: Backup) -> None:
    listed = backup.manifest
    manifest.write(backup.folder, type(listed)(**{**_fields(listed), "rows": {**listed.rows, "client": 7}}))
    with pytest.raises(Refused):
        backups.verify_backup(backup.folder, KEY)


def _fields(listed: manifest.Manifest) -> dict[str, object]:
    return {name: getattr(listed, name) for name in listed.__struct_fields__}


def test_another_key_does_not_verify(backup: Backup) -> None:
    with pytest.raises(Refused) as refused:
        backups.verify_backup(backup.folder, b"x" * 32)
    assert refused.value.message == CANNOT_OPEN


def test_what_a_killed_backup_left_does_not_count_and_goes_away(studio: ClinicFiles, backup: Backup) -> None:
    left = backup.folder.rename(backup.folder.with_name(backup.folder.name + ".partial"))
    assert backups.backups(studio.backups) == ()
    backups.make_backup(studio, KEY, NOW, HASTE)
    assert not left.exists()


def test_a_backup_waits_for_a_pause_and_says_when_there_is_none(studio: ClinicFiles) -> None:
    record, done = studio.current().record, threading.Event()

    def save_all_the_time() -> None:
        while not done.wait(0.01):
            record.touch()

    saving = threading.Thread(target=save_all_the_time)
    saving.start()
    try:
        with pytest.raises(Refused) as refused:
            # The pause is longer than any that this machine makes by itself: two seconds without a save came by chance.
            backups.make_backup(studio, KEY, NOW, Patience(pause=600.0, limit=0.3))
    finally:
        done.set()
        saving.join()
    assert refused.value.message == page_copy.NO_PAUSE
    assert [path.name for path in studio.backups.iterdir()] == [".lock"]


def test_saves_go_on_while_a_backup_is_made(studio: ClinicFiles, opened: Record, hanako: ClientDetails) -> None:
    with opened.in_one_transaction() as joined:
        for _ in range(300):
            actions.register_client(joined, hanako, actor="staff-1")
    made: list[Backup] = []
    copying = threading.Thread(target=lambda: made.append(backups.make_backup(studio, KEY, NOW, Patience(0.2))))
    copying.start()
    saved = 0
    while copying.is_alive() and saved < 20:
        actions.register_client(opened, hanako, actor="staff-1")
        saved += 1
    copying.join()
    assert 300 <= made[0].manifest.rows["client"] <= 300 + saved


def test_only_one_backup_is_made_at_a_time(studio: ClinicFiles) -> None:
    lock = studio.backup_lock()
    assert lock.acquire()
    with pytest.raises(Refused) as refused:
        backups.make_backup(studio, KEY, NOW, HASTE)
    assert refused.value.message == backups.BEING_MADE
    lock.release()


def test_a_disk_without_room_is_said_before_anything_is_written(
    studio: ClinicFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "SPARE", 10**18)
    with pytest.raises(Refused) as refused:
        backups.make_backup(studio, KEY, NOW, HASTE)
    assert refused.value.message == backups.NO_SPACE
    assert [path.name for path in studio.backups.iterdir()] == [".lock"]


def test_a_copy_in_a_second_place_is_verified_there(backup: Backup, tmp_path: Path) -> None:
    copied = backups.copy_backup(backup.folder, tmp_path / "usb", KEY)
    assert copied.folder.parent == tmp_path / "usb"
    assert backups.copy_backup(backup.folder, tmp_path / "usb", KEY) == copied
    (backup.folder / "clinic.db").write_bytes(b"damaged")
    with pytest.raises(Refused):
        backups.copy_backup(backup.folder, tmp_path / "other", KEY)
    assert backups.backups(tmp_path / "other") == ()


def test_old_backups_are_thinned_out_by_day_week_and_month() -> None:
    made = {f"{number:04}": NOW - timedelta(hours=8 * number) for number in range(3 * 800)}
    removed = to_prune(made, NOW, keep="0000")
    kept = sorted(set(made) - set(removed))
    days = {made[name].astimezone().date() for name in kept}
    assert len([day for day in days if (NOW.date() - day).days < 14]) == 14
    assert 14 + 6 <= len(days) <= 14 + 8 + 12
    assert max((NOW.date() - day).days for day in days) > 300
    assert to_prune({name: made[name] for name in kept}, NOW, keep="0000") == ()


def test_backups_from_the_future_and_the_newest_are_never_removed() -> None:
    made = {"old": NOW - timedelta(days=4000), "future": NOW + timedelta(days=400)}
    made |= {f"d{number:02}": NOW - timedelta(days=number) for number in range(60)}
    removed = to_prune(made, NOW, keep="old")
    assert removed
    assert not {"old", "future"} & set(removed)


def test_pruning_waits_for_a_newer_backup_and_for_the_day_after_a_restore(studio: ClinicFiles, backup: Backup) -> None:
    for day in range(1, 40):
        shutil.copytree(backup.folder, studio.backups / f"studio-202601{day:02}-1000")
        old = type(backup.manifest)(**{**_fields(backup.manifest), "made_at": NOW - timedelta(days=day)})  # type: ignore[arg-type]
        manifest.write(studio.backups / f"studio-202601{day:02}-1000", old)
    gone = Backup(studio.backups / "studio-20990101-0000", backup.manifest)
    assert backups.prune(studio.backups, gone, NOW) == ()
    assert backups.prune(studio.backups, backup, NOW, restored_at=NOW) == ()
    removed = backups.prune(studio.backups, backup, NOW)
    assert removed
    assert len(backups.backups(studio.backups)) == 40 - len(removed)


def test_a_restore_makes_a_new_generation_and_says_what_is_missing(
    studio: ClinicFiles, opened: Record, backup: Backup, hanako: ClientDetails
) -> None:
    for _ in range(3):
        actions.register_client(opened, hanako, actor="staff-1")
    opened.close()
    (studio.folder / "desk" / "in" / "event").unlink()
    (studio.folder / "desk" / "in" / "later").write_bytes(b"kept")
    before = studio.current()
    done = restore.restore(studio, backup.folder, KEY, NOW, actor="owner")
    assert (done.missing, done.upgraded_from) == (3, None)
    assert studio.current() != before
    assert before.record.is_file()
    assert restore.restored_at(studio) == NOW
    assert {path.name for path in (studio.folder / "desk" / "in").iterdir()} == {"event", "later"}
    record = open_record(studio.current().record, KEY)
    assert actions.find_clients(record, "") == ()
    record.close()


def test_a_restore_over_a_damaged_record_measures_by_what_was_last_seen(studio: ClinicFiles, backup: Backup) -> None:
    studio.current().record.write_bytes(b"x" * 8192)
    head = backup.manifest.head
    assert head is not None
    done = restore.restore(studio, backup.folder, KEY, NOW, last_seen=type(head)(head.seq + 5, "0" * 16))
    assert done.missing == 5
    assert studio.state() == "ready"


def test_a_restore_into_an_empty_place_makes_the_clinic(backup: Backup, tmp_path: Path) -> None:
    elsewhere = ClinicFiles(tmp_path / "new pc")
    done = restore.restore(elsewhere, backup.folder, KEY, NOW)
    assert (elsewhere.state(), done.missing) == ("ready", None)
    assert elsewhere.current().slots.read_bytes() == b"{}"


def test_a_damaged_backup_changes_nothing(studio: ClinicFiles, backup: Backup) -> None:
    (backup.folder / "slots.json").write_bytes(b"other")
    before = sorted(studio.folder.rglob("*")), (studio.folder / "CURRENT").read_bytes()
    with pytest.raises(Refused):
        restore.restore(studio, backup.folder, KEY, NOW)
    assert (sorted(studio.folder.rglob("*")), (studio.folder / "CURRENT").read_bytes()) == before


def test_a_rehearsal_is_remembered_and_leaves_nothing_else(studio: ClinicFiles, backup: Backup) -> None:
    assert restore.last_rehearsal(studio) is None
    before = set(studio.folder.rglob("*"))
    done = restore.rehearse(studio, backup.folder, KEY, NOW)
    assert restore.last_rehearsal(studio) == done
    assert set(studio.folder.rglob("*")) - before == {studio.rehearsal}


LAST = known()[-1]
NEXT = f'''"""The next one."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{LAST}"
branch_labels = depends_on = None

def upgrade():
    op.add_column("client", sa.Column("extra", sa.Text(), nullable=True))
'''


def test_an_older_backup_is_upgraded_and_a_newer_one_refused(
    studio: ClinicFiles, backup: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "migrations"
    shutil.copytree(bundle.migrations(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "2099_01_01_9999_next_one.py").write_text(NEXT, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(bundle, "migrations", lambda: scripts)
        done = restore.restore(studio, backup.folder, KEY, NOW)
        newer = backups.make_backup(studio, KEY, NOW, HASTE)
    assert (done.upgraded_from, newer.manifest.revision) == (LAST, "9999")
    with pytest.raises(Refused) as refused:
        restore.restore(studio, newer.folder, KEY, NOW)
    assert refused.value.message == NEWER


def test_a_check_ends_soon_when_the_keys_must_go_and_says_nothing_about_the_record(backup: Backup) -> None:
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 1  # whoever checks goes on after the first look

    with pytest.raises(Refused, match="stopped before it was finished"):
        backups.verify_backup(backup.folder, KEY, HASTE._replace(stopped=stopped))
    with pytest.raises(Refused, match="stopped before it was finished"):
        soundness.check(backup.folder / "clinic.db", KEY, HASTE._replace(stopped=lambda: True))
    assert backups.verify_backup(backup.folder, KEY, HASTE) == backup, "nothing was wrong with it"
