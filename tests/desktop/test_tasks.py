"""What a task holds is let go on the thread of the windows, whichever thread is the last to need it."""

import threading
import weakref
from collections.abc import Callable
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from clinic_app.desktop.desk_side import DeskSide, Link
from clinic_app.desktop.tasks import AT_ONCE, run_task
from clinic_app.desktop.widgets.pdf_view import page_image, page_sizes
from clinic_app.handouts import render_memo
from clinic_app.handouts.reissue import reissued
from tests.handouts import sheet_samples as samples


class Asking(QObject):
    """Somebody with a timer, which only the thread of the windows may stop."""

    def __init__(self) -> None:
        super().__init__()
        QTimer(self, interval=60_000).start()

    def tell(self, outcome: object) -> None:
        """Keeps nothing."""


@pytest.fixture
def asking(qapp: QApplication) -> list[Asking]:
    return [Asking()]  # in a list, so that the test can let go of it


def _hand_over(asking: list[Asking], end: Callable[[], object]) -> tuple[threading.Event, list[threading.Thread]]:
    """Start a task that holds whoever asked for it, and let go of them; returns the start sign and where they went."""
    go, where, mine = threading.Event(), [], asking.pop()
    seen = weakref.finalize(mine, lambda: where.append(threading.current_thread()))
    assert seen.alive

    def work() -> object:
        assert go.wait(30)
        mine.objectName()
        return end()

    run_task(work, mine.tell, mine.tell, mine)
    return go, where


def _give_back() -> object:
    return object()


def _break() -> object:
    raise ValueError("the drive is away")


@pytest.mark.parametrize("end", [_give_back, _break])
def test_whoever_asked_and_is_needed_by_the_work_alone_goes_on_the_thread_of_the_windows(
    asking: list[Asking], end: Callable[[], object], qtbot: QtBot
) -> None:
    go, where = _hand_over(asking, end)
    assert where == []
    go.set()
    assert QThreadPool.globalInstance().waitForDone(30_000)
    assert where == [], "the thread of the pool has nothing more to let go"
    qtbot.waitUntil(lambda: where != [], timeout=30_000)
    assert where == [threading.main_thread()]


def test_the_work_which_may_hold_keys_is_let_go_before_anybody_is_told(qapp: QApplication, qtbot: QtBot) -> None:
    owner, gone_when_told, failed = QObject(), [], []

    class Keys:
        """What the work held."""

    def ask() -> None:
        keys = Keys()
        held = weakref.ref(keys)
        run_task(lambda: keys and None, lambda _result: gone_when_told.append(held() is None), failed.append, owner)

    ask()
    qtbot.waitUntil(lambda: gone_when_told == [True], timeout=30_000)
    assert failed == []


def test_a_share_and_a_printer_that_do_not_answer_hold_up_nobody_else(qapp: QApplication, qtbot: QtBot) -> None:
    answered, told, failed = threading.Event(), [], []
    for _ in range(AT_ONCE - 1):
        run_task(lambda: answered.wait(60), told.append, failed.append, qapp)
    run_task(lambda: "here", told.append, failed.append, qapp)
    qtbot.waitUntil(lambda: told != [], timeout=30_000)
    assert told == ["here"]
    answered.set()
    qtbot.waitUntil(lambda: len(told) == AT_ONCE, timeout=30_000)
    assert failed == []


def test_nobody_is_told_when_whoever_asked_is_gone(qapp: QApplication, qtbot: QtBot) -> None:
    owner, told, later = QObject(), [], QObject()
    run_task(lambda: 1, told.append, told.append, owner)
    owner.deleteLater()
    assert QThreadPool.globalInstance().waitForDone(30_000)
    QApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    assert not isValid(owner)
    ended: list[int] = []
    run_task(lambda: 2, ended.append, ended.append, later)
    qtbot.waitUntil(lambda: ended == [2], timeout=30_000)
    assert told == []


def test_what_the_desk_link_still_takes_in_when_its_window_has_gone_is_told_to_nobody(qapp: QApplication) -> None:
    heard: list[Callable[[int], None]] = []

    def make(tell: Callable[[int], None]) -> Link:
        heard.append(tell)
        return cast("Link", None)  # the thread is the test's own

    side = DeskSide(make)
    told: list[int] = []
    side.heard.connect(told.append)
    heard[0](1)
    delete(side)
    thread = threading.Thread(target=lambda: heard[0](2))
    thread.start()
    thread.join()  # an error there would fail the test
    assert told == [1]


def test_a_preview_is_painted_while_a_reprint_is_marked(qapp: QApplication) -> None:
    pdf = render_memo(samples.memo("en"))
    marked: list[bytes] = []

    def mark() -> bytes:
        return [reissued(pdf, date(2026, 11, 22), "en") for _ in range(20)][-1]

    run_task(mark, marked.append, marked.append, qapp)
    alone = page_image(pdf, 0, 200)
    while not marked:  # PDFium, asked by two threads at once, would have taken the process down
        assert page_image(pdf, 0, 200) == alone
        qapp.processEvents()
    assert page_sizes(marked[0]) == page_sizes(pdf)
