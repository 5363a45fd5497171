"""The evidence beside every step: points, reasons for and against, not asked, what is next, what would flip it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSizePolicy

from clinic_app.desktop.trainer.bars import cause_row, legend
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, column, label, row, rule
from clinic_app.domain.proposal import Reason
from clinic_app.rules import explain

SHOWN_UNASKED = 6
SHOWN_FLIPS = 3
WIDTH, MOST_WIDTH = 312, 16_777_215


class Evidence(ScrollColumn):
    """Rebuilt after each entry; flips and the next test follow once the entry is on screen."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.context.theme, role="surface", pad=18, gap=8)
        self.session = session
        self.theme, self.text, self.language = session.context.theme, session.context.text, session.context.language
        self.setAccessibleName(self.text("Evidence"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_wide(False)
        self._tail = column(self.theme, pad=0, gap=8)
        self._shown: object = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._rebuild)
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._add_tail)
        self._rebuild()

    def set_wide(self, wide: bool) -> None:
        """Beside the step the evidence keeps its width; in its place it takes all there is."""
        self.setMinimumWidth(self.theme.px(WIDTH))
        self.setMaximumWidth(MOST_WIDTH if wide else self.theme.px(WIDTH))

    def refresh(self) -> None:
        """Show the proposal that the session holds now, after the entry itself is on screen."""
        self._soon.start()

    def _rebuild(self) -> None:
        shown = (self.session.proposal, self.session.screened)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self.body)
        _, proposal = self.text, self.session.proposal
        self._heading(_("Movement tendency"))
        headline = explain.outcome_text(proposal, self.session.context.rule_set, self.language)
        self.add(label(headline, "strong", wrap=True))
        if proposal.confidence is not None:
            words = {"high": _("high"), "medium": _("medium"), "low": _("low")}[proposal.confidence]
            self.add(label(_("Confidence: {level}").format(level=words), "soft"))
        if proposal.hidden:
            self._hidden()
        else:
            self._points()
            self._flags()
            self._reasons(_("Reasons for"), "+", [reason for reason in proposal.reasons if reason.points > 0])
            self._reasons(_("Findings against"), "−", [reason for reason in proposal.reasons if reason.points < 0])
            self._unasked()
            self._tail = column(self.theme, pad=0, gap=8)
            self.add(self._tail)
            self._later.start()
        self.body.addStretch(1)

    def _heading(self, words: str) -> None:
        if self.body.count():
            self.add(rule())
        self.add(label(words, "heading"))

    def _hidden(self) -> None:
        """While the gate is shut, what is open or positive takes the place of points and types."""
        _, catalogue, screened = self.text, self.session.context.rule_set.catalogue, self.session.screened
        for key in (*screened.urgent, *screened.refer):
            self.add(
                label("・" + catalogue.screening_by_id[key].label.in_language(self.language), tone="stop", wrap=True)
            )
        if self.session.proposal.outcome == "screening_incomplete":
            rule_set = self.session.context.rule_set
            self._listed(
                _("Not answered yet"), [explain.label(rule_set, p, self.language) for p in screened.unanswered]
            )
        if screened.caution:
            names = [catalogue.screening_by_id[key].label.in_language(self.language) for key in screened.caution]
            self._listed(_("Caution"), names)

    def _points(self) -> None:
        proposal = self.session.proposal
        for cause in self.session.context.rule_set.rules.cause:
            name = f"{cause.mark} {cause.short.in_language(self.language)}"
            assert proposal.points is not None  # noqa: S101 - not hidden here
            assert proposal.blocks is not None  # noqa: S101
            self.add(cause_row(self.theme, name, proposal.points[cause.id], proposal.blocks[cause.id]))
        self.add(legend(self.theme, self.text))

    def _flags(self) -> None:
        _, rule_set = self.text, self.session.context.rule_set
        words = {
            "contradiction": _("{cause}: the story points there, but the test is good"),
            "pending": _("{cause}: the story points there, the test is missing"),
        }
        for kind, cause_id in self.session.proposal.flags:
            box = Panel(self.theme, "banner", tone="warn", pad=10)
            box.add(label(words[kind].format(cause=rule_set.cause(cause_id).mark), wrap=True))
            self.add(box)

    def _reasons(self, heading: str, sign: str, reasons: list[Reason]) -> None:
        if not reasons:
            return
        self._heading(heading)
        rule_set = self.session.context.rule_set
        marks: dict[str, list[str]] = {}
        for reason in sorted(reasons, key=lambda reason: -abs(reason.points)):
            words = explain.reason_text(rule_set, reason, self.language, self.session.assessment)
            points = f"{rule_set.cause(reason.cause).mark}{sign}{abs(reason.points)}"
            marks.setdefault(words, []).append(points)
        for words, points_of in marks.items():
            line = row(self.theme, 8)
            line.addWidget(label(words, wrap=True), 1)
            line.addWidget(
                label(" ".join(points_of), tone="good" if sign == "+" else "stop"), 0, Qt.AlignmentFlag.AlignTop
            )
            self.add(line)

    def _unasked(self) -> None:
        rule_set = self.session.context.rule_set
        names = [explain.label(rule_set, path, self.language) for path in self.session.proposal.unasked]
        self._listed(self.text("Not asked"), list(dict.fromkeys(names)))

    def _listed(self, heading: str, names: list[str]) -> None:
        if not names:
            return
        self._heading(heading)
        for name in names[:SHOWN_UNASKED]:
            self.add(label("・" + name, wrap=True))
        if len(names) > SHOWN_UNASKED:
            more = len(names) - SHOWN_UNASKED
            self.add(label(self.text.plural("{count} more", "{count} more", more), "soft"))

    def _add_tail(self) -> None:
        """What to look at next, and the smallest changes that would flip the result."""
        _, session = self.text, self.session
        evaluator, cleared = session.context.evaluator, session.assessment.cleared_by_doctor
        following = explain.next_test(evaluator, session.facts, cleared)
        if following is not None:
            box = Panel(self.theme, "banner", tone="accent", pad=10, gap=4)
            name = explain.label(evaluator.rule_set, following.finding, self.language)
            box.add(label(_("Look at next"), "heading"))
            box.add(label(name, "strong", tone="accent", wrap=True))
            for flip in following.leads_to:
                box.add(label(explain.flip_text(evaluator.rule_set, flip, self.language), "soft", wrap=True))
            self._tail.addWidget(box)
        found = explain.flips(evaluator, session.facts, cleared)[:SHOWN_FLIPS]
        if found:
            self._tail.addWidget(rule())
            self._tail.addWidget(label(_("What would change the result"), "heading"))
            for flip in found:
                self._tail.addWidget(
                    label(explain.flip_text(evaluator.rule_set, flip, self.language), "soft", wrap=True)
                )
