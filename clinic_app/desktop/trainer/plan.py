"""Plan and handout: what else the sheet says, in which variant it is printed, the sheet itself, and "issue handout".

The sheet is set beside the GUI thread after every change; what is issued is what was shown.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout

from clinic_app import actions
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.trainer.going_home import mended, paper_content
from clinic_app.desktop.trainer.keypad import KeyRow, KeySection, Press
from clinic_app.desktop.trainer.plan_settings import PlanSettings
from clinic_app.desktop.trainer.sheet_checks import SheetChecks
from clinic_app.desktop.trainer.sheet_file import ask_where, file_name
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import Panel, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.pdf_preview import PdfPreview
from clinic_app.domain.visit import VisitResult
from clinic_app.errors import Refused
from clinic_app.handouts import Check, MemoContent, Paper, SheetContent, check_sheet, make_paper
from clinic_app.i18n import N_

RESULTS: tuple[tuple[VisitResult, str], ...] = (
    ("joined", N_("joined")),
    ("thinking", N_("thinking it over")),
    ("declined", N_("did not join")),
    ("not_offered", N_("not offered")),
)

LACKING = {
    "screening": N_("Finish the safety screening first."),
    "urgent_items": N_("Answer every urgent item first; then the referral memo can be issued."),
    "tests": N_("Finish at least one movement test first."),
    "decision": N_("Decide on the result first."),
}
Content = SheetContent | MemoContent


class PlanStep(StepPage):
    """The sheet (or, with a red flag, the referral memo) beside what can still be set."""

    session_closed = Signal()

    def _lead(self) -> str:
        return self.text("The handout is frozen when it is issued: what you see is what is printed.")

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self._content: Content | None = None
        self._paper: Paper | None = None
        self.pair = pair = row(theme, 16)
        left = column(theme, pad=0, gap=12)
        self.settings = PlanSettings(self.session)
        self.settings.changed.connect(self._on_settings)
        self.settings.look_changed.connect(self.refresh)
        left.addWidget(self.settings)
        self.checks = SheetChecks(theme, _)
        self.checks.mended.connect(self._on_mend)
        left.addWidget(self.checks)
        self.objection = label("", "problem", wrap=True)
        left.addWidget(self.objection)
        self.issue = action_button(theme, _("Issue handout"), "primary")
        self.issue.clicked.connect(self._on_issue)
        left.addWidget(self.issue)
        self.save = action_button(theme, _("Save as PDF…"))
        self.save.clicked.connect(self._on_save)
        left.addWidget(self.save)
        self.saved = label("", "soft", wrap=True)
        self.saved.hide()
        left.addWidget(self.saved)
        self.issued = label("", "soft", wrap=True)
        left.addWidget(self.issued)
        self.ending = self._ending()
        left.addWidget(self.ending)
        left.addStretch(1)
        pair.addLayout(left, 2)
        self.preview = PdfPreview(theme, _, _("Preview of the handout"))
        pair.addWidget(self.preview, 3, Qt.AlignmentFlag.AlignTop)
        self.add(pair)

    def _keys(self) -> list[KeySection]:
        rows: list[KeyRow] = [*(Press(button) for button in self.settings.presses), Press(self.issue), Press(self.save)]
        return [
            KeySection(rows, frame=self.settings),
            KeySection([Press(button) for button in self.preview.buttons]),
            KeySection(self.endings, frame=self.ending),
        ]

    def set_compact(self, compact: bool) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.pair.setDirection(down if compact else across)

    def _ending(self) -> Panel:
        """How the visit ended, in one touch; that closes it."""
        _, card = self.text, Panel(self.theme, gap=10)
        card.add(label(_("End the visit"), "heading"))
        if self.session.visit.kind == "trial":
            results = [(key, _(words)) for key, words in RESULTS]
            ending = Segments(self.theme, results, _("How the visit ended"), clearable=False)
            ending.chosen.connect(self._on_result)
            card.add(ending)
            self.endings: list[KeyRow] = [Press(button) for button in ending.buttons.values()]
        else:
            finish = action_button(self.theme, _("Finish the visit"))
            finish.clicked.connect(lambda: self._on_result(None))
            self.endings = [Press(finish)]
            card.add(finish)
        card.add(label(_("After that the findings change only by correction."), "soft", wrap=True))
        if self.session.visit.state != "open":
            card.hide()
        return card

    def _on_settings(self, settings: dict[str, Any]) -> None:
        self._try(lambda: self.session.save_plan(self.session.drafted_items(), **settings))

    def _on_mend(self, check: Check, offer: str) -> None:
        """Do what a check offers: set the sheet once more, or another text in the plan."""
        if check.kind == "plain":
            self._content = None
            self.refresh()
        elif isinstance(self._content, SheetContent):
            plan, content = self.session.plan, self._content
            items, settings = mended(plan, content, check, offer)
            self._try(lambda: self.session.save_plan(items, **settings))

    def _on_issue(self) -> None:
        self._try(self._issue)

    def _issue(self) -> None:
        """Freeze what is shown; while that is not what would be issued now, it is set here and now."""
        shown = self._paper if self._content == self._wanted() else None
        self.session.issue(self.settings.language_of_sheet(), self.settings.variant_of_sheet(), shown)

    def _on_save(self) -> None:
        self._try(self._save)

    def _save(self) -> None:
        """Write what is shown into a file, off the GUI thread: it may lie on a slow stick."""
        content = self._wanted()
        chosen = ask_where(self, self.save.text(), file_name(content, self.text))
        if chosen is None:
            return
        shown = self._paper if self._content == content else None
        context, visit_id = self.session.context, self.session.visit_id

        def write() -> None:
            paper, (path, may_replace) = shown or make_paper(content), chosen
            actions.save_handout(
                context.record, visit_id, paper.pdf, path, may_replace=may_replace, actor=context.actor
            )

        self.save.setEnabled(False)
        self._say_saved("")
        run_task(write, lambda _done: self._saved(chosen.path), self._unsaved, self)

    def _saved(self, path: Path) -> None:
        self.save.setEnabled(True)
        said = self.text("Saved as {name}. The file is not encrypted: hand it over and leave none behind.")
        self._say_saved(said.format(name=path.name))

    def _unsaved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, Refused):
            raise error
        self._say_saved(error.sentence(self.language))

    def _say_saved(self, sentence: str) -> None:
        self.saved.setText(sentence)
        self.saved.setVisible(bool(sentence))

    def _on_result(self, result: VisitResult | None) -> None:
        if self._try(lambda: self.session.close(result)):
            self.session_closed.emit()

    def _try(self, action: Callable[[], object]) -> bool:
        """Do it, or say beside the button why not."""
        try:
            action()
        except Refused as refused:
            self.objection.setText(refused.sentence(self.language))
            self.objection.show()
            return False
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._try(self.session.ensure_plan)
        self.refresh()

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "preview"):
            return
        _, session = self.text, self.session
        memo = session.proposal.outcome == "refer"
        self.settings.refresh(memo=memo)
        self.issue.setText(_("Issue referral memo") if memo else _("Issue handout"))
        lacking = session.lacking_for_handout()
        sentence = _(LACKING[lacking]) if lacking else ""
        self.objection.setText(sentence)
        self.objection.setVisible(bool(sentence))
        self.issue.setEnabled(not sentence)
        self.save.setEnabled(not sentence)
        if self.isVisible():
            self._draw(None if sentence else self._wanted())
        self._show_issued()

    def _wanted(self) -> Content:
        return paper_content(self.session, self.settings.language_of_sheet(), self.settings.variant_of_sheet())

    def _draw(self, content: Content | None) -> None:
        """Set the paper on another thread, unless it is the one that is shown or on its way."""
        if content == self._content and content is not None:
            return
        self._content, self._paper = content, None
        if content is None:
            self.preview.show_pdf(b"")
            self.checks.show_checks((), None)
            return
        run_task(
            lambda: _looked_over(content),
            lambda made: self._show(content, *made),
            lambda error: self._show_failure(content, error),
            self,
        )

    def _show(self, content: Content, paper: Paper, checks: tuple[Check, ...]) -> None:
        if content is not self._content:
            return  # a newer one is on its way
        self._paper = paper
        self.preview.show_pdf(paper.pdf)
        self.checks.show_checks(checks, content if isinstance(content, SheetContent) else None)

    def _show_failure(self, content: Content, error: Exception) -> None:
        """Not even the plain sheet came out."""
        if content is self._content:
            self.session.context.tell("plain_paper", error)
            self._content = None
            self.objection.setText(self.text("The sheet could not be made. Use a blank form, and tell the owner."))
            self.objection.show()

    def _show_issued(self) -> None:
        _, handouts = self.text, self.session.handouts
        lines = []
        for handout in handouts:
            kind = _("Referral memo") if handout.kind == "memo" else _("Handout")
            clock = handout.issued_at.astimezone().strftime("%H:%M")
            pages = _.plural("{count} page", "{count} pages", handout.pages)
            lines.append(_("{kind} issued at {clock}, {pages}").format(kind=kind, clock=clock, pages=pages))
        self.issued.setText("\n".join(lines))


def _looked_over(content: Content) -> tuple[Paper, tuple[Check, ...]]:
    """A paper and what is to be said about it; a memo's words are ours."""
    paper = make_paper(content)
    if isinstance(content, SheetContent):
        return paper, check_sheet(content, paper)
    return paper, (Check("plain", "paper", type(paper.fault).__name__),) if paper.fault is not None else ()
