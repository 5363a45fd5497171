"""A client's rights on their page: a copy of everything where the person chooses, and the bin."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.confirmation import Confirmation
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client
from clinic_app.errors import Refused
from clinic_app.handouts.client_copy import render_client_copy

Shape = Literal["pdf", "json"]
ENDINGS = {"pdf": "PDF (*.pdf)", "json": "JSON (*.json)"}


class RightsCard(Panel):
    """Two ways to copy, one way into the bin."""

    binned = Signal()

    def __init__(self, context: Context, client: Client) -> None:
        super().__init__(context.theme, pad=20, gap=10)
        self.context, self.client, self.text = context, client, context.text
        self._build()

    def _build(self) -> None:
        _, theme = self.text, self.context.theme
        self.add(label(_("The client's rights"), "strong"))
        self.add(label(_("A copy of everything that is written down about this client, for them."), "soft", wrap=True))
        buttons = FlowLayout(theme.px(8))
        self.copies = {"pdf": action_button(theme, _("Copy to read (PDF)…"))}
        self.copies["json"] = action_button(theme, _("Copy for a program (JSON)…"))
        for shape, button in self.copies.items():
            button.clicked.connect(lambda _checked=False, shape=shape: self._on_copy(shape))
            buttons.addWidget(button)
        self.bin = action_button(theme, _("Put into the bin…"), "quiet")
        self.bin.clicked.connect(self._ask)
        buttons.addWidget(self.bin)
        self.add(buttons)
        self.reason = guarded(TextField(theme, _("Reason"), placeholder=_("Reason (may stay empty)")), _)
        self.question = Confirmation(theme, yes=_("Put into the bin"), no=_("Leave it"), beside=self.reason)
        self.question.confirmed.connect(self._put_into_bin)
        self.add(self.question)
        self.said = label("", "soft", wrap=True)
        self.said.hide()
        self.add(self.said)

    def _ask(self) -> None:
        _ = self.text
        self.question.ask(
            _(
                "The client is no longer found, not by the search and not on today's page. Until 30 days are over "
                "they can be taken out of the bin, whole; then they are erased."
            )
        )

    def _put_into_bin(self) -> None:
        try:
            actions.bin_client(self.context.record, self.client.id, actor=self.context.actor, reason=self.reason.text())
        except Refused as refused:
            self.say(refused.sentence(self.context.language))
        else:
            self.binned.emit()

    def _on_copy(self, shape: Shape) -> None:
        name = self.text("copy-of-your-record") + f".{shape}"
        path, _kind = QFileDialog.getSaveFileName(self, self.copies[shape].text(), name, ENDINGS[shape])
        if path:
            self.save_copy(Path(path), shape)

    def save_copy(self, path: Path, shape: Shape) -> None:
        """Write a copy where the person chose, in the language of the client's papers; off the GUI thread."""
        context, client = self.context, self.client
        language = client.details.language
        record, clinic, rule_set, actor = context.record, context.clinic, context.rule_set, context.actor

        def write() -> None:
            copy = actions.take_client_copy(record, client.id, actor=actor).value
            if shape == "json":
                path.write_bytes(actions.copy_as_json(copy, clinic.name, language))
            else:
                path.write_bytes(render_client_copy(copy, clinic, rule_set, language))

        self._let(copying=True)
        self.say(self.text("Writing the copy…"))
        run_task(write, lambda _done: self._written(), self._failed, self)

    def _written(self) -> None:
        self._let(copying=False)
        self.say(self.text("The copy is written. It is not encrypted: hand it over and leave none behind."))

    def _failed(self, error: Exception) -> None:
        self._let(copying=False)
        if isinstance(error, Refused):
            self.say(error.sentence(self.context.language))
        elif isinstance(error, OSError):
            self.say(self.text("The file could not be written there. Choose another place."))
        else:
            raise error

    def _let(self, *, copying: bool) -> None:
        for button in self.copies.values():
            button.setEnabled(not copying)

    def say(self, sentence: str) -> None:
        """Tell how it went, below the buttons."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
