"""The owner's page: one section at a time, beginning with what is to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.audit import AuditCard
from clinic_app.desktop.owner.backups import BackupsCard
from clinic_app.desktop.owner.closing import ClosingCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.kit import KitCard
from clinic_app.desktop.owner.live_numbers import LiveCard
from clinic_app.desktop.owner.profile import ProfileCard
from clinic_app.desktop.owner.retention import RetentionCard
from clinic_app.desktop.owner.rules import RulesCard
from clinic_app.desktop.owner.rules_flags import FlagsCard
from clinic_app.desktop.owner.staff import StaffCard
from clinic_app.desktop.owner.todo import TodoCard
from clinic_app.desktop.owner.working import WorkingCard
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import ScrollColumn, label, row
from clinic_app.i18n import N_

SECTIONS = (
    ("todo", N_("To do")),
    ("staff", N_("Staff")),
    ("studio", N_("Studio")),
    ("rules", N_("Rules")),
    ("numbers", N_("Numbers")),
    ("retention", N_("Old records")),
    ("copies", N_("Backups")),
    ("audit", N_("Audit")),
)
STACKED_ABOVE = 1.2  # with larger text two cards side by side would leave no room for a name


class OwnerPage(ScrollColumn):
    """`visit_chosen` asks for an open session; the others tell what was kept, so that the window goes on with it."""

    visit_chosen = Signal(str)
    section_shown = Signal(str)
    profile_kept = Signal(object)
    defaults_kept = Signal(object)
    rules_kept = Signal(object)

    def __init__(self, context: Context, house: House, section: str = "todo") -> None:
        super().__init__(context.theme)
        self.context, self.house = context, house
        _ = context.text
        self.setAccessibleName(_("Owner"))
        self.add(label(_("Owner"), "display"))
        self.sections = Segments(
            context.theme, [(key, _(words)) for key, words in SECTIONS], _("Owner"), clearable=False
        )
        self.sections.chosen.connect(lambda section: self.show_section(section or "todo"))
        self.add(self.sections)
        self._build()
        self.body.addStretch(1)
        self.show_section(section)

    def _build(self) -> None:
        context, house = self.context, self.house
        self.todo = TodoCard(context, house)
        self.todo.section_requested.connect(self.show_section)
        self.todo.visit_chosen.connect(self.visit_chosen)
        self.staff, self.kit = StaffCard(context, house), KitCard(context, house)
        self.staff.kit_made.connect(self._on_kit_made)
        self.profile, self.working = ProfileCard(context, house), WorkingCard(context, house)
        self.profile.kept.connect(self.profile_kept)
        self.working.kept.connect(self.defaults_kept)
        self.backups, self.audit = BackupsCard(context, house), AuditCard(context, house)
        self.retention = RetentionCard(context, house)
        self.closing, self.live = ClosingCard(context, house), LiveCard(context, house)
        self.rules, self.flags = RulesCard(context, house), FlagsCard(context, house)
        self.rules.spoke.connect(self.rules_kept)
        self.rules.spoke.connect(lambda _evaluator: self.flags.refresh())
        self.pairs: list[QBoxLayout] = []
        self.shown: dict[str, tuple[QWidget, ...]] = {
            "todo": (self.todo,),
            "staff": (self.staff, self.kit),
            "studio": (self.profile, self.working),
            "rules": (self.rules, self.flags),
            "numbers": (self.closing, self.live),
            "retention": (self.retention,),
            "copies": (self.backups,),
            "audit": (self.audit,),
        }
        for section, cards in self.shown.items():
            pair: QBoxLayout = row(context.theme, 14)
            if context.theme.scale > STACKED_ABOVE or section == "numbers":
                pair.setDirection(QBoxLayout.Direction.TopToBottom)
            for place, card in enumerate(cards):
                pair.addWidget(card, 3 if place == 0 else 2)
                pair.setAlignment(card, Qt.AlignmentFlag.AlignTop if card is self.flags else Qt.AlignmentFlag(0))
            self.pairs.append(pair)
            self.add(pair)

    def show_section(self, section: str) -> None:
        """Bring one section up, freshly looked at where it may have changed."""
        section = section if section in self.shown else "todo"
        self.sections.set_value(section)
        for name, cards in self.shown.items():
            for card in cards:
                card.setVisible(name == section)
        for card in self.shown[section]:
            if isinstance(card, TodoCard | RetentionCard | RulesCard | FlagsCard | ClosingCard | LiveCard):
                card.refresh()
            elif isinstance(card, AuditCard):
                card.look_again()
        self.verticalScrollBar().setValue(0)
        self.section_shown.emit(section)

    def _on_kit_made(self, code: str) -> None:
        self.kit.show_code(code)
        self.ensureWidgetVisible(self.kit)
