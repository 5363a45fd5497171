"""The rule sets of the record: which one speaks, which stand ready, and how a studio's own comes in."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from clinic_app.actions.rule_sets import draft_rule_set, rule_sets
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.rules_panel import RulesPanel
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row, rule
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.dates import shown_date
from clinic_app.i18n import N_
from clinic_app.records.rule_sets import StoredRuleSet
from clinic_app.rules.check import unreadable
from clinic_app.rules.files import factory_texts, texts_over
from clinic_app.rules.load import RuleSetError, load_rule_set

STATES = {"active": (N_("in use"), "accent"), "draft": (N_("draft"), "warn"), "retired": (N_("was in use"), "")}


class RulesCard(OwnerCard):
    """One version can be opened at a time; `spoke` carries the evaluator of a set that was put into use."""

    spoke = Signal(object)

    def __init__(self, context: Context, house: House) -> None:
        self.opened = ""
        self.panel: RulesPanel | None = None
        super().__init__(context, house, context.text("Rule sets"))

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        lead = _("A rule set holds questions, points, red flags and exercises. Exactly one speaks; the others wait.")
        self.add(label(lead, "soft", wrap=True))
        self.offer = Panel(theme, "banner", tone="accent", pad=14, gap=10)
        self.offered = label("", wrap=True)
        take = action_button(theme, _("Take it in as a draft"))
        take.clicked.connect(self._on_offer)
        self.offer.add(self.offered)
        self._left(self.offer, take)
        self.add(self.offer)
        self.offer.hide()
        self.list = column(theme, pad=0, gap=8)
        self.add(self.list)
        self.add(rule())
        self.add(label(_("Take in a rule set of your own"), "heading"))
        how = _(
            "Choose a folder with the whole set, or only the files you changed: everything else stays as in the set "
            "in use. It comes in as a draft, and nothing changes for sessions."
        )
        self.add(label(how, "soft", wrap=True))
        buttons = FlowLayout(theme.px(8))
        for words, slot in ((_("Choose a folder…"), self._on_folder), (_("Choose files…"), self._on_files)):
            button = action_button(theme, words)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        self.add(buttons)

    def _left(self, panel: Panel, button: "object") -> None:
        line = row(self.context.theme)
        line.addWidget(button)  # type: ignore[arg-type]
        line.addStretch(1)
        panel.add(line)

    def refresh(self) -> None:
        """Read the sets anew, as whenever the section is brought up."""
        self.sets = self.attempt(lambda: rule_sets(self.context.record)) or ()
        clear(self.list)
        self.panel = None
        for stored in self.sets:
            self.list.addLayout(self._line(stored))
            if stored.id == self.opened:
                self.list.addWidget(self._open_panel(stored))
        ref = load_rule_set(factory_texts()).ref
        known = any((stored.ref.id, stored.ref.version) == (ref.id, ref.version) for stored in self.sets)
        words = self.words(
            "This version of the program brings the rule set {name} {version}. Yours stays in use until you decide."
        )
        self.offered.setText(words.format(name=ref.id, version=ref.version))
        self.offer.setVisible(bool(self.sets) and not known)

    @property
    def active(self) -> StoredRuleSet | None:
        """The set that speaks."""
        return next((stored for stored in self.sets if stored.state == "active"), None)

    def _line(self, stored: StoredRuleSet) -> QHBoxLayout:
        _, theme = self.words, self.context.theme
        line, who = row(theme, 12), column(theme, pad=0, gap=2)
        who.addWidget(label(f"{stored.ref.id} {stored.ref.version}", "strong", wrap=True))
        day = shown_date(stored.imported_at.astimezone().date())
        who.addWidget(label(_("taken in on {day}").format(day=day), "soft", wrap=True))
        line.addLayout(who, 1)
        state, tone = STATES[stored.state]
        line.addWidget(label(_(state), "pill", tone=tone), 0, Qt.AlignmentFlag.AlignVCenter)
        is_open = stored.id == self.opened
        words = _("Close") if is_open else _("Look at it")
        button = action_button(theme, words)
        button.setAccessibleName(f"{words}: {stored.ref.id} {stored.ref.version}")
        button.clicked.connect(lambda: self.open("" if is_open else stored.id))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def open(self, rule_set_id: str) -> None:
        """Open one version in place; an empty id closes it."""
        self.opened = rule_set_id
        self.say("")
        self.refresh()

    def _open_panel(self, stored: StoredRuleSet) -> RulesPanel:
        self.panel = RulesPanel(self.context, self.house, stored, self.active)
        self.panel.spoke.connect(self._on_spoke)
        self.panel.discarded.connect(lambda: self.open(""))
        return self.panel

    def _on_spoke(self, evaluator: object) -> None:
        self.refresh()
        self.say(
            self.words("Put into use. Sessions opened from now on follow it; settled ones keep theirs."), good=True
        )
        self.spoke.emit(evaluator)

    # taking in

    def _on_offer(self) -> None:
        self._take(factory_texts())

    def _on_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.words("Choose a folder…"))
        if path:
            self.take_in([Path(path)])

    def _on_files(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, self.words("Choose files…"), "", "TOML (*.toml)")
        if paths:
            self.take_in([Path(path) for path in paths])

    def take_in(self, paths: Iterable[Path]) -> None:
        """Put files over the set in use and keep the result as a draft; what is wrong is said, and nothing changes."""
        base = self.active.texts if self.active is not None else factory_texts()
        try:
            texts = self.attempt(lambda: texts_over(base, paths))
        except RuleSetError as error:
            self._object_to(error, {})
            return
        if texts is not None:
            self._take(texts)

    def _take(self, texts: dict[str, str]) -> None:
        context = self.context
        try:
            taken = self.attempt(
                lambda: draft_rule_set(context.record, texts, context.poses, actor=context.actor).value
            )
        except RuleSetError as error:
            self._object_to(error, texts)
            return
        if taken is not None:
            self.open(taken.id)

    def _object_to(self, error: RuleSetError, texts: dict[str, str]) -> None:
        said = unreadable(error, texts).sentence(self.context.language)
        stays = self.words("Nothing was taken in, and nothing has changed.")
        self.say(f"{said}\n{stays}")
