"""Work that takes longer than a frame, off the GUI thread; result and error both come back on it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid


class _Report(QObject):
    """Carries what a task brought back to the thread that asked for it."""

    done = Signal(object)
    failed = Signal(object)


_running: set[_Report] = set()  # a report must outlive the task that fills it, whatever becomes of its owner


class _Task(QRunnable):
    def __init__(self, work: Callable[[], Any], report: _Report) -> None:
        super().__init__()
        self._work: Callable[[], Any] | None = work
        self._report = report

    @Slot()
    def run(self) -> None:
        # The binding may keep a finished task for good, and its work may hold keys: let go before anybody is told.
        work, self._work = self._work, None
        try:
            result = None if work is None else work()
        except Exception as error:  # noqa: BLE001 - handed to whoever asked, who alone can tell what it means
            work = None
            self._report.failed.emit(error)
        else:
            work = None
            self._report.done.emit(result)


def run_task(
    work: Callable[[], Any], done: Callable[[Any], object], failed: Callable[[Exception], object], owner: QObject
) -> None:
    """Run `work` on a pool thread; then `done(result)` or `failed(error)` on this one, unless `owner` is gone."""
    report = _Report()
    _running.add(report)

    def tell(to: Callable[[Any], object], outcome: Any) -> None:
        _running.discard(report)
        report.deleteLater()
        if isValid(owner):
            to(outcome)

    report.done.connect(lambda result: tell(done, result))
    report.failed.connect(lambda error: tell(failed, error))
    QThreadPool.globalInstance().start(_Task(work, report))
