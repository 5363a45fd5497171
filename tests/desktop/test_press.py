"""Printing beside the window: progress, stopping, following and cancelling, at a real queue."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clinic_app.desktop.front_desk.press import Press
from clinic_app.errors import Refused
from clinic_app.printing import JobState, PrintOptions, Reason, Standing, SystemJob, new_token
from clinic_app.printing.batch import CutOff, Outcome, Sheet
from clinic_app.printing.cups import Cups
from tests.printing.desk_program import Book
from tests.printing.private_cups import Bench, PrivateCups

SHEET = b"%PDF-1.4\n% a sheet\n"


class Numbers(Book):
    """The journal that also keeps the jobs, as a desk does."""

    def jobs(self) -> dict[str, SystemJob]:
        return {
            fact["sheet"]: SystemJob(fact["printer"], fact["number"], fact["token"])
            for fact in self.facts
            if fact["fact"] == "numbered"
        }


@pytest.fixture
def book(tmp_path: Path) -> Numbers:
    return Numbers(tmp_path / "journal")


@pytest.fixture
def press(qtbot: QtBot, cups: Cups, book: Numbers) -> Press:
    assert qtbot
    return Press(cups, book)


def sheets(count: int) -> list[Sheet]:
    return [Sheet(f"sheet-{number}", f"{number}", lambda: SHEET) for number in range(1, count + 1)]


def print_out(qtbot: QtBot, press: Press, bench: Bench, count: int) -> Outcome:
    with qtbot.waitSignal(press.ended, timeout=20_000) as ended:
        assert press.print(sheets(count), PrintOptions(bench.name))
    return ended.args[0]  # type: ignore[no-any-return]


def test_a_batch_tells_how_far_it_is_and_each_sheet_where_it_is_until_it_is_printed(
    qtbot: QtBot, press: Press, book: Numbers, bench: Bench
) -> None:
    told: list[tuple[int, int]] = []
    stood: dict[str, Standing] = {}
    press.progressed.connect(lambda sent, of: told.append((sent, of)))
    press.stood.connect(stood.__setitem__)
    assert print_out(qtbot, press, bench, 4) == Outcome(4)
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    press.watch(book.jobs())
    everything = {f"sheet-{number}": JobState.PRINTED for number in range(1, 5)}
    qtbot.waitUntil(lambda: {key: one.state for key, one in stood.items()} == everything, timeout=20_000)
    assert len(bench.received()) == 4


def test_a_second_batch_waits_until_the_first_is_sent(qtbot: QtBot, press: Press, bench: Bench) -> None:
    with qtbot.waitSignal(press.ended, timeout=20_000):
        assert press.print(sheets(2), PrintOptions(bench.name))
        assert not press.print(sheets(2), PrintOptions(bench.name)), "pressed twice in a hurry"
    qtbot.waitUntil(lambda: len(bench.received()) == 2, timeout=20_000)


def test_stopping_leaves_the_rest_unsent(qtbot: QtBot, press: Press, book: Numbers, bench: Bench) -> None:
    press.progressed.connect(lambda sent, _of: press.stop() if sent == 2 else None)
    outcome = print_out(qtbot, press, bench, 50)
    assert 2 <= outcome.sent < 50
    assert {fact["fact"] for fact in book.facts if fact["sheet"] == "sheet-50"} == set()
    qtbot.waitUntil(lambda: len(bench.received()) == outcome.sent, timeout=20_000)


def test_paper_out_is_seen_and_so_is_its_end(qtbot: QtBot, press: Press, book: Numbers, bench: Bench) -> None:
    stood: dict[str, Standing] = {}
    press.stood.connect(stood.__setitem__)
    bench.say("media-empty")
    print_out(qtbot, press, bench, 1)
    press.watch(book.jobs())
    qtbot.waitUntil(lambda: "sheet-1" in stood and stood["sheet-1"].reasons == (Reason.PAPER_OUT,), timeout=20_000)
    assert stood["sheet-1"].state is JobState.STOPPED
    bench.say("")
    qtbot.waitUntil(lambda: stood["sheet-1"].state is JobState.PRINTED, timeout=20_000)


def test_a_sheet_that_waits_can_be_cancelled(qtbot: QtBot, press: Press, book: Numbers, bench: Bench) -> None:
    stood: dict[str, Standing] = {}
    press.stood.connect(stood.__setitem__)
    bench.say("media-empty")
    print_out(qtbot, press, bench, 2)
    press.watch(book.jobs())
    press.cancel("sheet-2")
    qtbot.waitUntil(lambda: "sheet-2" in stood and stood["sheet-2"].state is JobState.CANCELLED, timeout=20_000)
    bench.say("")
    qtbot.waitUntil(lambda: stood["sheet-1"].state is JobState.PRINTED, timeout=20_000)
    assert [sheet.title.split()[0] for sheet in bench.received()] == ["1"]


def test_a_refused_printer_ends_the_batch_and_says_why(
    qtbot: QtBot, press: Press, book: Numbers, bench: Bench, cups_server: PrivateCups
) -> None:
    cups_server.run("cupsreject", bench.name)
    outcome = print_out(qtbot, press, bench, 3)
    assert (outcome.sent, outcome.stopped_at) == (0, "sheet-1")
    assert isinstance(outcome.refused, Refused)
    assert book.stands("sheet-1") == "waiting"


def test_what_was_cut_off_is_settled_beside_the_window(
    qtbot: QtBot, press: Press, book: Numbers, cups: Cups, bench: Bench
) -> None:
    token = new_token()
    job = cups.open_job(PrintOptions(bench.name), "1", token)
    with qtbot.waitSignal(press.settled, timeout=20_000) as settled:
        press.settle([CutOff("sheet-1", token, job), CutOff("sheet-2", new_token(), None)])
    assert settled.args == [[]]
    assert (book.stands("sheet-1"), book.stands("sheet-2")) == ("waiting", "waiting")
    assert bench.received() == []
