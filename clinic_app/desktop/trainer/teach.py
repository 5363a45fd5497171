"""Teaching and re-test: the exercises that follow from the decision, the cue that worked, pain before and after."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.desktop.trainer.keypad import Answer, KeyRow, KeySection, Press
from clinic_app.desktop.trainer.onward import OnwardButton
from clinic_app.desktop.trainer.pictures import both_figures, small_figure
from clinic_app.desktop.trainer.retest_panel import RetestPanel
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.key_cap import KeyCap
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.numbers import Stepper, TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.pain_row import PainRow
from clinic_app.desktop.widgets.tab_order import tab_through
from clinic_app.domain.assessment import SIDES, side
from clinic_app.domain.exercise import ExerciseForm
from clinic_app.domain.visit import PlanItem
from clinic_app.errors import Refused
from clinic_app.i18n import N_

LADDER = ("easier_painful", "easier", "standard", "harder")
EASY = ("easier_painful", "easier")
UNITS = {"reps": N_("repetitions"), "breaths": N_("breaths"), "minutes": N_("minutes")}
TEACH_BACK = (("can_do", N_("can do it")), ("with_cue", N_("with a cue")), ("not_yet", N_("not yet")))


class TeachStep(StepPage):
    """One card per exercise; every change is kept in the plan at once."""

    def _lead(self) -> str:
        return self.text("Only what was taught goes home: three exercises at most.")

    def _build(self) -> None:
        self.cards = column(self.theme, pad=0, gap=14)
        self.nothing = Panel(self.theme, gap=12)
        self.empty = label("", wrap=True)
        self.onward = OnwardButton(self.theme, self.text)
        self.onward.asked.connect(self.step_requested)
        self.nothing.add(self.empty)
        self.nothing.add(self.onward)
        self.objection = label("", "problem", wrap=True)
        self.objection.hide()
        self.add(self.nothing)
        self.add(self.objection)
        held = QWidget()  # of their own, so that cards built anew still hang before what stands below them
        held.setLayout(self.cards)
        self.add(held)
        self.more = Panel(self.theme, gap=8)
        self.more.add(label(self.text("Add an exercise"), "heading"))
        self.choices = FlowLayout(self.theme.px(8))
        self.more.add(self.choices)
        self.add(self.more)
        self.retest = RetestPanel(self.session)
        self.add(self.retest)
        self._shown: object = None
        self._taught: list[KeySection] = []
        self._sections: list[KeySection] = []

    def _keys(self) -> list[KeySection]:
        """One section an exercise; the list changes with the cards."""
        return self._sections

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "cards"):
            return
        _, session = self.text, self.session
        items = session.drafted_items()
        waiting = session.decided is None or session.proposal.hidden
        self.empty.setText(
            _("Decide on the result first; the exercises follow from it.")
            if waiting
            else _("No exercise follows from the findings. The sheet speaks of load and the re-check.")
        )
        self.nothing.setVisible(not items)
        self.onward.lead_to("result" if waiting else "")
        self.setProperty("waiting", waiting)
        shown = (waiting, [(item.exercise, item.form, item.goes_home, item.teach_back == "not_yet") for item in items])
        if shown != self._shown:
            self._shown = shown
            clear(self.cards)
            self._taught.clear()
            cards = [self._card(index, item) for index, item in enumerate(items)]
            for card in cards:
                self.cards.addWidget(card)
            self._offer(items, waiting=waiting)
            tab_through(*cards, self.more, self.retest)  # cards that are built anew come before what stood there
        self.retest.setHidden(session.proposal.hidden)
        self.retest.refresh()
        self._sections[:] = [*self._taught, *self.retest.sections(), KeySection([Press(self.onward.button)])]

    def set_compact(self, compact: bool) -> None:
        self.retest.set_compact(compact)

    def _offer(self, items: tuple[PlanItem, ...], *, waiting: bool) -> None:
        """What may still be added: up to the most that a plan holds, and nothing beside rest and walking."""
        rule_set, proposal = self.session.context.rule_set, self.session.proposal
        policy, taken = rule_set.rules.plan, {item.exercise for item in items}
        clear(self.choices)
        offered = [key for key in rule_set.exercises if key not in taken and key not in policy.comfort]
        room = len(items) < policy.most and policy.comfort_when not in proposal.caution and not waiting
        presses: list[KeyRow] = []
        for key in offered if room else ():
            button = action_button(self.theme, "+ " + rule_set.exercises[key].name.in_language(self.language))
            button.clicked.connect(lambda _checked=False, key=key: self._add(key))
            self.choices.addWidget(button)
            presses.append(Press(button))
        self.more.setHidden(not presses)
        if presses:
            self._taught.append(KeySection(presses, frame=self.more))

    def _add(self, exercise: str) -> None:
        form = "easier" if exercise in self._stopped() else "standard"
        self._keep((*self.session.drafted_items(), self.session.fresh_item(exercise, form)))

    def _remove(self, index: int) -> None:
        items = self.session.drafted_items()
        self._keep((*items[:index], *items[index + 1 :]))

    def _stopped(self) -> set[str]:
        """Exercises whose test was stopped by pain: only their easier forms may go home."""
        assessment, causes = self.session.assessment, self.session.context.rule_set.rules.cause
        return {
            cause.exercise
            for cause in causes
            for name in SIDES
            if (seen := side(assessment, cause.test, name)) is not None and seen.status == "stopped_by_pain"
        }

    def _card(self, index: int, item: PlanItem) -> Panel:
        _, theme = self.text, self.theme
        exercise = self.session.context.rule_set.exercises[item.exercise]
        form = exercise.forms[item.form]  # type: ignore[index]
        card = Panel(theme, gap=10)
        section = KeySection([], frame=card)
        self._taught.append(section)
        head = FlowLayout(theme.px(14))
        head.addWidget(self._pictures(item, form))
        words = QWidget()
        words_column = column(theme, pad=0, gap=4)
        words.setLayout(words_column)
        words_column.addWidget(label(exercise.name.in_language(self.language), "strong", wrap=True))
        words_column.addWidget(label(form.name.in_language(self.language), "soft", wrap=True))
        words_column.addLayout(self._dose(index, item))
        head.addWidget(words)
        card.add(head)
        head.addWidget(self._steps(index, item, section))
        card.add(self._row(_("Form"), self._forms(index, item), section))
        card.add(self._row(_("The cue that worked"), self._cue(index, item)))
        card.add(self._row(_("Teach-back"), self._teach_back(index, item), section))
        if item.teach_back == "not_yet":
            card.add(self._row(_("Put it on the sheet all the same"), self._on_sheet(index, item), section))
            if not item.goes_home:
                card.add(label(_("Not understood yet: it stays off the sheet."), "question", wrap=True))
        if any(cause.exercise == item.exercise for cause in self.session.context.rule_set.rules.cause):
            card.add(self._row(_("Re-test: pain right before and after"), self._retest(index, item), section))
        return card

    def _pictures(self, item: PlanItem, form: ExerciseForm) -> QWidget:
        """The figure on its way from start to end; of what does the back good, both things to do."""
        context = self.session.context
        if item.exercise == context.rule_set.rules.plan.comfort[0]:
            return both_figures(context, (form.start, form.end), (self.text("Rest"), self.text("Walk")))
        name = context.rule_set.exercises[item.exercise].name.in_language(self.language)
        moving = small_figure(context, form.start, name, 170, 136)
        if form.start in context.poses and form.end in context.poses:
            moving.set_motion(context.poses[form.start], context.poses[form.end])
        return moving

    def _of(self, item: PlanItem, words: str) -> str:
        """What a listener hears: the same fields stand in every card."""
        return f"{self.session.context.rule_set.exercises[item.exercise].name.in_language(self.language)}: {words}"

    def _row(self, words: str, control: QWidget, section: KeySection | None = None) -> QHBoxLayout:
        line, cap = row(self.theme, 12), KeyCap(self.theme)
        title = label(words, wrap=True)
        title.setBuddy(control)
        line.addWidget(cap)
        if section is not None and isinstance(control, Segments | PainRow):
            section.rows.append(Answer(control, control, cap))
        line.addWidget(title, 2, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(control, 5)
        return line

    def _dose(self, index: int, item: PlanItem) -> FlowLayout:
        _ = self.text
        line = FlowLayout(self.theme.px(6))
        dose = self.session.context.rule_set.exercises[item.exercise].forms[item.form].dose  # type: ignore[index]
        for field, words, high in (("reps", _(UNITS[dose.unit]), 30), ("sets", _("sets"), 5)):
            stepper = Stepper(self.theme, self._of(item, words), 1, high)
            stepper.set_value(getattr(item, field))
            stepper.chosen.connect(lambda value, field=field: self._change(index, **{field: value or 1}))
            line.addWidget(stepper)
            line.addWidget(label(words, "soft"))
        return line

    def _steps(self, index: int, item: PlanItem, section: KeySection) -> QWidget:
        """Easier and harder in one press each, and away with it."""
        _, theme, made = self.text, self.theme, QWidget()
        line = FlowLayout(theme.px(8), made)
        place = LADDER.index(item.form) if item.form in LADDER else -1
        forms = self.session.context.rule_set.exercises[item.exercise].forms
        for words, by in ((_("Easier"), -1), (_("Harder"), 1)):
            form = LADDER[place + by] if 0 <= place + by < len(LADDER) else ""
            button = action_button(theme, words)
            button.setAccessibleName(self._of(item, words))
            button.setMinimumWidth(theme.px(104))  # room for the key beside the word
            stopped = item.exercise in self._stopped() and form not in EASY
            button.setEnabled(form in forms and not stopped)
            button.clicked.connect(lambda _checked=False, form=form: self._change(index, form=form))
            line.addWidget(button)
            section.rows.append(Press(button))
        if len(self.session.drafted_items()) > 1 or not self.session.proposal.plan:
            away = action_button(theme, _("Remove"), "quiet")
            away.setAccessibleName(self._of(item, _("Remove")))
            away.clicked.connect(lambda: self._remove(index))
            line.addWidget(away)
            section.rows.append(Press(away))
        return made

    def _on_sheet(self, index: int, item: PlanItem) -> Segments:
        words = self._of(item, self.text("Put it on the sheet all the same"))
        control = Segments(self.theme, [("yes", self.text("Yes")), ("no", self.text("No"))], words, clearable=False)
        control.set_value("yes" if item.goes_home else "no")
        control.chosen.connect(lambda value: self._change(index, on_sheet=value == "yes"))
        return control

    def _forms(self, index: int, item: PlanItem) -> Segments:
        forms = self.session.context.rule_set.exercises[item.exercise].forms
        options = [(key, form.name.in_language(self.language)) for key, form in forms.items()]
        control = Segments(self.theme, options, self._of(item, self.text("Form")), clearable=False)
        control.set_value(item.form)
        if item.exercise in self._stopped():
            for key, button in control.buttons.items():
                button.setEnabled(key in EASY)
        control.chosen.connect(lambda form: self._change(index, form=form))
        return control

    def _cue(self, index: int, item: PlanItem) -> TextField:
        field = guarded(TextField(self.theme, self._of(item, self.text("The cue that worked"))), self.text)
        field.set_text(item.cue)
        field.typed.connect(lambda text: self._change(index, cue=text))
        return field

    def _teach_back(self, index: int, item: PlanItem) -> Segments:
        options = [(key, self.text(words)) for key, words in TEACH_BACK]
        control = Segments(self.theme, options, self._of(item, self.text("Teach-back")))
        control.set_value(item.teach_back)
        control.chosen.connect(lambda value: self._change(index, teach_back=value))
        return control

    def _retest(self, index: int, item: PlanItem) -> PainRow:
        moments = [("pain_before", self.text("Before")), ("pain_after", self.text("After"))]
        control = PainRow(self.theme, self._of(item, self.text("Re-test: pain right before and after")), moments)
        control.set_values({"pain_before": item.pain_before, "pain_after": item.pain_after})
        control.chosen.connect(lambda moment, value: self._change(index, **{moment: value}))
        return control

    def _change(self, index: int, **change: object) -> None:
        items = list(self.session.drafted_items())
        if "form" in change:
            taught = items[index]
            items[index] = msgspec.structs.replace(
                self.session.fresh_item(taught.exercise, str(change["form"])),
                teach_back=taught.teach_back,
                pain_before=taught.pain_before,
                pain_after=taught.pain_after,
            )
        else:
            items[index] = msgspec.structs.replace(items[index], **change)
        self._keep(tuple(items))

    def _keep(self, items: tuple[PlanItem, ...]) -> None:
        try:
            self.session.change_plan(items)
        except Refused as refused:
            self.objection.setText(refused.sentence(self.language))
            self.objection.show()
        else:
            self.objection.hide()
