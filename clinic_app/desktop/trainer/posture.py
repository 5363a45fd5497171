"""Posture: four things seen standing; each may stay "not looked at"."""

from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.labels import Panel, rule


class PostureStep(StepPage):
    """One card with the four rows."""

    def _lead(self) -> str:
        return self.text("Visual rating differs between observers, so posture weighs little in the proposal.")

    def _build(self) -> None:
        card = Panel(self.theme, gap=12)
        for index, finding in enumerate(self.session.context.rule_set.catalogue.of_step("posture")):
            if index:
                card.add(rule())
            card.add(self.entry(finding.path))
        self.add(card)
