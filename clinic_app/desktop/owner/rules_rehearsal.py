"""A rehearsal of one rule set on the closed sessions: how far it is, what would change, and each case both ways."""

from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from clinic_app import actions
from clinic_app.actions.replays import closed_cases
from clinic_app.actions.rule_sets import count_closed_cases
from clinic_app.desktop.context import Context
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.dates import shown_date
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.rules.account import account_of, account_text
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.replay import ChangedCase, Rehearsal, change_text, rehearsal_lines, rehearse

SHOWN, LOOK_EVERY_MS, STACKED_ABOVE = 20, 100, 1.2
DIRECTIONS = {
    "towards": N_("as the trainer had decided"),
    "away": N_("no longer as the trainer had decided"),
    "neither": "",
    "undecided": N_("no decision known"),
}
Named = tuple[ChangedCase, str]


class RehearsalPart(QWidget):
    """A button, then progress with a way to stop, then the changes; a page that goes away stops it too."""

    def __init__(self, context: Context, before: Evaluator, after: Evaluator) -> None:
        super().__init__()
        self.context, self.words = context, context.text
        self.before, self.after = before, after
        self.count = self.total = 0
        self.stopped = Event()
        self.destroyed.connect(self.stopped.set)
        self.clock = QTimer(self, interval=LOOK_EVERY_MS)
        self.clock.timeout.connect(self._show_progress)
        self._build()

    def _build(self) -> None:
        _, theme = self.words, self.context.theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(8))
        self.start = action_button(theme, _("Rehearse on closed sessions"))
        self.start.clicked.connect(self._on_start)
        self.stop = action_button(theme, _("Stop"))
        self.stop.clicked.connect(self.stopped.set)
        self.progress = label("", "soft")
        line = row(theme, 12)
        for widget in (self.start, self.stop, self.progress):
            line.addWidget(widget)
        line.addStretch(1)
        outer.addLayout(line)
        self.shown = column(theme, pad=0, gap=6)
        outer.addLayout(self.shown)
        self.stop.hide()

    def _on_start(self) -> None:
        self.stopped.clear()
        self.count = self.total = 0
        clear(self.shown)
        self.start.hide()
        self.stop.show()
        self._show_progress()
        self.clock.start()
        run_task(self._rehearsed, self._show, self._failed, self)

    def _rehearsed(self) -> tuple[Rehearsal, list[Named]]:
        """Runs beside the window: no widget is touched here."""
        record = self.context.record
        self.total = count_closed_cases(record)
        cases = closed_cases(record)
        found = rehearse(self.before, self.after, cases, progress=self._note, cancelled=self.stopped.is_set)
        return found, [(changed, self._name(changed.id)) for changed in found.listed[:SHOWN]]

    def _note(self, count: int) -> None:
        self.count = count

    def _name(self, visit_id: str) -> str:
        opened = actions.resume_visit(self.context.record, visit_id)
        return f"{shown_date(opened.visit.done_on)}  {opened.client.details.name}"

    def _show_progress(self) -> None:
        words = self.words("{count} of {total} sessions")
        self.progress.setText(words.format(count=self.count, total=self.total) if self.total else "")

    def _ended(self) -> None:
        self.clock.stop()
        self.progress.setText("")
        self.stop.hide()
        self.start.show()

    def _failed(self, error: Exception) -> None:
        self._ended()
        said = self.words("The rehearsal could not be finished ({kind}). Try again.").format(kind=type(error).__name__)
        if isinstance(error, Refused):
            said = error.sentence(self.context.language)
        self.shown.addWidget(label(said, "problem", wrap=True))

    def _show(self, result: tuple[Rehearsal, list[Named]]) -> None:
        self._ended()
        found, named = result
        lines = rehearsal_lines(found, self.before, self.after, self.context.language)
        self.shown.addWidget(label(lines[0], "strong", wrap=True))
        for line in lines[1:]:
            self.shown.addWidget(label(line, wrap=True))
        for changed, name in named:
            self.shown.addLayout(self._case(changed, name))
        more = found.changed - len(named)
        if more > 0:
            words = self.words.plural("{count} more changes", "{count} more change", more)
            self.shown.addWidget(label(words, "soft"))

    def _case(self, changed: ChangedCase, name: str) -> QVBoxLayout:
        """One changed case: who and when, from what to what, and a button that explains it under both sets."""
        _, theme = self.words, self.context.theme
        said = change_text(changed.before, changed.after, self.before, self.after, self.context.language)
        direction = DIRECTIONS[changed.direction]
        if direction:
            said = f"{said} ({_(direction)})"
        line, whole, words = row(theme, 12), column(theme, pad=0, gap=6), column(theme, pad=0, gap=2)
        words.addWidget(label(name, "strong", wrap=True))
        words.addWidget(label(said, "soft", wrap=True))
        line.addLayout(words, 1)
        button = action_button(theme, _("Explain both ways"))
        button.setAccessibleName(f"{button.text()}: {name}")
        line.addWidget(button)
        whole.addLayout(line)
        button.clicked.connect(button.hide)
        button.clicked.connect(lambda: self._explain(changed.id, whole))
        return whole

    def _explain(self, visit_id: str, below: QVBoxLayout) -> None:
        def explained() -> list[tuple[str, str]]:
            assessment = actions.resume_visit(self.context.record, visit_id).assessment.assessment
            accounts = []
            for evaluator in (self.before, self.after):
                rule_set = evaluator.rule_set
                account = account_of(evaluator, assessment)
                said = account_text(rule_set, account, assessment, self.context.language)
                accounts.append((f"{rule_set.ref.id} {rule_set.ref.version}", said.strip()))
            return accounts

        run_task(explained, lambda accounts: below.addLayout(self._accounts(accounts)), self._failed, self)

    def _accounts(self, accounts: list[tuple[str, str]]) -> QBoxLayout:
        theme = self.context.theme
        beside: QBoxLayout = row(theme, 12)
        if theme.scale > STACKED_ABOVE:
            beside.setDirection(QBoxLayout.Direction.TopToBottom)
        for heading, said in accounts:
            panel = Panel(theme, "card", pad=14, gap=8)
            panel.add(label(heading, "strong"))
            panel.add(label(said, wrap=True))
            panel.body.addStretch(1)
            beside.addWidget(panel, 1)
        return beside
