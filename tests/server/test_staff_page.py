"""The owner changes the staff on the owner's page of a server: who comes, changes, forgets a password, and leaves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.widgets.labels import Words
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import CONNECTION_LOST, NOT_ALLOWED, SHUT_OUT
from clinic_app.records.record import Record
from clinic_app.records.server import sign_in
from clinic_app.records.server_faults import MAY_NOT_SIGN_IN, WRONG_SIGN_IN
from clinic_app.records.server_people import set_own_password
from tests.server.owners_page import owners_page
from tests.server.staffed import Staffed

NEW, OWN = "新しく 来た", "four words of one's own"
LONG = 30_000


def _shown_once(page: OwnerPage) -> str:
    settle()
    (password,) = [words.text() for words in page.staff.once.findChildren(Words) if words.accessibleName()]
    next(one for one in page.staff.once.findChildren(QAbstractButton) if one.text() == "書き取りました").click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return password


def _said(work: Callable[[], object], often: int = 1) -> set[str]:
    said = set[str]()
    for _ in range(often):
        with pytest.raises(Refused) as refused:
            work()
        said.add(refused.value.message)
    return said


def test_somebody_comes_gets_other_roles_forgets_a_password_and_leaves(
    staffed: Staffed, tmp_path: Path, qtbot: QtBot
) -> None:
    with owners_page(staffed, tmp_path, "staff") as page:
        staff = page.staff
        staff.name.edit.setText(NEW)
        staff.roles.buttons["trainer"].click()
        staff.adding.click()
        qtbot.waitUntil(staff.once.isVisible, timeout=LONG)
        ring = set_own_password(staffed.place, NEW, _shown_once(page), OWN)
        assert (ring.roles, ring.one_time) == (("trainer",), False)
        record = Record(staffed.keep(ring).connected)
        assert actions.find_clients(record, "誰もいない") == ()

        staff.open(ring.person)
        assert staff.panel is not None
        staff.panel.roles.buttons["trainer"].click()
        staff.panel.roles.buttons["front_desk"].click()
        staff.panel.keep.click()
        assert _about_keys(staff.panel.asked.findChildren(Words)) == []
        staff.panel.confirm.click()
        qtbot.waitUntil(lambda: staff.opened == "", timeout=LONG)
        assert NOT_ALLOWED in _said(lambda: actions.find_clients(record, "誰"), often=2)
        assert sign_in_as(staffed, OWN) == ("front_desk",)

        name = f"新しいパスワード: {NEW}"
        next(one for one in page.findChildren(QAbstractButton) if one.accessibleName() == name).click()
        qtbot.waitUntil(staff.once.isVisible, timeout=LONG)
        assert _said(lambda: sign_in(staffed.place, NEW, OWN)) == {WRONG_SIGN_IN}
        staffed.keep(set_own_password(staffed.place, NEW, _shown_once(page), OWN))

        record.reopen(staffed.keep(sign_in(staffed.place, NEW, OWN)).connected)
        staff.open(ring.person)
        staff.panel.leave.click()
        assert _about_keys(staff.panel.asked.findChildren(Words)) == []
        staff.panel.confirm.click()
        qtbot.waitUntil(lambda: staff.opened == "", timeout=LONG)
        assert _said(lambda: actions.find_clients(record, "誰"), often=2) <= {SHUT_OUT, CONNECTION_LOST}
        assert _said(lambda: sign_in(staffed.place, NEW, OWN)) <= {MAY_NOT_SIGN_IN, WRONG_SIGN_IN}
        assert NEW not in [person.name for person in staff.hiring.people()]
        owner = Record(staffed.owner.connected)
        done = [entry.action for entry in actions.audit_entries(owner) if entry.record_id == ring.person]
        assert {"add_person", "change_roles", "reset_password", "remove_person"} <= set(done)


def _about_keys(asked: list[Words]) -> list[str]:
    """What is said of keys and backups, of which a server's clinic has none."""
    return [one.text() for one in asked if "鍵" in one.text() or "バックアップ" in one.text()]


def sign_in_as(staffed: Staffed, password: str) -> tuple[str, ...]:
    ring = staffed.keep(sign_in(staffed.place, NEW, password))
    return ring.roles
