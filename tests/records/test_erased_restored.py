"""An older backup does not bring back who was erased since, as long as the record or a list says who that was."""

import shutil
from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.records import audit, erased, soundness
from clinic_app.records.backups import Backup, copy_backup, make_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.restore import Restored, last_restore, restore
from tests.conftest import KEY
from tests.records.test_backups import HASTE, NOW

ME = "staff-1"


@pytest.fixture
def studio(tmp_path: Path, empty_record: Path) -> ClinicFiles:
    made = ClinicFiles(tmp_path / "studio")
    with made.new_generation(NOW) as begun:
        shutil.copy(empty_record, begun.record)
        begun.slots.write_bytes(b"{}")
    return made


@pytest.fixture
def older(studio: ClinicFiles, hanako: ClientDetails) -> tuple[Backup, str, str]:
    """A backup with two clients, of whom the first is erased afterwards; their ids."""
    record = open_record(studio.current().record, KEY)
    first, second = (actions.register_client(record, hanako, actor=ME).value.id for _ in range(2))
    backup = make_backup(studio, KEY, NOW, HASTE)
    actions.bin_client(record, first, actor=ME)
    actions.erase_client(record, first, actor=ME, withdraw=lambda _paper: None)
    record.close()
    return backup, first, second


def clients(studio: ClinicFiles) -> list[str]:
    record = open_record(studio.current().record, KEY)
    try:
        return [found.id for found in actions.find_clients(record, "")]
    finally:
        record.close()


def back(studio: ClinicFiles, backup: Path) -> Restored:
    done = restore(studio, backup, KEY, NOW, actor=ME)
    assert last_restore(studio) == done
    assert soundness.check(studio.current().record, KEY).head is not None
    return done


def test_who_was_erased_since_is_erased_again_and_the_audit_says_so(
    studio: ClinicFiles, older: tuple[Backup, str, str]
) -> None:
    backup, first, second = older
    assert back(studio, backup.folder).erased == 1
    assert clients(studio) == [second]
    record = open_record(studio.current().record, KEY)
    told = [(entry.action, entry.record_id) for entry in audit.newest_page(record.engine)]
    verdict = audit.verify(record.engine)
    record.close()
    assert told[0] == ("erase_client", first)
    assert told[1][0] == "restore"
    assert verdict.fault is None


def test_the_list_beside_the_backups_is_enough_when_the_record_is_lost(
    studio: ClinicFiles, older: tuple[Backup, str, str]
) -> None:
    make_backup(studio, KEY, NOW, HASTE)
    assert erased.listed(studio.backups) == {older[1]}
    studio.current().record.unlink()
    assert back(studio, older[0].folder).erased == 1
    assert clients(studio) == [older[2]]


def test_the_second_place_tells_a_new_computer_who_was_erased(
    studio: ClinicFiles, older: tuple[Backup, str, str], tmp_path: Path
) -> None:
    newer = make_backup(studio, KEY, NOW, HASTE)
    for backup in (older[0], newer):
        copy_backup(backup.folder, tmp_path / "stick", KEY, HASTE)
    fresh = ClinicFiles(tmp_path / "fresh")
    assert back(fresh, tmp_path / "stick" / older[0].folder.name).erased == 1
    assert clients(fresh) == [older[2]]


def test_without_record_and_list_nobody_knows(
    studio: ClinicFiles, older: tuple[Backup, str, str], tmp_path: Path
) -> None:
    alone = tmp_path / "alone" / older[0].folder.name
    shutil.copytree(older[0].folder, alone)
    fresh = ClinicFiles(tmp_path / "fresh")
    assert back(fresh, alone).erased is None
    assert len(clients(fresh)) == 2


def test_a_restore_goes_on_where_the_list_is_damaged(studio: ClinicFiles, older: tuple[Backup, str, str]) -> None:
    for damaged in (b"", b"{}", b'[1, "x"]', b"\xff"):
        (studio.backups / erased.NAME).write_bytes(damaged)
        assert erased.listed(studio.backups) is None
    assert back(studio, older[0].folder).erased == 1, "the record in use knows it too"


def test_a_list_only_grows(tmp_path: Path) -> None:
    erased.keep(tmp_path, ["a"])
    erased.keep(tmp_path, [])
    erased.keep(tmp_path, ["b", "a"])
    assert erased.listed(tmp_path) == {"a", "b"}
