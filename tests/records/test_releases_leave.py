"""A release reaches the manager sealed, each export is told once, and damage is noticed and mended."""

import shutil
import uuid
from pathlib import Path

import msgspec
import pytest

from clinic_app.actions import releases as closing
from clinic_app.bootstrap.record_files import open_record
from clinic_app.bootstrap.releasing import (
    NO_STUDIO,
    close_in_session,
    export_release,
    publish_releases,
    read_shelf,
    take_in_exports,
)
from clinic_app.domain.release import ExportRequest
from clinic_app.records import audit
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.inbox import Event, append_event
from clinic_app.records.key_faults import SEALED_UNREADABLE
from clinic_app.records.rotation import Places
from clinic_app.records.sealed import SealedFolder
from clinic_app.records.staff_keys import StaffKeys
from clinic_app.statistics.payload import DAMAGED, pack, unpack
from tests.records.keys_setup import CHEAP, all_keys, opens_raw, opens_sealed
from tests.records.statistics_house import CLOSING, H1, House, client_ids, refusal


def test_the_managers_key_alone_opens_the_release_and_nothing_else(house: House) -> None:
    opened = close_in_session(house.record, house.folder, house.owner, H1, house.evaluator.rule_set)
    shelf = read_shelf(house.folder, house.manager)
    assert shelf.unreadable == ()
    assert shelf.releases == (opened,)
    assert set(house.manager.keys) == {"stats"}
    record_file = ClinicFiles(house.folder).current().record
    assert not any(opens_raw(record_file, key) for key in all_keys(house.manager))
    assert any(opens_raw(record_file, key) for key in all_keys(house.owner))
    with pytest.raises(KeyError):
        SealedFolder(house.folder, "desk", "out", house.manager)
    text = pack(opened.release)[0].decode()
    for identity in client_ids(house):
        assert identity not in text
    assert "見本" not in text.replace("見本スタジオ", "")
    shown = [cell.number for table in opened.release.tables for row in table.cells for cell in row]
    assert not [number for number in shown if number is not None and 0 < number < 10]


def test_of_all_keys_those_of_statistics_alone_open_what_was_released_and_what_left(
    house: House, tmp_path: Path
) -> None:
    """F20 for every file of statistics: the raw bytes, by the raw cipher and not through the program."""
    opened = close_in_session(house.record, house.folder, house.owner, H1, house.evaluator.rule_set)
    for form in ("xlsx", "pdf", "csv", "csv_cp932"):
        export_release(house.folder, house.manager, opened, request_for(opened, form, form), tmp_path / form)
    places = ClinicFiles(house.folder).current()
    staff = StaffKeys(Places(places.slots, places.record, house.folder), floor=CHEAP)
    invited = staff.add(house.owner, "受付 見本", ("front_desk",))
    desk = staff.unlock(invited.person.id, invited.password)
    desk_files = SealedFolder(house.folder, "desk", "out", house.owner)
    desk_files.publish({opened.release.id: b"a sheet"})
    files = [path for way in ("out", "in") for path in (house.folder / "stats" / way).glob("*.sealed")]
    assert len(files) == 1 + 4
    for file in files:
        assert any(opens_sealed(file, key) for key in all_keys(house.manager)), file.name
        assert not any(opens_sealed(file, key) for key in all_keys(desk)), file.name
    (sheet,) = (house.folder / "desk" / "out").glob("*.sealed")
    assert any(opens_sealed(sheet, key) for key in all_keys(desk))
    assert not any(opens_sealed(sheet, key) for key in all_keys(house.manager))
    assert not any(opens_raw(places.record, key) for ring in (desk, house.manager) for key in all_keys(ring))
    everything = [path for path in house.folder.rglob("*") if path.is_file() and path not in files]
    closed = [path for path in everything if path.suffix == ".sealed"]
    assert not [path for path in closed if any(opens_sealed(path, key) for key in all_keys(house.manager))]
    assert {file.name for file in tmp_path.iterdir() if file.is_file()} == {
        "xlsx", "pdf", "csv", "csv.manifest.csv", "csv_cp932", "csv_cp932.manifest.csv",
    }  # fmt: skip


def request_for(opened: object, form: str = "csv", name: str = "x.csv") -> ExportRequest:
    return ExportRequest(opened.release.id, form, "ja", name, "報告", "本部")  # type: ignore[arg-type, attr-defined]


def test_the_tables_of_a_studio_that_has_none_are_not_exported(house: House, tmp_path: Path) -> None:
    opened = close_in_session(house.record, house.folder, house.owner, H1, house.evaluator.rule_set)
    asked = msgspec.structs.replace(request_for(opened), studio="SBY")
    refused = refusal(lambda: export_release(house.folder, house.manager, opened, asked, tmp_path / "x.csv"))
    assert refused.message == NO_STUDIO
    assert not list(tmp_path.glob("*.csv"))


def test_an_export_is_told_to_the_record_once(house: House, tmp_path: Path) -> None:
    opened = close_in_session(house.record, house.folder, house.owner, H1, house.evaluator.rule_set)
    path = tmp_path / "集計.csv"
    files = export_release(house.folder, house.manager, opened, request_for(opened), path, at=CLOSING)
    assert [file.name for file in files] == ["集計.manifest.csv", "集計.csv"]
    assert take_in_exports(house.record, house.folder, house.owner) == (1, ())
    assert take_in_exports(house.record, house.folder, house.owner) == (0, ())
    (told,) = closing.exports_of(house.record, opened.release.id)
    assert (told.purpose, told.recipient, told.file_name, told.actor) == (
        "報告",
        "本部",
        "集計.csv",
        house.manager.person,
    )
    assert "export_release" in [entry.action for entry in audit.newest_page(house.record.engine)]


def test_an_export_that_is_not_understood_stays_where_it_is(house: House) -> None:
    inbox = SealedFolder(house.folder, "stats", "in", house.manager)
    for kind, payload in (("export", {"odd": 1}), ("other", {})):
        append_event(inbox, Event(str(uuid.uuid4()), CLOSING, house.manager.person, kind, payload))
    told = request_for(close_in_session(house.record, house.folder, house.owner, H1, house.evaluator.rule_set))
    unknown = msgspec.structs.replace(told, release_id="00000000-0000-4000-8000-000000000009")
    append_event(inbox, Event(str(uuid.uuid4()), CLOSING, house.manager.person, "export", msgspec.to_builtins(unknown)))
    found = take_in_exports(house.record, house.folder, house.owner)
    assert found.events == 0
    assert len(found.left) == 3
    assert len(inbox.ids()) == 3


def test_a_damaged_or_altered_release_shows_nothing_and_is_written_again(house: House) -> None:
    opened = close_in_session(house.record, house.folder, house.owner, H1, house.evaluator.rule_set)
    out = SealedFolder(house.folder, "stats", "out", house.manager)
    file = out.file(opened.release.id)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    shelf = read_shelf(house.folder, house.manager)
    assert (shelf.releases, [fault.message for fault in shelf.unreadable]) == ((), [SEALED_UNREADABLE])
    publish_releases(house.record, house.folder, house.owner)
    assert read_shelf(house.folder, house.manager).releases == (opened,)
    # By somebody who has the key and changes a number.
    payload = out.read(opened.release.id)
    out.write(opened.release.id, payload.replace(b'"value":60', b'"value":61', 1))
    shelf = read_shelf(house.folder, house.manager)
    assert (shelf.releases, [fault.message for fault in shelf.unreadable]) == ((), [DAMAGED])
    publish_releases(house.record, house.folder, house.owner)
    assert out.read(opened.release.id) == payload


def test_an_older_record_takes_the_release_back_instead_of_making_another(house: House, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    record_file = ClinicFiles(house.folder).current().record
    shutil.copy(record_file, older)
    opened = close_in_session(house.record, house.folder, house.owner, H1, house.evaluator.rule_set)
    house.record.close()
    restored = open_record(older, house.owner.keys["clinic"][0])
    restored.clock = house.clock
    try:
        assert closing.releases(restored) == ()
        again = refusal(lambda: close_in_session(restored, house.folder, house.owner, H1, house.evaluator.rule_set))
        assert again.message == closing.CLOSED_BEFORE
        (kept,) = closing.releases(restored)
        assert unpack(kept.payload, kept.sha256) == opened
        assert read_shelf(house.folder, house.manager).releases == (opened,)
    finally:
        restored.close()
