"""One made-up day at three windows on one server, through everything that can go wrong there.

In the evening everything that a window called saved is in the record, once; what was not yet saved stood on the page;
and nobody has seen, or can reach with any program, what their role may not see. `CLINIC_DAYS=8` plays eight days.
"""

import os
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from test_desk_sees_no_findings import on_screen
from test_new_client_to_handout import Trainer as Hands
from whole_day import SECRET, Computer, Day, Trainer, desk_of, shown

from clinic_app import actions
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.front_desk.printer_bar import PrinterBar
from clinic_app.desktop.statistics.page import StatisticsPage
from clinic_app.desktop.trainer.client_form import ClientForm
from clinic_app.desktop.trainer.document_paths import value_at
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.trainer.versions_page import VersionsPage
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.assessment import to_plain
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.records import audit
from clinic_app.records.engines import server_engine
from clinic_app.records.fault_sentences import CONNECTION_LOST, NEWER, OUTGROWN, SHUT_OUT, STALE
from clinic_app.records.provision import Admin, provision
from clinic_app.records.record import Record
from clinic_app.records.server_audit import CHANNEL
from clinic_app.records.server_faults import OLDER
from clinic_app.records.server_place import ServerPlace
from clinic_app.records.server_version import SET_UP
from tests.printing.private_cups import ABSENT, Bench
from tests.server.clusters import Cluster, asks_for_passwords
from tests.server.scarce import running_on_small_disk
from tests.server.staffed import Staffed
from tests.server.stand_in import COMMIT
from tests.server.test_role_matrix import NO_RIGHT, READS, ROLES, allowed, state_of

ADMIN, PASSWORD, PLACES = "caretaker", "the caretaker's own words", 40
FIRST, SECOND, DESK = "髙橋 見本", "二人目 見本", "受付"
SEEDS = range(1, 1 + int(os.environ.get("CLINIC_DAYS", "1")))


@pytest.fixture
def server() -> Iterator[tuple[Cluster, Path | None]]:
    """A server on a disk of its own; each day has a new one, because logins belong to the whole server."""
    with running_on_small_disk() as (cluster, disk):
        cluster.psql(f"ALTER SYSTEM SET max_connections = {PLACES}")
        cluster.strike_down()
        asks_for_passwords(cluster, ADMIN, PASSWORD)
        yield cluster, disk


@pytest.fixture
def day(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    server: tuple[Cluster, Path | None],
) -> Iterator[Day]:
    """The morning: a new studio, its staff, and nobody there yet."""
    assert qapp is not None
    load_fonts()
    cluster, disk = server
    place = ServerPlace(str(cluster.socket.parent), f"studio_{request.param}", sslmode="disable")
    provision(Admin(place, ADMIN, PASSWORD), lambda _step: None)
    staffed = Staffed(Admin(place, ADMIN, PASSWORD))
    staffed.hire(SECOND, "trainer")
    made = Day(qtbot, tmp_path, cluster, disk, staffed)
    yield made
    made.close()
    staffed.close()


@pytest.mark.parametrize("day", SEEDS, indirect=True)
def test_a_whole_day_through_all_faults(
    day: Day, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with day.told_whole():
        from_morning_to_evening(day, request, monkeypatch, qtbot)


def from_morning_to_evening(
    day: Day, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Everybody's work, one thing after the other."""
    source = random.Random(request.node.callspec.params["day"])  # noqa: S311 - nothing to protect
    printer = None if ABSENT else request.getfixturevalue("bench")
    if printer is not None:
        monkeypatch.setenv("CUPS_SERVER", str(request.getfixturevalue("cups_server").socket))
    first, second = (Trainer(name, day.sign_in(name)) for name in (FIRST, SECOND))
    desk = day.sign_in(DESK)
    what_is_booked_at_the_desk_is_seen_by_both(day, desk, first, second)
    hanako = what_is_typed_stays_in_its_form(day, qtbot, first)
    ichiro = day.register(second, "見本 一郎", "ミホン イチロウ")
    day.begin(second, ichiro)
    faults = day.faults(source)
    hands = Hands(qtbot, first.window)
    for number, does in enumerate((hands.interview, hands.screen, hands.test_movements)):
        does()
        for name, fault in faults[number::3]:
            trainer, other = (first, second) if source.random() < 0.5 else (second, first)
            day.course.append(f"{name} at {'the first' if trainer is first else 'the second'}")
            assert other.enter("case", f"{number} {len(other.confirmed)}") == ""
            fault(trainer)
            day.until(lambda other=other: other.session.refused is None)
    both_on_one_client(day, second, first)
    the_sheet_reaches_the_client_through_the_desk(day, hands, first, desk, printer)
    who_comes_with_another_program_is_not_let_in(day)
    who_is_taken_off_the_staff_keeps_what_was_typed(day, second)
    the_manager_finds_no_client(day)
    whoever_still_works_when_the_server_gets_a_newer_version_is_told_so(day, first, desk)
    evening(day, {first: hanako, second: ichiro}, desk)


def what_is_booked_at_the_desk_is_seen_by_both(day: Day, desk: Computer, first: Trainer, second: Trainer) -> None:
    """A walk-in is typed while the line breaks at COMMIT; pressed again, it stands on all three screens once."""
    page = desk_of(desk)
    page.show_part("day")
    counter: Any = page.made["day"]
    counter.walk_in.click()
    form = counter.form
    form.name.edit.setText("歩いて 来た")
    form.kana.edit.setText("アルイテ キタ")

    def cut(sent: bytes) -> str | None:
        desk.network.refusing = desk.network.refusing or COMMIT in sent
        return "after" if COMMIT in sent else None

    desk.network.cut = cut
    form.save.click()
    day.until(form.refused.isVisible)
    assert form.refused.text() == texts("messages", "ja")(CONNECTION_LOST)
    assert (form.name.text(), form.save.isEnabled()) == ("歩いて 来た", True)
    desk.network.cut = lambda _sent: None
    desk.network.refusing = False
    form.save.click()
    day.until(lambda: counter.form is None)
    for trainer in (first, second):
        day.until(lambda trainer=trainer: "歩いて 来た" in shown(trainer.window))
    assert day.count("SELECT count(*) FROM booking WHERE kana = 'アルイテ キタ'") == 1


def what_is_typed_stays_in_its_form(day: Day, qtbot: QtBot, trainer: Trainer) -> str:
    """The line breaks in the middle of a new client's name; nothing typed is gone, and it is registered once."""
    hands, window, network = Hands(qtbot, trainer.window), trainer.window, trainer.computer.network
    hands.press_named("新しいお客様")
    form = window.findChild(ClientForm)
    assert form is not None
    hands.type_into(form.name, "架空")
    network.refusing = True
    network.drop_all()
    day.until(window.said.isVisible)
    form.name.edit.setText(form.name.text() + " 花子")
    hands.type_into(form.kana, "かくう はなこ")
    hands.type_into(form.birth, "S59.5.1")
    hands.press(form.sex.buttons["female"])
    hands.press(form.begin)
    assert form.refused.text() == texts("messages", "ja")(CONNECTION_LOST)
    assert (form.name.text(), form.kana.katakana()) == ("架空 花子", "カクウ ハナコ")
    network.refusing = False
    day.until(lambda: not window.said.isVisible())
    hands.press(form.begin)
    assert window.session_page is not None
    assert day.count("SELECT count(*) FROM client WHERE kana = 'カクウ ハナコ'") == 1
    return str(window.session_page.session.visit.client_id)


def both_on_one_client(day: Day, guest: Trainer, host: Trainer) -> None:
    """The second trainer enters in the first one's session as well: both texts stand side by side, one is chosen."""
    own = guest.session.visit_id
    guest.window.open_visit(host.session.visit_id)
    settle()
    day.until(lambda: guest.name in shown(host.window))
    assert host.enter("weekly_km", 40) == ""
    assert guest.enter("weekly_km", 50) == STALE
    page = guest.window.session_page
    assert page is not None
    page.elsewhere.compare.click()
    versions = page.stack.currentWidget()
    assert isinstance(versions, VersionsPage)
    versions.both.buttons["weekly_km"]["theirs"].click()
    versions.save.click()
    settle()
    assert guest.session.value("weekly_km") == 40
    guest.waiting.clear()
    guest.window.open_visit(own)
    settle()


def the_sheet_reaches_the_client_through_the_desk(
    day: Day, hands: Hands, trainer: Trainer, desk: Computer, printer: Bench | None
) -> None:
    """Issued, seen at the desk, printed once, and handed over although the desk's line breaks in between."""
    page = desk_of(desk)
    page.show_part("sheets")
    hands.decide_and_teach()
    plan = hands.step("plan")
    assert isinstance(plan, PlanStep)
    day.until(lambda: plan.preview.page_count() == 2 and plan.issue.isEnabled())
    hands.press(plan.issue)
    assert len(trainer.session.handouts) == 1
    day.until(lambda: [job.state for job in page.desk.view.jobs] == ["waiting"])
    if printer is None:
        return
    choose_printer(day, page, printer.name)
    press(day, page, "印刷")
    day.until(lambda: [job.state for job in page.desk.view.jobs] == ["sent"])
    day.until(lambda: len(printer.received()) == 1)
    refusals: list[Refused] = []
    page.desk.refused.connect(refusals.append)
    desk.network.refusing = True
    desk.network.drop_all()
    press(day, page, "紙が出た・合っている")
    day.until(lambda: desk.window.said.isVisible() and bool(refusals))
    assert [one.message for one in refusals] == [CONNECTION_LOST]
    assert [job.state for job in page.desk.view.jobs] == ["sent"], "what could not be written down is not shown as done"
    desk.network.refusing = False
    day.until(lambda: not desk.window.said.isVisible())
    press(day, page, "紙が出た・合っている")
    day.until(lambda: [job.state for job in page.desk.view.jobs] == ["printed"])
    press(day, page, "お渡しずみ")
    day.until(lambda: [job.state for job in page.desk.view.jobs] == ["handed_over"])
    assert len(printer.received()) == 1


def choose_printer(day: Day, page: DeskPage, name: str) -> None:
    """Among all printers of this computer, which other tests may have added to."""
    bar = page.findChild(PrinterBar)
    assert isinstance(bar, PrinterBar)
    bar.open(on=True)
    day.until(lambda: name in {one.name for one in bar._found or ()})
    bar.choices.printer_chosen.emit(name)
    bar.open(on=False)
    day.until(lambda: bar.options() is not None)


def press(day: Day, page: DeskPage, words: str) -> None:
    """Press a button of the desk as soon as it can be pressed."""

    def found() -> list[OptionButton]:
        there = page.findChildren(OptionButton)
        return [one for one in there if one.text() == words and one.isVisible() and one.isEnabled()]

    day.until(lambda: bool(found()))
    found()[0].click()
    settle()


def who_comes_with_another_program_is_not_let_in(day: Day) -> None:
    """A program that is newer or older than the record opens nothing and says whose turn it is."""
    with day.keeper() as keeper:
        (right,) = keeper.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        for version, sentence in (("9999", NEWER), ("0009", OLDER)):
            keeper.execute("UPDATE alembic_version SET version_num = %s", (version,))
            computer = day.door()
            day.type_in(computer, FIRST)
            said = texts("messages", "ja")(sentence)
            day.until(lambda computer=computer, said=said: said in said_at(computer))
            assert computer.door.window_behind is None
        keeper.execute("UPDATE alembic_version SET version_num = %s", (right,))
    assert day.sign_in(FIRST).window.isVisible()


def said_at(computer: Computer) -> str:
    """What a door says."""
    return "\n".join(one.text() for one in computer.door.findChildren(QLabel) if one.isVisible())


def who_is_taken_off_the_staff_keeps_what_was_typed(day: Day, trainer: Trainer) -> None:
    """They are shut out at that moment, told so, and what they type then is still there to be read."""
    assert trainer.enter("years_running", 7) == ""
    day.staffed.staff.remove(day.staffed.owner, trainer.window.context.actor)
    day.until(lambda: "オーナー" in trainer.window.said.text())
    assert trainer.enter("nrs.now", 9) == SHUT_OUT


def the_manager_finds_no_client(day: Day) -> None:
    """Somebody with the statistics alone has a window in which nobody of today stands."""
    window = day.sign_in(ROLES["manager"]).window
    page = window.stack.currentWidget()
    assert isinstance(page, StatisticsPage)
    day.until(lambda: not page.reading)
    written = "\n".join(on_screen(window))
    assert [one for one in (SECRET, "見本 一郎", "架空", "アルイテ キタ") if one in written] == []


def whoever_still_works_when_the_server_gets_a_newer_version_is_told_so(
    day: Day, trainer: Trainer, desk: Computer
) -> None:
    """Nothing is saved into a record that got ahead, and what was entered stays on its page."""
    said = texts("messages", "ja")(OUTGROWN)
    with day.keeper() as keeper:
        (right,) = keeper.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        keeper.execute("UPDATE alembic_version SET version_num = '9999'")
        assert trainer.enter("years_running", 9) == OUTGROWN
        keeper.execute("COMMENT ON SCHEMA clinic IS 'clinic-app 9999 of-a-newer-program'")
        keeper.execute(f"NOTIFY {CHANNEL}, '{SET_UP}'")
        for window in (trainer.window, desk.window):
            day.until(lambda window=window: window.said.isVisible() and window.said.text() == said)
        assert trainer.session.value("years_running") == 9
        keeper.execute("UPDATE alembic_version SET version_num = %s", (right,))


def evening(day: Day, visited: dict[Trainer, str], desk: Computer) -> None:
    """What the record holds, against what the windows said, and what each role can reach."""
    engine = server_engine(day.cluster.url().replace("/postgres?", f"/{day.staffed.place.database}?"))
    record = Record(engine)
    for trainer, client in visited.items():
        stored = actions.resume_visit(record, trainer.session.visit_id).assessment
        held = to_plain(stored.assessment)
        assert {path: value_at(held, path) for path in trainer.confirmed} == trainer.confirmed
        assert actions.read_client(record, client).id == client
        told = day.count("SELECT count(*) FROM audit WHERE action = 'record_findings' AND record_id = %s", stored.id)
        assert told == stored.revision - 1, "each save once, and each with its line in the audit"
    assert audit.verify(engine).fault is None
    record.close()
    assert day.count("SELECT count(*) FROM handout") == 1
    assert day.count("SELECT count(*) FROM booking") == 1
    assert SECRET not in "\n".join(on_screen(desk.window))
    assert beyond_their_roles(day) == []


def beyond_their_roles(day: Day) -> list[str]:
    """What a role can do, or cannot, that its place in the matrix says otherwise; by the driver alone."""
    with day.keeper() as keeper:
        query = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('clinic', 'desk', 'stats')"
        tables = [name for (name,) in keeper.execute(query)]
    assert len(tables) > 30
    wrong, host = [], str(day.cluster.socket.parent)
    for role, name in ROLES.items():
        words = day.staffed.passwords[name]
        with closing(psycopg.connect(host=host, dbname=day.staffed.place.database, user=name, password=words)) as line:
            for table in tables:
                schema, bare = table.split(".")
                may = state_of(line, f'SELECT 1 FROM {schema}."{bare}" LIMIT 1') != NO_RIGHT  # noqa: S608
                if may != (READS in allowed(role, table)):
                    wrong.append(f"{role} {table}")
    return wrong
