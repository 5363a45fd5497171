"""Clients: search while typing over kanji, kana, romaji and phone; from a client straight into a visit."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, column, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client, age_on

SHOWN = 60


class ClientsPage(ScrollColumn):
    """A search field above the list."""

    visit_requested = Signal(str)
    new_client_requested = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.setAccessibleName(self.text("Clients"))
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self.refresh)
        self._build()
        self.refresh()

    def _build(self) -> None:
        _ = self.text
        head = row(self.theme, 12)
        head.addWidget(label(_("Clients"), "display"))
        head.addStretch(1)
        new = action_button(self.theme, _("New client"), "primary")
        new.clicked.connect(self.new_client_requested)
        head.addWidget(new)
        self.add(head)
        hint = _("Name, kana, romaji or the last digits of the phone")
        self.search = TextField(self.theme, _("Search clients"), placeholder=hint)
        self.search.edit.textChanged.connect(lambda _text: self._later.start())
        self.setFocusProxy(self.search)
        self.add(self.search)
        self.count = label("", "soft")
        self.add(self.count)
        self.list = column(self.theme, pad=0, gap=8)
        self.add(self.list)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Show who fits the search text."""
        clear(self.list)
        found = actions.find_clients(self.context.record, self.search.text())
        self.count.setText(self.text.plural("{count} client", "{count} clients", len(found)))
        for client in found[:SHOWN]:
            self.list.addWidget(self._card(client))
        if len(found) > SHOWN:
            self.list.addWidget(label(self.text("Type more to narrow the list."), "soft"))

    def _card(self, client: Client) -> QWidget:
        _, details = self.text, client.details
        card = Panel(self.theme, pad=12)
        line = row(self.theme, 12)
        line.addWidget(label(details.name, "strong"))
        line.addWidget(label(details.kana, "soft"))
        if details.birth_date is not None:
            age = age_on(details.birth_date, self.context.today())
            line.addWidget(label(_("{age} years").format(age=age), "soft"))
        line.addWidget(label(details.phone, "soft"))
        line.addStretch(1)
        if self.context.made_up:
            line.addWidget(label(_("made up"), "pill"))
        begin = action_button(self.theme, _("Begin a visit"))
        begin.setAccessibleName(f"{begin.text()}: {details.kana}")
        begin.clicked.connect(lambda: self.visit_requested.emit(client.id))
        line.addWidget(begin)
        card.add(line)
        return card
