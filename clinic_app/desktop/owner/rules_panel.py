"""One version of the rules: what it is for, how it differs, what the check finds, and whether it may speak."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout

from clinic_app.actions.rule_sets import activate_rule_set, discard_rule_set
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.rules_rehearsal import RehearsalPart
from clinic_app.desktop.widgets.confirmation import Confirmation
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import clear, column, label
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.rule_sets import StoredRuleSet
from clinic_app.rules.check import check, unreadable
from clinic_app.rules.difference import differences
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.fault import Fault
from clinic_app.rules.files import write_texts
from clinic_app.rules.load import RuleSetError, load_rule_set
from clinic_app.rules.table import rule_table

if TYPE_CHECKING:
    from clinic_app.rules.ruleset import RuleSet

MOST_FAULTS = 30
# What its author wrote at the top of the file; what holds in this record stands on the line above the panel.
LIFECYCLES = {"draft": N_("draft"), "active": N_("ready for use"), "retired": N_("retired")}


class RulesPanel(OwnerCard):
    """`spoke` carries the evaluator once this set was put into use; `discarded` means the draft is gone."""

    spoke = Signal(object)
    discarded = Signal()

    def __init__(self, context: Context, house: House, stored: StoredRuleSet, active: StoredRuleSet | None) -> None:
        self.stored, self.active = stored, active
        self.rule_set: RuleSet | None = None
        self.in_use: RuleSet | None = None
        self.buttons: dict[str, OptionButton] = {}
        super().__init__(context, house, f"{stored.ref.id} {stored.ref.version}")
        self.setProperty("role", "banner")

    def _build(self) -> None:
        self.found = column(self.context.theme, pad=0, gap=6)
        try:
            self.rule_set = load_rule_set(self.stored.texts)
            self.in_use = self.rule_set
            if self.active is not None and self.active.id != self.stored.id:
                self.in_use = load_rule_set(self.active.texts)
        except RuleSetError as error:
            self.add(label(unreadable(error, self.stored.texts).sentence(self.context.language), "problem", wrap=True))
            return
        self._build_header(self.rule_set)
        if self.stored.state != "active":
            self._build_differences(self.in_use, self.rule_set)
        self._build_buttons()
        self.add(self.found)
        if self.stored.state != "active":
            self.rehearsal = RehearsalPart(self.context, Evaluator(self.in_use), Evaluator(self.rule_set))
            self.add(self.rehearsal)
        self._build_questions()

    def _build_header(self, rule_set: "RuleSet") -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.context.theme.px(16))
        grid.setVerticalSpacing(self.context.theme.px(4))
        grid.setColumnStretch(1, 1)
        version, _state, *others = rule_table(rule_set, self.context.language).lines
        lines = [version, (self.words("State in the file"), self.words(LIFECYCLES[rule_set.rules.header.lifecycle]))]
        for line, (name, said) in enumerate([*lines, *others]):
            grid.addWidget(label(name, "soft"), line, 0)
            grid.addWidget(label(said, wrap=True), line, 1)
        self.add(grid)

    def _build_differences(self, before: "RuleSet", after: "RuleSet") -> None:
        _, found = self.words, differences(before, after, self.context.language)
        mark = "・" if self.context.language == "ja" else "- "
        self.add(label(_("Compared with the set in use"), "heading"))
        if not found:
            self.add(label(_("It proposes, asks and says the same."), wrap=True))
        for difference in found:
            self.add(label(difference.heading, "soft"))
            self.add(label("\n".join(f"{mark}{line}" for line in difference.lines), wrap=True))

    def _build_buttons(self) -> None:
        _, state = self.words, self.stored.state
        flow = FlowLayout(self.context.theme.px(8))
        wanted = [("check", _("Check"), self._on_check), ("save", _("Save its files…"), self._on_save)]
        if state == "draft":
            wanted.append(("use", _("Put into use…"), self._ask))
            wanted.append(("discard", _("Throw the draft away…"), lambda: self.sure.ask(self._discarding())))
        elif state == "retired":
            wanted.append(("use", _("Go back to this set…"), self._ask))
        for key, words, slot in wanted:
            button = action_button(self.context.theme, words)
            button.setAccessibleName(f"{words} {self.stored.ref.version}")
            button.clicked.connect(slot)
            self.buttons[key] = button
            flow.addWidget(button)
        self.add(flow)

    def _build_questions(self) -> None:
        _, theme = self.words, self.context.theme
        self.question = Confirmation(theme, yes=_("Put into use"), no=_("Leave it"), tone="warn")
        self.question.confirmed.connect(self._on_use)
        self.sure = Confirmation(theme, yes=_("Throw away"), no=_("Leave it"))
        self.sure.confirmed.connect(self._on_discard)
        self.add(self.question)
        self.add(self.sure)

    # check

    def _on_check(self) -> None:
        texts = self.stored.texts
        follows = self.in_use if self.stored.state == "draft" else None
        self._busy(self.words("Checking every input. This may take half a minute; you can go on working."))
        self.in_background(lambda: check(texts, follows), self._show_faults, self._ready)

    def _show_faults(self, faults: list[Fault]) -> None:
        _, language = self.words, self.context.language
        if not faults:
            self.found.addWidget(label(_("Sound: every input has exactly one outcome."), "strong", tone="good"))
            return
        words = _.plural(
            "{count} fault; it cannot be put into use.", "{count} faults; it cannot be put into use.", len(faults)
        )
        self.found.addWidget(label(words, "strong", tone="stop", wrap=True))
        for fault in faults[:MOST_FAULTS]:
            self.found.addWidget(label(fault.sentence(language), wrap=True))
            if fault.witness is not None:
                document = msgspec.json.encode(fault.witness).decode()
                shown = _("An input that shows it: {document}").format(document=document.replace(",", ", "))
                self.found.addWidget(label(shown, "soft", wrap=True))

    def _busy(self, sentence: str) -> None:
        clear(self.found)
        self.found.addWidget(label(sentence, "soft", wrap=True))
        for button in self.buttons.values():
            button.setEnabled(False)

    def _ready(self) -> None:
        clear(self.found)
        for button in self.buttons.values():
            button.setEnabled(True)

    # its files

    def _on_save(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.words("Save its files…"))
        if path:
            self.save(Path(path))

    def save(self, folder: Path) -> None:
        """Write the files of this version into a folder; nothing in them tells of a client."""
        try:
            write_texts(self.stored.texts, folder)
        except Refused as refused:
            self.say(refused.sentence(self.context.language))
        else:
            self.say(self.words("Saved. Change what you need under a new version, then take the folder in."), good=True)

    # into use, and away

    def _ask(self) -> None:
        _ = self.words
        asked = _(
            "It is checked once more, then sessions opened from now on follow {version}. Sessions that are closed or "
            "decided on keep the set that spoke in them."
        )
        self.question.ask(asked.format(version=self.stored.ref.version))

    def _on_use(self) -> None:
        context, wanted = self.context, self.stored.id
        self._busy(self.words("Checking once more. Then it is put into use."))

        def activated() -> Evaluator:
            stored = activate_rule_set(context.record, wanted, actor=context.actor).value
            return Evaluator(load_rule_set(stored.texts))

        self.in_background(activated, self.spoke.emit, self._ready)

    def _discarding(self) -> str:
        return self.words("The draft {version} is gone then; your files stay.").format(version=self.stored.ref.version)

    def _on_discard(self) -> None:
        context, unwanted = self.context, self.stored.id
        if self.attempt(lambda: discard_rule_set(context.record, unwanted, actor=context.actor)) is not None:
            self.discarded.emit()
