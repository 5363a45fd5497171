"""Today: three fields for a booking, one key for an arrival, and nothing about red pain that could be overlooked."""

from collections.abc import Callable
from dataclasses import replace as replaced
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from input_method import commit, type_name
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.actions.desk_events import take_desk_event
from clinic_app.actions.inbox import take_in_event
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.booking_form import BookingForm, CallForm
from clinic_app.desktop.trainer.client_form import ClientForm
from clinic_app.desktop.trainer.merge import MergePage
from clinic_app.desktop.trainer.move_visit import MoveVisitPage
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.window import Window
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.records.inbox import Event

DAY = date(2026, 11, 22)
HANAKO = ClientDetails("髙橋 花子", "タカハシ ハナコ", "female", date(1984, 3, 1), "090-0000-1234")


@pytest.fixture(autouse=True)
def _noon(context: Context) -> None:
    """The record's clock stands where the window's does."""
    context.record.clock = lambda: context.clock().astimezone(UTC)


@pytest.fixture
def client(context: Context) -> Client:
    """Somebody who is in the record."""
    return actions.register_client(context.record, HANAKO, actor="staff-1").value


def today(window: Window) -> TodayPage:
    """The page of the day, freshly brought up."""
    window.show_page("today")
    settle()
    return window.findChildren(TodayPage)[-1]


def press(root: QWidget, words: str) -> None:
    """One click on the first visible button with these words."""
    settle()
    next(b for b in root.findChildren(QAbstractButton) if b.text() == words and b.isVisible()).click()
    settle()


def said(root: QWidget) -> str:
    """All words that can be read on a page."""
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def at(hour: int, minute: int = 0) -> datetime:
    """A time of the day."""
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute).astimezone()


def book(context: Context, client: Client, hour: int = 14) -> str:
    who = {"by": "佐藤", "actor": "staff-1"}
    return actions.book_visit(
        context.record, name="", at=at(hour), kind="follow_up", client_id=client.id, **who
    ).value.id


def test_an_empty_day_says_what_to_do(window: Window) -> None:
    page = today(window)
    assert "今日の来店の予定はまだありません。" in said(page)
    assert "「予約」" in said(page)


def test_a_booking_takes_three_fields(window: Window, context: Context, client: Client, qtbot: QtBot) -> None:
    page = today(window)
    press(page, "予約")
    form = page.findChild(BookingForm)
    assert form.who.field.edit.hasFocus()
    type_name(form.who.field.edit, ("たか", "髙橋"))
    press(form, "髙橋 花子")
    assert form.at.edit.hasFocus()
    qtbot.keyClicks(form.at.edit, "1430")
    form.kind.pick("follow_up")
    qtbot.keyClick(form.at.edit, Qt.Key.Key_Return)
    settle()
    (expected,) = actions.day_overview(context.record, DAY, DAY).expected
    assert (expected.client, expected.booking.at, expected.booking.kind) == (client, at(14, 30), "follow_up")
    assert "14:30" in said(page)
    assert page.form is None


def test_somebody_nobody_knows_is_booked_by_name_with_the_kana_that_were_heard(
    window: Window, context: Context
) -> None:
    page = today(window)
    press(page, "予約")
    form = page.findChild(BookingForm)
    type_name(form.who.field.edit, ("たかなし", "小鳥遊"), ("みほん", "見本"))
    form.at.edit.setText("午後2時半")
    press(form, "予約する")
    (expected,) = actions.day_overview(context.record, DAY, DAY).expected
    assert (expected.name, expected.kana, expected.client) == ("小鳥遊 見本", "タカナシ ミホン", None)
    assert expected.booking.at == at(14, 30)


@pytest.mark.parametrize("typed", ["25:00", "noon", ""])
def test_a_time_that_is_none_is_refused_and_what_was_typed_stays(window: Window, context: Context, typed: str) -> None:
    page = today(window)
    press(page, "予約")
    form = page.findChild(BookingForm)
    form.who.field.edit.setText("見本")
    form.at.edit.setText(typed)
    press(form, "予約する")
    assert form.at.problem.isVisible()
    assert (form.who.typed, form.at.text()) == ("見本", typed)
    assert actions.day_overview(context.record, DAY, DAY).expected == ()


@pytest.mark.parametrize("hostile", ["a\0b", "x" * 1_000_000], ids=["nul", "megabyte"])
def test_what_could_never_be_saved_is_refused_in_every_field_of_the_day(window: Window, hostile: str) -> None:
    page = today(window)
    for words in ("予約", "「赤」の痛みの電話"):
        press(page, words)
        assert page.form is not None
        fields = page.form.findChildren(TextField)
        assert len(fields) == 2
        for field in fields:
            field.edit.setText("typed")
            commit(field.edit, hostile)
            assert field.text() == "typed"
            assert field.problem.isVisible()


def test_one_key_lets_somebody_arrive_and_opens_their_session(
    window: Window, context: Context, client: Client, qtbot: QtBot
) -> None:
    book(context, client)
    page = today(window)
    qtbot.keyClick(page, Qt.Key.Key_1)
    assert window.session_page is not None
    assert window.session_page.session.client.id == client.id
    assert actions.day_overview(context.record, DAY, DAY).expected[0].booking.state == "arrived"


def test_the_next_arrival_has_the_focus_so_that_enter_is_enough(
    window: Window, context: Context, client: Client
) -> None:
    book(context, client)
    page = today(window)
    assert page.numbered[0].hasFocus()
    assert page.numbered[0].accessibleName() == "来店: タカハシ ハナコ"


def test_digits_typed_into_a_field_press_nothing(
    window: Window, context: Context, client: Client, qtbot: QtBot
) -> None:
    book(context, client)
    page = today(window)
    press(page, "予約")
    form = page.findChild(BookingForm)
    qtbot.keyClicks(form.who.field.edit, "1234")
    assert window.session_page is None
    assert "髙橋 花子" in [button.text() for button in form.who.offers.findChildren(QAbstractButton)]


def test_a_name_that_arrives_is_registered_first_and_then_the_visit_begins(window: Window, context: Context) -> None:
    actions.book_visit(
        context.record, name="小鳥遊 見本", kana="タカナシ ミホン", at=at(12), kind="trial", by="佐藤", actor="staff-1"
    )
    press(today(window), "来店")
    form = window.findChildren(ClientForm)[-1]
    assert (form.name.text(), form.kana.text(), form.kana.unconfirmed) == ("小鳥遊 見本", "タカナシ ミホン", True)
    form.kana.confirm()
    form.birth.edit.setText("S59.3.1")
    form.begin.click()
    settle()
    assert window.session_page is not None
    (expected,) = actions.day_overview(context.record, DAY, DAY).expected
    assert expected.booking.visit_id == window.session_page.session.visit_id


@pytest.mark.parametrize(("words", "state"), [("来られず", "no_show"), ("キャンセル", "cancelled")])
def test_who_does_not_come_is_noted_in_one_press_and_taken_back_in_one(
    window: Window, context: Context, client: Client, words: str, state: str
) -> None:
    booking = book(context, client)
    page = today(window)
    press(page, words)
    assert actions.read_booking(context.record, booking).state == state
    assert page.numbered == []
    press(page, "取り消す")
    assert actions.read_booking(context.record, booking).state == "booked"


def test_a_walk_in_is_there_now(window: Window, context: Context) -> None:
    page = today(window)
    press(page, "予約なしの来店")
    form = page.findChild(BookingForm)
    form.who.field.edit.setText("見本")
    press(form, "受け付ける")
    (expected,) = actions.day_overview(context.record, DAY, DAY).expected
    assert (expected.booking.state, expected.booking.at) == ("walk_in", context.clock().replace(second=0))


def test_a_session_in_progress_says_who_where_and_since_when(window: Window, context: Context, client: Client) -> None:
    actions.open_visit(context.record, client.id, day=DAY, trainer="佐藤", actor="staff-1")
    page = today(window)
    since = context.clock().astimezone().strftime("%H:%M")
    assert all(words in said(page) for words in ("問診", f"{since} から", "佐藤"))
    press(page, "続ける")
    assert window.session_page is not None


def test_a_call_about_red_pain_stays_on_top_until_somebody_takes_note(window: Window, context: Context) -> None:
    page = today(window)
    press(page, "「赤」の痛みの電話")
    form = page.findChild(CallForm)
    form.who.field.edit.setText("髙橋さん")
    form.note.edit.setText("夜も痛む")
    press(form, "電話を記録する")
    for name in ("clients", "today"):
        window.show_page(name)
    page = window.findChildren(TodayPage)[-1]
    settle()
    assert "夜も痛む" in said(page)
    press(page, "確認しました")
    assert "夜も痛む" not in said(page)
    press(page, "取り消す")
    assert "夜も痛む" in said(page)


def test_another_day_is_booked_but_nobody_arrives_there(window: Window, context: Context, client: Client) -> None:
    page = today(window)
    page.after.click()
    press(page, "予約")
    form = page.findChild(BookingForm)
    form.who.pick(client)
    press(form, "予約する")
    assert page.numbered == []
    assert "髙橋 花子" in said(page)
    page.back.click()
    settle()
    assert "髙橋 花子" not in said(page)


def test_a_visit_under_the_wrong_client_is_moved_from_the_day(window: Window, context: Context, client: Client) -> None:
    visit = actions.open_visit(context.record, client.id, day=DAY, trainer="佐藤", actor="staff-1").value
    right = actions.register_client(
        context.record, ClientDetails("見本 太郎", "ミホン タロウ", "male", date(1970, 1, 2)), actor="staff-1"
    ).value
    press(today(window), "付け替え")
    page = window.findChildren(MoveVisitPage)[-1]
    assert not page.go.isEnabled()
    page.picker.field.edit.setText("みほん")
    press(page, "見本 太郎")
    press(page, "付け替える")
    assert window.session_page is not None
    assert window.session_page.session.client.id == right.id
    window.workplace.move(visit.id)
    settle()
    page = window.findChildren(MoveVisitPage)[-1]
    press(page, "付け替えを取り消す")
    assert actions.resume_visit(context.record, visit.id).client.id == client.id


def test_a_sheet_with_the_wrong_name_is_warned_of_before_the_move(
    window: Window, context: Context, client: Client
) -> None:
    visit = actions.open_visit(context.record, client.id, day=DAY, trainer="佐藤", actor="staff-1").value
    actions.propose(context.record, visit.id, context.evaluator, actor="staff-1")
    actions.issue_handout(
        context.record, visit.id, pdf=b"%PDF-1.4", pages=1, kind="memo", actor="staff-1", approved_by="佐藤"
    )
    window.workplace.move(visit.id)
    settle()
    assert "違う名前のシートが 1 枚発行されています。" in said(window.findChildren(MoveVisitPage)[-1])


def test_two_entries_are_merged_after_a_preview_and_taken_apart_again(
    window: Window, context: Context, client: Client
) -> None:
    twin = actions.register_client(
        context.record, ClientDetails("高橋 花子", "タカハシ ハナコ", "female", date(1984, 3, 1)), actor="staff-1"
    ).value
    actions.open_visit(context.record, twin.id, day=DAY, trainer="佐藤", actor="staff-1")
    window.workplace.edit(client.id)
    settle()
    press(window, "同じ人なので統合")
    page = window.findChildren(MergePage)[-1]
    assert "来店記録 1 件が移ります" in said(page)
    page.choices["name"].pick("merged")
    press(page, "統合する")
    assert [one.details.name for one in actions.find_clients(context.record, "はなこ")] == ["高橋 花子"]
    press(window, "統合を取り消す")
    assert {one.details.name for one in actions.find_clients(context.record, "はなこ")} == {"髙橋 花子", "高橋 花子"}


def test_the_day_shows_by_itself_what_was_done_in_another_window(
    window: Window, context: Context, client: Client, qtbot: QtBot
) -> None:
    page = today(window)
    assert "髙橋" not in said(page)
    actions.open_visit(context.record, client.id, day=DAY, trainer="鈴木", actor="staff-2")
    qtbot.waitUntil(lambda: "髙橋" in said(page).replace("\ufe0e", ""), timeout=60_000)


def test_today_is_the_next_day_after_midnight_unless_a_form_of_the_day_before_is_open(
    context: Context, qtbot: QtBot
) -> None:
    now = [context.clock()]
    page = TodayPage(replaced(context, clock=lambda: now[0]))
    qtbot.addWidget(page)
    page.show()
    page.open_booking(walked_in=False)
    now[0] += timedelta(days=1)
    page.look_again()
    assert page.day == DAY
    page._close_form()
    page.look_again()
    assert (page.day, page.back.isHidden()) == (DAY + timedelta(days=1), True)
    now[0] += timedelta(days=1)
    page.refresh()
    assert (page.day, page.back.isHidden()) == (DAY + timedelta(days=2), True)
    page.go_to(DAY + timedelta(days=3))
    now[0] += timedelta(days=1)
    page.look_again()
    assert (page.day, page.back.isHidden()) == (DAY + timedelta(days=3), True)
    page.go_to(DAY)
    now[0] += timedelta(days=1)
    page.look_again()
    page.refresh()
    assert page.day == DAY, "another day than today stays"


def test_an_entry_in_somebodys_session_moves_no_row(window: Window, context: Context, client: Client) -> None:
    visit = actions.open_visit(context.record, client.id, day=DAY, trainer="鈴木", actor="staff-2").value
    page = today(window)
    rows = list(page.numbered)
    stored = actions.resume_visit(context.record, visit.id).assessment
    actions.record_findings(
        context.record,
        visit.id,
        replace(stored.assessment, weekly_km=30),
        evaluator=context.evaluator,
        revision=stored.revision,
        step="intake",
        field="weekly_km",
        actor="staff-2",
    )
    page.look_again()
    assert page.numbered == rows


def test_the_half_typed_form_of_a_booking_stays_while_the_day_changes(
    window: Window, context: Context, client: Client
) -> None:
    page = today(window)
    page.open_booking(walked_in=False)
    form = page.form
    actions.open_visit(context.record, client.id, day=DAY, trainer="鈴木", actor="staff-2")
    page.look_again()
    assert page.form is form


def test_a_sheet_that_the_desk_asks_for_is_given_again_by_one_key(
    window: Window, open_visit: Callable[..., str]
) -> None:
    record = window.context.record
    visit = open_visit()
    paper = actions.issue_handout(
        record, visit, pdf=b"%PDF-1.4", pages=1, actor="staff-1", approved_by="佐藤", kind="memo"
    ).value
    asked = Event(str(uuid4()), record.clock(), "desk-1", "sheet_asked_for", {"sheet": paper.id, "by": "田中"})
    take_in_event(record, asked, take_desk_event)
    window.show_page("today")
    settle()
    page = window.stack.currentWidget()
    assert isinstance(page, TodayPage)
    give = next(button for button in page.numbered if button.text() == "もう一度出す")
    give.click()
    assert actions.reprint_wishes(record) == ()
    with record.reading() as work:
        (one,) = work.print_jobs.published(record.clock() - timedelta(days=1))
    assert one.wanted_until is not None
