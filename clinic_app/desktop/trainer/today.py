"""Today: the visits of the day, open ones first, and the two ways to begin one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.visit import Visit


class TodayPage(ScrollColumn):
    """One card per visit of the day."""

    visit_chosen = Signal(str)
    new_client_requested = Signal()
    clients_requested = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.setAccessibleName(self.text("Today"))
        self._build()

    def _build(self) -> None:
        _ = self.text
        day = self.context.today()
        head = row(self.theme, 12)
        head.addWidget(label(_("Today"), "display"))
        head.addWidget(label(self._day_words(), "soft"), 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        known = action_button(self.theme, _("Visit of a known client"))
        known.clicked.connect(self.clients_requested)
        new = action_button(self.theme, _("New client"), "primary")
        new.clicked.connect(self.new_client_requested)
        head.addWidget(known)
        head.addWidget(new)
        self.add(head)
        visits = sorted(actions.visits_of_day(self.context.record, day), key=lambda entry: entry.visit.started_at)
        open_visits = [entry for entry in visits if entry.visit.state == "open"]
        closed = [entry for entry in visits if entry.visit.state == "closed"]
        for heading, entries in ((_("In progress"), open_visits), (_("Finished"), closed)):
            if entries:
                self.add(label(heading, "heading"))
                for entry in entries:
                    self.add(self._card(entry))
        if not visits:
            self.add(self._empty())
        self.body.addStretch(1)

    def _day_words(self) -> str:
        _, day = self.text, self.context.today()
        names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
        return _("{year}-{month:02}-{day:02} ({weekday})").format(
            year=day.year, month=day.month, day=day.day, weekday=names[day.weekday()]
        )

    def _empty(self) -> QWidget:
        card = Panel(self.theme, pad=24)
        card.add(label(self.text("No visit today yet."), "strong"))
        card.add(
            label(self.text('Begin with "New client", or pick a client who has been here before.'), "soft", wrap=True)
        )
        return card

    def _card(self, entry: actions.VisitOfDay) -> QWidget:
        _, visit, client = self.text, entry.visit, entry.client
        card = Panel(self.theme, pad=14)
        line = row(self.theme, 14)
        clock = visit.started_at.astimezone().strftime("%H:%M")
        line.addWidget(label(clock, "title"))
        names = row(self.theme, 12)
        names.addWidget(label(client.details.name, "strong"))
        names.addWidget(label(client.details.kana, "soft"))
        line.addLayout(names)
        line.addStretch(1)
        if entry.handouts:
            line.addWidget(label(_("handout issued"), "pill", tone="accent"))
        elif entry.has_plan:
            line.addWidget(label(_("plan ready"), "pill", tone="accent"))
        line.addWidget(label(self._kind_words(visit), "pill"))
        open_it = action_button(self.theme, _("Resume") if visit.state == "open" else _("Look"))
        open_it.setAccessibleName(f"{open_it.text()}: {client.details.kana}")
        open_it.clicked.connect(lambda: self.visit_chosen.emit(visit.id))
        line.addWidget(open_it)
        card.add(line)
        return card

    def _kind_words(self, visit: Visit) -> str:
        return self.text("Trial visit") if visit.kind == "trial" else self.text("Follow-up")
