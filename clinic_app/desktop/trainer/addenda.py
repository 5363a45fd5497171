"""What was added to a closed visit, and the line for adding more; what was recorded stays as it was."""

from clinic_app import actions
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.guarded import PARAGRAPH, guarded
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.client_copy import Addition
from clinic_app.domain.marks import with_marks
from clinic_app.errors import Refused


def addition_words(added: Addition) -> str:
    """When, by whom and what."""
    return f"{added.written_at.astimezone().strftime('%Y-%m-%d %H:%M')} {added.written_by}: {added.text}"


class Addenda(Panel):
    """Above the steps of a closed visit."""

    def __init__(self, session: Session) -> None:
        context = session.context
        super().__init__(context.theme, "banner", pad=10, gap=6)
        self.body.setContentsMargins(*(context.theme.px(side) for side in (24, 10, 24, 10)))  # in line with the header
        self.session, _ = session, context.text
        self.shown = label("", wrap=True)
        self.add(self.shown)
        line = row(context.theme, 8)
        name = label(_("Add to the closed visit"), "heading")
        self.field = guarded(TextField(context.theme, _("Add to the closed visit")), _, PARAGRAPH)
        name.setBuddy(self.field)
        keep = action_button(context.theme, _("Add"), "primary")
        keep.clicked.connect(self._on_add)
        line.addWidget(name)
        line.addWidget(self.field, 1)
        line.addWidget(keep)
        self.add(line)
        self._show()

    def _on_add(self) -> None:
        context = self.session.context
        try:
            actions.add_addendum(
                context.record,
                self.session.visit_id,
                self.field.text(),
                actor=context.actor,
                written_by=context.person,
            )
        except Refused as refused:
            self.field.object_to(refused.sentence(context.language))
            return
        self.field.object_to("")
        self.field.set_text("")
        self._show()

    def _show(self) -> None:
        context = self.session.context
        lines = [addition_words(added) for added in actions.addenda_of(context.record, self.session.visit_id)]
        self.shown.setText("\n".join(with_marks(line) for line in lines))
        self.shown.setHidden(not lines)
