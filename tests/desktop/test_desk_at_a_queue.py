"""The front desk's page at a real queue: what a person sees and presses while a printer does what printers do."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clinic_app.actions.counter import Counter
from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.queue_page import QueuePage
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.print_job import PrintJob
from clinic_app.handouts import render_memo
from clinic_app.printing import JobState, Reason
from clinic_app.printing.cups import Cups
from clinic_app.settings import PrinterChoice, remember
from tests.handouts import sheet_samples as samples
from tests.printing.private_cups import Bench, PrivateCups
from tests.printing.sealed_sheets import alter, lay_out
from tests.records.desk_bench import desk_ring

LONG = 60_000


class Counterside:
    """A person before the page: finds what is on screen, presses it, waits for what comes of it."""

    def __init__(self, qtbot: QtBot, cups: Cups, folder: Path) -> None:
        self.qtbot, self.counter = qtbot, Counter(folder, desk_ring())
        self.desk = Desk(self.counter, cups)
        self.page = QueuePage(Surroundings(person="田中", language="en"), self.desk)
        qtbot.addWidget(self.page)
        self.page.show()
        self.desk.begin()
        self.until(lambda: self.page.bar.options() is not None and bool(self.desk.view.jobs))

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=LONG)

    def job(self, number: int) -> PrintJob:
        """The job of a call number that nothing has followed."""
        return next(job for job in self.desk.view.jobs if job.sheet.call_number == number and not job.followed_by)

    def choose(self, number: int) -> None:
        self.page.scope.pick("all")
        self.page.table.choose(self.job(number).id)
        self.until(lambda: self.page.panel.number.text() == str(number))

    def buttons(self) -> dict[str, OptionButton]:
        return {one.text(): one for one in self.page.findChildren(OptionButton) if one.isVisible() and one.isEnabled()}

    def press(self, words: str) -> None:
        self.until(lambda: words in self.buttons())
        self.buttons()[words].click()

    def stands(self, number: int, state: JobState, reason: Reason | None = None) -> bool:
        standing = self.desk.standings.get(self.job(number).id)
        return (
            standing is not None and standing.state is state and standing.reasons[:1] == ((reason,) if reason else ())
        )

    def said(self) -> str:
        """State and sentence at the chosen job."""
        return f"{self.page.panel.state.text()}: {self.page.panel.sentence.text()}"


@pytest.fixture
def person(qtbot: QtBot, cups: Cups, bench: Bench, tmp_path: Path) -> Iterator[Counterside]:
    load_fonts()
    lay_out(tmp_path, 3, render_memo(samples.memo("en")))
    remember(tmp_path, printers={Counter(tmp_path, desk_ring()).computer: PrinterChoice(bench.name)})
    found = Counterside(qtbot, cups, tmp_path)
    yield found
    found.desk.deleteLater()


def test_a_sheet_is_printed_seen_and_handed_over_each_by_one_press(person: Counterside, bench: Bench) -> None:
    person.choose(1)
    person.press("Print")
    person.until(lambda: person.stands(1, JobState.PRINTED))
    assert person.job(1).state == "sent", "what the system says is not yet a sheet in somebody's hand"
    person.press("It is out and right")
    person.until(lambda: person.job(1).state == "printed")
    person.press("Handed over")
    person.until(lambda: person.job(1).state == "handed_over")
    assert len(bench.received()) == 1


def test_paper_out_is_said_with_its_remedy_and_enter_does_not_confirm_what_is_not_there(
    person: Counterside, bench: Bench
) -> None:
    bench.say("media-empty")
    person.choose(1)
    person.press("Print")
    person.until(lambda: person.stands(1, JobState.STOPPED, Reason.PAPER_OUT))
    assert "no paper" in person.said()
    person.page.panel.step()
    assert person.job(1).state == "sent"
    person.until(lambda: "no paper" in person.page.bar.state.text())
    bench.say("")
    person.until(lambda: person.stands(1, JobState.PRINTED))
    assert "tray" in person.said()
    person.until(lambda: person.page.bar.state.text() == "")


def test_what_is_cancelled_at_the_printer_is_cancelled_here_and_printed_again_only_as_a_new_job(
    person: Counterside, bench: Bench
) -> None:
    bench.say("cancel")
    person.choose(2)
    person.press("Print")
    person.until(lambda: person.job(2).state == "cancelled")
    first = person.job(2).id
    bench.say("")
    person.choose(2)
    person.press("Print again")
    person.until(lambda: person.job(2).after == first)
    assert person.job(2).state == "waiting"
    assert bench.received() == [], "nothing prints by itself"


def test_a_failed_job_says_so_and_is_final(person: Counterside, cups_server: PrivateCups, bench: Bench) -> None:
    cups_server.run("lpadmin", "-p", bench.name, "-o", "printer-error-policy=abort-job")
    bench.say("broken")
    person.choose(1)
    person.press("Print")
    person.until(lambda: person.job(1).state == "failed")
    person.choose(1)
    person.until(lambda: "Print again" in person.buttons())
    assert "It is out and right" not in person.buttons()


def test_a_printer_that_is_removed_leaves_a_question_and_is_not_replaced(
    person: Counterside, cups_server: PrivateCups, bench: Bench
) -> None:
    bench.say("media-empty")
    person.choose(1)
    person.press("Print")
    person.until(lambda: person.stands(1, JobState.STOPPED, Reason.PAPER_OUT))
    cups_server.run("lpadmin", "-x", bench.name)
    person.until(lambda: person.stands(1, JobState.GONE, Reason.QUEUE_REMOVED) or person.job(1).state == "cancelled")
    person.page.bar.look_again()
    person.until(lambda: person.page.bar.options() is None)
    assert bench.received() == []


def test_one_altered_sheet_is_refused_and_does_not_keep_the_others_waiting(
    person: Counterside, bench: Bench, tmp_path: Path
) -> None:
    alter(tmp_path, person.job(2).sheet)
    person.press("Print all 3 waiting")
    person.until(lambda: len(bench.received()) == 2)
    person.until(lambda: "approved" in person.page.said.text())
    assert [person.job(number).state for number in (1, 2, 3)] == ["sent", "waiting", "sent"]


def test_the_title_in_the_spool_names_nobody(person: Counterside, cups_server: PrivateCups, bench: Bench) -> None:
    bench.say("slow")
    person.choose(3)
    person.press("Print")
    person.until(lambda: person.stands(3, JobState.PRINTING))
    control = next((cups_server.folder / "spool").glob(f"c{person.job(3).number:05}")).read_bytes()
    assert b"3 " + person.job(3).token.encode() in control
    for word in ("カクウ", "鈴木", "田中", os.fspath(person.counter.folder)):
        assert word.encode() not in control
    bench.say("")
