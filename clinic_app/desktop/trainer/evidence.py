"""The evidence beside every step: points, reasons for and against, not asked, what is next, what would flip it.

What an entry changes is on screen in the frame after it: widgets stay and only their words change. Pairs of changes,
the smallest that would flip a result which no single change flips, take longer; they are looked for beside the window.
"""

import re

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy

from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.trainer.bars import CauseRow, legend
from clinic_app.desktop.trainer.course_words import real_changes
from clinic_app.desktop.trainer.evidence_lines import Lines, Notice, say
from clinic_app.desktop.trainer.session import FOLLOW_UP_ONLY, Session
from clinic_app.desktop.widgets.labels import ScrollColumn, column, label
from clinic_app.domain.proposal import PairFlip
from clinic_app.i18n import N_
from clinic_app.rules import explain

SHOWN_UNASKED = 6
SHOWN_FLIPS = 3
WIDTH, MOST_WIDTH = 312, 16_777_215
CONFIDENCE = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}
FLAGS = {
    "contradiction": N_("{cause}: the story points there, but the test is good"),
    "pending": N_("{cause}: the story points there, the test is missing"),
}


class Evidence(ScrollColumn):
    """Everything that speaks for and against the proposal as it stands."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.context.theme, role="surface", pad=18, gap=8)
        self.session = session
        self.theme, self.text, self.language = session.context.theme, session.context.text, session.context.language
        self.setAccessibleName(self.text("Evidence"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_wide(False)
        self._shown: object = None
        self._measured: object = None
        self._entry = 0
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._look_for_pairs)
        self._build()
        self.refresh()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.add(label(_("Movement tendency"), "heading"))
        self.headline = label("", "strong", wrap=True)
        self.confidence = label("", "soft")
        self.add(self.headline)
        self.add(self.confidence)
        self.alarms = Lines(theme, "", ruled=False)
        self.open_items = Lines(theme, _("Not answered yet"))
        self.cautions = Lines(theme, _("Caution"))
        self.bars = column(theme, pad=0, gap=8)
        self.causes = {
            cause.id: CauseRow(theme, f"{cause.mark} {cause.short.in_language(self.language)}")
            for cause in self.session.context.rule_set.rules.cause
        }
        self.legend = legend(theme, _)
        self.flags = [Notice(theme, "warn") for _cause in self.causes]
        self.reasons = Lines(theme, _("Reasons for"), tone="good")
        self.against = Lines(theme, _("Findings against"), tone="stop")
        self.unasked = Lines(theme, _("Not asked"))
        self.next = Notice(theme, "accent", _("Look at next"))
        self.flips = Lines(theme, _("What would change the result"), role="soft")
        self.changes = Lines(theme, _("Real change since last time"))
        self._all = [
            *self.causes.values(),
            self.legend,
            *self.flags,
            self.reasons,
            self.against,
            self.unasked,
            self.next,
            self.flips,
        ]
        for widget in (self.alarms, self.open_items, self.cautions, *self._all, self.changes):
            self.add(widget)
        self.body.addStretch(1)

    def set_wide(self, wide: bool) -> None:
        """Beside the step the evidence keeps its width; in its place it takes all there is."""
        self.setMinimumWidth(self.theme.px(WIDTH))
        self.setMaximumWidth(MOST_WIDTH if wide else self.theme.px(WIDTH))

    def refresh(self) -> None:
        """Show the proposal that the session holds now."""
        self._changes()
        shown = (self.session.proposal, self.session.screened)
        if shown == self._shown:
            return
        self._shown = shown
        self._entry += 1
        _, proposal = self.text, self.session.proposal
        self.inside.setUpdatesEnabled(False)  # one painting for all that changes
        say(self.headline, explain.outcome_text(proposal, self.session.context.rule_set, self.language))
        sure = "" if proposal.confidence is None else _(CONFIDENCE[proposal.confidence])
        say(self.confidence, _("Confidence: {level}").format(level=sure) if sure else "")
        self._gate()
        if proposal.hidden:
            for widget in self._all:
                widget.hide()
        else:
            self._points()
            self._flags()
            self._reasons()
            self._tail()
        self.inside.setUpdatesEnabled(True)

    def _changes(self) -> None:
        """At a follow-up: what is really better or worse than when it was measured before; hidden like the points."""
        session = self.session
        if FOLLOW_UP_ONLY[0] not in session.steps:
            return
        measured = (session.assessment, tuple(session.course.measures.values()), session.proposal.hidden)
        if measured != self._measured:
            self._measured = measured
            changed = [] if session.proposal.hidden else real_changes(session.course.history(), session.context)
            self.changes.show_lines(changed)

    def _gate(self) -> None:
        """While the gate is shut, what is open or positive takes the place of points and types."""
        catalogue, screened = self.session.context.rule_set.catalogue, self.session.screened
        hidden, rule_set = self.session.proposal.hidden, self.session.context.rule_set

        def names(ids: tuple[str, ...]) -> list[str]:
            return [catalogue.screening_by_id[key].label.in_language(self.language) for key in ids]

        self.alarms.show_lines([("・" + name, "") for name in names((*screened.urgent, *screened.refer))])
        waiting = self.session.proposal.outcome == "screening_incomplete"
        unanswered = [explain.label(rule_set, path, self.language) for path in screened.unanswered]
        self.open_items.show_lines(self._listed(unanswered if waiting else []))
        self.cautions.show_lines(self._listed(names(screened.caution) if hidden else []))

    def _points(self) -> None:
        proposal = self.session.proposal
        assert proposal.points is not None  # noqa: S101 - not hidden here
        assert proposal.blocks is not None  # noqa: S101
        for key, bar in self.causes.items():
            bar.show_points(proposal.points[key], proposal.blocks[key])
            bar.show()
        self.legend.show()

    def _flags(self) -> None:
        _, rule_set, raised = self.text, self.session.context.rule_set, self.session.proposal.flags
        said = [_(FLAGS[kind]).format(cause=rule_set.cause(cause_id).mark) for kind, cause_id in raised]
        for place, notice in enumerate(self.flags):
            notice.show_text(said[place] if place < len(said) else "")

    def _reasons(self) -> None:
        rule_set, assessment = self.session.context.rule_set, self.session.assessment
        sides: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
        for reason in sorted(self.session.proposal.reasons, key=lambda reason: -abs(reason.points)):
            if reason.points:
                words = explain.reason_text(rule_set, reason, self.language, assessment)
                sign = "+" if reason.points > 0 else "−"
                points = f"{rule_set.cause(reason.cause).mark}{sign}{abs(reason.points)}"
                sides[reason.points > 0].setdefault(words, []).append(points)
        for lines, speaks_for in ((self.reasons, True), (self.against, False)):
            lines.show_lines([(words, " ".join(points)) for words, points in sides[speaks_for].items()])
        names = [explain.label(rule_set, path, self.language) for path in self.session.proposal.unasked]
        self.unasked.show_lines(self._listed(list(dict.fromkeys(names))))

    def _listed(self, names: list[str]) -> list[tuple[str, str]]:
        lines = [("・" + name, "") for name in names[:SHOWN_UNASKED]]
        if len(names) > SHOWN_UNASKED:
            more = len(names) - SHOWN_UNASKED
            lines.append((self.text.plural("{count} more", "{count} more", more), ""))
        return lines

    def _tail(self) -> None:
        """What to look at next, and the smallest changes that would flip the result, the most plausible first."""
        session = self.session
        evaluator, cleared = session.context.evaluator, session.assessment.cleared_by_doctor
        doubted = explain.doubts(evaluator, session.assessment)
        found, following = explain.what_changes(evaluator, session.facts, cleared, doubted)
        words = "" if following is None else explain.label(evaluator.rule_set, following.finding, self.language)
        more = "" if following is None else explain.next_text(evaluator.rule_set, following, self.language)
        self.next.show_text(words, re.sub("^[:: ]+", "", more.removeprefix(words)))
        lines = []
        for flip in found[:SHOWN_FLIPS]:
            why = explain.why_text(flip, self.language)
            said = explain.flip_text(evaluator.rule_set, flip, self.language)
            lines.append((f"{said} ({why})" if why else said, ""))
        self.flips.show_lines(lines)
        if not found:
            self._later.start()

    def _look_for_pairs(self) -> None:
        """Beside the window; a newer entry makes the search stop."""
        session, entry = self.session, self._entry
        evaluator, facts, assessment = session.context.evaluator, session.facts, session.assessment

        def search() -> tuple[PairFlip, ...]:
            doubted = explain.doubts(evaluator, assessment)
            cleared = assessment.cleared_by_doctor
            return explain.pair_flips(evaluator, facts, cleared, doubted, lambda: self._entry != entry)

        run_task(search, lambda pairs: self._on_pairs(entry, pairs), _fault, self)

    def _on_pairs(self, entry: int, pairs: tuple[PairFlip, ...]) -> None:
        if entry == self._entry and not self.session.proposal.hidden:
            rule_set = self.session.context.rule_set
            self.flips.show_lines([(explain.pair_text(rule_set, pair, self.language), "") for pair in pairs[:2]])


def _fault(error: Exception) -> None:
    """A search that fails is a fault of ours: it goes where all faults go."""
    raise error
