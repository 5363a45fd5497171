"""The chosen job at the right: whose it is, what is the matter, its one next step, and the sheet itself."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.job_words import extent, next_step, numbers, state_word, variant
from clinic_app.desktop.front_desk.sheet_preview import SheetPreview
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, label, row, set_tone
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.desk_event import Asked, Shown
from clinic_app.domain.print_job import PrintJob
from clinic_app.errors import Refused
from clinic_app.printing import JobState


class JobPanel(ScrollColumn):
    """Shows one job. `print_requested` leaves the printer to the page; everything else is done here."""

    print_requested = Signal(object)

    def __init__(self, room: Surroundings, desk: Desk) -> None:
        super().__init__(room.theme, role="surface", pad=16, gap=10)
        self.room, self.desk, self.text, self.theme = room, desk, room.text, room.theme
        self.job: PrintJob | None = None
        self.primary: OptionButton | None = None
        self._shown_id = ""
        self._drawn: object = None
        self._build()

    def _build(self) -> None:
        theme = self.theme
        head = row(theme, 10)
        self.number = label("", "display")
        self.kana = label("", "strong", wrap=True)
        head.addWidget(self.number)
        head.addWidget(self.kana, 1)
        self.add(head)
        self.warning = Panel(theme, "banner", tone="warn", pad=10)
        self.warned = label("", wrap=True)
        self.warning.add(self.warned)
        self.add(self.warning)
        self.state = label("", "pill")
        line = row(theme, 8)
        line.addWidget(self.state)
        line.addStretch(1)
        self.add(line)
        self.sentence = label("", wrap=True)
        self.add(self.sentence)
        self.buttons = FlowLayout(theme.px(8))
        self.add(self.buttons)
        self.about = label("", "soft", wrap=True)
        self.add(self.about)
        self.problem = label("", "problem", wrap=True)
        self.add(self.problem)
        self.preview = SheetPreview(theme, self.text)
        self.preview.shown.connect(self._on_shown)
        self.add(self.preview)
        self.body.addStretch(1)
        self.show_job(None)

    def show_job(self, job: PrintJob | None) -> None:
        """Show a job as it stands now; none says how sheets come here."""
        self.job = job
        standing = None if job is None else self.desk.standings.get(job.id)
        drawn = (job, standing, self.desk.view.confused.get(job.id if job else ""), self.desk.view.asked)
        if job is not None and drawn == self._drawn:
            return
        self._drawn = drawn
        held = self.primary is not None and self.primary.hasFocus()
        clear(self.buttons)
        self.primary = None
        for part in (self.number, self.state, self.warning, self.about):
            part.setVisible(job is not None)
        _ = self.text
        if job is None:
            self.kana.setText(_("No sheet is chosen"))
            self.sentence.setText(_("A sheet that a trainer issues appears in the list by itself."))
            self.problem.hide()
            self._show_pdf(None)
            return
        self.number.setText(str(job.sheet.call_number))
        self.kana.setText(_("{kana}").format(kana=job.sheet.kana))
        words, tone = state_word(_, job, standing)
        self.state.setText(words)
        set_tone(self.state, tone)
        sentence = next_step(job, standing, self.desk.counter.computer, _)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self._warn(job)
        approved = _("Approved by {name}").format(name=job.sheet.approved_by)
        self.about.setText(" · ".join([variant(_, job), extent(_, job), approved]))
        self._fill_buttons(job)
        if held:
            self._focus_step()
        self._show_pdf(job)

    def _warn(self, job: PrintJob) -> None:
        _, view = self.text, self.desk.view
        said = []
        if job.id in view.confused:
            found = numbers(view.confused[job.id])
            said.append(_("The name is like that of no. {numbers}. Ask for the call number.").format(numbers=found))
        if job.id in view.new_versions:
            said.append(_("An older version is on paper already. Take it back when you hand this one over."))
        self.warned.setText("\n".join(said))
        self.warning.setVisible(bool(said))

    # what can be done

    def _fill_buttons(self, job: PrintJob) -> None:
        _, desk = self.text, self.desk
        if job.state == "waiting" and not job.is_open:
            if job.has_bytes:
                self._add(_("Print"), lambda: self.print_requested.emit(job), "primary")
            else:
                self._add_asking(job)
            self._add(_("Cancel this sheet"), lambda: desk.cancel(job), "quiet")
        elif job.state == "sent":
            standing = desk.standings.get(job.id)
            here = job.computer in ("", desk.counter.computer)
            seen = here and (standing is None or _is_out(standing.state))
            # While the printer is at it, waits for paper or stands elsewhere, Enter must not say that it is there.
            self._add(_("It is out and right"), lambda: desk.move(job, "printed"), "primary" if seen else "plain")
            self._add(_("It did not come out"), lambda: desk.move(job, "failed", "person"))
            if job.computer == desk.counter.computer and (standing is None or not _is_out(standing.state)):
                self._add(_("Cancel at the printer"), lambda: desk.cancel(job), "quiet")
        elif job.state == "printed":
            self._add(_("Handed over"), lambda: desk.move(job, "handed_over"), "primary")
            self._add(_("Something is wrong with it"), lambda: desk.move(job, "failed", "person"), "quiet")
        elif job.is_final and not job.followed_by and not job.replaced:
            words = _("Reprint") if job.state == "handed_over" else _("Print again")
            if job.has_bytes:
                tone = "primary" if job.state == "failed" else "plain"
                self._add(words, lambda: desk.print_again(job), tone)
            else:
                self._add_asking(job)

    def _add_asking(self, job: PrintJob) -> None:
        _ = self.text
        if job.sheet.id in self.desk.view.asked:
            self.sentence.setText(_("The sheet was asked for; a trainer answers. Until then it cannot be printed."))
        else:
            self.sentence.setText(_("The sheet itself is no longer kept at the desk. A trainer can give it again."))
            asked = Asked(job.sheet.id, self.room.person)
            self._add(_("Ask for the sheet"), lambda: self.desk.note(asked), "primary")
        self.sentence.show()

    def _add(self, words: str, does: Callable[[], object], tone: str = "plain") -> None:
        button = action_button(self.theme, words, tone)  # type: ignore[arg-type]
        button.clicked.connect(lambda _checked=False: does())
        if tone == "primary":
            button.set_hint("↵")
            self.primary = button
        self.buttons.addWidget(button)

    def _focus_step(self) -> None:
        if self.primary is not None:
            self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self) -> None:
        """Do the job's next step, as Enter in the list does."""
        if self.primary is not None and self.primary.isEnabled():
            self.primary.click()

    # the sheet

    def _show_pdf(self, job: PrintJob | None) -> None:
        wanted = job.sheet.id if job is not None and job.has_bytes else ""
        if wanted == self._shown_id:
            return
        self._shown_id = wanted
        self.preview.show_pdf(b"")
        self.problem.hide()
        if wanted:
            run_task(
                lambda: self.desk.counter.pdf(wanted),
                lambda pdf: self._on_pdf(wanted, pdf),
                lambda error: self._on_no_pdf(wanted, error),
                self,
            )

    def _on_pdf(self, wanted: str, pdf: bytes) -> None:
        if wanted == self._shown_id:
            self.preview.show_pdf(pdf)

    def _on_no_pdf(self, wanted: str, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        if wanted == self._shown_id:
            self.problem.setText(error.sentence(self.room.language))
            self.problem.show()
            if self.primary is not None and self.job is not None and self.job.state == "waiting":
                self.primary.setEnabled(False)

    def _on_shown(self) -> None:
        if self.job is not None:
            self.desk.note(Shown(self.job.sheet.id))


def _is_out(state: JobState) -> bool:
    return state in (JobState.PRINTED, JobState.GONE, JobState.NOT_FOLLOWED)
