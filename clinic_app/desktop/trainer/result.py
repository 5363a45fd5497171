"""The result and the trainer's decision: accepted, changed with a coarse reason, or none."""

from PySide6.QtWidgets import QHBoxLayout

from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Press
from clinic_app.desktop.trainer.onward import OnwardButton
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Segments, Ticks
from clinic_app.desktop.widgets.guarded import PARAGRAPH, guarded
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.assessment import TESTS
from clinic_app.domain.marks import with_marks
from clinic_app.domain.visit import CHANGE_REASONS, Decision, DecisionKind
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.rules import explain

REASONS = {
    "retest_changed": N_("the re-test changed"),
    "movement_impression": N_("movement impression"),
    "client_story": N_("the client's story"),
    "finding_unreliable": N_("a finding is unreliable"),
    "safety": N_("safety"),
    "other": N_("other"),
}


class ResultStep(StepPage):
    """What the rules propose, in words; below it what the trainer decides."""

    def _lead(self) -> str:
        return self.text("A proposal from the findings, not a diagnosis. You decide.")

    def _build(self) -> None:
        self.card = Panel(self.theme, gap=8)
        self.shown = column(self.theme, pad=0, gap=6)
        self.card.add(self.shown)
        self.onward = OnwardButton(self.theme, self.text)
        self.onward.asked.connect(self.step_requested)
        self.card.add(self.onward)
        self.add(self.card)
        self.choice = Panel(self.theme, gap=10)
        self._decision()
        self.add(self.choice)

    def _decision(self) -> None:
        _, theme = self.text, self.theme
        self.choice.add(label(_("Your decision"), "heading"))
        kinds = [
            ("accepted", _("Accept the proposal")),
            ("changed", _("Change it")),
            ("none", _("Cannot say yet")),
        ]
        self.kind = Segments(theme, kinds, _("Your decision"), clearable=False)
        self.kind.chosen.connect(self._on_kind)
        self.choice.add(self.kind)
        self.change = Panel(theme, "surface", pad=0, gap=8)
        rules = self.session.context.rule_set.rules
        causes = [(c.id, f"{c.mark} {c.name.in_language(self.language)}") for c in rules.cause]
        self.causes = Ticks(theme, causes, _("What leads instead"), None)
        reasons = [(key, _(REASONS[key])) for key in CHANGE_REASONS]
        self.reason = Segments(theme, reasons, _("Why"))
        self.note = guarded(TextField(theme, _("Note (optional)")), _, PARAGRAPH)
        self.caps = {"causes": KeyCap(theme), "reason": KeyCap(theme)}
        for key, words, control in (
            ("causes", _("What leads instead"), self.causes),
            ("reason", _("Why"), self.reason),
            ("", _("Note (optional)"), self.note),
        ):
            title = label(words, "heading")
            title.setBuddy(control)
            head = row(theme)
            if key:
                head.addWidget(self.caps[key])
            head.addWidget(title, 1)
            self.change.add(head)
            self.change.add(control)
        self.keep = action_button(theme, _("Keep this decision"), "primary")
        self.keep.clicked.connect(self._on_keep)
        line = QHBoxLayout()
        line.addWidget(self.keep)
        line.addStretch(1)
        self.change.add(line)
        self.change.hide()
        self.objection = label("", "problem", wrap=True)
        self.objection.hide()
        self.choice.add(self.change)
        self.choice.add(self.objection)
        self.decided = label("", wrap=True)
        self.choice.add(self.decided)
        self.earlier = label("", "soft", wrap=True)
        self.choice.add(self.earlier)

    def _keys(self) -> list[KeySection]:
        """One key accepts; changing opens its three rows below."""
        kinds: list[KeyRow] = [Press(button) for button in self.kind.buttons.values()]
        change: list[KeyRow] = [
            Answer(self.causes, self.causes, self.caps["causes"]),
            Answer(self.reason, self.reason, self.caps["reason"]),
            Press(self.keep),
        ]
        return [KeySection([*kinds, *change, Press(self.onward.button)])]

    def _on_kind(self, kind: str | None) -> None:
        self.change.setVisible(kind == "changed")
        self.objection.hide()
        if kind == "accepted":
            self._decide("accepted")
        elif kind == "none":
            self._decide("none")

    def _on_keep(self) -> None:
        causes, reason = self.causes.value(), self.reason.value()
        if not causes or reason is None:
            self.objection.setText(self.text("Choose at least one type and a reason."))
            self.objection.show()
            return
        self._decide("changed", tuple(causes), reason)

    def _decide(self, kind: DecisionKind, causes: tuple[str, ...] = (), reason: str | None = None) -> None:
        try:
            self.session.note = self.note.text() if kind == "changed" else ""
            self.session.decide(kind, causes, next((key for key in CHANGE_REASONS if key == reason), None))
        except Refused as refused:
            self.objection.setText(refused.sentence(self.language))
            self.objection.show()
        else:
            self.objection.hide()

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "choice"):
            return
        clear(self.shown)
        proposal, rule_set = self.session.proposal, self.session.context.rule_set
        self.shown.addWidget(label(explain.outcome_text(proposal, rule_set, self.language), "title", wrap=True))
        self.shown.addWidget(label(self._explained(), wrap=True))
        for cause_id in proposal.causes:
            cause = rule_set.cause(cause_id)
            words = f"{cause.mark} {cause.mechanism.in_language(self.language)}"
            self.shown.addWidget(label(words, "soft", wrap=True))
        names = [
            f"{rule_set.exercises[item.exercise].name.in_language(self.language)}"
            f" ({rule_set.exercises[item.exercise].forms[item.form].name.in_language(self.language)})"  # type: ignore[index]
            for item in proposal.plan
        ]
        if names:
            self.shown.addWidget(label(self.text("Exercises that follow"), "heading"))
            for number, name in enumerate(names, start=1):
                self.shown.addWidget(label(f"{number}. {name}", wrap=True))
        self.onward.lead_to(self._missing())
        self.choice.setVisible(not proposal.hidden)
        self._show_decision()

    def _missing(self) -> str:
        """The step that has to come first; nothing while a decision can be taken."""
        session = self.session
        untested = next((test for test in TESTS if session.step_state(test) != "done"), "")
        return {"refer": "plan", "screening_incomplete": "screening", "insufficient": untested}.get(
            session.proposal.outcome, ""
        )

    def _explained(self) -> str:
        """One sentence on what the outcome means for today."""
        _, outcome = self.text, self.session.proposal.outcome
        return {
            "leading": _("One type leads: its own test and the story or posture agree."),
            "mixed": _("Several types are close together; each listed one gets an exercise."),
            "undetermined": _("No type stands out. The plan follows the movement findings."),
            "insufficient": _("No movement test is finished yet, so nothing can be proposed."),
            "screening_incomplete": _("The screening is not finished, so nothing is proposed yet."),
            "refer": _("A red flag comes first: no type and no exercise today. Print the referral memo."),
        }[outcome]

    def _show_decision(self) -> None:
        _, decision = self.text, self.session.decided
        if decision is None:
            outdated = self.session.decision is not None
            self.decided.setText(
                _("The findings have changed since the decision. Please decide again.")
                if outdated
                else _("Nothing is decided yet.")
            )
            if not self.change.isVisible():
                self.kind.set_value(None)
            self._show_earlier()
            return
        if not self.change.isVisible():
            self.kind.set_value(decision.kind)
        self.decided.setText(self._in_words(decision))
        self._show_earlier()

    def _show_earlier(self) -> None:
        """Decisions are added, never changed: what was decided before stays readable."""
        stands = self.session.decided
        earlier = [self._in_words(decision) for decision in self.session.decisions if decision is not stands]
        self.earlier.setText("\n".join([self.text("Decided before:"), *earlier]) if earlier else "")
        self.earlier.setHidden(not earlier)

    def _in_words(self, decision: Decision) -> str:
        """What was decided, by whom and when."""
        _, rule_set = self.text, self.session.context.rule_set
        words = {
            "accepted": _("Decided: the proposal stands {causes}"),
            "changed": _("Decided: changed to {causes}"),
            "none": _("Decided: cannot say yet"),
        }[decision.kind]
        said = [words.format(causes=" ".join(rule_set.cause(key).mark for key in decision.causes)).strip()]
        if decision.reason is not None:
            said.append(_(REASONS[decision.reason]))
        if decision.note:
            said.append(with_marks(decision.note))
        clock = decision.decided_at.astimezone().strftime("%H:%M")
        return " ・ ".join([*said, f"{decision.decided_by} {clock}"])
