"""A record with two studios on the pages: where the computer stands, which part of the day is shown, who moves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from owner_house import owned_clinic
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update
from sqlalchemy.orm import Session

from clinic_app import actions
from clinic_app.actions.studios import UNKNOWN
from clinic_app.bootstrap.standing import chosen_studio, stand_in, studios_here
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.own_page import OwnPage
from clinic_app.desktop.owner.studios import StudiosCard
from clinic_app.desktop.theme import Theme, style_sheet
from clinic_app.desktop.trainer.booking_form import BookingForm
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.trainer.today_studio import KEY
from clinic_app.desktop.whereabouts import Whereabouts
from clinic_app.desktop.widgets.studio_choice import StudioChoice
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.records import models
from clinic_app.records.record import Record

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NAMES = {"SBY": "渋谷店", "UEN": "上野店"}


@pytest.fixture
def two(context: Context, tmp_path: Path) -> Iterator[Context]:
    """A record that came back from a server with two studios; this computer stands in none yet."""
    record = context.record
    record.clock = lambda: NOON
    with Session(record.engine) as session:
        session.add_all(
            models.Studio(id=code, code=code, name=name, address="", phone="") for code, name in NAMES.items()
        )
        session.commit()
    there = Whereabouts(
        studios_here(tmp_path, record)[0],
        here=lambda: record.studio,
        chosen=lambda: chosen_studio(tmp_path),
        choose=lambda code: stand_in(tmp_path, record, code),
        read=lambda: studios_here(tmp_path, record),
    )
    yield replace(context, whereabouts=there)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def book(record: Record, code: str, name: str) -> str:
    """A client at home in a studio, booked there; gives the client's id."""
    record.studio = code
    client = actions.register_client(record, ClientDetails(name, "カクウ", "female", date(1984, 3, 1)), actor="a").value
    actions.book_visit(record, name="", at=NOON, kind="trial", by="佐藤", actor="a", client_id=client.id)
    return client.id


def said(root: QWidget) -> str:
    return "\n".join(found.text() for found in root.findChildren(QLabel) if not found.isHidden())


def test_who_works_in_several_studios_says_once_where_the_computer_stands(two: Context, qtbot: QtBot) -> None:
    page = TodayPage(two)
    qtbot.addWidget(page)
    choice = page.findChild(StudioChoice)
    assert choice is not None
    choice.options.pick("UEN")
    settle()
    assert page.findChild(StudioChoice) is None
    client = actions.register_client(two.record, ClientDetails("架空 花子", "カクウ", "female"), actor="a").value
    assert client.studio == "UEN"


def test_today_shows_the_studio_of_this_computer_and_all_others_one_key_away(two: Context, qtbot: QtBot) -> None:
    there = two.whereabouts
    assert there is not None
    there.choose("SBY")
    for code, name in (("UEN", "上野の客"), ("SBY", "渋谷の客")):
        book(two.record, code, name)
    actions.note_call(two.record, name="上野から電話", by="佐藤", actor="a")
    with two.record.engine.begin() as connection:
        connection.execute(update(models.Call).values(studio="UEN"))
    page = TodayPage(two)
    qtbot.addWidget(page)
    page.show()
    assert "渋谷の客" in said(page)
    assert "上野の客" not in said(page)
    assert "上野から電話" in said(page), "a call about red pain is nobody's to overlook"
    assert page.studio.stands.text() == "渋谷店"
    qtbot.keyClick(page, Qt.Key(ord(KEY)))
    settle()
    assert {"渋谷の客", "上野の客", "渋谷店", "上野店"} <= set(said(page).splitlines())
    qtbot.keyClick(page, Qt.Key(ord(KEY)))
    settle()
    assert "上野の客" not in said(page)


def test_a_computer_in_a_studio_that_is_not_mine_says_so_and_takes_my_own(two: Context, qtbot: QtBot) -> None:
    there = two.whereabouts
    assert there is not None
    mine = replace(there, studios=there.studios[:1], chosen=lambda: "UEN", here=lambda: "SBY")
    page = TodayPage(replace(two, whereabouts=mine))
    qtbot.addWidget(page)
    assert "UEN" in said(page)
    assert "渋谷店" in said(page)
    assert page.studio.isHidden(), "with one studio there is nothing to choose"


def test_a_client_changes_studio_on_their_page_and_past_visits_stay(two: Context, qtbot: QtBot) -> None:
    client = book(two.record, "SBY", "架空 花子")
    visit = actions.open_visit(two.record, client, day=NOON.date(), trainer="佐藤", actor="a").value
    page = ClientPage(two, client, editable=True)
    qtbot.addWidget(page)
    assert "渋谷店" in said(page)
    page.home.begin.click()
    with qtbot.waitSignal(page.changed, timeout=30_000):
        page.home.choice.options.pick("UEN")
    assert actions.read_client(two.record, client).studio == "UEN"
    assert actions.resume_visit(two.record, visit.id).visit.studio == "SBY"
    assert actions.audit_entries(two.record)[0].action == "change_home"


def test_where_the_computer_stands_can_be_changed_under_one_s_own_name(two: Context, qtbot: QtBot) -> None:
    page = OwnPage(two, None)
    qtbot.addWidget(page)
    page.studio.options.pick("UEN")
    assert two.record.studio == "UEN"


def test_a_record_without_studios_says_nothing_of_them(context: Context, qtbot: QtBot, tmp_path: Path) -> None:
    context.record.clock = lambda: NOON
    there = Whereabouts(studios_here(tmp_path, context.record)[0], lambda: "", lambda: "", lambda _code: None)
    plain = replace(context, whereabouts=there)
    client = book(context.record, "", "架空 花子")
    for page in (TodayPage(plain), ClientPage(plain, client, editable=True), OwnPage(plain, None)):
        qtbot.addWidget(page)
        assert "店舗" not in said(page)
        assert page.findChild(StudioChoice) is None


def test_on_a_file_the_owner_reads_that_several_studios_need_a_server(
    context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    with owned_clinic(tmp_path / "studio", context) as owned:
        house = owned.context.house
        assert house is not None
        card = StudiosCard(owned.context, house)
        qtbot.addWidget(card)
        assert "サーバー" in card.told.text()
        assert card.form.isHidden()


def test_in_a_closed_studio_nothing_new_is_booked_and_its_people_are_seen_as_before(two: Context, qtbot: QtBot) -> None:
    there, record = two.whereabouts, two.record
    assert there is not None
    client = book(record, "UEN", "上野の客")
    there.choose("UEN")
    with Session(record.engine) as session:
        session.execute(update(models.Studio).where(models.Studio.code == "UEN").values(closed_on=NOON.date()))
        session.commit()
    there.look_again()
    page = TodayPage(two)
    qtbot.addWidget(page)
    page.show()
    assert "上野店は閉店しています" in said(page)
    assert "上野の客" in said(page), "who was booked before still comes"
    page.open_booking(walked_in=True)
    form = page.form
    assert isinstance(form, BookingForm)
    form.who.field.edit.setText("新しい客")
    form.at.set_text("14:30")
    form.save.click()
    assert "上野店は閉店しているため" in form.problem.text()
    assert page.form is form, "what was typed stays"
    visit = actions.open_visit(record, client, day=NOON.date(), trainer="佐藤", actor="a").value
    assert visit.studio == "UEN", "a session of somebody who is here goes on"
    with pytest.raises(Refused) as refused:
        actions.change_home(record, book(record, "SBY", "渋谷の客"), "UEN", actor="a")
    assert refused.value.message == UNKNOWN, "nobody moves into it"
    choice = page.findChild(StudioChoice)
    assert choice is not None
    assert list(choice.options.buttons) == ["SBY"], "only an open one is offered"
    choice.options.pick("SBY")
    settle()
    assert record.studio == "SBY"


@pytest.mark.parametrize(("language", "scale"), [("ja", 1.0), ("ja", 1.5), ("en", 1.5)])
def test_nothing_is_cut_where_the_day_speaks_of_studios(
    two: Context, qtbot: QtBot, language: Language, scale: float
) -> None:
    there = two.whereabouts
    assert there is not None
    look = replace(two, language=language, theme=Theme("light", scale))
    for code, name in (("UEN", "上野の客"), ("SBY", "渋谷の客")):
        book(two.record, code, name)
    asked = TodayPage(look)
    there.choose("SBY")
    chosen = TodayPage(look)
    chosen.studio.toggle()
    with Session(two.record.engine) as session:
        session.execute(update(models.Studio).where(models.Studio.code == "SBY").values(closed_on=NOON.date()))
        session.commit()
    there.look_again()
    shut = TodayPage(look)
    for page in (asked, chosen, shut):
        page.setStyleSheet(style_sheet(look.theme))
        qtbot.addWidget(page)
        page.resize(1280, 650)
        page.show()
        settle()
        assert (cut_off(page), squeezed(page), nameless(page), small_targets(page)) == ([], [], [], [])
    assert "渋谷店" in said(shut)
