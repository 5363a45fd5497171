"""A client's page, the bin and the owner's list of old records, as a person uses them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.retention import RetentionCard
from clinic_app.desktop.trainer.bin_page import BinPage
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.consent_banner import ConsentBanner
from clinic_app.desktop.trainer.intake import IntakeStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.window import Window
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.consent import standing
from clinic_app.errors import Refused
from clinic_app.records.bin import IN_BIN

TODAY = date(2026, 11, 22)
ME = "staff-1"


@pytest.fixture(autouse=True)
def _same_clock(context: Context) -> None:
    context.record.clock = context.clock


@pytest.fixture
def register(context: Context) -> Callable[..., Client]:
    """Register a made-up client."""

    def registered(name: str = "髙橋 花子", birth_date: date | None = date(1984, 3, 1)) -> Client:
        details = ClientDetails(name, "タカハシ ハナコ", "female", birth_date, "090-0000-1234")
        return actions.register_client(context.record, details, actor=ME).value

    return registered


@pytest.fixture
def shown() -> Iterator[Callable[[QWidget], QWidget]]:
    """Shows a widget until the test is over."""
    kept: list[QWidget] = []

    def show(widget: QWidget) -> QWidget:
        widget.resize(1280, 900)
        widget.show()
        kept.append(widget)
        settle()
        return widget

    yield show
    for widget in kept:
        widget.close()
        widget.deleteLater()
    settle()


def _said(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def _page(context: Context, client: Client, shown: Callable[[QWidget], QWidget]) -> ClientPage:
    page = shown(ClientPage(context, client.id))
    assert isinstance(page, ClientPage)
    return page


def test_a_page_says_quietly_that_consent_is_missing_until_it_is_written_down(
    context: Context, register: Callable[..., Client], shown: Callable[[QWidget], QWidget]
) -> None:
    client, missing = register(), context.text("The consent to keep this record is not written down yet.")
    page = _page(context, client, shown)
    assert missing in _said(page)
    page.consent.answer.click()
    page.consent.agreed["record"].buttons["given"].click()
    page.consent.agreed["statistics"].buttons["refused"].click()
    page.consent.keep.click()
    stored = actions.consents_of(context.record, client.id)
    assert (standing(stored, "record"), standing(stored, "statistics")) == ("given", "refused")
    assert missing not in _said(_page(context, client, shown))


def test_a_page_that_was_put_away_leaves_no_widget_behind(
    context: Context, qapp: QApplication, register: Callable[..., Client]
) -> None:
    """What is not asked of somebody whose age is known was a window of its own, and stayed."""
    client, there = register(), set(qapp.allWidgets())
    page = ClientPage(context, client.id, editable=True)
    page.show()
    settle()
    assert [one for one in qapp.topLevelWidgets() if one not in there] == [page]
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert set(qapp.allWidgets()) <= there


def test_a_session_says_that_consent_is_missing_stops_nothing_and_takes_it_down(
    context: Context, open_visit: Callable[..., str], shown: Callable[[QWidget], QWidget]
) -> None:
    session = Session(context, open_visit())
    step = shown(IntakeStep(session, "intake"))
    (banner,) = step.findChildren(ConsentBanner)
    session.put("nrs.now", 3)
    assert actions.resume_visit(context.record, session.visit_id).assessment.assessment.nrs.now == 3
    assert not banner.card.isVisibleTo(step)
    banner.open.click()
    banner.card.agreed["record"].buttons["given"].click()
    banner.card.keep.click()
    assert not banner.isVisibleTo(step)
    assert standing(actions.consents_of(context.record, session.client.id), "record") == "given"
    assert shown(IntakeStep(session, "intake")).findChildren(ConsentBanner) == []


def test_an_answer_must_be_chosen_and_a_wrong_day_is_objected_to(
    context: Context, register: Callable[..., Client], shown: Callable[[QWidget], QWidget]
) -> None:
    client = register()
    card = _page(context, client, shown).consent
    card.answer.click()
    card.keep.click()
    assert card.said.isVisibleTo(card)
    card.agreed["record"].buttons["given"].click()
    card.day.edit.setText("yesterday")
    card.keep.click()
    assert card.day.problem.isVisibleTo(card)
    assert actions.consents_of(context.record, client.id) == ()


@pytest.mark.parametrize("birth_date", [date(2010, 1, 1), None])
def test_under_18_the_page_asks_for_the_guardian(
    context: Context,
    register: Callable[..., Client],
    shown: Callable[[QWidget], QWidget],
    birth_date: date | None,
) -> None:
    client = register(birth_date=birth_date)
    card = _page(context, client, shown).consent
    card.answer.click()
    card.agreed["record"].buttons["given"].click()
    if birth_date is None:
        card.of_age.buttons["no"].click()
    card.keep.click()
    assert card.said.isVisibleTo(card)
    assert actions.consents_of(context.record, client.id) == ()
    card.guardian.edit.setText("髙橋 月子")
    card.keep.click()
    assert [consent.guardian for consent in actions.consents_of(context.record, client.id)] == ["髙橋 月子"]


def test_taking_back_the_consent_to_the_record_asks_first_and_leaves_to_the_list(
    window: Window, register: Callable[..., Client]
) -> None:
    context, client = window.context, register()
    actions.record_consent(
        context.record,
        client.id,
        answers={"record": "given"},
        given_on=TODAY,
        language="ja",
        recorded_by="佐藤",
        actor=ME,
    )
    window.show_client(client.id)
    page = window.stack.currentWidget()
    assert isinstance(page, ClientPage)
    page.consent._ask(actions.consents_of(context.record, client.id)[0])
    assert page.consent.withdrawal.isVisibleTo(page)
    assert not actions.is_in_bin(context.record, client.id)
    page.consent.withdrawal.yes.click()
    assert actions.is_in_bin(context.record, client.id)
    assert window.page_name == "clients"
    assert Refused(IN_BIN).sentence("ja") in _said(window)


def test_a_page_whose_client_has_gone_into_the_bin_gives_way_to_the_list(
    window: Window, register: Callable[..., Client]
) -> None:
    client = register()
    window.show_client(client.id)
    actions.bin_client(window.context.record, client.id, actor=ME)
    window.dress(window.context.with_look(language="en"))
    assert window.page_name == "clients"
    assert Refused(IN_BIN).sentence("en") in _said(window)


def test_the_consent_form_is_written_where_the_person_chose_and_a_bad_place_is_said(
    context: Context, register: Callable[..., Client], shown: Callable[[QWidget], QWidget], tmp_path: Path
) -> None:
    card = _page(context, register(), shown).consent
    card.save_paper(tmp_path / "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF-")
    card.save_paper(tmp_path / "nowhere" / "form.pdf")
    assert card.said.property("role") == "problem"


def test_both_copies_are_written_only_where_the_person_chose(
    context: Context,
    register: Callable[..., Client],
    shown: Callable[[QWidget], QWidget],
    tmp_path: Path,
    qtbot: object,
) -> None:
    client = register()
    card = _page(context, client, shown).rights
    for shape in ("pdf", "json"):
        path = tmp_path / f"copy.{shape}"
        card.save_copy(path, shape)  # type: ignore[arg-type]
        qtbot.waitUntil(card.copies["pdf"].isEnabled, timeout=60_000)  # type: ignore[attr-defined]
        assert path.exists()
    assert len(pypdfium2.PdfDocument(tmp_path / "copy.pdf")) == 1
    assert json.loads((tmp_path / "copy.json").read_text("utf-8"))["client"]["name"] == "髙橋 花子"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("copy")) == ["copy.json", "copy.pdf"]


def test_a_copy_that_cannot_be_written_is_said_and_can_be_tried_again(
    context: Context,
    register: Callable[..., Client],
    shown: Callable[[QWidget], QWidget],
    tmp_path: Path,
    qtbot: object,
) -> None:
    card = _page(context, register(), shown).rights
    card.save_copy(tmp_path / "nowhere" / "copy.json", "json")
    qtbot.waitUntil(card.copies["pdf"].isEnabled, timeout=60_000)  # type: ignore[attr-defined]
    assert card.said.text() == context.text("The file could not be written there. Choose another place.")


def test_the_bin_asks_before_a_client_goes_in_and_gives_them_back(
    context: Context, register: Callable[..., Client], shown: Callable[[QWidget], QWidget]
) -> None:
    client = register()
    card = _page(context, client, shown).rights
    card.bin.click()
    assert not actions.is_in_bin(context.record, client.id)
    assert card.question.no.hasFocus() or not card.question.no.window().isActiveWindow()
    card.question.no.click()
    assert not card.question.isVisibleTo(card)
    card.bin.click()
    card.reason.edit.setText("二重登録")
    card.question.yes.click()
    page = shown(BinPage(context))
    assert isinstance(page, BinPage)
    assert "二重登録" in _said(page)
    assert "2026-12-22" in _said(page)
    page._take_out(client.id)
    settle()
    assert not actions.is_in_bin(context.record, client.id)
    assert context.text("The bin is empty.") in _said(page)


def test_erasing_at_once_says_what_goes_and_takes_the_sealed_papers_with_it(
    context: Context,
    open_visit: Callable[..., str],
    shown: Callable[[QWidget], QWidget],
) -> None:
    visit_id = open_visit()
    client = actions.resume_visit(context.record, visit_id).client
    paper = actions.issue_handout(
        context.record, visit_id, pdf=b"%PDF-1.4", pages=1, actor=ME, approved_by="佐藤", kind="memo"
    ).value
    actions.bin_client(context.record, client.id, actor=ME)
    withdrawn: list[str] = []
    page = shown(BinPage(replace(context, withdraw_paper=withdrawn.append)))
    assert isinstance(page, BinPage)
    question = page.cards[client.id]
    question.ask("?")
    question.yes.click()
    assert withdrawn == [paper.id]
    assert actions.bin_contents(context.record) == ()


def test_a_front_desk_that_cannot_be_reached_stops_the_erasure_and_says_so(
    context: Context,
    register: Callable[..., Client],
    shown: Callable[[QWidget], QWidget],
    open_visit: Callable[..., str],
) -> None:
    visit_id = open_visit()
    client = actions.resume_visit(context.record, visit_id).client
    actions.issue_handout(context.record, visit_id, pdf=b"%PDF-1.4", pages=1, actor=ME, approved_by="佐藤", kind="memo")
    actions.bin_client(context.record, client.id, actor=ME)

    def away(_paper: str) -> None:
        raise OSError("away")

    page = shown(BinPage(replace(context, withdraw_paper=away)))
    assert isinstance(page, BinPage)
    page._erase(client.id)
    assert page.said.isVisibleTo(page)
    assert [binned.client.id for binned in actions.bin_contents(context.record)] == [client.id]


def test_the_owner_keeps_or_bins_those_who_are_ticked_and_ends_the_year(
    context: Context, register: Callable[..., Client], shown: Callable[[QWidget], QWidget]
) -> None:
    kept, binned, left = (register(name) for name in ("残す人", "移す人", "まだの人"))
    later = replace(context, clock=lambda: datetime(2032, 3, 1, 3, tzinfo=UTC))
    context.record.clock = later.clock
    card = shown(RetentionCard(later, None))  # type: ignore[arg-type]
    assert isinstance(card, RetentionCard)
    card.refresh()
    assert set(card.ticks) == {kept.id, binned.id, left.id}
    assert not card.keep.isEnabled()
    card.ticks[kept.id].click()
    card.keep.click()
    assert set(card.ticks) == {binned.id, left.id}
    card.ticks[binned.id].click()
    card.bin.click()
    assert not actions.is_in_bin(context.record, binned.id)
    card.question.yes.click()
    assert actions.is_in_bin(context.record, binned.id)
    assert set(card.ticks) == {left.id}
    card.done.click()
    assert not card.done.isVisibleTo(card)
    day = later.today() + timedelta(days=365)
    assert actions.retention_settings(context.record).gone_through_on == later.today()
    assert {due.client.id for due in actions.retention_list(context.record, day)} == {kept.id, left.id}


def test_more_years_take_clients_off_the_list_at_once(
    context: Context, register: Callable[..., Client], shown: Callable[[QWidget], QWidget]
) -> None:
    register()
    later = replace(context, clock=lambda: datetime(2032, 3, 1, 3, tzinfo=UTC))
    card = shown(RetentionCard(later, None))  # type: ignore[arg-type]
    assert isinstance(card, RetentionCard)
    card.refresh()
    assert len(card.ticks) == 1
    card.years.plus.click()
    assert card.ticks == {}
    assert actions.retention_settings(context.record).years == 6
