"""The bin: who is in it, until when they can come back, and erasing at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.actions.consents import WITHDRAWN
from clinic_app.desktop.context import Context
from clinic_app.desktop.widgets.confirmation import Confirmation
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, column, label
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.dates import shown_date
from clinic_app.domain.rights import BinnedClient
from clinic_app.errors import Refused


class BinPage(ScrollColumn):
    """One card per client in the bin, the longest there first."""

    left = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.setAccessibleName(self.text("Bin"))
        self._build()
        self.refresh()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        head = QWidget()
        flow = FlowLayout(theme.px(12), head)
        back = action_button(theme, _("All clients"), "quiet")
        back.clicked.connect(self.left)
        flow.addWidget(back)
        flow.addWidget(label(_("Bin"), "display"))
        self.add(head)
        self.setFocusProxy(back)
        lead = _(
            "Who is here is found nowhere else. After 30 days a sign-in erases them with everything that belongs to "
            "them. Of days without any entry three in a row count, so that a clock that is ahead erases nobody at once."
        )
        self.add(label(lead, "soft", wrap=True))
        self.said = label("", "problem", wrap=True)
        self.said.hide()
        self.add(self.said)
        self.list = column(theme, pad=0, gap=10)
        self.add(self.list)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Show who is in the bin now."""
        clear(self.list)
        self.cards: dict[str, Confirmation] = {}
        binned = actions.bin_contents(self.context.record)
        for one in binned:
            self.list.addWidget(self._card(one))
        if not binned:
            empty = Panel(self.theme, pad=24)
            empty.add(label(self.text("The bin is empty."), "strong"))
            self.list.addWidget(empty)

    def _card(self, binned: BinnedClient) -> Panel:
        _, theme, details = self.text, self.theme, binned.client.details
        card = Panel(theme, pad=14, gap=10)
        line = QWidget()
        flow = FlowLayout(theme.px(12), line)
        flow.addWidget(label(details.name, "strong"))
        flow.addWidget(label(details.kana, "soft"))
        flow.addWidget(label(_.plural("{count} visit", "{count} visits", binned.visits), "soft"))
        flow.addWidget(label(self._until(binned), "pill", tone="warn"))
        if binned.reason:
            flow.addWidget(label(self._reason(binned.reason), "soft"))
        card.add(line)
        buttons = FlowLayout(theme.px(8))
        back = action_button(theme, _("Take out of the bin"))
        back.setAccessibleName(f"{back.text()}: {details.kana}")
        back.clicked.connect(lambda: self._take_out(binned.client.id))
        erase = action_button(theme, _("Erase at once…"), "quiet")
        erase.setAccessibleName(f"{erase.text()} {details.kana}")
        question = Confirmation(theme, yes=_("Erase for good"), no=_("Leave it"))
        erase.clicked.connect(lambda: question.ask(self._warning(binned)))
        question.confirmed.connect(lambda: self._erase(binned.client.id))
        for button in (back, erase):
            buttons.addWidget(button)
        card.add(buttons)
        card.add(question)
        self.cards[binned.client.id] = question
        return card

    def _until(self, binned: BinnedClient) -> str:
        _ = self.text
        if binned.erased_on <= self.context.today():
            return _("erased at one of the next sign-ins")
        return _("erased from {day} on").format(day=shown_date(binned.erased_on))

    def _reason(self, reason: str) -> str:
        return self.text("Consent taken back") if reason == WITHDRAWN else reason

    def _warning(self, binned: BinnedClient) -> str:
        _ = self.text
        visits = _.plural("{count} visit", "{count} visits", binned.visits)
        return _(
            "{name} with {visits}, findings, plans and papers is erased for good and cannot be brought back here. "
            "Copies of the record made before still hold it, encrypted, until they are thinned out after a year; "
            "bringing back such a copy brings it back as well. Papers already printed are not touched."
        ).format(name=binned.client.details.name, visits=visits)

    def _take_out(self, client_id: str) -> None:
        try:
            actions.take_out_of_bin(self.context.record, client_id, actor=self.context.actor)
        except Refused as refused:
            self.say(refused.sentence(self.context.language))
        else:
            self.say("")
        self.refresh()

    def _erase(self, client_id: str) -> None:
        context = self.context
        try:
            actions.erase_client(context.record, client_id, actor=context.actor, withdraw=context.withdraw_paper)
        except Refused as refused:
            self.say(refused.sentence(context.language))
        except OSError:
            self.say(
                self.text(
                    "The folder of the front desk cannot be reached, so nothing was erased: a paper would be left "
                    "behind there. Make the folder reachable and try again."
                )
            )
        else:
            self.say("")
        self.refresh()

    def say(self, sentence: str) -> None:
        """Tell what could not be done."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
