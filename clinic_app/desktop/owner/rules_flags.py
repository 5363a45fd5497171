"""How often the screening sends people to a doctor, and by which red flags: for the physician who signs them off."""

from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from clinic_app.actions.replays import closed_cases
from clinic_app.actions.rule_sets import active_rule_set
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.card import OwnerCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.widgets.labels import clear, label
from clinic_app.i18n import N_
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import load_rule_set
from clinic_app.rules.red_flags import RedFlagCounts, count_red_flags
from clinic_app.rules.ruleset import RuleSet

CATEGORIES = {"urgent": N_("urgent"), "refer": N_("see a doctor"), "caution": N_("caution")}
TONES = {"urgent": "stop", "refer": "warn", "caution": ""}
Counted = tuple[RuleSet, RedFlagCounts]


class FlagsCard(OwnerCard):
    """Counted beside the window whenever it is brought up; nothing of it can be exported."""

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context, house, context.text("Red flags in closed sessions"))
        self.stopped = Event()
        self.destroyed.connect(self.stopped.set)

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        warning = _("Personal data of the studio: small numbers can point to a person. For the studio's own eyes only.")
        self.add(label(warning, "soft", wrap=True))
        self.waiting = label(_("Counting…"), "soft")
        self.add(self.waiting)
        self.total = label("", "strong", wrap=True)
        self.urgent = label("", wrap=True)
        self.add(self.total)
        self.add(self.urgent)
        self.table = QGridLayout()
        self.table.setHorizontalSpacing(theme.px(12))
        self.table.setVerticalSpacing(theme.px(8))
        self.table.setColumnStretch(0, 1)
        self.add(self.table)
        self.several = label(_("One person may have several red flags."), "soft", wrap=True)
        self.add(self.several)

    def refresh(self) -> None:
        """Count anew, by the categories of the set in use."""
        for part in (self.total, self.urgent, self.several):
            part.hide()
        clear(self.table)
        self.waiting.show()
        self.in_background(self._counted, self._show, self.waiting.hide, newest=True)

    def _counted(self) -> Counted:
        active = active_rule_set(self.context.record)
        evaluator = self.context.evaluator if active is None else Evaluator(load_rule_set(active.texts))
        counts = count_red_flags(evaluator, closed_cases(self.context.record), self.stopped.is_set)
        return evaluator.rule_set, counts

    def _show(self, counted: Counted) -> None:
        _, (rule_set, found) = self.words, counted
        clear(self.table)
        if not found.cases:
            self.total.setText(_("No session is closed yet."))
            self.total.show()
            return
        shown = _("{refer} of {cases} closed sessions: see a doctor first ({percent} %)")
        percent = f"{100 * found.refer / found.cases:.1f}"
        self.total.setText(shown.format(refer=found.refer, cases=found.cases, percent=percent))
        words = _.plural("{count} of them urgently", "{count} of them urgently", found.urgent)
        self.urgent.setText(words)
        items = {item.id: item.label.in_language(self.context.language) for item in rule_set.catalogue.screening}
        ranked = sorted(found.flags.items(), key=lambda flag: (list(CATEGORIES).index(flag[0][1]), -flag[1]))
        for line, ((item, category), count) in enumerate(ranked):
            self.table.addWidget(label(items.get(item, item), wrap=True), line, 0)
            pill = label(_(CATEGORIES[category]), "pill", tone=TONES[category])
            self.table.addWidget(pill, line, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            number = label(str(count), "strong")
            self.table.addWidget(number, line, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for part in (self.total, self.urgent, self.several):
            part.show()
