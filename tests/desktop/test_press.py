"""Printing beside the window: progress, stopping, following and cancelling, at a real queue."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from clinic_app.desktop.front_desk.press import Press
from clinic_app.errors import Refused
from clinic_app.printing import JobState, PrintOptions, Reason, Standing, SystemJob, new_token
from clinic_app.printing.batch import Outcome, Sheet, print_all, settle_all
from clinic_app.printing.cups import Cups
from tests.printing.desk_program import Book
from tests.printing.private_cups import Bench, PrivateCups

SHEET = b"%PDF-1.4\n% a sheet\n"
LONG = 60_000


class Desk:
    """A press with the smallest of journals."""

    def __init__(self, cups: Cups, path: Path) -> None:
        self.cups, self.book = cups, Book(path)
        self.press = Press(self._send, self._follow, self._settle)
        self.stood: dict[str, Standing] = {}
        self.press.followed.connect(self.stood.update)

    def _send(self, sheets: Sequence[Sheet], options: PrintOptions, go_on: Callable[[int], bool]) -> Outcome:
        return print_all(self.cups, sheets, options, self.book, go_on)

    def _follow(self) -> dict[str, Standing]:
        jobs = {key: job for key, job in self.jobs().items() if self.book.stands(key) == "sent"}
        standings = self.cups.follow_all(jobs.values())
        return {key: standings[job] for key, job in jobs.items()}

    def _settle(self) -> list[str]:
        return settle_all(self.cups, self.book.cut_off(["sheet-1", "sheet-2"]), self.book)

    def jobs(self) -> dict[str, SystemJob]:
        return {
            fact["sheet"]: SystemJob(fact["printer"], fact["number"], fact["token"])
            for fact in self.book.facts
            if fact["fact"] == "numbered"
        }


@pytest.fixture
def desk(qtbot: QtBot, cups: Cups, tmp_path: Path) -> Desk:
    assert qtbot
    return Desk(cups, tmp_path / "journal")


def sheets(count: int) -> list[Sheet]:
    return [Sheet(f"sheet-{number}", f"{number}", lambda: SHEET) for number in range(1, count + 1)]


def print_out(qtbot: QtBot, desk: Desk, bench: Bench, count: int) -> Outcome:
    with qtbot.waitSignal(desk.press.ended, timeout=LONG) as ended:
        assert desk.press.print(sheets(count), PrintOptions(bench.name))
    return ended.args[0]  # type: ignore[no-any-return]


def test_a_batch_tells_how_far_it_is_and_where_each_sheet_is_until_it_is_printed(
    qtbot: QtBot, desk: Desk, bench: Bench
) -> None:
    told: list[tuple[int, int]] = []
    desk.press.progressed.connect(lambda sent, of: told.append((sent, of)))
    assert print_out(qtbot, desk, bench, 4) == Outcome(4)
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    everything = {f"sheet-{number}": JobState.PRINTED for number in range(1, 5)}
    qtbot.waitUntil(lambda: {key: one.state for key, one in desk.stood.items()} == everything, timeout=LONG)
    assert len(bench.received()) == 4


def test_pressed_twice_in_a_hurry_it_prints_once(qtbot: QtBot, desk: Desk, bench: Bench) -> None:
    with qtbot.waitSignal(desk.press.ended, timeout=LONG):
        assert desk.press.print(sheets(2), PrintOptions(bench.name))
        assert not desk.press.print(sheets(2), PrintOptions(bench.name))
    qtbot.waitUntil(lambda: len(bench.received()) == 2, timeout=LONG)


def test_stopping_leaves_the_rest_unsent(qtbot: QtBot, desk: Desk, bench: Bench) -> None:
    batch, stopped = sheets(50), Event()

    def stop(sent: int, _of: int) -> None:
        if sent == 2:
            desk.press.stop()
            stopped.set()

    def held() -> bytes:
        assert stopped.wait(LONG / 1000)  # else all fifty may be gone before the window's thread has its turn
        return SHEET

    batch[2] = Sheet("sheet-3", "3", held)
    desk.press.progressed.connect(stop)
    with qtbot.waitSignal(desk.press.ended, timeout=LONG) as ended:
        assert desk.press.print(batch, PrintOptions(bench.name))
    outcome = ended.args[0]
    assert 2 <= outcome.sent < 50
    assert desk.book.stands("sheet-50") == "waiting"
    qtbot.waitUntil(lambda: len(bench.received()) == outcome.sent, timeout=LONG)


def test_paper_out_is_seen_and_so_is_its_end(qtbot: QtBot, desk: Desk, bench: Bench) -> None:
    bench.say("media-empty")
    print_out(qtbot, desk, bench, 1)
    no_paper = Standing(JobState.STOPPED, (Reason.PAPER_OUT,), "the bench says media-empty", has_sheet=True)
    qtbot.waitUntil(lambda: desk.stood.get("sheet-1") == no_paper, timeout=LONG)
    bench.say("")
    qtbot.waitUntil(lambda: desk.stood["sheet-1"].state is JobState.PRINTED, timeout=LONG)


def test_a_sheet_that_waits_can_be_cancelled(qtbot: QtBot, desk: Desk, bench: Bench) -> None:
    bench.say("media-empty")
    print_out(qtbot, desk, bench, 2)
    second = desk.jobs()["sheet-2"]
    desk.press.do(lambda: desk.cups.cancel(second))
    qtbot.waitUntil(lambda: desk.stood.get("sheet-2") == Standing(JobState.CANCELLED, has_sheet=True), timeout=LONG)
    bench.say("")
    qtbot.waitUntil(lambda: desk.stood["sheet-1"].state is JobState.PRINTED, timeout=LONG)
    assert [sheet.title.split()[0] for sheet in bench.received()] == ["1"]


def test_a_refused_printer_ends_the_batch_and_says_why(
    qtbot: QtBot, desk: Desk, bench: Bench, cups_server: PrivateCups
) -> None:
    cups_server.run("cupsreject", bench.name)
    outcome = print_out(qtbot, desk, bench, 3)
    assert (outcome.sent, outcome.stopped_at) == (0, "sheet-1")
    assert isinstance(outcome.refused, Refused)
    assert desk.book.stands("sheet-1") == "waiting"


def test_what_was_cut_off_is_settled_beside_the_window(qtbot: QtBot, desk: Desk, cups: Cups, bench: Bench) -> None:
    token = new_token()
    desk.book.intended("sheet-1", bench.name, token)
    desk.book.numbered("sheet-1", cups.open_job(PrintOptions(bench.name), "1", token))
    desk.book.intended("sheet-2", bench.name, new_token())
    with qtbot.waitSignal(desk.press.settled, timeout=LONG) as settled:
        desk.press.settle()
    assert settled.args == [[]]
    assert (desk.book.stands("sheet-1"), desk.book.stands("sheet-2")) == ("waiting", "waiting")
    assert bench.received() == []


def test_a_refusal_is_told_apart_from_an_error_and_neither_stops_the_press(
    qtbot: QtBot, desk: Desk, bench: Bench
) -> None:
    def refuses() -> None:
        raise Refused("no")

    with qtbot.waitSignal(desk.press.refused, timeout=LONG):
        desk.press.do(refuses)
    with qtbot.waitSignal(desk.press.failed, timeout=LONG):
        desk.press.do(lambda: 1 // 0)
    assert print_out(qtbot, desk, bench, 1) == Outcome(1)


def test_a_sheet_sent_during_a_look_is_followed_too(qtbot: QtBot) -> None:
    begun, go_on = threading.Semaphore(0), threading.Semaphore(0)
    sent: list[str] = []

    def follow() -> Mapping[str, Standing]:
        found = {sheet: Standing(JobState.PRINTED) for sheet in sent}
        begun.release()
        assert go_on.acquire(timeout=30)
        return found

    def send(_jobs: Sequence[object], _options: PrintOptions, _go_on: Callable[[int], bool]) -> Outcome:
        sent.append("sheet-1")
        return Outcome(1)

    press = Press(send, follow, list)
    seen: list[Mapping[str, Standing]] = []
    press.followed.connect(seen.append)
    press.look()
    assert begun.acquire(timeout=30)
    with qtbot.waitSignal(press.ended, timeout=LONG):
        assert press.print(sheets(1), PrintOptions("office"))
    go_on.release(2)
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=LONG)
    assert [list(standings) for standings in seen] == [[], ["sheet-1"]]
