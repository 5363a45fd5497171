"""The evidence in one line for a narrow window: totals, outcome, and the key that opens all of it."""

from PySide6.QtCore import Signal

from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.rules import explain


class EvidenceStrip(Panel):
    """A line above the step; `is_open` while the whole evidence takes the step's place."""

    toggled = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session.context.theme, "header", pad=8)
        self.session = session
        self.is_open = False
        theme, text = session.context.theme, session.context.text
        line = row(theme, 10)
        words = FlowLayout(theme.px(14))
        self.outcome = label("", "strong")
        self.totals = label("")
        words.addWidget(self.totals)
        words.addWidget(self.outcome)
        line.addLayout(words, 1)
        self.button = OptionButton(theme, text("Evidence (F2)"))
        self.button.clicked.connect(self.toggle)
        line.addWidget(self.button)
        self.add(line)
        self.refresh()

    def toggle(self) -> None:
        """Open or shut the whole evidence."""
        self.is_open = not self.is_open
        self.button.setChecked(self.is_open)
        self.toggled.emit()

    def refresh(self) -> None:
        """Show the proposal that the session holds now."""
        proposal, context = self.session.proposal, self.session.context
        marks = {cause.id: cause.mark for cause in context.rule_set.rules.cause}
        points = proposal.points or {}
        self.totals.setText("  ".join(f"{mark} {points[key]}" for key, mark in marks.items() if key in points))
        self.totals.setVisible(bool(points))
        outcome = explain.outcome_text(proposal, context.rule_set, context.language).split(":")[0]
        self.outcome.setText(" ".join([outcome, *(marks[key] for key in proposal.causes)]))
