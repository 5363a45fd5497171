"""The queue of sheets: what waits at the left, the chosen one at the right, the printer above."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.job_panel import JobPanel
from clinic_app.desktop.front_desk.printer_bar import PrinterBar
from clinic_app.desktop.front_desk.queue_model import QueueModel
from clinic_app.desktop.front_desk.queue_view import QueueTable
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.print_job import PrintJob
from clinic_app.errors import Refused
from clinic_app.printing import JobState, Standing
from clinic_app.printing.batch import Outcome
from clinic_app.settings import PrinterChoice, Workstation, remember_printer

PANEL, MOST_PANEL = 400, 520
SEARCH, MOST_SEARCH = 270, 320
AGE_EVERY_MS = 30_000


class QueuePage(QWidget):
    """Looks itself up whenever something changed; nothing here prints unless somebody pressed it."""

    def __init__(self, room: Surroundings, desk: Desk) -> None:
        super().__init__()
        self.room, self.desk, self.text, self.theme = room, desk, room.text, room.theme
        self.setProperty("role", "ground")
        self.setAccessibleName(self.text("Sheets"))
        self.model = QueueModel(self.text, self._place)
        self._build()
        desk.changed.connect(self.refresh)
        desk.refused.connect(self.say)
        desk.done.connect(self._on_done)
        desk.press.ended.connect(self._on_ended)
        ages = QTimer(self, interval=AGE_EVERY_MS)
        ages.timeout.connect(self.refresh)
        ages.start()
        self.refresh()

    def _build(self) -> None:
        theme = self.theme
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        scrolled = ScrollColumn(theme, gap=10)  # only where large text leaves the list no room
        left = scrolled.body
        left.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._build_head(left)
        self.table = QueueTable(theme, self.model, self.text("Sheets"))
        left.addWidget(self.table, 1)
        self.empty = label("", "soft", wrap=True)
        left.addWidget(self.empty)
        outer.addWidget(scrolled, 1)
        side = Panel(theme, "right", pad=0, gap=0)
        side.setFixedWidth(min(theme.px(PANEL), MOST_PANEL))
        self.bar = PrinterBar(self.room, self.desk.system, self._recall, self._keep)
        top = Panel(theme, "header", pad=12)
        top.add(self.bar)
        side.add(top)
        self.choices = ScrollColumn(theme, role="surface", pad=12)
        self.choices.add(self.bar.choices)
        self.choices.body.addStretch(1)
        self.choices.hide()
        side.add(self.choices, 1)
        self.panel = JobPanel(self.room, self.desk)
        side.add(self.panel, 1)
        outer.addWidget(side)
        self.setFocusProxy(self.table)
        self.bar.opened.connect(self._on_bar_opened)
        self.bar.chosen.connect(self._show_print_all)
        self.desk.press.followed.connect(self._on_followed)
        self.table.job_chosen.connect(self._on_chosen)
        self.table.step_wanted.connect(self.panel.step)
        self.panel.print_requested.connect(lambda job: self.print_jobs([job]))

    def _build_head(self, left: QVBoxLayout) -> None:
        _, theme = self.text, self.theme
        head = FlowLayout(theme.px(10))
        self.search = TextField(theme, _("Find"), placeholder=_("No., kana or plan code"))
        self.search.edit.setFixedWidth(min(theme.px(SEARCH), MOST_SEARCH))
        self.search.edit.textChanged.connect(lambda _text: self._narrow())
        head.addWidget(self.search)
        scopes = [("here", _("To hand out")), ("done", _("Finished")), ("all", _("All"))]
        self.scope = Segments(theme, scopes, _("Shown"), clearable=False)
        self.scope.setMinimumWidth(self.scope.sizeHint().width())
        self.scope.set_value("here")
        self.scope.chosen.connect(lambda _value: self._narrow())
        head.addWidget(self.scope)
        self.print_all = action_button(theme, _("Print all waiting"), "primary")
        self.print_all.clicked.connect(self._on_print_all)
        head.addWidget(self.print_all)
        left.addLayout(head)
        self.problem = Panel(theme, "banner", tone="stop", pad=10)
        self.said = label("", wrap=True)
        self.problem.add(self.said)
        self.problem.hide()
        left.addWidget(self.problem)
        self.warning = Panel(theme, "banner", tone="warn", pad=10)
        self.warned = label("", wrap=True)
        self.warning.add(self.warned)
        left.addWidget(self.warning)
        self.progress = Panel(theme, "banner", tone="accent", pad=8)
        line = row(theme, 10)
        self.progressed = label("")
        self.stop = action_button(theme, _("Stop after this sheet"))
        self.stop.clicked.connect(self.desk.press.stop)
        line.addWidget(self.progressed, 1)
        line.addWidget(self.stop)
        self.progress.add(line)
        self.progress.hide()
        left.addWidget(self.progress)
        self.desk.press.progressed.connect(self._on_progressed)

    def _recall(self) -> PrinterChoice | None:
        return Workstation.load(self.desk.counter.folder).printers.get(self.desk.counter.computer)

    def _keep(self, choice: PrinterChoice) -> None:
        folder, computer = self.desk.counter.folder, self.desk.counter.computer
        try:
            remember_printer(folder, computer, choice)
        except Refused as refused:
            self.say(refused)

    # what is shown

    def refresh(self) -> None:
        """Show what the desk knows now."""
        _, view = self.text, self.desk.shown
        self.model.fill(view, self.desk.standings, self.room.clock())
        self._on_chosen(self.table.chosen())
        said = []
        if view.renewed:
            said.append(_("The keys of the clinic were renewed. Sign out and sign in again to read the sheets."))
        elif view.unreadable:
            said.append(
                _.plural(
                    "{count} sheet cannot be read and was left as it is. Ask the trainer to issue it again.",
                    "{count} sheets cannot be read and were left as they are. Ask the trainer to issue them again.",
                    view.unreadable,
                )
            )
        if not view.reached:
            said.append(_("The shared folder cannot be reached. Check the network; what is shown may be old."))
        self.warned.setText("\n".join(said))
        self.warning.setVisible(bool(said))
        self._show_empty()
        self._show_print_all()

    def _place(self, sheet: str) -> str:
        """The studio of a sheet, where those of several are shown."""
        codes = self.desk.view.places.get(sheet, ())
        return self.room.studio_word(codes[0]) if codes and self.desk.shows_all else ""

    def _show_empty(self) -> None:
        _ = self.text
        if self.search.text().strip():
            words = _("Nothing fits. The search finds call numbers, kana and plan codes.")
        elif self.scope.value() == "here":
            words = _("No sheet waits. What a trainer issues appears here by itself.")
        else:
            words = _("Nothing here yet.")
        self.empty.setText(words)
        self.empty.setVisible(not self.model.jobs)

    def waiting(self) -> list[PrintJob]:
        """What could be printed now, the oldest first; reprints are asked for one by one."""
        return [
            job
            for job in self.desk.shown.jobs
            if job.state == "waiting" and not job.is_open and job.has_bytes and not job.reprint
        ]

    def _show_print_all(self) -> None:
        count = len(self.waiting())
        words = self.text.plural("Print {count} waiting", "Print all {count} waiting", count)
        self.print_all.setText(words if count else self.text("Print all waiting"))
        self.print_all.setEnabled(bool(count) and self.bar.options() is not None and not self.desk.press.is_printing)
        self.print_all.updateGeometry()

    def _narrow(self) -> None:
        self.model.narrow(self.search.text(), self.scope.value() or "here")
        self._show_empty()

    def _on_followed(self, standings: dict[str, Standing]) -> None:
        held_up = (JobState.STOPPED, JobState.UNREACHABLE)
        self.bar.heed(frozenset(standing.state for standing in standings.values() if standing.state in held_up))

    def _on_chosen(self, job_id: str) -> None:
        self.panel.show_job(next((job for job in self.model.jobs if job.id == job_id), None))

    def _on_bar_opened(self, on: bool) -> None:
        self.choices.setVisible(on)
        self.panel.setVisible(not on)

    def say(self, refused: Refused, job_id: str = "") -> None:
        """What could not be done, and with which sheet, above the list, until the next thing is done."""
        sentence = refused.sentence(self.room.language)
        number = next((str(job.sheet.call_number) for job in self.desk.view.jobs if job.id == job_id), "")
        named = self.text("No. {number}: {sentence}").format(number=number, sentence=sentence)
        self.said.setText(named if number else sentence)
        self.problem.show()

    # printing

    def print_jobs(self, jobs: list[PrintJob]) -> None:
        """Send these; where no printer is chosen, the choices open instead."""
        self.problem.hide()
        options = self.bar.options()
        if options is None:
            self.bar.open(on=True)
            return
        if self.desk.press.print(jobs, options):
            self._show_print_all()

    def _on_print_all(self) -> None:
        self.print_jobs(self.waiting())

    def _on_progressed(self, sent: int, of: int) -> None:
        words = self.text("Sending sheet {number} of {count}")
        self.progressed.setText(words.format(number=min(sent + 1, of), count=of))
        self.progress.setVisible(of > 1 and self.desk.press.is_printing)

    def _on_ended(self, outcome: Outcome) -> None:
        self.progress.hide()
        self.bar.one_copy()
        if outcome.refused is not None:
            self.say(outcome.refused, outcome.stopped_at)
        self.refresh()

    def _on_done(self, result: object) -> None:
        self.problem.hide()
        if isinstance(result, str):  # a new job for one that ended
            self.scope.pick("here")
            self.table.choose(result)

    def focus_list(self) -> None:
        """Put the keys where arrows and Enter work."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
