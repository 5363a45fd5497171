"""A quiet line at the head of a session: consent is not written down yet. It stops nothing and can be done there."""

from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.consent_card import ConsentCard
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client


class ConsentBanner(Panel):
    """The line with a button that opens the card; gone once an answer is kept."""

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.theme, "banner", tone="warn", pad=10, gap=10)
        line = row(context.theme, 12)
        line.addWidget(label(context.text("The consent to keep this record is not written down yet."), wrap=True), 1)
        self.open = action_button(context.theme, context.text("Write down the consent…"))
        self.open.clicked.connect(self._on_open)
        line.addWidget(self.open)
        self.add(line)
        self._context, self._client = context, client
        self._card: ConsentCard | None = None  # forty widgets that most sessions never show

    @property
    def card(self) -> ConsentCard:
        """Where the answers are written down."""
        if self._card is None:
            self._card = ConsentCard(self._context, self._client)
            self._card.hide()
            self._card.changed.connect(self.hide)
            self.add(self._card)
        return self._card

    def _on_open(self) -> None:
        self.card.setVisible(self.card.isHidden())
        self.card.form.setVisible(not self.card.isHidden())
