"""Somebody at the front desk of two studios: where their computer stands, and what lies at that desk."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.bootstrap.standing import chosen_studio
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.day_page import DayPage
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.page import PARTS, DeskPage
from clinic_app.desktop.front_desk.queue_model import NOTE, TRAINER
from clinic_app.desktop.front_desk.queue_page import QueuePage
from clinic_app.desktop.front_desk.visitor_form import VisitorForm
from clinic_app.desktop.opening import _whereabouts_at_desk
from clinic_app.desktop.own_page import OwnPage
from clinic_app.desktop.theme import Theme, style_sheet
from clinic_app.desktop.widgets.studio_choice import StudioChoice
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Handout
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.server import ServerRing
from tests.desktop.geometry import cut_off, nameless, small_targets, squeezed
from tests.records.desk_bench import PaperlessSystem
from tests.server.company import DESK_A, DESK_BOTH, OWNER, A, B, Company, details, link_of, record_of

SOON = 30_000  # milliseconds


@dataclass
class AtDesk:
    """Their window's page, and the ring behind it."""

    page: DeskPage
    held: HeldRing
    folder: Path
    qtbot: QtBot

    @property
    def queue(self) -> QueuePage:
        part = self.page.made["sheets"]
        assert isinstance(part, QueuePage)
        return part

    @property
    def day(self) -> DayPage:
        part = self.page.made["day"]
        assert isinstance(part, DayPage)
        return part

    def stand_in(self, code: str) -> None:
        choice = self.page.findChild(StudioChoice)
        assert choice is not None
        choice.options.pick(code)
        settle()

    def sheets(self) -> set[str]:
        return {job.sheet.id for job in self.queue.model.jobs}

    def until_sheets(self, wanted: set[str]) -> None:
        self.qtbot.waitUntil(lambda: self.sheets() == wanted, timeout=SOON)


def surroundings(held: HeldRing, folder: Path) -> Surroundings:
    return Surroundings(person=held.name, staff_id=held.person, whereabouts=_whereabouts_at_desk(folder, held))


@pytest.fixture
def at_desk(company: Company, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[AtDesk]:
    load_fonts()
    held = HeldRing(company.ring(DESK_BOTH))
    desk = Desk(Counter(tmp_path, held), PaperlessSystem())
    page = DeskPage(surroundings(held, tmp_path), desk)
    page.resize(1280, 700)
    page.show()
    yield AtDesk(page, held, tmp_path, qtbot)
    settle()
    page.close()
    page.deleteLater()
    desk.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()
    held.drop()


@pytest.fixture
def papers(company: Company, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sheet of each studio at the desk, and nothing else."""
    made = {}
    for name, code in ((A, "SBY"), (B, "UEN")):
        ring = company.ring(name)
        made[code] = issue(ring, f"つくえ {code}").id
        link_of(ring, tmp_path).once()
        ring.forget()
    yield made
    for name in (A, B):
        ring = company.ring(name)
        record = record_of(ring)
        for client in actions.find_clients(record, "つくえ"):
            actions.bin_client(record, client.id, actor=ring.person, reason="")
        link_of(ring, tmp_path).once()
        ring.forget()


def issue(ring: ServerRing, name: str) -> Handout:
    record = record_of(ring)
    client = actions.register_client(record, details(name), actor=ring.person).value
    today = record.clock().astimezone().date()
    visit = actions.open_visit(record, client.id, day=today, trainer=ring.name, actor=ring.person).value
    return actions.issue_handout(
        record, visit.id, pdf=paper(), pages=1, actor=ring.person, approved_by=ring.name, kind="memo"
    ).value


def paper() -> bytes:
    """A PDF of one page."""
    made = BytesIO()
    canvas = Canvas(made, invariant=True)
    canvas.drawString(100, 700, "made up")
    canvas.save()
    return made.getvalue()


def said(root: QWidget) -> str:
    return "\n".join(found.text() for found in root.findChildren(QLabel) if found.isVisibleTo(root))


def test_the_desk_is_asked_once_where_it_stands_and_has_the_sheets_of_that_studio(
    at_desk: AtDesk, papers: dict[str, str]
) -> None:
    assert "このパソコンはどの店舗" in said(at_desk.page)
    at_desk.stand_in("UEN")
    assert at_desk.page.findChild(StudioChoice) is None
    assert chosen_studio(at_desk.folder) == "UEN"
    at_desk.until_sheets({papers["UEN"]})
    assert at_desk.page.stands.text() == "上野"
    at_desk.page.all.click()
    at_desk.until_sheets(set(papers.values()))
    model = at_desk.queue.model
    places = {model.index(row, TRAINER).data(NOTE) for row in range(model.rowCount())}
    assert places == {"渋谷", "上野"}, "each says its studio beside those of another"
    at_desk.page.all.click()
    at_desk.until_sheets({papers["UEN"]})


def test_what_is_printed_at_once_is_what_lies_at_this_desk(at_desk: AtDesk, papers: dict[str, str]) -> None:
    at_desk.stand_in("SBY")
    at_desk.until_sheets({papers["SBY"]})
    assert [job.sheet.id for job in at_desk.queue.waiting()] == [papers["SBY"]]


def test_who_is_written_down_belongs_to_the_studio_where_the_desk_stands(at_desk: AtDesk, company: Company) -> None:
    at_desk.stand_in("UEN")
    at_desk.page.show_part("day")
    at_desk.day.open_form(walked_in=True)
    form = at_desk.day.form
    assert isinstance(form, VisitorForm)
    form.name.set_text("架空 飛び込み")
    form.at.set_text("10:00")
    with at_desk.qtbot.waitSignal(form.done, timeout=SOON):
        form.save.click()
    settle()
    at_desk.qtbot.waitUntil(lambda: "架空 飛び込み" in said(at_desk.day), timeout=SOON)
    trainer = company.ring(B)
    link_of(trainer, at_desk.folder).once()
    with record_of(trainer).reading() as work:
        today = datetime.now(UTC)
        found = work.bookings.between(today - timedelta(days=2), today + timedelta(days=2))
    assert [one.booking.studio for one in found if one.name == "架空 飛び込み"] == ["UEN"]
    trainer.forget()
    at_desk.held.stand_in("SBY")
    at_desk.day.desk.changed.emit()
    assert "架空 飛び込み" not in said(at_desk.day)


def test_where_the_desk_stands_is_changed_under_one_s_own_name(at_desk: AtDesk) -> None:
    at_desk.stand_in("UEN")
    own = OwnPage(at_desk.page.room, None)
    at_desk.qtbot.addWidget(own)
    own.studio.options.pick("SBY")
    assert (at_desk.held.studio, at_desk.held.ring.studio) == ("SBY", "SBY")
    at_desk.page.desk.changed.emit()
    assert at_desk.page.stands.text() == "渋谷"


def test_at_the_desk_of_a_closed_studio_nothing_new_is_booked(at_desk: AtDesk, company: Company) -> None:
    owner = company.ring(OWNER)
    record = record_of(owner)
    actions.close_studio(record, "UEN", record.clock().astimezone().date(), actor=owner.person)
    try:
        page = DeskPage(surroundings(at_desk.held, at_desk.folder), at_desk.page.desk)
        at_desk.qtbot.addWidget(page)
        assert page.findChild(StudioChoice) is None, "only one is open: there is nothing to choose"
        page.room.whereabouts.choose("UEN")  # type: ignore[union-attr]
        closed = DeskPage(page.room, at_desk.page.desk)
        at_desk.qtbot.addWidget(closed)
        assert "上野は閉店しています" in said(closed)
        closed.show_part("day")
        day = closed.made["day"]
        assert isinstance(day, DayPage)
        day.open_form(walked_in=True)
        assert isinstance(day.form, VisitorForm)
        day.form.name.set_text("架空 閉店後")
        day.form.at.set_text("10:00")
        day.form.save.click()
        assert "上野は閉店しているため" in day.form.refused.text()
        assert day.form.name.text() == "架空 閉店後", "what was typed stays"
    finally:
        actions.reopen_studio(record, "UEN", actor=owner.person)
        owner.forget()


def test_who_works_in_one_studio_is_asked_nothing(
    company: Company, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    held = HeldRing(company.ring(DESK_A))
    desk = Desk(Counter(tmp_path, held), PaperlessSystem())
    page = DeskPage(surroundings(held, tmp_path), desk)
    qtbot.addWidget(page)
    assert page.findChild(StudioChoice) is None
    assert page.where.isHidden()
    settle()
    held.drop()


def test_a_server_names_to_the_desk_its_own_studios_alone(company: Company) -> None:
    with closing(company.raw(DESK_A)) as connection:
        assert connection.execute("SELECT code, name FROM staff.places()").fetchall() == [("SBY", "渋谷")]


@pytest.mark.parametrize(("language", "scale"), [("ja", 1.5), ("en", 1.5)])
def test_nothing_is_cut_where_a_desk_speaks_of_studios(
    at_desk: AtDesk, papers: dict[str, str], language: Language, scale: float
) -> None:
    look = at_desk.page.room.with_look(language, Theme("dark", scale))
    asked = DeskPage(look, at_desk.page.desk)
    at_desk.stand_in("SBY")
    at_desk.page.desk.show_all(True)
    standing = DeskPage(look, at_desk.page.desk)
    for page in (asked, standing):
        page.setStyleSheet(style_sheet(look.theme))
        at_desk.qtbot.addWidget(page)
        page.resize(1280, 650)
        page.show()
        for part in PARTS:
            page.show_part(part)
            settle()
            assert (cut_off(page), squeezed(page), nameless(page), small_targets(page)) == ([], [], [], [])
