"""Work that takes longer than a frame, off the GUI thread; result and error both come back on it.

A thread of the pool never holds the last reference to anything of a window: whoever asked, the work itself, what it
brought back and the frames that hang on its error are all let go on the GUI thread, where alone a timer may be stopped
and a widget destroyed. So only the number of a task goes through a signal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

AT_ONCE = 8  # they wait for disks, shares and printers: one that does not answer must not hold up the others


@dataclass
class _Asked:
    """One task, until it was told; dropped on the GUI thread alone."""

    work: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[Exception], object]
    owner: QObject
    result: Any = None
    error: Exception | None = None


_asked: dict[int, _Asked] = {}
_numbers = count(1)


class _Counter(QObject):
    """Where ended tasks are called up, on the GUI thread."""

    ended = Signal(int)

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self.ended.connect(self._tell)

    @Slot(int)
    def _tell(self, number: int) -> None:
        task = _asked.pop(number)
        result, error, done, failed, owner = task.result, task.error, task.done, task.failed, task.owner
        del task  # its work may hold keys: gone before anybody is told
        if not isValid(owner):
            return
        if error is None:
            done(result)
        else:
            failed(error)


class _Task(QRunnable):
    def __init__(self, number: int, counter: _Counter) -> None:
        super().__init__()
        self._number, self._counter = number, counter

    def run(self) -> None:
        task = _asked[self._number]
        task.result, task.error = _outcome(task.work)
        del task
        self._counter.ended.emit(self._number)


def _outcome(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    """A call of its own: when it is over, this thread holds neither the error nor the frames that hang on it."""
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001 - handed to whoever asked, who alone can tell what it means
        return None, error


def run_task(
    work: Callable[[], Any], done: Callable[[Any], object], failed: Callable[[Exception], object], owner: QObject
) -> None:
    """Run `work` on a pool thread; then `done(result)` or `failed(error)` on this one, unless `owner` is gone."""
    number = next(_numbers)
    _asked[number] = _Asked(work, done, failed, owner)
    QThreadPool.globalInstance().start(_Task(number, _counter()))


def _counter() -> _Counter:
    """The application's own: it lives until the pool has done its last task."""
    application = QCoreApplication.instance()
    there = None if application is None else application.findChild(_Counter)
    if there is None:
        pool = QThreadPool.globalInstance()
        pool.setMaxThreadCount(max(AT_ONCE, pool.maxThreadCount()))
    return there or _Counter(application)
