"""What the door says when files are missing, damaged or foreign, and how it brings a backup back. Real files only."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.bootstrap.bringing_back import keys_by_kit
from clinic_app.bootstrap.own_clinic import own_clinic
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.begin import BeginPage
from clinic_app.desktop.bring_back import KIT, BringBackPage, BroughtBackPage
from clinic_app.desktop.door import Door
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.first_start import KitPage, NewClinicPage
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trouble import TroublePage
from clinic_app.records.engines import file_engine
from clinic_app.records.record import utc_now
from clinic_app.records.staff_keys import StaffKeys
from clinic_app.settings import Workstation

PASSWORD = "昼の走りは風の中 2026"  # noqa: S105 - opens only what these tests make
OWNER = "山田 見本"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A clinic with one backup, in which a trainer was on the staff who has left since; and its kit's code."""
    folder = tmp_path_factory.mktemp("made") / "studio"
    with own_clinic(folder) as clinic:
        ring, code = clinic.make("見本スタジオ", OWNER, PASSWORD)
        clinic.confirm_kit(code)
        staff = StaffKeys(clinic._places(clinic.studio.current()))
        left = staff.add(ring, "鈴木 見本", ["trainer"]).person
        clinic.make_backup(ring)
        staff.remove(ring, left.id, utc_now)
    return folder, code


@pytest.fixture
def studio(made: tuple[Path, str], tmp_path: Path) -> Path:
    """The test's own copy of the clinic."""
    return Path(shutil.copytree(made[0], tmp_path / "studio"))


@pytest.fixture
def door_of(qapp: QApplication) -> Iterator[Callable[[Path], Door]]:
    """Opens doors, and shuts them at the end."""
    load_fonts()
    doors: list[Door] = []
    with ExitStack() as stack:

        def opened(folder: Path) -> Door:
            door = open_door(folder, "ja", Theme(), stack)
            door.show()
            doors.append(door)
            return door

        yield opened
        for door in doors:
            for window in (door.window_behind, door):
                if window is not None:
                    window.close()
                    window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle()


def files(folder: Path) -> dict[str, bytes]:
    """All that lies in a clinic's folder, but for its lock and the log of the program."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "instance.lock" and "logs" not in path.parts
    }


def generation(studio: Path) -> Path:
    """The folder of the record in use."""
    return next((studio / "generations").iterdir())


def backup_of(studio: Path) -> Path:
    """The one backup."""
    return next((studio / "backups").glob("studio-*"))


def page_of(door: Door, kind: type[QWidget], qtbot: QtBot) -> Any:
    """The page on screen once it is of a kind."""
    qtbot.waitUntil(lambda: isinstance(door.page(), kind), timeout=60_000)
    return door.page()


def type_password(qtbot: QtBot, door: Door, password: str) -> SignInPage:
    """Enter a password at the sign-in."""
    page = page_of(door, SignInPage, qtbot)
    assert isinstance(page, SignInPage)
    page.password.edit.setText(password)
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    return page


def cut(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


def flip(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 0x40
    path.write_bytes(bytes(raw))


def drop_slots(studio: Path) -> None:
    for path in generation(studio).glob("slots*.json"):
        path.unlink()


def put_nonsense_into_current(studio: Path) -> None:
    (studio / "CURRENT").write_text("../elsewhere\n")


AT_THE_DOOR: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "missing record": (lambda s: (generation(s) / "clinic.db").unlink(), "破損しているか", "bring_back"),
    "0-byte record": (lambda s: cut(generation(s) / "clinic.db", 0), "破損しているか", "bring_back"),
    "unclear generation": (put_nonsense_into_current, "CURRENT", "bring_back"),
    "missing keys": (drop_slots, "鍵", "put_back_keys"),
    "damaged keys": (lambda s: cut(generation(s) / "slots.json", 300), "鍵", "put_back_keys"),
    "altered keys": (lambda s: flip(generation(s) / "slots.json", 700), "鍵", "put_back_keys"),
}


@pytest.mark.parametrize("case", AT_THE_DOOR)
def test_what_is_wrong_before_anybody_signs_in_is_said_and_nothing_is_written(
    case: str, qtbot: QtBot, studio: Path, door_of: Callable[[Path], Door]
) -> None:
    damage, word, step = AT_THE_DOOR[case]
    damage(studio)
    before = files(studio)
    page = page_of(door_of(studio), TroublePage, qtbot)
    assert word in page.sentence.text()
    assert next(iter(page.buttons)) == step
    assert files(studio) == before


def foreign(studio: Path) -> None:
    with own_clinic(studio.parent / "other") as other:
        other.make("別のスタジオ", "別人", PASSWORD)
    shutil.copy(generation(studio.parent / "other") / "clinic.db", generation(studio) / "clinic.db")


def newer(studio: Path) -> None:
    with own_clinic(studio) as clinic:
        key = clinic.unlock(clinic.owners()[0][0], PASSWORD).keys["clinic"][0]
    engine = file_engine(generation(studio) / "clinic.db", key)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()


AT_SIGN_IN: dict[str, tuple[Callable[[Path], object], str]] = {
    "truncated record": (lambda s: cut(generation(s) / "clinic.db", 9000), "bring_back"),
    "damaged record": (lambda s: flip(generation(s) / "clinic.db", 100), "bring_back"),
    "record of another clinic": (foreign, "bring_back"),
    "newer record": (newer, "again"),
}


@pytest.mark.parametrize("case", AT_SIGN_IN)
def test_what_is_wrong_with_the_record_is_said_after_the_password_and_nothing_is_written(
    case: str, qtbot: QtBot, studio: Path, door_of: Callable[[Path], Door]
) -> None:
    damage, step = AT_SIGN_IN[case]
    damage(studio)
    before = files(studio)
    door = door_of(studio)
    type_password(qtbot, door, PASSWORD)
    page = page_of(door, TroublePage, qtbot)
    assert next(iter(page.buttons)) == step
    assert door.window_behind is None
    assert files(studio) == before
    page.buttons[step].click()
    assert isinstance(door.page(), BringBackPage if step == "bring_back" else SignInPage)


def test_a_wrong_password_is_said_beside_the_field_and_writes_nothing(
    qtbot: QtBot, studio: Path, door_of: Callable[[Path], Door]
) -> None:
    before = files(studio)
    page = type_password(qtbot, door_of(studio), "ちがう合図のことば 1")
    qtbot.waitUntil(page.password.problem.isVisible, timeout=60_000)
    assert files(studio) == before


def test_keys_before_their_last_change_can_be_put_back_from_the_door(
    qtbot: QtBot, studio: Path, door_of: Callable[[Path], Door]
) -> None:
    cut(generation(studio) / "slots.json", 300)
    door = door_of(studio)
    page_of(door, TroublePage, qtbot).buttons["put_back_keys"].click()
    assert isinstance(door.page(), SignInPage)
    assert (generation(studio) / "slots.damaged.json").exists()


def test_a_folder_that_cannot_be_written_is_said_and_can_be_tried_again(
    qtbot: QtBot, tmp_path: Path, door_of: Callable[[Path], Door]
) -> None:
    (tmp_path / "file").touch()  # a file where the folder should be: refused even to a user who may do everything
    door = door_of(tmp_path / "file" / "studio")
    page = page_of(door, TroublePage, qtbot)
    assert "書き込めない" in page.sentence.text()
    (tmp_path / "file").unlink()
    page.buttons["again"].click()
    assert isinstance(door.page(), BeginPage)


def test_the_log_tells_by_id_who_came_and_went_and_no_name(
    qtbot: QtBot, studio: Path, door_of: Callable[[Path], Door]
) -> None:
    door, log = door_of(studio), studio / "logs" / "clinic-app.log"
    qtbot.waitUntil(lambda: log.exists() and " started" in log.read_text(encoding="ascii"), timeout=60_000)
    type_password(qtbot, door, PASSWORD)
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=60_000)
    door.window_behind.presence.sign_out()  # type: ignore[union-attr]
    events = [line.split()[1] for line in log.read_text(encoding="ascii").splitlines()]
    assert [event for event in events if event in ("started", "signed_in", "signed_out")] == [
        "started",
        "signed_in",
        "signed_out",
    ]


def test_both_ways_to_begin_keep_what_was_typed_until_something_is_made(
    qtbot: QtBot, studio: Path, tmp_path: Path, door_of: Callable[[Path], Door]
) -> None:
    door = door_of(tmp_path / "fresh")
    page_of(door, BeginPage, qtbot).new.click()
    new = page_of(door, NewClinicPage, qtbot)
    new.clinic.edit.setText("見本スタジオ")
    new.back.click()
    page_of(door, BeginPage, qtbot).back.click()
    back = page_of(door, BringBackPage, qtbot)
    back.folder.line.edit.setText(str(studio / "backups"))
    back.leave.click()
    page_of(door, BeginPage, qtbot).new.click()
    assert page_of(door, NewClinicPage, qtbot).clinic.text() == "見本スタジオ"
    door.page().back.click()  # type: ignore[union-attr]
    page_of(door, BeginPage, qtbot).back.click()
    assert page_of(door, BringBackPage, qtbot).folder.path() == str(studio / "backups")
    assert files(tmp_path / "fresh") == {}


def open_backup(qtbot: QtBot, door: Door, place: Path) -> BringBackPage:
    """Go from the first page to the newest backup in a folder and choose it."""
    page_of(door, BeginPage, qtbot).back.click()
    page = page_of(door, BringBackPage, qtbot)
    assert isinstance(page, BringBackPage)
    page.folder.line.set_text(str(place))
    page.folder.chosen.emit(str(place))
    row = next(iter(page.list.rows.values()))
    qtbot.waitUntil(lambda: "確認中" not in row.note(), timeout=30_000)
    row.click()
    return page


def test_a_backup_comes_back_on_a_new_computer_and_says_who_is_back(
    qtbot: QtBot, studio: Path, tmp_path: Path, door_of: Callable[[Path], Door]
) -> None:
    door = door_of(tmp_path / "fresh")
    page = open_backup(qtbot, door, studio / "backups")
    assert "作成時のまま" in next(iter(page.list.rows.values())).note()
    page.password.edit.setText("ちがう合図のことば 1")
    page.button.click()
    qtbot.waitUntil(page.problem.isVisible, timeout=60_000)
    assert not (tmp_path / "fresh" / "CURRENT").exists()
    page.password.edit.setText(PASSWORD)
    page.button.click()
    page_of(door, BroughtBackPage, qtbot).button.click()
    signing = page_of(door, SignInPage, qtbot)
    assert {button.text() for button in signing.person.buttons.values()} == {OWNER, "鈴木 見本"}


def test_a_restore_over_a_damaged_record_by_the_kit_names_who_had_left(
    qtbot: QtBot, studio: Path, made: tuple[Path, str], door_of: Callable[[Path], Door]
) -> None:
    backup = backup_of(studio)
    (generation(studio) / "clinic.db").unlink()
    door = door_of(studio)
    page_of(door, TroublePage, qtbot).buttons["bring_back"].click()
    page = page_of(door, BringBackPage, qtbot)
    assert page.folder.path() == str(studio / "backups"), "the clinic's own backups are offered"
    next(iter(page.list.rows.values())).click()
    page.kind.pick(KIT)
    page.code.edit.setText(made[1].lower())
    page.button.click()
    told = page_of(door, BroughtBackPage, qtbot)
    said = [label.text() for label in told.card.findChildren(QWidget) if hasattr(label, "text")]
    assert any("鈴木 見本" in sentence for sentence in said)
    told.button.click()
    page_of(door, SignInPage, qtbot)
    assert keys_by_kit(backup, made[1]).person == "recovery"


def test_a_full_disk_is_said_before_anything_is_copied(
    qtbot: QtBot, studio: Path, tmp_path: Path, door_of: Callable[[Path], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = door_of(tmp_path / "fresh")
    page = open_backup(qtbot, door, studio / "backups")
    full = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    page.password.edit.setText(PASSWORD)
    page.button.click()
    qtbot.waitUntil(page.problem.isVisible, timeout=60_000)
    assert "MB" in page.problem.text()
    assert files(tmp_path / "fresh") == {}


def test_after_a_restore_the_same_workstation_signs_in_without_an_alarm(
    qtbot: QtBot, studio: Path, door_of: Callable[[Path], Door]
) -> None:
    door = door_of(studio)
    type_password(qtbot, door, PASSWORD)
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=60_000)
    assert Workstation.load(studio).last_seen is not None
    door.window_behind.presence.sign_out()  # type: ignore[union-attr]
    (generation(studio) / "clinic.db").unlink()
    door.begin()
    page_of(door, TroublePage, qtbot).buttons["bring_back"].click()
    page = page_of(door, BringBackPage, qtbot)
    next(iter(page.list.rows.values())).click()
    page.person.pick(next(iter(page.person.buttons)))
    page.password.edit.setText(PASSWORD)
    page.button.click()
    page_of(door, BroughtBackPage, qtbot).button.click()
    signing = page_of(door, SignInPage, qtbot)
    next(button for button in signing.person.buttons.values() if button.text() == OWNER).click()
    type_password(qtbot, door, PASSWORD)
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=60_000)


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_a_backup_that_is_not_whole_says_so_in_the_list_and_cannot_be_chosen(
    damage: str, qtbot: QtBot, studio: Path, tmp_path: Path, door_of: Callable[[Path], Door]
) -> None:
    record = backup_of(studio) / "clinic.db"
    if damage == "missing":
        record.unlink()
    else:
        flip(record, 5000)
    door = door_of(tmp_path / "fresh")
    page_of(door, BeginPage, qtbot).back.click()
    page = page_of(door, BringBackPage, qtbot)
    page.folder.chosen.emit(str(studio / "backups"))
    row = next(iter(page.list.rows.values()))
    qtbot.waitUntil(lambda: not row.isEnabled(), timeout=30_000)
    assert "clinic.db" in row.note()
    assert files(tmp_path / "fresh") == {}


def test_a_folder_without_backups_says_what_to_choose(
    qtbot: QtBot, tmp_path: Path, door_of: Callable[[Path], Door]
) -> None:
    door = door_of(tmp_path / "fresh")
    page_of(door, BeginPage, qtbot).back.click()
    page = page_of(door, BringBackPage, qtbot)
    page.folder.chosen.emit(str(tmp_path))
    assert "studio-" in page.folder.line.problem.text()


def test_an_owner_whose_kit_was_never_typed_back_gets_a_new_one_first(
    qtbot: QtBot, tmp_path: Path, door_of: Callable[[Path], Door]
) -> None:
    with own_clinic(tmp_path / "studio") as clinic:
        _ring, old = clinic.make("見本スタジオ", OWNER, PASSWORD)
    door = door_of(tmp_path / "studio")
    type_password(qtbot, door, PASSWORD)
    page = page_of(door, KitPage, qtbot)
    page.typed.edit.setText(old)
    page.button.click()
    assert page.typed.problem.isVisible(), "the sheet that was never confirmed opens nothing any more"
    assert door.window_behind is None
    page.put_off.emit()
    qtbot.waitUntil(lambda: door.window_behind is not None, timeout=60_000)
