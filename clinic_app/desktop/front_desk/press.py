"""Prints sheets beside the window, one after the other, and follows what was sent until the system says how it ended.

What is noted of a sheet is the journal's matter (`printing.batch`), what is shown of it the page's.
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_app.desktop.tasks import run_task
from clinic_app.errors import Refused
from clinic_app.printing import PrintOptions, PrintSystem, Standing, SystemJob
from clinic_app.printing.batch import CutOff, Journal, Outcome, Sheet, print_all, settle_all

LOOK_EVERY_MS = 1000


class Press(QObject):
    """One at a window. The journal is used on a worker thread, never by two at once."""

    progressed = Signal(int, int)  # sheets sent, of how many
    ended = Signal(object)  # the batch's `Outcome`
    stood = Signal(str, object)  # a sheet's key and its `Standing`, told when it changes
    settled = Signal(object)  # keys of what was cut off and cannot be known yet
    refused = Signal(object)  # why a sheet could not be cancelled
    failed = Signal(object)  # an error that nobody could foresee

    def __init__(self, system: PrintSystem, journal: Journal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system, self._journal = system, journal
        self._jobs: dict[str, SystemJob] = {}
        self._known: dict[str, Standing] = {}
        self._stop = Event()
        self.is_printing = self._looking = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def print(self, sheets: Sequence[Sheet], options: PrintOptions) -> bool:
        """Begin a batch; False while another is being sent."""
        if self.is_printing:
            return False
        self.is_printing = True
        self._stop.clear()
        count = len(sheets)

        def go_on(sent: int) -> bool:
            self.progressed.emit(sent, count)
            return not self._stop.is_set()

        run_task(
            lambda: print_all(self._system, sheets, options, self._journal, go_on),
            self._on_ended,
            self._on_failed,
            self,
        )
        return True

    def stop(self) -> None:
        """End the batch after the sheet that is being sent; what was sent stays sent."""
        self._stop.set()

    def settle(self, cut_off: Iterable[CutOff]) -> None:
        """Find out what became of sendings that the program did not live to see the end of. Sends nothing."""
        entries = tuple(cut_off)
        run_task(lambda: settle_all(self._system, entries, self._journal), self.settled.emit, self._on_failed, self)

    def watch(self, jobs: Mapping[str, SystemJob]) -> None:
        """Follow these sheets and no others; none when the window shows something else."""
        self._jobs = dict(jobs)
        self._known = {key: standing for key, standing in self._known.items() if key in self._jobs}
        living = any(not self._has_ended(key) for key in self._jobs)
        if living and not self._timer.isActive():
            self._timer.start()
            self._look()
        elif not living:
            self._timer.stop()

    def cancel(self, key: str) -> None:
        """Ask the system to end a sheet that was sent; `stood` tells whether it came in time."""
        if (job := self._jobs.get(key)) is not None:
            run_task(lambda: self._system.cancel(job), lambda _nothing: self._look(), self._on_cancel_refused, self)

    def _has_ended(self, key: str) -> bool:
        return key in self._known and self._known[key].state.is_final

    def _look(self) -> None:
        living = {key: job for key, job in self._jobs.items() if not self._has_ended(key)}
        if not living:
            self._timer.stop()
        elif not self._looking:
            self._looking = True
            run_task(lambda: self._system.follow_all(living.values()), self._on_seen, self._on_failed, self)

    def _on_seen(self, standings: Mapping[SystemJob, Standing]) -> None:
        self._looking = False
        for key, job in list(self._jobs.items()):
            standing = standings.get(job)
            if standing is not None and self._known.get(key) != standing:
                self._known[key] = standing
                self.stood.emit(key, standing)

    def _on_ended(self, outcome: Outcome) -> None:
        self.is_printing = False
        self.ended.emit(outcome)

    def _on_cancel_refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.refused.emit(error)
        else:
            self._on_failed(error)

    def _on_failed(self, error: Exception) -> None:
        self.is_printing = self._looking = False
        self.failed.emit(error)
