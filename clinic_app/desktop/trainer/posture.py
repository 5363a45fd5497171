"""Posture: four things seen standing; each may stay "not looked at"."""

from clinic_app.desktop.trainer.keypad import KeySection
from clinic_app.desktop.trainer.pictures import small_figure
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.labels import Panel, row, rule

FIGURES = {
    "increased_lordosis": "standing_weak_trunk",
    "anterior_pelvic_shift": "standing_lordosis",
    "sway_back": "standing_sway",
    "single_leg_pelvic_drop": "standing_pelvic_drop",
}


class PostureStep(StepPage):
    """One card with the four rows."""

    def _lead(self) -> str:
        return self.text("Visual rating differs between observers, so posture weighs little in the proposal.")

    def _build(self) -> None:
        card = Panel(self.theme, gap=12)
        for index, finding in enumerate(self.session.context.rule_set.catalogue.of_step("posture")):
            if index:
                card.add(rule())
            line = row(self.theme, 16)
            name = finding.label.in_language(self.language)
            line.addWidget(small_figure(self.session.context, FIGURES.get(finding.id, ""), name, 84, 104))
            line.addWidget(self.entry(finding.path), 1)
            card.add(line)
        self.add(card)

    def _keys(self) -> list[KeySection]:
        return [KeySection([entry.key_row() for entry in self.entries])]
