"""A visit under the wrong client: whose is it? What went home from it is said first; a move can be taken back."""

from PySide6.QtCore import Signal

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_picker import ClientPicker
from clinic_app.desktop.trainer.today_rows import KINDS, clock_of, day_words
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import Panel, clear, column, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client import Client
from clinic_app.domain.marks import with_marks
from clinic_app.errors import Refused


class MoveVisitPage(FootedPage):
    """The visit, the client it hangs under, and the one it belongs to."""

    done = Signal(str)
    left = Signal()

    def __init__(self, context: Context, visit_id: str) -> None:
        super().__init__(context.theme)
        self.context, self.text = context, context.text
        self.setAccessibleName(self.text("Entered under the wrong client"))
        self.visit_id = visit_id
        self._build()
        self.refresh()

    def _build(self) -> None:
        _, theme = self.text, self.theme
        self.page.add(label(_("Entered under the wrong client"), "display"))
        self.body = column(theme, pad=0, gap=12)
        self.page.add(self.body)
        self.page.body.addStretch(1)
        back = action_button(theme, _("Cancel"))
        back.clicked.connect(self.left)
        self.refused = label("", "problem", wrap=True)
        self.go = action_button(theme, _("Move the visit"), "primary")
        self.go.clicked.connect(self._on_move)
        self.add_button(back)
        self.buttons.addWidget(self.refused, 1)
        self.buttons.addWidget(self.go)

    def refresh(self) -> None:
        """Show whose visit it is now."""
        _ = self.text
        clear(self.body)
        self.preview = preview = actions.preview_move(self.context.record, self.visit_id)
        visit, details = preview.visit, preview.client.details
        now = Panel(self.theme, pad=20, gap=6)
        now.add(label(_("This visit"), "heading"))
        when = f"{day_words(visit.done_on, _)} {clock_of(visit.started_at)} · {_(KINDS[visit.kind])} · {visit.trainer}"
        now.add(label(when, "strong", wrap=True))
        now.add(label(_("is entered under {name} ({kana}).").format(name=with_marks(details.name), kana=details.kana),
                      wrap=True))  # fmt: skip
        self.body.addWidget(now)
        if preview.handouts:
            self.body.addWidget(self._warning(preview.handouts))
        if preview.last_move is not None and preview.moved_from is not None:
            self.body.addWidget(self._back_to(preview.last_move.id, preview.moved_from))
        whose = Panel(self.theme, pad=20, gap=8)
        whose.add(label(_("Whose visit is it?"), "strong"))
        self.picker = ClientPicker(self.context, _("The right client"), without=preview.client.id)
        self.picker.picked.connect(self._on_picked)
        whose.add(self.picker)
        said = _("Findings, decision, plan and booking go along. Name, sex and age are taken from the right client, so"
                 " look at the result again.")  # fmt: skip
        whose.add(label(said, "soft", wrap=True))
        self.body.addWidget(whose)
        self.go.setEnabled(False)
        self.setFocusProxy(self.picker)

    def _warning(self, handouts: int) -> Panel:
        _ = self.text
        banner = Panel(self.theme, "banner", tone="warn", pad=16, gap=4)
        words = _.plural(
            "{count} sheet was issued with the wrong name on it.",
            "{count} sheets were issued with the wrong name on them.",
            handouts,
        )
        banner.add(label(words, "strong", wrap=True))
        banner.add(label(_("If it was handed over, ask for it back and issue a new one after the move."), wrap=True))
        return banner

    def _back_to(self, move_id: str, client: Client) -> Panel:
        _ = self.text
        banner = Panel(self.theme, "banner", tone="accent", pad=16, gap=8)
        words = _("It was moved here from {name} ({kana}).")
        banner.add(label(words.format(name=with_marks(client.details.name), kana=client.details.kana), wrap=True))
        line = row(self.theme, 8)
        undo = action_button(self.theme, _("Take the move back"))
        undo.clicked.connect(lambda: self._on_undo(move_id))
        line.addWidget(undo)
        line.addStretch(1)
        banner.add(line)
        return banner

    def _on_picked(self, client: Client | None) -> None:
        self.go.setEnabled(client is not None)
        if client is not None:
            self.go.setFocus()

    def _on_move(self) -> None:
        if self.picker.client is None:
            return
        context = self.context
        try:
            actions.move_visit(
                context.record, self.visit_id, self.picker.client.id, by=context.person, actor=context.actor
            )
        except Refused as refused:
            self.refused.setText(refused.sentence(context.language))
            return
        self.done.emit(self.visit_id)

    def _on_undo(self, move_id: str) -> None:
        try:
            actions.undo_move(self.context.record, move_id, actor=self.context.actor)
        except Refused as refused:
            self.refused.setText(refused.sentence(self.context.language))
            return
        self.refresh()
