"""Widgets that nobody holds any more go on the thread of the windows, never on another one."""

import gc
import threading
import weakref

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from clinic_app.desktop.tidying import Tidying


class Ring(QWidget):
    """A widget in a ring of its own, which only a search for unused rings finds."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def test_a_ring_of_widgets_goes_on_the_thread_of_the_windows_however_busy_another_thread_is(
    qapp: QApplication, qtbot: QtBot
) -> None:
    was = gc.isenabled()
    tidying = Tidying(qapp)
    try:
        where: list[object] = []
        ring = weakref.ref(Ring(), lambda _ref: where.append(threading.current_thread()))
        kept: list[list[int]] = []

        def be_busy() -> None:
            for _ in range(50_000):
                kept.append([])  # noqa: PERF401 - each one is an occasion on which Python would search

        busy = threading.Thread(target=be_busy)
        busy.start()
        busy.join()
        assert ring() is not None, "not on the other thread"
        qtbot.waitUntil(lambda: ring() is None, timeout=30_000)
        assert where == [threading.main_thread()]
        assert QThread.currentThread() is qapp.thread()
    finally:
        tidying.deleteLater()
        if was:
            gc.enable()


def test_what_was_put_away_in_the_last_moment_of_a_wait_is_gone_when_a_test_goes_on(qtbot: QtBot) -> None:
    widget = QWidget()

    def put_away() -> bool:
        widget.deleteLater()
        return True

    qtbot.waitUntil(put_away)
    assert not isValid(widget)
