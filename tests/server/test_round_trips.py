"""How often a page asks the server, counted on the line itself: a question, and all that goes with it, is a way."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_app import actions
from clinic_app.actions import replays
from clinic_app.actions.releases import live_tables
from clinic_app.actions.replays import closed_cases
from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.registry import Page, pages
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.trainer.made_up_sessions import SEEN_IN, made_up_visit
from clinic_app.desktop.trainer.session import STEPS
from clinic_app.errors import Refused
from clinic_app.records import case_facts
from clinic_app.records.provision import Admin
from clinic_app.records.store import GONE
from tests.server.clusters import Cluster
from tests.server.whole_house import House, rest, whole_house

MOST = 6
AN_ENTRY = 4  # the first question with BEGIN, where the session stands, the findings, the audit with COMMIT
LATENCY = 0.05  # what goes out together is on its way together, also from a busy computer
LONG = 4 * LATENCY  # where little is asked, even from one that stands still for a moment
Opening = Callable[[], object]


@pytest.fixture(scope="module")
def house(
    qapp: QApplication, scram_cluster: Cluster, admin: Admin, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One for all; a database of its own."""
    load_fonts()
    place = replace(admin.place, database="counted")
    with whole_house(admin._replace(place=place), scram_cluster.socket, tmp_path_factory.mktemp("counted")) as made:
        yield made


def _ways(house: House, opening: Opening) -> int:
    rest()
    house.network.trips, house.network.latency = 0, LATENCY
    opening()
    rest()
    house.network.latency = 0.0
    return house.network.trips


def _go_to(house: House, step: str) -> None:
    assert house.window.session_page is not None
    house.window.session_page.go_to(step)


def _openings(house: House, page: Page) -> Iterator[tuple[str, Opening]]:
    """What a person does to come to a page, one thing after the other; whom it concerns is looked up before."""
    window, record = house.window, house.record
    today = [one.visit for one in actions.visits_of_day(record, window.context.today())]
    newest, other = (one.id for one in actions.find_clients(record, "")[:2])
    direct: dict[str, Opening] = {
        "client": lambda: window.show_client(newest),
        "client-course": lambda: window.show_client(house.often_here),
        "client-edit": lambda: window.workplace.edit(newest),
        "merge": lambda: window.workplace.merge(newest, other),
        "move-visit": lambda: window.workplace.move(today[-1].id),
    }
    kind, _, rest_of_name = page.name.partition("-")
    state = next((name for name in SEEN_IN if rest_of_name.startswith(f"{name}-")), "")
    step = next((name for name in (*STEPS, "progress") if rest_of_name.endswith(name)), STEPS[0])
    if kind != "session":
        window.show_page("help")  # a session that is left is asked how long it was worked on
        yield "", direct.get(page.name, lambda: page.show(window))
    elif page.name == "session-versions":
        page.show(window)
        assert window.session_page is not None
        yield "", window.session_page.elsewhere.show_versions
    else:
        state = "course" if step == "progress" else state
        visit_id = made_up_visit(window.context, state) if state else today[0].id
        shown = window.session_page
        if shown is None or shown.session.visit_id != visit_id:
            window.show_page("help")
            yield "opened", lambda: window.open_visit(visit_id)
        yield "", lambda: _go_to(house, step)


def test_no_page_of_the_program_asks_the_server_more_than_six_times(house: House) -> None:
    counted: dict[str, int] = {}
    for page in pages():
        if page.name.startswith("locked-"):
            break  # a covered window stays covered, and knows what it shows
        for which, opening in _openings(house, page):
            counted[f"{page.name} {which}"] = _ways(house, opening)
    print(*(f"{name}: {ways}" for name, ways in counted.items()), sep="\n")
    assert len(counted) > 80
    assert {name: ways for name, ways in counted.items() if ways > MOST} == {}


def test_the_numbers_and_the_rules_ask_no_more_where_there_are_thousands_of_sessions(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.record.reading() as work:
        versions, visits = work.assessments.last(), work.case_facts.last()
    monkeypatch.setattr(replays, "STRETCH", -(-versions // 5))  # as many pages as 10,000 sessions have
    monkeypatch.setattr(case_facts, "PAGE", -(-visits // 5))
    shown = {page.name: page for page in pages() if page.name in ("owner-rules", "owner-numbers")}
    counted = {}
    for name, page in shown.items():
        house.window.show_page("help")
        counted[name] = _ways(house, partial(page.show, house.window))
    assert len(counted) == 2
    assert max(counted.values()) <= MOST, counted


def test_what_is_read_in_many_pages_is_what_one_page_gives(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    record, last, rules = house.record, house.window.context.today(), house.window.context.rule_set
    first = last - timedelta(days=3650)
    cases, tables = list(closed_cases(record)), live_tables(record, first, last, rules)
    assert len(cases) > 50
    for module, size in ((replays, "STRETCH"), (case_facts, "PAGE")):
        monkeypatch.setattr(module, size, 30)
    assert list(closed_cases(record)) == cases
    assert live_tables(record, first, last, rules) == tables


def test_a_word_typed_among_the_clients_asks_no_more_than_a_page(house: House) -> None:
    house.window.show_page("clients")
    page = house.window.stack.currentWidget()
    assert isinstance(page, ClientsPage)

    def typed() -> None:
        page.search.set_text("やま")
        QTest.qWait(250)  # the client beside the list is looked up once nobody has pressed a key for a moment

    assert 0 < _ways(house, typed) <= MOST


def test_an_entry_asks_four_times_with_all_that_makes_it_durable(house: House) -> None:
    house.network.latency = LONG
    today = actions.visits_of_day(house.record, house.window.context.today())
    visit = next(one.visit for one in today if one.visit.state == "open")
    stored = actions.resume_visit(house.record, visit.id).assessment
    context, ways = house.window.context, []
    for km in range(1, 4):
        house.network.trips = 0
        stored = actions.record_findings(
            house.record,
            visit.id,
            replace(stored.assessment, weekly_km=float(km)),
            evaluator=context.evaluator,
            revision=stored.revision,
            step=STEPS[km],
            actor=context.actor,
        ).value
        ways.append(house.network.trips)
    house.network.latency = 0.0
    assert max(ways) <= AN_ENTRY
    assert actions.audit_entries(house.record)[0].revision == stored.revision


def test_what_is_asked_together_is_what_each_gives_alone(house: House) -> None:
    record, day = house.record, house.window.context.today()
    asks: list[Callable[[], object]] = [
        partial(actions.day_overview, record, day, day),
        partial(actions.search_clients, record, "やま"),
        partial(actions.retention_list, record, day),
        partial(actions.client_overview, record, house.often_here),
    ]
    alone = tuple(asking() for asking in asks)
    house.network.trips = 0
    assert record.together(*asks) == alone
    assert house.network.trips <= MOST
    with pytest.raises(Refused) as refused:
        record.together(asks[0], lambda: actions.read_client(record, "nobody"))
    assert refused.value.message == GONE
