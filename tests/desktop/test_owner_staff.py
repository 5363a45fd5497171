"""The owner's staff page: who comes, changes and leaves, on real keys, with every refusal beside its button."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from owner_house import OWNER, OWNER_PASSWORD, Owned, button, owned_clinic, owner_page
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.page import CARDS, OwnerPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Words
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import key_faults as faults


@pytest.fixture
def owned(tmp_path: Path, context: Context) -> Iterator[Owned]:
    with owned_clinic(tmp_path / "clinic", context) as found:
        yield found


def passwords_shown(page: OwnerPage) -> list[str]:
    return [words.text() for words in page.staff.once.findChildren(Words) if words.accessibleName()]


def refused(work: object) -> str:
    with pytest.raises(Refused) as caught:
        work()  # type: ignore[operator]
    return caught.value.message


def test_somebody_new_gets_a_password_to_write_down_that_opens_the_clinic(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context, "staff") as page:
        page.staff.name.edit.setText("見本 はな")
        page.staff.roles.buttons["trainer"].click()
        page.staff.roles.buttons["front_desk"].click()
        qtbot.mouseClick(page.staff.adding, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.staff.once.isVisible, timeout=30_000)
        (password,) = passwords_shown(page)
        button(page, "書き取りました").click()
        assert not page.staff.once.isVisible()
    ring = owned.staff().unlock(owned.person("見本 はな"), password)
    assert ring.one_time
    assert ring.roles == ("trainer", "front_desk")


def test_without_a_role_nobody_is_added_and_the_page_says_why(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context, "staff") as page:
        page.staff.name.edit.setText("見本 はな")
        qtbot.mouseClick(page.staff.adding, Qt.MouseButton.LeftButton)
        assert page.staff.said.isVisible()
        assert page.staff.name.text() == "見本 はな"
    assert len(owned.staffing.people()) == 1


def test_a_leaver_is_removed_after_a_backup_in_one_step_and_their_open_session_is_named(
    owned: Owned, qtbot: QtBot
) -> None:
    owned.staffing.add("見本 はな", ["trainer"])
    details = ClientDetails("𠮷田 架空", "ヨシダ カクウ", sex="female")
    client = actions.register_client(owned.record, details, actor="x").value
    day = owned.context.today() - timedelta(days=3)
    actions.open_visit(owned.record, client.id, day=day, trainer="見本 はな", actor="x", age=40)
    old_key = owned.held.ring.keys["clinic"]
    with owner_page(owned.context, "staff") as page:
        page.staff.open(owned.person("見本 はな"))
        assert page.staff.panel is not None
        page.staff.panel.leave.click()
        said = " ".join(words.text() for words in page.staff.panel.asked.findChildren(Words))
        assert "𠮷田 架空" in said
        assert day.isoformat() in said
        assert page.staff.panel.confirm.text() == "バックアップしてから外す"
        for check in (squeezed, cut_off, nameless, small_targets):
            assert check(page) == []
        qtbot.mouseClick(page.staff.panel.confirm, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.staff.opened == "", timeout=30_000)
        assert [name for name in ("見本 はな", OWNER) if any(w.text() == name for w in page.findChildren(Words))] == [
            OWNER
        ]
    assert owned.held.ring.keys["clinic"] != old_key
    assert [entry.client.details.name for entry in actions.open_visits(owned.record)] == ["𠮷田 架空"]


def test_the_last_owner_is_kept_and_the_reason_stands_beside_the_button(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context, "staff") as page:
        page.staff.open(owned.held.person)
        panel = page.staff.panel
        assert panel is not None
        panel.leave.click()
        for field in panel.asked.findChildren(type(panel.name.edit)):
            field.setText(OWNER_PASSWORD)
        qtbot.mouseClick(panel.confirm, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(panel.said.isVisible, timeout=30_000)
        assert panel.said.text() == Refused(faults.LAST_OWNER, name=OWNER).sentence("ja")
    assert owned.record.is_open
    assert len(owned.staffing.people()) == 1


def test_an_owner_leaves_and_everybody_else_starts_anew_with_a_new_kit(owned: Owned, qtbot: QtBot) -> None:
    for name, roles in (("副院長", ["owner"]), ("見本 はな", ["trainer"])):
        owned.staffing.add(name, roles)  # type: ignore[arg-type]
    with owner_page(owned.context, "staff") as page:
        page.staff.open(owned.person("副院長"))
        panel = page.staff.panel
        assert panel is not None
        panel.leave.click()
        assert "見本 はな" in " ".join(words.text() for words in panel.asked.findChildren(Words))
        qtbot.mouseClick(panel.confirm, Qt.MouseButton.LeftButton)
        own = next(edit for edit in panel.asked.findChildren(type(panel.name.edit)))
        assert len(owned.staffing.people()) == 3, "nothing happens without the owner's own password"
        own.setText(OWNER_PASSWORD)
        qtbot.mouseClick(panel.confirm, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.staff.once.isVisible, timeout=30_000)
        (password,) = passwords_shown(page)
        assert page.kit.sheet.isVisible()
        page.kit.typed.edit.setText("AAAA")
        button(page, "このコードで確認").click()
        assert page.kit.typed.problem.isVisible()
        page.kit.typed.edit.setText(page.kit.code)
        button(page, "このコードで確認").click()
        assert not page.kit.sheet.isVisible()
    assert owned.staffing.kit_confirmed()
    assert owned.staff().unlock(owned.person("見本 はな"), password).one_time
    assert owned.staff().unlock(owned.held.person, OWNER_PASSWORD).keys == owned.held.ring.keys


def test_a_name_and_more_roles_are_kept_without_renewing_keys(owned: Owned, qtbot: QtBot) -> None:
    owned.staffing.add("受付 架空", ["front_desk"])
    epoch = owned.held.ring.epoch
    with owner_page(owned.context, "staff") as page:
        page.staff.open(owned.person("受付 架空"))
        assert page.staff.panel is not None
        page.staff.panel.name.edit.setText("受付 見本")
        page.staff.panel.roles.buttons["manager"].click()
        qtbot.mouseClick(page.staff.panel.keep, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.staff.opened == "", timeout=30_000)
    assert owned.staffing.people()[1].name == "受付 見本"
    assert owned.staffing.people()[1].roles == ("front_desk", "manager")
    assert owned.held.ring.epoch == epoch


def test_the_kits_paper_is_written_where_the_person_chose_or_the_page_says_that_it_was_not(
    owned: Owned, tmp_path: Path, qtbot: QtBot
) -> None:
    with owner_page(owned.context, "staff") as page:
        qtbot.mouseClick(page.kit.make, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.kit.sheet.isVisible, timeout=30_000)
        page.kit.save(tmp_path / "kit.pdf")
        assert (tmp_path / "kit.pdf").read_bytes().startswith(b"%PDF-")
        page.kit.save(tmp_path / "nowhere" / "kit.pdf")
        assert page.kit.said.isVisible()
        assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_on_the_owners_page_is_cut_or_nameless(owned: Owned, language: str, scale: float) -> None:
    long = "エレオノーラ・フォン・アーデルハイト=ヴィンターシュタイン 三世"
    owned.staffing.add(long, ["owner", "trainer", "front_desk", "manager"])
    context = replace(owned.context, language=language, theme=Theme("dark", scale))
    with owner_page(context) as page:
        for section in CARDS:
            page.show_section(section)
            if section == "staff":
                page.staff.open(owned.person(long))
                assert page.staff.panel is not None
                page.staff.panel.leave.click()
                page.staff.show_once([(long, "abcde-fghjk-mnpqr")])
            settle()
            for check in (squeezed, cut_off, nameless, small_targets):
                assert check(page) == [], section
