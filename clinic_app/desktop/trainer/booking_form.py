"""Three fields: who, when, for what. A booking of the day shown, or somebody who has just walked in; or a call."""

from datetime import date, datetime, time

from PySide6.QtCore import Qt, Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_picker import ClientPicker
from clinic_app.desktop.widgets.call_panel import CallPanel
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.labels import Panel, column, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client
from clinic_app.domain.dates import read_time
from clinic_app.errors import Refused

FIRST_HOUR = time(10, 0)


class BookingForm(Panel):
    """Saved by Enter in the time, or by the button; it stays open with what was typed when something is wrong."""

    done = Signal()
    left = Signal()

    def __init__(self, context: Context, day: date, *, walked_in: bool, client: Client | None = None) -> None:
        super().__init__(context.theme, pad=16, gap=10)
        self.context, self.theme, self.text = context, context.theme, context.text
        self.day, self.walked_in = day, walked_in
        self._build()
        if client is not None:
            self.who.pick(client)
        self.setFocusProxy(self.at if client is not None else self.who)

    def _build(self) -> None:
        _ = self.text
        self.setAccessibleName(_("Walk-in") if self.walked_in else _("Booking"))
        self.add(label(self.accessibleName(), "strong"))
        self.who = ClientPicker(self.context, _("Who"))
        self.at = guarded(TextField(self.theme, _("Time"), width=110, placeholder="14:30"), _)
        self.at.set_text(self._first_time())
        kinds = [("trial", _("Trial visit")), ("follow_up", _("Follow-up"))]
        self.kind = Segments(self.theme, kinds, _("Kind"), clearable=False)
        self.kind.set_value("trial")
        self.save = action_button(self.theme, _("They are here") if self.walked_in else _("Book"), "primary")
        self.cancel = action_button(self.theme, _("Cancel"), "quiet")
        fields = row(self.theme, 16)
        for words, control, stretch in ((_("Who"), self.who, 4), (_("Time"), self.at, 0), (_("Kind"), self.kind, 3)):
            block = column(self.theme, pad=0, gap=4)
            title = label(words, "heading")
            title.setBuddy(control)
            block.addWidget(title)
            block.addWidget(control)
            block.addStretch(1)
            fields.addLayout(block, stretch)
        self.add(fields)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.add(self.problem)
        line = row(self.theme, 8)
        line.addWidget(self.save)
        line.addWidget(self.cancel)
        line.addStretch(1)
        self.add(line)
        self.who.picked.connect(self._on_picked)
        self.at.edit.returnPressed.connect(self._on_save)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.left)

    def _first_time(self) -> str:
        now = self.context.clock().astimezone()
        if self.walked_in:
            return now.strftime("%H:%M")
        if self.day != now.date():
            return FIRST_HOUR.strftime("%H:%M")
        half = (now.hour * 2 + now.minute // 30 + 1) % 48
        return f"{half // 2:02}:{half % 2 * 30:02}"

    def _on_picked(self, client: Client | None) -> None:
        if client is None:
            return
        known = actions.was_here(self.context.record, client.id)
        self.kind.set_value("follow_up" if known else "trial")
        self.at.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.at.edit.selectAll()

    def _on_save(self) -> None:
        _ = self.text
        self.at.object_to("")
        try:
            at = read_time(self.at.text())
        except ValueError:
            at = None
        if at is None:
            self.at.object_to(_("Write the time as 14:30."))
            return
        try:
            actions.book_visit(
                self.context.record,
                name=self.who.typed,
                at=datetime.combine(self.day, at).astimezone(),
                kind=self.kind.value() or "trial",  # type: ignore[arg-type]
                by=self.context.person,
                actor=self.context.actor,
                client_id=self.who.client.id if self.who.client is not None else None,
                kana=self.who.kana,
                walked_in=self.walked_in,
            )
        except Refused as refused:
            self.problem.setText(refused.sentence(self.context.language))
            self.problem.show()
            return
        self.done.emit()


class CallForm(CallPanel):
    """Who called about red pain, and what they said."""

    def __init__(self, context: Context) -> None:
        _, self.context = context.text, context
        self.who = ClientPicker(context, _("Who"))
        lead = _("It stays at the top of this page until a trainer has taken note.")
        super().__init__(context, self.who, _("Who"), lead, _("Note the call"))
        self.save_requested.connect(self._on_save)

    def _on_save(self) -> None:
        try:
            actions.note_call(
                self.context.record,
                name=self.who.typed,
                note=self.note.text(),
                by=self.context.person,
                actor=self.context.actor,
                client_id=self.who.client.id if self.who.client is not None else None,
            )
        except Refused as refused:
            self.problem.setText(refused.sentence(self.context.language))
            self.problem.show()
            return
        self.done.emit()
