"""The window of a manager, who holds the key of the statistics and no other."""

from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.rooms import rooms_for
from clinic_app.desktop.shell import Shell
from clinic_app.desktop.statistics.page import StatisticsPage
from clinic_app.records.key_ring import HeldRing
from tests.records.statistics_house import House


def managers_window(qtbot: QtBot, house: House) -> tuple[Shell, StatisticsPage]:
    """The window and its page, with every release read."""
    held = HeldRing(house.manager)
    assert set(house.manager.keys) == {"stats"}
    rooms = rooms_for(house.folder, held, house.manager)
    surroundings = Surroundings(person=held.name, staff_id=held.person, rooms=rooms)
    window = Shell(surroundings, rooms[0].name)
    qtbot.addWidget(window)
    window.dress(surroundings)
    window.show()
    settle()
    page = window.stack.currentWidget()
    assert isinstance(page, StatisticsPage)
    qtbot.waitUntil(lambda: not page.reading, timeout=30_000)
    settle()
    return window, page
