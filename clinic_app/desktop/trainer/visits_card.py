"""A client's visits, newest first: looked at, added to when closed, moved, and entered later from paper."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.addenda import addition_words
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, clear, column, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client
from clinic_app.domain.client_copy import Addition
from clinic_app.domain.dates import read_date, shown_date
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.i18n import N_

RESULTS = {
    "joined": N_("joined"),
    "thinking": N_("thinking it over"),
    "declined": N_("declined"),
    "not_offered": N_("not offered"),
}


class VisitsCard(Panel):
    """One line a visit. A closed visit is added to here, too; what was recorded stays as it was."""

    visit_chosen = Signal(str)
    move_requested = Signal(str)
    changed = Signal()

    def __init__(self, context: Context, overview: actions.ClientOverview) -> None:
        super().__init__(context.theme, pad=20, gap=8)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.client: Client = overview.client
        _ = self.text
        self.add(label(_("Visits"), "strong"))
        if not overview.visits:
            self.add(label(_("No visit yet."), "soft"))
        for visit in reversed(overview.visits):
            self.add(self._visit(visit))
            for added in overview.additions.get(visit.id, ()):
                self.add(self._addition(added))
        self.place = column(self.theme, pad=0, gap=8)
        self.add(self.place)
        self.late = action_button(self.theme, _("Enter a visit from paper"), "quiet")
        self.late.clicked.connect(self._ask_for_day)
        line = FlowLayout(self.theme.px(8))
        line.addWidget(self.late)
        self.add(line)

    def _visit(self, visit: Visit) -> QWidget:
        _ = self.text
        line = QWidget()
        flow = FlowLayout(self.theme.px(10), line)
        day = shown_date(visit.done_on)
        look = action_button(self.theme, _("Resume") if visit.state == "open" else _("Look"))
        look.setAccessibleName(f"{look.text()}: {day}")
        look.clicked.connect(lambda: self.visit_chosen.emit(visit.id))
        flow.addWidget(look)
        flow.addWidget(label(day))
        flow.addWidget(label(_("Trial visit") if visit.kind == "trial" else _("Follow-up"), "pill"))
        if visit.entered_on is not None:
            flow.addWidget(label(_("entered on {day}").format(day=shown_date(visit.entered_on)), "pill"))
        if visit.state == "open":
            flow.addWidget(label(_("open"), "pill", tone="accent"))
        if visit.result is not None:
            flow.addWidget(label(_(RESULTS[visit.result]), "pill"))
        flow.addWidget(label(visit.trainer, "soft"))
        if visit.state == "closed":
            add = action_button(self.theme, _("Add a note"), "quiet")
            add.setAccessibleName(f"{_('Add to the closed visit')}: {day}")
            add.clicked.connect(lambda: self._ask_for_note(visit))
            flow.addWidget(add)
        move = action_button(self.theme, _("Move"), "quiet")
        move.setToolTip(_("Entered under the wrong client"))
        move.setAccessibleName(f"{_('Entered under the wrong client')}: {day}")
        move.clicked.connect(lambda: self.move_requested.emit(visit.id))
        flow.addWidget(move)
        return line

    def _addition(self, added: Addition) -> QWidget:
        card = Panel(self.theme, "banner", pad=8)
        card.add(label(addition_words(added), "soft", wrap=True))
        return card

    # what opens below the list

    def _ask(self, heading: str, field: TextField, button: str) -> "AskLine":
        clear(self.place)
        line = AskLine(self.context, heading, field, button)
        line.left.connect(lambda: clear(self.place))
        self.place.addWidget(line)
        field.edit.setFocus()
        return line

    def _ask_for_note(self, visit: Visit) -> None:
        _ = self.text
        heading = _("Add to the visit of {day}").format(day=shown_date(visit.done_on))
        line = self._ask(heading, guarded(TextField(self.theme, heading), self.text), _("Add"))
        line.kept.connect(lambda: self._add_note(visit, line))

    def _add_note(self, visit: Visit, line: "AskLine") -> None:
        context = self.context
        try:
            actions.add_addendum(
                context.record, visit.id, line.field.text(), actor=context.actor, written_by=context.person
            )
        except Refused as refused:
            line.field.object_to(refused.sentence(context.language))
            return
        self.changed.emit()

    def _ask_for_day(self) -> None:
        _ = self.text
        heading = _("Day of the visit on paper")
        field = guarded(TextField(self.theme, heading, width=150, placeholder="2026-11-08"), self.text)
        line = self._ask(heading, field, _("Enter it"))
        line.kept.connect(lambda: self._enter(line))

    def _enter(self, line: "AskLine") -> None:
        """Both days are kept: when it was done, and that it was entered today."""
        context, _ = self.context, self.text
        try:
            day = read_date(line.field.text())
        except ValueError:
            day = None
        if day is None:
            line.field.object_to(_("This is no date. Write it as 2026-12-06 or R8.12.6."))
            return
        try:
            visit = actions.enter_late_visit(
                context.record,
                self.client.id,
                day=day,
                today=context.today(),
                trainer=context.person,
                actor=context.actor,
            ).value
        except Refused as refused:
            line.field.object_to(refused.sentence(context.language))
            return
        self.visit_chosen.emit(visit.id)


class AskLine(Panel):
    """A heading, one field and its button, and the way out."""

    kept = Signal()
    left = Signal()

    def __init__(self, context: Context, heading: str, field: TextField, button: str) -> None:
        super().__init__(context.theme, "banner", pad=10, gap=8)
        self.field = field
        title = label(heading, "heading", wrap=True)
        title.setBuddy(field)
        keep = action_button(context.theme, button, "primary")
        keep.clicked.connect(self.kept)
        field.edit.returnPressed.connect(keep.click)
        away = action_button(context.theme, context.text("Cancel"), "quiet")
        away.clicked.connect(self.left)
        self.add(title)
        self.add(field)
        line = FlowLayout(context.theme.px(8))
        line.addWidget(keep)
        line.addWidget(away)
        self.add(line)
