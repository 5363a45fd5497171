"""A person's own page: a new password of one's own, the quick code and the way out, behind the name in the bar."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from lock_house import DESK, OWNER, TRAINER, House, password_of, presence_of
from owner_house import OWNER_PASSWORD, Owned, owned_clinic, owner_page
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_app.bootstrap.chosen_place import keep_second_place
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.own_page import OwnPage
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Words
from clinic_app.desktop.window import Window
from clinic_app.errors import Refused
from clinic_app.records import audit, second_place
from clinic_app.records import key_faults as faults
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import HeldRing
from clinic_app.settings import remember

NEW = "走ることは 心地よい 2027"


@pytest.fixture
def house(qtbot: QtBot, qapp: QApplication, staffed_studio: Path, tmp_path: Path) -> Iterator[House]:
    """The program at its door."""
    load_fonts()
    folder = tmp_path / "studio"
    shutil.copytree(staffed_studio, folder)
    with ExitStack() as stack:
        opened = House(qtbot, folder, stack)
        yield opened
        opened.shut()


@pytest.fixture
def owned(tmp_path: Path, context: Context) -> Iterator[Owned]:
    with owned_clinic(tmp_path / "clinic", context) as found:
        yield found


def own_page(window: Window) -> OwnPage:
    """Press the name in the bar."""
    window.tabs["own"].click()
    settle()
    return window.findChildren(OwnPage)[-1]


def fill(page: OwnPage, present: str, new: str, again: str | None = None) -> None:
    """Type into the three fields and press the button."""
    for field, typed in ((page.present, present), (page.new, new), (page.again, new if again is None else again)):
        field.edit.setText(typed)
    page.button.click()


def newest_actions(window: Window, count: int) -> list[tuple[str, str, str]]:
    head = audit.head(window.context.record.engine)
    assert head is not None
    found = audit.entries(window.context.record.engine, head.seq - count)
    return [(entry.action, entry.actor, entry.record_id) for entry in found]


@pytest.mark.parametrize("name", [OWNER, TRAINER])
def test_a_new_password_opens_the_clinic_from_then_on_and_the_old_one_does_not(
    house: House, qtbot: QtBot, name: str
) -> None:
    window = house.enter(name)
    page = own_page(window)
    fill(page, password_of(name), NEW)
    qtbot.waitUntil(lambda: page.button.isEnabled() and page.said.isVisible(), timeout=30_000)
    assert page.said.text() == "パスワードを変えました。次からはこのパスワードで入ります。"
    assert [field.edit.text() for field in (page.present, page.new, page.again)] == ["", "", ""]
    mine = presence_of(window).keeper.person[0]
    assert house.door.way.unlock(mine, NEW).name == name
    with pytest.raises(Refused) as refused:
        house.door.way.unlock(mine, password_of(name))
    assert refused.value.message == faults.WRONG_PASSWORD
    assert ("set_password", mine, mine) in newest_actions(window, 3)
    assert window.context.record.is_open


def test_a_wrong_present_password_is_said_beside_its_field_and_changes_nothing(house: House, qtbot: QtBot) -> None:
    window = house.enter(TRAINER)
    page = own_page(window)
    fill(page, "これは 違う 合言葉です", NEW)
    qtbot.waitUntil(page.present.problem.isVisible, timeout=30_000)
    assert page.present.problem.text() == Refused(faults.WRONG_PASSWORD).sentence("ja")
    assert page.new.edit.text() == NEW, "what was typed stays"
    assert house.ring(TRAINER).name == TRAINER


@pytest.mark.parametrize(
    ("present", "new", "again", "field"),
    [
        ("", NEW, NEW, "present"),
        ("present password", "short", "short", "new"),
        ("present password", "present password", "present password", "new"),
        ("present password", NEW, NEW + "x", "again"),
    ],
)
def test_what_cannot_be_a_password_is_said_at_its_field_before_anything_is_derived(
    qtbot: QtBot, context: Context, present: str, new: str, again: str, field: str
) -> None:
    asked: list[str] = []
    page = OwnPage(context, lambda old, _new: asked.append(old))
    qtbot.addWidget(page)
    page.show()
    fill(page, present, new, again)
    problems = {name: getattr(page, name).problem.isVisible() for name in ("present", "new", "again")}
    assert problems == {"present": False, "new": False, "again": False} | {field: True}
    assert page.button.isEnabled()
    assert asked == []


def test_return_in_the_last_field_changes_it_and_the_button_cannot_be_pressed_twice(
    qtbot: QtBot, context: Context
) -> None:
    asked: list[str] = []
    page = OwnPage(context, lambda old, _new: asked.append(old))
    qtbot.addWidget(page)
    page.show()
    for field, typed in ((page.present, "present password"), (page.new, NEW), (page.again, NEW)):
        field.edit.setText(typed)
    QTest.keyClick(page.again.edit, Qt.Key.Key_Return)
    QTest.keyClick(page.again.edit, Qt.Key.Key_Return)
    assert not page.button.isEnabled()
    qtbot.waitUntil(page.button.isEnabled, timeout=30_000)
    assert asked == ["present password"]


def test_the_quick_code_is_offered_from_the_page(house: House) -> None:
    window = house.enter(TRAINER)
    own_page(window).code.click()
    settle()
    assert window._notice is not None
    assert window._notice.isVisible()


def test_a_one_time_password_that_was_replaced_stands_in_the_audit(house: House) -> None:
    clinic = OwnClinic(ClinicFiles(house.folder))
    ring = house.ring(OWNER)
    record = clinic.enter(ring).record
    once = clinic.reset_password(record, ring, next(p for p, name in clinic.people() or () if name == DESK))
    record.close()
    desk = next(p for p, name in clinic.people() or () if name == DESK)
    OwnClinic(ClinicFiles(house.folder)).renew(desk, once, NEW)  # on a workstation that never opens the record
    record = clinic.enter(ring).record
    DeskLink(record, house.folder, HeldRing(ring), lambda _count: None).once()
    head = audit.head(record.engine)
    assert head is not None
    said = [(entry.action, entry.actor, entry.record_id) for entry in audit.entries(record.engine, head.seq - 8)]
    assert ("set_password", desk, desk) in said
    record.close()


def test_keys_that_change_are_at_the_second_place_at_once(owned: Owned, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    keep_second_place(owned.studio.folder, str(stick))
    ours = owned.studio.current().slots
    for change in (
        lambda: owned.staffing.add("見本 はな", ["trainer"]),
        lambda: owned.staffing.reset_password(owned.person("見本 はな")),
        lambda: owned.staffing.rename(owned.person("見本 はな"), "見本 花"),
        lambda: owned.staffing.change_roles(owned.person("見本 花"), ["trainer", "manager"]),
        owned.staffing.replace_kit,
    ):
        before = ours.read_bytes()
        change()
        assert ours.read_bytes() != before
        assert (stick / ours.name).read_bytes() == ours.read_bytes()


def test_a_second_place_that_is_away_stops_no_change_of_the_staff(owned: Owned, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    remember(owned.studio.folder, second_place=str(gone), copied_to=str(gone))
    with pytest.raises(Refused) as refused:
        second_place.refuse_away(gone, used_before=True)
    assert refused.value.message == second_place.AWAY
    owned.staffing.add("見本 はな", ["trainer"])
    assert owned.person("見本 はな")
    assert not gone.exists()


def passwords_shown(page: OwnerPage) -> list[str]:
    return [words.text() for words in page.staff.once.findChildren(Words) if words.accessibleName()]


def test_one_time_passwords_stay_until_they_are_written_down_whatever_is_looked_at_meanwhile(
    owned: Owned, qtbot: QtBot
) -> None:
    with owner_page(owned.context, "staff") as page:
        for name in ("見本 はな", "見本 いち"):
            page.staff.name.edit.setText(name)
            page.staff.roles.buttons["trainer"].click()
            page.staff.adding.click()
            qtbot.waitUntil(
                lambda name=name: page.staff.adding.isEnabled() and not page.staff.name.text(), timeout=30_000
            )
        settle()
        before = passwords_shown(page)
        assert len(before) == 2
        page.show_section("copies")
        page.show_section("staff")
        assert passwords_shown(page) == before
    english = replace(owned.context, language="en", theme=Theme("dark", 1.5))
    with owner_page(english, "staff") as page:
        assert page.staff.once.isVisible()
        assert passwords_shown(page) == before
        page.staff._on_reset(next(p for p in page.staff.hiring.people() if p.name == "見本 はな"))
        qtbot.waitUntil(lambda: passwords_shown(page) != before, timeout=30_000)
        settle()
        after = passwords_shown(page)
        assert after[0] == before[1]
        assert after[1] not in before, "the older one of the same person would be wrong now"
        next(b for b in page.staff.once.findChildren(type(page.staff.adding))).click()
        assert not page.staff.once.isVisible()
    with owner_page(owned.context, "staff") as page:
        assert not page.staff.once.isVisible()


def test_the_code_of_a_new_kit_stays_until_it_was_typed_back(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context, "staff") as page:
        page.kit.make.click()
        qtbot.waitUntil(page.kit.sheet.isVisible, timeout=30_000)
        code = page.kit.code
    with owner_page(replace(owned.context, language="en"), "staff") as page:
        assert page.kit.sheet.isVisible()
        assert page.kit.code == code
        page.kit.typed.edit.setText(code)
        page.kit._on_confirm()
    with owner_page(owned.context, "staff") as page:
        assert not page.kit.sheet.isVisible()
    assert owned.staff().unlock(owned.held.person, OWNER_PASSWORD).name
