"""The front desk's pages on real folders, a real record and a printing system that uses no paper."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from clinic_app import actions
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.front_desk.queue_page import QueuePage
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.desk_event import Shown
from clinic_app.domain.plan_code import ALPHABET, read_plan_code
from clinic_app.errors import Refused
from clinic_app.printing import JobState, Standing
from clinic_app.printing.reason import Reason
from clinic_app.records.inbox import read_event
from clinic_app.records.record import Record
from clinic_app.records.sealed import SealedFolder
from tests.records.desk_bench import PaperlessSystem, Studio, desk_ring


def two_pages() -> bytes:
    """A PDF of two pages."""
    paper = BytesIO()
    canvas = Canvas(paper, invariant=True)
    for words in ("what was told", "the exercises"):
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


PDF = two_pages()


def from_noon() -> Callable[[], datetime]:
    """The time as it passes from noon on: days, and numbers that begin anew with each, do not change in a test."""
    began = datetime.now(UTC).astimezone()
    ahead = began.replace(hour=12, minute=0) - began
    return lambda: datetime.now(UTC) + ahead


class AtDesk:
    """Somebody at the desk: the room, its clinic, and a printer without paper."""

    def __init__(self, qtbot: QtBot, record: Record, folder: Path) -> None:
        self.qtbot = qtbot
        self.clock = record.clock = from_noon()
        self.studio = Studio(record, folder)
        self.studio.counter.clock = self.clock
        self.system = PaperlessSystem()
        self.desk = Desk(self.studio.counter, self.system)
        self.page = DeskPage(Surroundings(person="田中 受付", language="en", clock=self.clock), self.desk)
        self.page.resize(1280, 700)
        self.page.show()
        settle()

    @property
    def queue(self) -> QueuePage:
        """The page of sheets."""
        page = self.page.made["sheets"]
        assert isinstance(page, QueuePage)
        return page

    def today(self) -> date:
        """The day on the clock of everybody here."""
        return self.clock().astimezone().date()

    def issue(self, kana: str = "カクウ ハナコ", visit: str = "") -> str:
        """A trainer issues a sheet, which then is on screen; gives its id."""
        paper = self.studio.memo(visit or self.studio.client(kana=kana), PDF).id
        self.studio.link.once()
        self.qtbot.waitUntil(lambda: self.queue.model.row_of(paper) >= 0, timeout=60_000)
        return paper

    def states(self) -> list[str]:
        """The state of every row."""
        return [job.state for job in self.queue.model.jobs]

    def press(self, words: str) -> None:
        """Press the button of the chosen sheet."""
        settle()
        buttons = [b for b in self.queue.panel.findChildren(OptionButton) if b.text() == words and b.isVisible()]
        assert len(buttons) == 1, words
        buttons[0].click()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for what runs beside the window."""
        self.qtbot.waitUntil(true, timeout=60_000)


@pytest.fixture
def at_desk(qtbot: QtBot, qapp: QApplication, record: Record, tmp_path: Path) -> Iterator[AtDesk]:
    load_fonts()
    made = AtDesk(qtbot, record, tmp_path)
    yield made
    made.page.close()
    made.page.deleteLater()
    made.desk.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


def test_a_sheet_appears_by_itself_and_enter_leads_it_to_the_client(at_desk: AtDesk) -> None:
    at_desk.issue()
    at_desk.system.says = Standing(JobState.PRINTED, has_sheet=True)
    at_desk.until(lambda: at_desk.queue.bar.options() is not None)
    for after in ("sent", "printed"):
        at_desk.until(lambda: at_desk.queue.panel.primary is not None)  # while the printer is at it, Enter does nothing
        QTest.keyClick(at_desk.queue.table, Qt.Key.Key_Return)
        at_desk.until(lambda after=after: at_desk.states() == [after])  # type: ignore[misc]
    QTest.keyClick(at_desk.queue.table, Qt.Key.Key_Return)
    at_desk.until(lambda: at_desk.states() == [])
    assert at_desk.system.taken == [("1", PDF)]
    at_desk.queue.scope.pick("done")
    assert at_desk.states() == ["handed_over"]


def test_a_reprint_is_a_job_of_its_own_and_carries_the_day_on_every_page(at_desk: AtDesk) -> None:
    paper = at_desk.issue()
    for state in ("sent", "printed", "handed_over"):
        at_desk.studio.counter.move(paper, state)  # type: ignore[arg-type]
    at_desk.queue.scope.pick("all")
    at_desk.desk.changed.emit()
    at_desk.press("Reprint")
    at_desk.until(lambda: at_desk.states() == ["waiting"])
    assert at_desk.system.taken == [], "nothing prints before somebody presses Print"
    at_desk.until(lambda: at_desk.queue.bar.options() is not None)
    at_desk.press("Print")
    at_desk.until(lambda: at_desk.states() == ["sent"])
    ((_number, sent),) = at_desk.system.taken
    pages = [page.extract_text() for page in PdfReader(BytesIO(sent)).pages]
    day = at_desk.today().isoformat()
    assert all(f"再発行 {day}" in page for page in pages)
    assert "the exercises" in pages[1]


def test_the_desk_compares_page_two_and_looking_at_page_one_is_noted(at_desk: AtDesk) -> None:
    paper = at_desk.issue()
    preview = at_desk.queue.panel.preview
    at_desk.until(lambda: preview.order == [1, 0])
    (covered,) = preview.covered
    assert covered.is_covered
    preview.uncover.click()
    assert not covered.is_covered
    inbox = SealedFolder(at_desk.studio.folder, "desk", "in", desk_ring().ring)

    def kinds() -> list[str]:
        found = [read_event(name, content) for name, content in inbox.contents() if isinstance(content, bytes)]
        return [event.kind for event in found if event is not None and event.payload == {"sheet": paper}]

    at_desk.until(lambda: kinds() == ["page_shown"])
    told = at_desk.studio.counter.reading.told
    at_desk.until(lambda: Shown(paper) in [event for _at, event in list(told.values())])


def test_what_stops_the_printer_is_said_with_one_next_step(at_desk: AtDesk) -> None:
    at_desk.issue()
    at_desk.until(lambda: at_desk.queue.bar.options() is not None)
    at_desk.system.says = Standing(JobState.STOPPED, (Reason.PAPER_OUT,), has_sheet=True)
    at_desk.press("Print")
    at_desk.until(lambda: "no paper" in at_desk.queue.panel.sentence.text())
    assert at_desk.queue.panel.state.text() == "Printer stopped"
    at_desk.press("Cancel at the printer")
    at_desk.until(lambda: not at_desk.states())
    at_desk.queue.scope.pick("all")
    assert at_desk.states() == ["cancelled"]


def test_a_sheet_that_was_not_taken_waits_on_and_the_reason_stands_above_the_list(at_desk: AtDesk) -> None:
    at_desk.issue()
    at_desk.until(lambda: at_desk.queue.bar.options() is not None)
    at_desk.system.away = Refused("The printing system does not answer here.")
    at_desk.press("Print")
    at_desk.until(at_desk.queue.problem.isVisible)
    assert at_desk.queue.said.text() == "No. 1: The printing system does not answer here."
    assert at_desk.states() == ["waiting"]


def test_print_all_sends_each_waiting_sheet_once(at_desk: AtDesk) -> None:
    for kana in ("アオキ ジュン", "イトウ サクラ", "ウエダ マコト"):
        at_desk.issue(kana)
    at_desk.until(at_desk.queue.print_all.isEnabled)
    assert at_desk.queue.print_all.text() == "Print all 3 waiting"
    at_desk.queue.print_all.click()
    at_desk.until(lambda: at_desk.states() == ["sent"] * 3)
    assert sorted(number for number, _pdf in at_desk.system.taken) == ["1", "2", "3"]
    assert not at_desk.queue.print_all.isEnabled()


def test_the_search_finds_call_numbers_and_kana_in_whatever_state(at_desk: AtDesk) -> None:
    first = at_desk.issue("アオキ ジュン")
    second = at_desk.issue("イトウ サクラ")
    at_desk.studio.counter.move(first, "cancelled")
    at_desk.desk.changed.emit()
    for typed, found in (("あおき", first), ("1", first), ("2", second), ("サクラ", second)):
        at_desk.queue.search.edit.setText(typed)
        assert [job.id for job in at_desk.queue.model.jobs] == [found], typed


def test_a_walk_in_is_registered_and_the_trainer_finds_them_in_today(at_desk: AtDesk) -> None:
    at_desk.page.show_part("day")
    day = at_desk.page.made["day"]
    day.walk_in.click()
    form = day.form
    assert form is not None
    form.new.buttons["new"].click()
    form.name.edit.setText("新顔 太郎")
    form.kana.edit.setText("しんがお たろう")
    form.birth.edit.setText("S60.4.1")
    form.save.click()
    at_desk.until(lambda: [line.state for line in day.desk.view.lines] == ["walk_in"])
    at_desk.studio.link.once()
    today = at_desk.today()
    (expected,) = actions.day_overview(at_desk.studio.record, today, today).expected
    assert expected.client is not None
    assert (expected.client.details.kana, str(expected.client.details.birth_date)) == ("シンガオ タロウ", "1985-04-01")


def test_a_form_with_a_fault_says_it_at_the_field_and_sends_nothing(at_desk: AtDesk) -> None:
    at_desk.page.show_part("day")
    day = at_desk.page.made["day"]
    day.book.click()
    day.form.name.edit.setText("電話の人")
    day.form.at.edit.setText("25:99")
    day.form.save.click()
    settle()
    assert day.form.at.problem.isVisible()
    assert at_desk.desk.view.lines == ()


def test_a_strip_is_entered_with_its_code_and_one_key_for_each_day(at_desk: AtDesk) -> None:
    at_desk.page.show_part("diary")
    diary = at_desk.page.made["diary"]
    diary.code.edit.setText("K7A-24M-9")
    QTest.keyClick(diary.code.edit, Qt.Key.Key_Return)
    assert diary.code.problem.isVisible(), "a wrong check sign is noticed"
    right = next(f"K7A-24M-{sign}" for sign in ALPHABET if read_plan_code(f"K7A24M{sign}"))
    diary.code.edit.setText(right)
    QTest.keyClick(diary.code.edit, Qt.Key.Key_Return)
    for place, key in enumerate("1101-1"):
        QTest.keyClick(diary.strip.days[place], key)
    assert "".join(diary.strip.ticks) == "1101-1--------"
    for key in "12-3":
        QTest.keyClick(diary.signals.days["12-3".index(key)], key)
    assert diary.signals.days[3].accessibleName() == "Pain signals of the diary: Day 4: red"
    QTest.keyClick(diary.signals.days[4], Qt.Key.Key_Return)
    at_desk.until(lambda: len(at_desk.studio.counter.reading.told) == 1)
    ((_at, told),) = at_desk.studio.counter.reading.told.values()
    told_of = (told.plan_code, told.ticks, told.signals)  # type: ignore[union-attr]
    assert told_of == (right, "1101-1--------", "by-r----------")
    at_desk.until(lambda: diary.strip.kept == diary.signals.kept == "-" * 14)  # ready for the next strip


def test_the_fourteenth_key_leads_to_the_signals_and_the_last_of_those_to_saving(at_desk: AtDesk) -> None:
    at_desk.page.show_part("diary")
    diary = at_desk.page.made["diary"]
    diary.code.edit.setText(next(code for sign in ALPHABET if (code := read_plan_code(f"K7A24M{sign}"))))
    for day in range(14):
        QTest.keyClick(diary.strip.days[day], "1")
    assert diary.signals.days[0].hasFocus()
    for day in range(14):
        QTest.keyClick(diary.signals.days[day], "1")
    assert diary.save.hasFocus()
    assert (diary.strip.kept, diary.signals.kept) == ("1" * 14, "b" * 14)


def test_no_finding_and_no_note_of_a_client_is_anywhere_at_the_desk(at_desk: AtDesk) -> None:
    canary = "カナリアの秘密"
    visit = at_desk.studio.client()
    client = actions.find_clients(at_desk.studio.record, "カクウ")[0]
    changed = replace(client, details=replace(client.details, note=canary, phone="070-9876-5432", goal=canary))
    actions.change_client(at_desk.studio.record, changed, actor="staff-1")
    at_desk.issue(visit=visit)
    for part in ("sheets", "day", "diary"):
        at_desk.page.show_part(part)
        settle()
    out = SealedFolder(at_desk.studio.folder, "desk", "out", desk_ring().ring)
    texts = [content.decode(errors="replace") for _name, content in out.contents() if isinstance(content, bytes)]
    texts += [repr(at_desk.desk.view), at_desk.page.window().windowTitle()]
    for widget in at_desk.page.findChildren(QWidget):
        texts.append(widget.accessibleName() + widget.toolTip())
        if isinstance(widget, QLabel | QLineEdit | OptionButton):
            texts.append(widget.text())
    model = at_desk.queue.model
    texts += [str(model.index(0, column).data(role)) for column in range(model.columnCount()) for role in range(300)]
    assert len(texts) > 50
    assert any("カクウ ハナコ" in text for text in texts)
    born = r"(?<![0-9a-f-])1984(?![0-9a-f])"  # not four signs out of an id or of a time's fractions
    for secret in (canary, "070-9876-5432", "架空 花子", born):
        assert not any(re.search(secret, text) for text in texts), secret
