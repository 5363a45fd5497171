"""Choosing a client while typing: a field, and below it who fits. What fits nobody stays a name as it was told."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import clear, column, label, row
from clinic_app.desktop.widgets.name_fields import NameField
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.client import Client
from clinic_app.domain.marks import breakable, with_marks

OFFERED = 5


class ClientPicker(QWidget):
    """The chosen client, or the name that is typed and its reading as far as it was heard."""

    picked = Signal(object)

    def __init__(self, context: Context, words: str, *, without: str = "") -> None:
        super().__init__()
        self.context, self.theme, self.text = context, context.theme, context.text
        self.client: Client | None = None
        self.kana = ""
        self._without = without
        self.field = NameField(self.theme, self.text, words)
        self.field.edit.setPlaceholderText(self.text("Name, kana, phone or birth date"))
        self.offers = QWidget()
        self.flow = FlowLayout(self.theme.px(8), self.offers)
        self.chosen = QWidget()
        self._build()
        self.field.edit.textChanged.connect(self._on_typed)
        self.field.heard.connect(lambda kana: setattr(self, "kana", kana))
        self.setFocusProxy(self.field)
        self.setAccessibleName(words)

    def _build(self) -> None:
        outer = column(self.theme, pad=0, gap=6)
        self.setLayout(outer)
        line = row(self.theme, 8)
        self.chosen.setLayout(line)
        self.name = label("", "strong", wrap=True)
        other = action_button(self.theme, self.text("Somebody else"), "quiet")
        other.clicked.connect(self.start_again)
        line.addWidget(self.name, 1)
        line.addWidget(other)
        for widget in (self.field, self.chosen, self.offers):
            outer.addWidget(widget)
        self.chosen.hide()
        self.offers.hide()

    @property
    def typed(self) -> str:
        """The name as it was told, when no client was chosen."""
        return self.field.text().strip()

    def pick(self, client: Client) -> None:
        """Choose a client."""
        self.client = client
        details = client.details
        self.name.setText(f"{breakable(details.name)}  {breakable(details.kana)}")
        self.field.hide()
        self.offers.hide()
        self.chosen.show()
        self.picked.emit(client)

    def start_again(self) -> None:
        """Choose somebody else."""
        self.client, self.kana = None, ""
        self.chosen.hide()
        self.field.set_text("")
        self.field.show()
        self.field.edit.setFocus()
        self.picked.emit(None)

    def _on_typed(self, text: str) -> None:
        clear(self.flow)
        found = actions.find_clients(self.context.record, text) if text.strip() else ()
        offered = [client for client in found if client.id != self._without][:OFFERED]
        for client in offered:
            born = client.details.birth_date
            note = " · ".join(part for part in (client.details.kana, born.isoformat() if born else "") if part)
            button = OptionButton(self.theme, with_marks(client.details.name), tone="plain", leading=True)
            button.set_note(note)
            button.setAccessibleName(f"{client.details.name} {note}")
            button.clicked.connect(lambda _checked=False, c=client: self.pick(c))
            self.flow.addWidget(button)
        self.offers.setVisible(bool(offered))
        self.offers.updateGeometry()
