"""Plan and handout: next re-check, language, the sheet as it will be printed, and "issue handout"."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout

from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Press
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, column, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.pdf_view import PdfView
from clinic_app.domain.dates import read_date, shown_date
from clinic_app.domain.text import Language
from clinic_app.domain.visit import VisitResult
from clinic_app.errors import Refused
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


class PlanStep(StepPage):
    """The sheet (or, with a red flag, the referral memo) beside what can still be set."""

    session_closed = Signal()

    def _lead(self) -> str:
        return self.text("The handout is frozen when it is issued: what you see is what is printed.")

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.pair = pair = row(theme, 16)
        left = column(theme, pad=0, gap=12)
        self.settings = Panel(theme, gap=10)
        self.settings.add(label(_("Next re-check"), "heading"))
        self.recheck = TextField(theme, _("Next re-check"), width=150, placeholder="2026-12-06")
        self.recheck.typed.connect(self._on_recheck)
        self.settings.add(self.recheck)
        self.language_cap = KeyCap(theme)
        head = row(theme)
        head.addWidget(self.language_cap)
        head.addWidget(label(_("Language of the sheet"), "heading"), 1)
        self.settings.add(head)
        self.sheet_language = Segments(
            theme, [("ja", "日本語"), ("en", "English")], _("Language of the sheet"), clearable=False
        )
        self.sheet_language.set_value(self.session.client.details.language)
        self.sheet_language.chosen.connect(lambda _value: self.refresh())
        self.settings.add(self.sheet_language)
        left.addWidget(self.settings)
        self.objection = label("", "problem", wrap=True)
        left.addWidget(self.objection)
        self.issue = action_button(theme, _("Issue handout"), "primary")
        self.issue.clicked.connect(self._on_issue)
        left.addWidget(self.issue)
        self.issued = label("", "soft", wrap=True)
        left.addWidget(self.issued)
        left.addWidget(self._ending())
        left.addStretch(1)
        pair.addLayout(left, 2)
        self.preview = PdfView(theme)
        self.preview.setAccessibleName(_("Preview of the handout"))
        pair.addWidget(self.preview, 3, Qt.AlignmentFlag.AlignTop)
        self.add(pair)

    def _keys(self) -> list[KeySection]:
        return [
            KeySection(
                [
                    Answer(self.sheet_language, self.sheet_language, self.language_cap),
                    Press(self.issue),
                    *self.endings,
                ]
            )
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

    def language_of_sheet(self) -> Language:
        """The language that the sheet will be in."""
        return "en" if self.sheet_language.value() == "en" else "ja"

    def _on_recheck(self, text: str) -> None:
        try:
            day = read_date(text)
        except ValueError:
            self.recheck.object_to(self.text("This is no date. Write it as 2026-12-06 or R8.12.6."))
            return
        if day is not None and day < self.session.context.today():
            self.recheck.object_to(self.text("The re-check lies in the past."))
            return
        self.recheck.object_to("")
        self._try(lambda: self.session.save_plan(self.session.drafted_items(), recheck_on=day))

    def _on_issue(self) -> None:
        self._try(lambda: self.session.issue(self.language_of_sheet()))

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
        if not self.recheck.edit.hasFocus():
            self.recheck.set_text(shown_date(session.plan.recheck_on if session.plan else None))
        memo = session.proposal.outcome == "refer"
        self.recheck.setEnabled(session.plan is not None and not memo)
        self.issue.setText(_("Issue referral memo") if memo else _("Issue handout"))
        lacking = session.lacking_for_handout()
        sentence = _(LACKING[lacking]) if lacking else ""
        self.objection.setText(sentence)
        self.objection.setVisible(bool(sentence))
        self.issue.setEnabled(not sentence)
        if self.isVisible():
            self.preview.show_pdf(b"" if sentence else session.draft(self.language_of_sheet()))
        self._show_issued()

    def _show_issued(self) -> None:
        _, handouts = self.text, self.session.handouts
        lines = []
        for handout in handouts:
            kind = _("Referral memo") if handout.kind == "memo" else _("Handout")
            clock = handout.issued_at.astimezone().strftime("%H:%M")
            pages = _.plural("{count} page", "{count} pages", handout.pages)
            lines.append(_("{kind} issued at {clock}, {pages}").format(kind=kind, clock=clock, pages=pages))
        self.issued.setText("\n".join(lines))
