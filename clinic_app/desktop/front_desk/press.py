"""Prints sheets beside the window, one after the other, and looks after what was sent until the system says its end.

What printing, following and settling mean for a sheet is `actions.counter_printing`'s, what is shown of it the page's.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_app.desktop.tasks import run_task
from clinic_app.errors import Refused
from clinic_app.printing import PrintOptions, Standing
from clinic_app.printing.batch import Outcome

LOOK_EVERY_MS = 1000
GoOn = Callable[[int], bool]


class Press(QObject):
    """One at a window. All that may wait for a printing system or a share runs on worker threads."""

    progressed = Signal(int, int)  # sheets sent, of how many
    ended = Signal(object)  # the batch's `Outcome`
    followed = Signal(object)  # the `Standing` of each job that was sent, by its id; empty when none is left
    settled = Signal(object)  # ids of jobs that were cut off and of which nothing can be known yet
    refused = Signal(object)  # why something else could not be done
    failed = Signal(object)  # an error that nobody could foresee

    def __init__(
        self,
        send: Callable[[Sequence[Any], PrintOptions, GoOn], Outcome],
        follow: Callable[[], Mapping[str, Standing]],
        settle: Callable[[], list[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._send, self._follow, self._settle = send, follow, settle
        self._one = threading.Lock()  # to send and to settle: never both
        self._stopping = self.is_printing = self._looking = self._again = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS, singleShot=True)
        self._timer.timeout.connect(self.look)

    def print(self, jobs: Sequence[Any], options: PrintOptions) -> bool:
        """Begin a batch; False while another is being sent, as when pressed twice in a hurry."""
        if self.is_printing:
            return False
        self.is_printing, self._stopping = True, False

        def go_on(sent: int) -> bool:
            self.progressed.emit(sent, len(jobs))
            return not self._stopping

        run_task(lambda: self._sent(jobs, options, go_on), self._on_ended, self._on_print_failed, self)
        return True

    def stop(self) -> None:
        """End the batch after the sheet that is being sent; what was sent stays sent."""
        self._stopping = True

    def settle(self) -> None:
        """Find out what became of sendings whose end the program did not see. Sends nothing."""
        run_task(self._cut_off, self._on_settled, self._on_failed, self)

    def _sent(self, jobs: Sequence[Any], options: PrintOptions, go_on: GoOn) -> Outcome:
        """Whoever prints right after the start waits until what was cut off is settled, instead of being refused."""
        with self._one:
            return self._send(jobs, options, go_on)

    def _cut_off(self) -> list[str]:
        """Nothing while a batch is sent: what that leaves uncertain is settled after it."""
        if not self._one.acquire(blocking=False):
            return []
        try:
            return self._settle()
        finally:
            self._one.release()

    def do(self, work: Callable[[], object]) -> None:
        """Do something else at the printing system, such as cancelling a sheet, then look what came of it."""
        run_task(work, lambda _nothing: self.look(), self._on_failed, self)

    def look(self) -> None:
        """Ask once where everything is; goes on asking while there is something to follow."""
        self._again = self._looking  # the look under way may have begun before what is to be seen now
        if not self._looking:
            self._looking = True
            run_task(self._follow, self._on_seen, self._on_look_failed, self)

    def _on_seen(self, standings: Mapping[str, Standing]) -> None:
        self._looked()
        if any(not standing.state.is_final for standing in standings.values()):
            self._timer.start()
        else:
            self._timer.stop()
        self.followed.emit(dict(standings))

    def _on_ended(self, outcome: Outcome) -> None:
        self.is_printing = False
        self.ended.emit(outcome)
        self.look()

    def _on_settled(self, unknown: list[str]) -> None:
        self.settled.emit(unknown)
        self.look()

    def _on_print_failed(self, error: Exception) -> None:
        self.is_printing = False
        self._on_failed(error)
        self.look()

    def _looked(self) -> None:
        self._looking = False
        if self._again:
            self.look()

    def _on_look_failed(self, error: Exception) -> None:
        self._looked()
        self._timer.stop()
        self._on_failed(error)

    def _on_failed(self, error: Exception) -> None:
        (self.refused if isinstance(error, Refused) else self.failed).emit(error)
