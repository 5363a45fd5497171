"""How often a page asks the server, counted on the line itself: every question is a way there and back."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from clinic_app import actions
from clinic_app.bootstrap.factory import poses
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.window import Window
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.records.engines import server_engine
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator
from tests.server.clusters import made_up_year, running
from tests.server.stand_in import StandIn

MOST = 6


class House(NamedTuple):
    """A window on a made-up year that lies on a server, and the line between them."""

    window: Window
    network: StandIn
    client_id: str
    other_id: str
    visit_id: str


@pytest.fixture(scope="module")
def house(qapp: QApplication, evaluator: Evaluator) -> Iterator[House]:
    """One for all pages; none of them saves anything."""
    load_fonts()
    with running() as cluster:
        person, name = made_up_year(cluster.url())
        network = StandIn(cluster.socket)
        record = Record(server_engine(cluster.url(network.host, network.port)))
        context = Context(record=record, evaluator=evaluator, poses=poses(), clinic=ClinicProfile(name), person=person)
        clients = sorted(
            actions.find_clients(record, ""), key=lambda one: -len(actions.client_overview(record, one.id).visits)
        )
        visit = actions.visits_of_day(record, context.today())[0].visit
        window = Window(context)
        window.resize(1300, 820)
        window.show()
        settle()
        yield House(window, network, clients[0].id, clients[1].id, visit.id)
        window.close()
        window.deleteLater()
        settle()
        record.close()
        network.close()


def _search(house: House) -> None:
    page = house.window.stack.currentWidget()
    assert isinstance(page, ClientsPage)
    page.search.set_text("やま")


PAGES: dict[str, Callable[[House], object]] = {
    "today": lambda house: house.window.show_page("today"),
    "clients": lambda house: house.window.show_page("clients"),
    "a word typed among the clients": _search,
    "a client": lambda house: house.window.show_client(house.client_id),
    "a client to change": lambda house: house.window.workplace.edit(house.client_id),
    "a new client": lambda house: house.window.show_page("client_new"),
    "the bin": lambda house: house.window.show_page("bin"),
    "a visit to move": lambda house: house.window.workplace.move(house.visit_id),
    "two clients to merge": lambda house: house.window.workplace.merge(house.client_id, house.other_id),
    "a session": lambda house: house.window.open_visit(house.visit_id),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_server_at_most_six_times(house: House, name: str) -> None:
    if name == "a word typed among the clients":
        house.window.show_page("clients")
    _rest()
    house.network.trips = 0
    PAGES[name](house)
    _rest()
    print(f"{name}: {house.network.trips}")
    assert house.network.trips <= MOST


def test_a_step_of_an_open_session_asks_no_more_than_a_page(house: House) -> None:
    house.window.open_visit(house.visit_id)
    page = house.window.session_page
    assert page is not None
    for step in page.session.steps:
        _rest()
        house.network.trips = 0
        page.stack.setCurrentWidget(page.page(step))
        _rest()
        assert house.network.trips <= MOST, step


def _rest() -> None:
    """Until nothing is under way."""
    for _ in range(3):
        settle()
        QThreadPool.globalInstance().waitForDone()
    from PySide6.QtTest import QTest

    QTest.qWait(250)  # what a page looks up once nobody has pressed a key for a moment
