"""What stands behind the front desk's pages: its counter, its press, and an eye on the folders. One for a window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from clinic_app.actions.counter import Counter, CounterView
from clinic_app.actions.counter_printing import cancel_job, follow_sent, forget_spooled, print_jobs, settle_cut_off
from clinic_app.desktop.front_desk.press import Press
from clinic_app.desktop.tasks import run_task
from clinic_app.domain.desk import SheetState
from clinic_app.domain.desk_event import DeskEvent
from clinic_app.domain.print_job import PrintJob
from clinic_app.errors import Refused
from clinic_app.printing import PrintSystem, Standing, Uncertain
from clinic_app.printing.batch import Outcome
from clinic_app.records.key_faults import KEYS_DROPPED

LOOK_AGAIN_MS = 5000  # a share may not tell of new files
SETTLE_MS = 150  # several files that come together are looked at together


class Desk(QObject):
    """Everything that touches files or the printing system runs beside the window; `changed` says: look at `view`."""

    changed = Signal()
    refused = Signal(object)  # why something could not be done
    done = Signal(object)  # what `do` gave back

    def __init__(self, counter: Counter, system: PrintSystem, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter, self.system = counter, system
        self.standings: dict[str, Standing] = {}
        self._told = self.view  # what the pages were last told to show
        self.part = "sheets"  # of the room: it stays when the page is built anew in another language
        self.shows_all = False  # who works in several studios sees the desk of this one, or of all of theirs
        self._shown: tuple[CounterView, str, CounterView] = (self.view, "", self.view)
        self.press = Press(
            lambda jobs, options, go_on: print_jobs(counter, system, jobs, options, go_on),
            lambda: follow_sent(counter, system),
            lambda: settle_cut_off(counter, system),
            self,
        )
        self.press.followed.connect(self._on_followed)
        self.press.ended.connect(self._on_ended)
        self.press.progressed.connect(lambda _sent, _of: self._tell())
        self.press.settled.connect(lambda _unknown: self._tell())
        self.press.refused.connect(self._on_refused)
        self.press.failed.connect(self._on_failed)
        self._looking = self._again = self._settled = False
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self, interval=SETTLE_MS, singleShot=True)
        self._soon.timeout.connect(self.look)
        self._watcher.directoryChanged.connect(lambda _path: self._soon.start())
        self._now_and_then = QTimer(self, interval=LOOK_AGAIN_MS)
        self._now_and_then.timeout.connect(self.look)

    @property
    def view(self) -> CounterView:
        """What is known now."""
        return self.counter.view

    @property
    def shown(self) -> CounterView:
        """What of it lies here; the same object as long as nothing changed."""
        view, here = self.view, "" if self.shows_all else self.counter.studio
        if self._shown[0] is not view or self._shown[1] != here:
            self._shown = (view, here, view.at_desk_of(here) if here else view)
        return self._shown[2]

    def show_all(self, on: bool) -> None:
        """Show the desks of all studios of this person, or of the one where the computer stands."""
        self.shows_all = on
        self.changed.emit()

    def begin(self) -> None:
        """Look now, and from now on; called whenever one of the pages comes up."""
        if not self.counter.at_server and not self._now_and_then.isActive():
            self._now_and_then.start()
        self.look()

    def look(self) -> None:
        """Read what is new in the folders."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        before = self.view
        run_task(self.counter.look, lambda view: self._on_looked(before, view), self._on_not_looked, self)

    def _on_looked(self, before: CounterView, view: CounterView) -> None:
        self._looking = False
        self._watch()
        if view is not before:
            self._tell()
        if self.counter.reading.wants_keeping:
            run_task(self.counter.keep_index, lambda _none: None, self._on_not_looked, self)
        here = self.counter.computer
        cut_off = any(job.is_open and job.computer == here for job in view.jobs) and not self.press.is_printing
        if cut_off or not self._settled:  # as after a start: what was being sent when the program ended
            self._settled = True
            self.press.settle()
        self._look_if_asked_meanwhile()

    def _look_if_asked_meanwhile(self) -> None:
        if self._again:
            self._again = False
            self.look()

    def _on_not_looked(self, error: Exception) -> None:
        self._looking = False
        self._look_if_asked_meanwhile()
        if not isinstance(error, Refused):
            raise error

    def _watch(self) -> None:
        for direction in ("out", "in"):
            folder = str(self.counter.folder / "desk" / direction)
            if folder not in self._watcher.directories() and Path(folder).is_dir():
                self._watcher.addPath(folder)

    # what a person does

    def do(self, work: Callable[[], object]) -> None:
        """Do something with the counter beside the window."""
        run_task(work, self._on_done, self._on_failed, self)

    def _on_done(self, result: object) -> None:
        self.changed.emit()
        self.done.emit(result)

    def note(self, *events: DeskEvent) -> None:
        """Write down what happened."""
        self.do(lambda: self.counter.note_all(events))

    def hand_in(
        self,
        form: QObject,
        events: tuple[DeskEvent, ...],
        written: Callable[[], object],
        kept: Callable[[Refused], object],
    ) -> None:
        """Write down what somebody typed into `form`. What was typed stays there until it is `written`.

        Where it could not be, `kept` hears why; the same events may then be handed in again and stand there once.
        """

        def failed(error: Exception) -> None:
            if not isinstance(error, Refused):
                raise error
            kept(error)
            self.changed.emit()

        def done(_none: object) -> None:
            written()
            self.changed.emit()

        run_task(lambda: self.counter.note_all(events), done, failed, form)

    def move(self, job: PrintJob, state: SheetState, reason: str = "") -> None:
        """Bring a job into its next state. What came out, or certainly will not, the system need not keep."""

        def work() -> None:
            self.counter.move(job.id, state, reason)
            forget_spooled(self.counter, self.system, job)

        self.do(work)

    def print_again(self, job: PrintJob) -> None:
        """One new job for one that has ended; it waits like any other."""
        self.do(lambda: self.counter.print_again(job.id))

    def cancel(self, job: PrintJob) -> None:
        """Cancel a job, at the printer too if it was sent."""

        def work() -> None:
            cancel_job(self.counter, self.system, job)

        self.press.do(work)
        self.look()

    def _on_ended(self, outcome: Outcome) -> None:
        if isinstance(outcome.refused, Uncertain):
            self.press.settle()
        self.changed.emit()

    def _on_followed(self, standings: dict[str, Standing]) -> None:
        self._tell(standings)

    def _tell(self, standings: dict[str, Standing] | None = None) -> None:
        """Say that something changed, if it did: a long queue is not looked through for nothing."""
        now = self.standings if standings is None else standings
        if self.view is not self._told or now != self.standings:
            self._told, self.standings = self.view, now
            self.changed.emit()

    def _on_refused(self, refused: Refused) -> None:
        if refused.message != KEYS_DROPPED:  # behind the cover there is nothing to say
            self.refused.emit(refused)
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        self._on_refused(error)
