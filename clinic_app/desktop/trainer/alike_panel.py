"""Beside a client's form: who may be the same person. A hint that never blocks; "another person" is remembered."""

from PySide6.QtCore import Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.marks import breakable
from clinic_app.domain.same_person import Alike
from clinic_app.errors import Refused
from clinic_app.i18n import N_

REASONS = {"kana": N_("same kana"), "phone": N_("same phone"), "birth_date": N_("same birth date, similar name")}


class AlikePanel(Panel):
    """One card per client who looks alike; the answers go out as signals with the client's id."""

    same_chosen = Signal(str)
    another_chosen = Signal(str)

    def __init__(self, context: Context, same_words: str) -> None:
        super().__init__(context.theme, "banner", pad=14, gap=10)
        self.context, self.theme, self.text = context, context.theme, context.text
        self._same_words = same_words
        self._shown: tuple[Alike, ...] | None = None
        self.title = label("", "strong", wrap=True)
        self.quiet = label("", "soft", wrap=True)
        self.cards = column(self.theme, pad=0, gap=8)
        for item in (self.title, self.quiet):
            self.add(item)
        self.add(self.cards)
        self.body.addStretch(1)
        self.show_alike(())

    def look(self, details: ClientDetails, *, client_id: str = "", not_same_as: frozenset[str] = frozenset()) -> None:
        """Look into the record for people like this; while it cannot be asked, what is shown stays."""
        try:
            found = actions.alike_clients(self.context.record, details, client_id=client_id, not_same_as=not_same_as)
        except Refused:
            return  # the window says why; a hint does not stop whoever types
        if found != self._shown:
            self.show_alike(found)

    def show_alike(self, alike: tuple[Alike, ...]) -> None:
        """Show these, or say that there is nobody."""
        _ = self.text
        self._shown = alike
        clear(self.cards)
        self.title.setText(_("Already in the record?") if alike else _("Nobody alike so far"))
        said = _("Compared are kana, phone, and birth date with name, while you type.")
        self.quiet.setText(_("You can go on without answering.") if alike else said)
        for one in alike:
            self.cards.addWidget(self._card(one))

    def _card(self, alike: Alike) -> Panel:
        _, details = self.text, alike.client.details
        card = Panel(self.theme, pad=12, gap=6)
        card.add(label(breakable(details.name), "strong", wrap=True))
        born = details.birth_date.isoformat() if details.birth_date else ""
        card.add(
            label(
                " · ".join(part for part in (breakable(details.kana), born, details.phone) if part), "soft", wrap=True
            )
        )
        card.add(label(" · ".join(_(REASONS[reason]) for reason in alike.by), "question", wrap=True))
        line = row(self.theme, 8)
        for words, signal in ((self._same_words, self.same_chosen), (_("Another person"), self.another_chosen)):
            button = action_button(self.theme, words)
            button.setAccessibleName(f"{words}: {details.kana}")
            button.clicked.connect(lambda _checked=False, s=signal: s.emit(alike.client.id))
            line.addWidget(button)
        line.addStretch(1)
        card.add(line)
        return card
