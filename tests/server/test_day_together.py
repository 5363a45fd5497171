"""Two trainers and the front desk at one server, each at a window of their own: what one does, the others see."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.door import Door
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.shell import Shell
from clinic_app.desktop.window import Window
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.desk_event import Booked
from clinic_app.records.fault_sentences import SHUT_OUT
from tests.server.staffed import Staffed
from tests.server.test_door_on_server import opened_door, shut, type_in

LONG = 30_000
NOTICED = 30_000  # within a second on a machine of its own; here others work on the same cores


@pytest.fixture
def enter(qapp: QApplication, qtbot: QtBot, tmp_path: Path, staffed: Staffed) -> Iterator[Callable[[str], Shell]]:
    """Lets somebody sign in at a computer of their own."""
    load_fonts()
    doors: list[Door] = []
    with ExitStack() as stack:

        def entered(name: str) -> Shell:
            door = opened_door(tmp_path / f"computer-{len(doors)}", staffed, stack)
            doors.append(door)
            type_in(qtbot, door, name, staffed.passwords[name])
            qtbot.waitUntil(lambda: door.window_behind is not None, timeout=LONG)
            assert isinstance(door.window_behind, Shell)
            return door.window_behind

        yield entered
        for door in doors:
            shut(door)
    settle()


def _texts(window: Shell) -> str:
    return "\n".join(found.text() for found in window.findChildren(QLabel) if found.isVisible())


def _desk(window: Shell) -> DeskPage:
    found = window.findChild(DeskPage)
    assert isinstance(found, DeskPage)
    return found


def test_what_one_does_the_others_see(enter: Callable[[str], Shell], qtbot: QtBot, staffed: Staffed) -> None:
    staffed.hire("二人目 見本", "trainer")
    first, second, desk = enter("髙橋 見本"), enter("二人目 見本"), enter("受付")
    assert isinstance(first, Window)
    assert isinstance(second, Window)
    context = first.context
    now = datetime.now(UTC)
    actions.book_visit(
        context.record, name="架空 花子", kana="カクウ", at=now, kind="trial", by=context.person, actor=context.actor
    )
    qtbot.waitUntil(lambda: "架空 花子" in _texts(second), timeout=NOTICED)
    counter = _desk(desk).desk.counter
    qtbot.waitUntil(lambda: any(line.kana == "カクウ" for line in counter.view.lines), timeout=NOTICED)
    counter.note(Booked(str(uuid4()), now, "trial", "受付の 客", "受付", kana="ウケツケ"))
    qtbot.waitUntil(lambda: "受付の 客" in _texts(first) and "受付の 客" in _texts(second), timeout=2 * NOTICED)


def test_whoever_is_taken_off_the_staff_is_told_so_and_keeps_what_was_typed(
    enter: Callable[[str], Shell], qtbot: QtBot, staffed: Staffed
) -> None:
    leaver = staffed.hire("去る 人", "trainer")
    window = enter("去る 人")
    assert isinstance(window, Window)
    record, actor = window.context.record, window.context.actor
    details = ClientDetails("架空 一郎", "カクウ イチロウ", "male", date(1984, 5, 1), "")
    client = actions.register_client(record, details, actor=actor).value
    visit = actions.open_visit(record, client.id, day=window.context.today(), trainer="去る 人", actor=actor).value
    window.open_visit(visit.id)
    page = window.session_page
    assert page is not None
    page.session.put("weekly_km", 20)
    staffed.staff.remove(staffed.owner, leaver)
    qtbot.waitUntil(window.said.isVisible, timeout=LONG)
    qtbot.waitUntil(lambda: "オーナー" in window.said.text(), timeout=LONG)
    page.session.put("nrs.now", 4)
    assert page.session.refused is not None
    assert page.session.refused.message == SHUT_OUT
    assert (page.session.value("weekly_km"), page.session.value("nrs.now")) == (20, 4)
