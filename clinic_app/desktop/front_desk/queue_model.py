"""The queue as a table: which jobs are shown, in what order, and the words of each cell. Nothing is painted here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from clinic_app.actions.counter import CounterView
from clinic_app.desktop.front_desk.job_words import age, extent, numbers, state_word, variant
from clinic_app.domain.print_job import PrintJob
from clinic_app.domain.search_keys import folded
from clinic_app.i18n import N_, Texts
from clinic_app.printing import Standing

HEADINGS = (N_("No."), N_("Name (kana)"), N_("Sheet"), N_("Trainer"), N_("Issued"), N_("State"))
NUMBER, KANA, SHEET, TRAINER, AGE, STATE = range(6)
TONE = Qt.ItemDataRole.UserRole
NOTE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class QueueModel(QAbstractTableModel):
    """One job in each row; a second line under the name tells what somebody must not overlook."""

    def __init__(self, text: Texts, place: Callable[[str], str] = lambda _sheet: "") -> None:
        super().__init__()
        self._text, self._place, self._now = text, place, datetime.now().astimezone()
        self._view, self._standings = CounterView(), dict[str, Standing]()
        self._typed, self._scope = "", "here"
        self.jobs: list[PrintJob] = []

    def fill(self, view: CounterView, standings: dict[str, Standing], now: datetime) -> None:
        """Show what is known now."""
        same = view is self._view and standings == self._standings
        self._view, self._standings, self._now = view, dict(standings), now
        if not same:
            self._choose()
        elif self.jobs:
            self.dataChanged.emit(self.index(0, AGE), self.index(len(self.jobs) - 1, AGE))

    def narrow(self, typed: str, scope: str) -> None:
        """Only what fits what was typed; `scope` is here (somebody has to do something), done, or all."""
        self._typed, self._scope = typed, scope
        self._choose()

    def _choose(self) -> None:
        found = [job for job in self._view.jobs if self._fits(job)]
        if [job.id for job in found] == [job.id for job in self.jobs]:
            self.jobs = found
            if found:
                self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, len(HEADINGS) - 1))
            return
        self.beginResetModel()
        self.jobs = found
        self.endResetModel()

    def _fits(self, job: PrintJob) -> bool:
        typed = self._typed.strip()
        if typed:  # who looks for somebody finds them in whatever state
            code = "".join(letter for letter in typed.upper() if letter.isalnum())
            return (
                str(job.sheet.call_number) == typed
                or (bool(folded(typed)) and folded(typed) in folded(job.sheet.kana))
                or (len(code) >= 3 and job.sheet.plan_code.replace("-", "").startswith(code))
            )
        here = not job.is_final or (job.state == "failed" and not job.followed_by)
        return self._scope == "all" or here == (self._scope == "here")

    def row_of(self, job_id: str) -> int:
        """Where a job stands; -1 when it is not shown."""
        return next((row for row, job in enumerate(self.jobs) if job.id == job_id), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.jobs)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._text(HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        job = self.jobs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(job, index.column())
        if role == TONE and index.column() == STATE:
            return state_word(self._text, job, self._standings.get(job.id))[1]
        if role == NOTE:
            return self._note(job, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._text(HEADINGS[index.column()])}: {self._words(job, index.column())}"
        return None

    def _words(self, job: PrintJob, column: int) -> str:
        if column == STATE:
            return state_word(self._text, job, self._standings.get(job.id))[0]
        if column == SHEET:
            return variant(self._text, job)
        if column == AGE:
            return age(self._text, job.sheet.issued_at, self._now)
        return {NUMBER: str(job.sheet.call_number), KANA: job.sheet.kana, TRAINER: job.sheet.trainer}[column]

    def _note(self, job: PrintJob, column: int) -> str | None:
        if column == TRAINER:
            return self._place(job.sheet.id)
        return {KANA: self.note, SHEET: lambda one: extent(self._text, one)}.get(column, lambda _job: None)(job)

    def note(self, job: PrintJob) -> str:
        """What somebody must not overlook: a name like another's, a newer version, a reprint or a new try."""
        _, said = self._text, []
        if job.id in self._view.new_versions:
            said.append(_("New version"))
        if job.reprint:
            said.append(_("Reprint"))
        elif job.after and job.state == "waiting":
            said.append(_("New try"))
        if job.id in self._view.confused:
            said.append(_("Name like no. {numbers}").format(numbers=numbers(self._view.confused[job.id])))
        return " · ".join(said)
