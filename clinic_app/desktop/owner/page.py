"""The owner's page: one section at a time, beginning with what is to do."""

from functools import cached_property

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
from clinic_app.desktop.owner.studios import StudiosCard
from clinic_app.desktop.owner.todo import TodoCard
from clinic_app.desktop.owner.working import WorkingCard
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import ExactInside, ScrollColumn, label, row
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
CARDS = {
    "todo": ("todo",),
    "staff": ("staff", "kit"),
    "studio": ("profile", "working", "studios"),
    "rules": ("rules", "flags"),
    "numbers": ("closing", "live"),
    "retention": ("retention",),
    "copies": ("backups",),
    "audit": ("audit",),
}
STACKED_ABOVE = 1.2  # with larger text two cards side by side would leave no room for a name


class OwnerPage(ScrollColumn):
    """`visit_chosen` asks for an open session; the others tell what was kept, so that the window goes on with it."""

    kind_of_inside = ExactInside

    visit_chosen = Signal(str)
    section_shown = Signal(str)
    profile_kept = Signal(object)
    defaults_kept = Signal(object)
    rules_kept = Signal(object)
    studios_kept = Signal(object)

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
        self.section, self.shown = "", dict[str, tuple[QWidget, ...]]()
        self.body.addStretch(1)
        self.show_section(section)

    # A section's cards are made when it is first looked at: each reads what it shows, and a server may be far away.

    @cached_property
    def todo(self) -> TodoCard:
        """What is to do."""
        card = TodoCard(self.context, self.house)
        card.section_requested.connect(self.show_section)
        card.visit_chosen.connect(self.visit_chosen)
        return card

    @cached_property
    def staff(self) -> StaffCard:
        """Who may sign in."""
        card = StaffCard(self.context, self.house)
        card.kit_made.connect(self._on_kit_made)
        return card

    @cached_property
    def kit(self) -> KitCard:
        """The recovery kit."""
        return KitCard(self.context, self.house)

    @cached_property
    def profile(self) -> ProfileCard:
        """The studio on paper."""
        card = ProfileCard(self.context, self.house)
        card.kept.connect(self.profile_kept)
        return card

    @cached_property
    def working(self) -> WorkingCard:
        """How the studio works."""
        card = WorkingCard(self.context, self.house)
        card.kept.connect(self.defaults_kept)
        return card

    @cached_property
    def studios(self) -> StudiosCard:
        """The studios of a company with several."""
        card = StudiosCard(self.context, self.house)
        card.kept.connect(self.studios_kept)
        return card

    @cached_property
    def rules(self) -> RulesCard:
        """The rule sets."""
        card = RulesCard(self.context, self.house)
        card.spoke.connect(self.rules_kept)
        card.spoke.connect(lambda _evaluator: self.flags.refresh())
        return card

    @cached_property
    def flags(self) -> FlagsCard:
        """How often the set in use says: see a doctor first."""
        return FlagsCard(self.context, self.house)

    @cached_property
    def closing(self) -> ClosingCard:
        """The periods of the statistics."""
        return ClosingCard(self.context, self.house)

    @cached_property
    def live(self) -> LiveCard:
        """The studio's numbers as they stand."""
        return LiveCard(self.context, self.house)

    @cached_property
    def retention(self) -> RetentionCard:
        """Whose records are old."""
        return RetentionCard(self.context, self.house)

    @cached_property
    def backups(self) -> BackupsCard:
        """The copies."""
        return BackupsCard(self.context, self.house)

    @cached_property
    def audit(self) -> AuditCard:
        """Who did what."""
        return AuditCard(self.context, self.house)

    def _cards_of(self, section: str) -> tuple[QWidget, ...]:
        """The cards of a section, laid out when they are asked for the first time."""
        if section not in self.shown:
            names = [name for name in CARDS[section] if name != "kit" or self.house.hiring.has_kit]
            cards: tuple[QWidget, ...] = tuple(getattr(self, name) for name in names)
            pair: QBoxLayout = row(self.context.theme, 14)
            if self.context.theme.scale > STACKED_ABOVE or section == "numbers":
                pair.setDirection(QBoxLayout.Direction.TopToBottom)
            for place, card in enumerate(cards[:2]):
                pair.addWidget(card, 3 if place == 0 else 2)
                pair.setAlignment(
                    card, Qt.AlignmentFlag.AlignTop if section == "rules" and place else Qt.AlignmentFlag(0)
                )
            self.body.insertLayout(self.body.count() - 1, pair)  # above what fills the rest of the page
            for card in cards[2:]:
                self.body.insertWidget(self.body.count() - 1, card)
            self.shown[section] = cards
        return self.shown[section]

    def show_section(self, section: str) -> None:
        """Bring one section up, freshly looked at where it may have changed.

        What cannot be read, as from a server that is away, leaves the one on screen with its key marked.
        """
        section = section if section in CARDS else "todo"
        try:
            for card in self._cards_of(section):
                if isinstance(card, TodoCard | RetentionCard | RulesCard | FlagsCard | ClosingCard | LiveCard):
                    card.refresh()
                elif isinstance(card, AuditCard):
                    card.look_again()
        except Exception:
            self._bring_up(self.section)
            raise
        self.section = section
        self._bring_up(section)
        self.verticalScrollBar().setValue(0)
        self.section_shown.emit(section)

    def _bring_up(self, section: str) -> None:
        self.sections.set_value(section or None)
        for name, cards in self.shown.items():
            for card in cards:
                card.setVisible(name == section)

    def _on_kit_made(self, code: str) -> None:
        self.kit.show_code(code)
        self.ensureWidgetVisible(self.kit)
