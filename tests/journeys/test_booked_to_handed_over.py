"""A day at the front desk at a real printing queue: a walk-in, the sheet, the printer, the client, a reprint."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from clinic_app import actions
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.printing.cups import Cups
from clinic_app.records.record import Record
from clinic_app.settings import PrinterChoice, Workstation, remember
from tests.journeys.midday import from_noon
from tests.printing.private_cups import Bench, PrivateCups, wait_until
from tests.records.desk_bench import Studio

LONG = 120_000
Press = Callable[[str], None]


def sheet() -> bytes:
    """A PDF of two pages."""
    paper = BytesIO()
    canvas = Canvas(paper, invariant=True)
    for words in ("page one", "page two"):
        canvas.drawString(100, 700, words)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return from_noon()


@pytest.fixture
def studio(record: Record, tmp_path: Path, clock: Callable[[], datetime]) -> Studio:
    made = Studio(record, tmp_path)
    record.clock = made.counter.clock = clock
    return made


@pytest.fixture
def page(
    qtbot: QtBot, qapp: QApplication, studio: Studio, cups: Cups, bench: Bench, clock: Callable[[], datetime]
) -> Iterator[DeskPage]:
    """The desk at this test's printer, which this computer remembers."""
    load_fonts()
    remember(studio.folder, printers={studio.counter.computer: PrinterChoice(bench.name)})
    made = DeskPage(Surroundings(person="田中 受付", language="en", clock=clock), Desk(studio.counter, cups))
    made.resize(1280, 700)
    made.show()
    settle()
    qtbot.waitUntil(lambda: made.made["sheets"].bar.options() is not None, timeout=LONG)  # type: ignore[attr-defined]
    yield made
    made.close()
    made.deleteLater()
    made.desk.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


def pressed(page: DeskPage, words: str) -> None:
    """Press a button of the chosen sheet."""
    settle()
    panel = page.made["sheets"].panel  # type: ignore[attr-defined]
    (button,) = [one for one in panel.findChildren(OptionButton) if one.text() == words and one.isVisible()]
    button.click()


def states(page: DeskPage) -> list[str]:
    return [job.state for job in page.made["sheets"].model.jobs]  # type: ignore[attr-defined]


def sentence(page: DeskPage) -> str:
    return str(page.made["sheets"].panel.sentence.text())  # type: ignore[attr-defined]


def test_from_the_walk_in_to_the_reprint(
    qtbot: QtBot, page: DeskPage, studio: Studio, bench: Bench, clock: Callable[[], datetime]
) -> None:
    page.show_part("day")
    day = page.made["day"]
    day.walk_in.click()  # type: ignore[attr-defined]
    form = day.form  # type: ignore[attr-defined]
    form.new.buttons["new"].click()
    form.name.edit.setText("架空 花子")
    form.kana.edit.setText("カクウ ハナコ")
    form.birth.edit.setText("S60.4.1")
    form.save.click()
    qtbot.waitUntil(lambda: len(page.desk.view.lines) == 1, timeout=LONG)
    studio.link.once()
    today = clock().astimezone().date()
    (expected,) = actions.day_overview(studio.record, today, today).expected
    visit = actions.arrive(studio.record, expected.booking.id, day=today, trainer="鈴木", actor="staff-1").value
    pdf = sheet()
    studio.memo(visit.id, pdf)
    studio.link.once()
    page.show_part("sheets")
    qtbot.waitUntil(lambda: states(page) == ["waiting"], timeout=LONG)
    # A look that fell between the two may know the sheet and not yet whose it is; the next one does.
    qtbot.waitUntil(lambda: page.desk.counter.paper_ready(page.desk.view.lines[0]), timeout=LONG)
    QTest.keyClick(page.made["sheets"].table, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: states(page) == ["sent"], timeout=LONG)
    wait_until(lambda: bool(bench.received()))
    (received,) = bench.received()
    assert received.sha256 == hashlib.sha256(pdf).hexdigest(), "byte for byte what the trainer approved"
    assert received.title.split()[0] == "1", "the spool is told a call number and nobody's name"
    qtbot.waitUntil(lambda: "says the sheet is printed" in sentence(page), timeout=LONG)
    assert states(page) == ["sent"], "only a person says that it is out"
    pressed(page, "It is out and right")
    qtbot.waitUntil(lambda: states(page) == ["printed"], timeout=LONG)
    pressed(page, "Handed over")
    qtbot.waitUntil(lambda: states(page) == [], timeout=LONG)
    page.made["sheets"].scope.pick("done")  # type: ignore[attr-defined]
    pressed(page, "Reprint")
    qtbot.waitUntil(lambda: states(page) == ["waiting"], timeout=LONG)
    pressed(page, "Print")
    wait_until(lambda: len(bench.received()) == 2)
    out = next(bench.folder.glob(f"job-{bench.received()[1].number}.pdf")).read_bytes()
    assert all("再発行" in one.extract_text() for one in PdfReader(BytesIO(out)).pages)
    qtbot.waitUntil(lambda: states(page) == ["sent"], timeout=LONG)


def test_an_empty_printer_is_said_and_goes_on_by_itself(
    qtbot: QtBot, page: DeskPage, studio: Studio, bench: Bench
) -> None:
    bench.say("media-empty")
    studio.memo(studio.client(), sheet())
    studio.link.once()
    qtbot.waitUntil(lambda: states(page) == ["waiting"], timeout=LONG)
    pressed(page, "Print")
    qtbot.waitUntil(lambda: "no paper" in sentence(page), timeout=LONG)
    bench.say("")
    qtbot.waitUntil(lambda: "says the sheet is printed" in sentence(page), timeout=LONG)
    assert len(bench.received()) == 1


def test_a_queue_that_was_removed_leaves_a_question_for_the_person(
    qtbot: QtBot, page: DeskPage, studio: Studio, bench: Bench, cups_server: PrivateCups
) -> None:
    bench.say("media-empty")
    studio.memo(studio.client(), sheet())
    studio.link.once()
    qtbot.waitUntil(lambda: states(page) == ["waiting"], timeout=LONG)
    pressed(page, "Print")
    qtbot.waitUntil(lambda: "no paper" in sentence(page), timeout=LONG)
    cups_server.run("lpadmin", "-x", bench.name)
    qtbot.waitUntil(lambda: states(page) != ["sent"] or "printer was removed" in sentence(page), timeout=LONG)
    if states(page) == ["sent"]:
        pressed(page, "It did not come out")
        qtbot.waitUntil(lambda: states(page) == ["failed"], timeout=LONG)
    assert bench.received() == []


def test_the_printer_is_remembered_for_this_computer(page: DeskPage, studio: Studio, bench: Bench) -> None:
    assert Workstation.load(studio.folder).printers[studio.counter.computer].printer == bench.name
    assert page.made["sheets"].bar.options().printer == bench.name  # type: ignore[attr-defined]
