"""The interview: pain and its course, running, how it hurts, where it hurts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from clinic_app import actions
from clinic_app.desktop.trainer.consent_banner import ConsentBanner
from clinic_app.desktop.trainer.entry import two_columns
from clinic_app.desktop.trainer.keypad import KeySection
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.choices import Ticks
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.domain.consent import standing

PAIN = ("client.age_at_onset", "weeks_since_onset", "nrs.now", "nrs.worst_run", "nrs.average_7d", "test_pain_settles")
RUNNING = ("weekly_km", "weekly_km_change_percent", "years_running")
POINT = "interview.pain_point"
DRAWING = "pain_drawing"


class IntakeStep(StepPage):
    """Four cards from top to bottom; nothing has to be answered but what the screening needs."""

    def _lead(self) -> str:
        return self.text('Answers are saved at once. What you do not ask stays "not asked", never "no".')

    def _build(self) -> None:
        _ = self.text
        self._ask_for_consent()
        for heading, paths in ((_("Pain and its course"), PAIN), (_("Running"), RUNNING)):
            card = Panel(self.theme, gap=12)
            card.add(label(heading, "heading"))
            for path in paths:
                card.add(self.entry(path, stacked=path.startswith("nrs.")))
            self.add(card)
        card = Panel(self.theme, gap=12)
        card.add(label(_("How it hurts"), "heading"))
        catalogue = self.session.context.rule_set.catalogue
        answers = [f for f in catalogue.of_step("intake") if f.section == "interview" and f.path != POINT]
        card.add(two_columns([self.entry(finding.path) for finding in answers], self.theme.px(10)))
        card.add(self.entry(POINT, stacked=True))
        self.add(card)
        self.add(self._drawing())

    def _ask_for_consent(self) -> None:
        """A line above the questions while the client's consent is missing; it stops nothing."""
        context, client = self.session.context, self.session.client
        consents = actions.consents_of(context.record, client.id)
        if self.session.visit.state == "open" and standing(consents, "record") == "missing":
            self.add(ConsentBanner(context, client))

    def _keys(self) -> list[KeySection]:
        """Pain; running; how it hurts in two halves; the drawing is touched, not typed."""
        by_path = {entry.path: entry for entry in self.entries}
        answers = [path for path in by_path if path.startswith("interview.") and path != POINT]
        half = (len(answers) + 1) // 2
        groups = (PAIN, RUNNING, answers[:half], [*answers[half:], POINT])
        return [KeySection([by_path[path].key_row() for path in group]) for group in groups]

    def _drawing(self) -> Panel:
        """Regions as rows; paired ones have a left and a right."""
        card = Panel(self.theme, gap=8)
        finding = self.session.context.rule_set.catalogue.by_path[DRAWING]
        card.add(label(finding.label.in_language(self.language), "heading"))
        _ = self.text
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(16))
        grid.setVerticalSpacing(self.theme.px(6))
        self.regions: dict[str, Ticks] = {}
        for index, region in enumerate(finding.choices):
            name = region.label.in_language(self.language)
            sides = [("left", _("Left")), ("right", _("Right"))] if region.sides else [("centre", _("Here"))]
            ticks = Ticks(self.theme, sides, name, None)
            ticks.chosen.connect(lambda _ticked: self._on_drawn())
            self.regions[region.id] = ticks
            title = label(name, wrap=True)
            title.setBuddy(ticks)
            column = (index % 2) * 2
            grid.addWidget(title, index // 2, column, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(ticks, index // 2, column + 1)
        for column, stretch in enumerate((3, 2, 3, 2)):
            grid.setColumnStretch(column, stretch)
        card.add(grid)
        return card

    def _on_drawn(self) -> None:
        marks = [
            {"region": region, "side": side} for region, ticks in self.regions.items() for side in ticks.value() or []
        ]
        self.session.put(DRAWING, marks or None)

    def refresh(self) -> None:
        super().refresh()
        marks = self.session.value(DRAWING) or []
        for region, ticks in self.regions.items():
            ticks.set_value([mark["side"] for mark in marks if mark["region"] == region] or None)
