"""A client changes to another studio: asked for on the client's page by whoever works in both."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.whereabouts import Whereabouts
from clinic_app.desktop.widgets.labels import column, label
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.studio_choice import StudioChoice
from clinic_app.domain.client import Client


class HomeStudio(QWidget):
    """Folded until `begin` is pressed; the page shows `begin` beside its other buttons."""

    changed = Signal()

    def __init__(self, context: Context, there: Whereabouts, client: Client) -> None:
        super().__init__()
        _ = context.text
        body = column(context.theme, pad=0, gap=6)
        self.setLayout(body)
        self.begin = action_button(context.theme, _("Changes studio…"), "quiet")
        self.begin.clicked.connect(self._on_begin)
        body.addWidget(label(_("At home in this studio from now on"), "heading"))
        said = _("The staff of that studio see the client then; past visits stay where they took place.")
        body.addWidget(label(said, "soft", wrap=True))

        def move(code: str) -> None:
            actions.change_home(context.record, client.id, code, actor=context.actor)

        self.choice = StudioChoice(
            context.theme, there, _("Home studio"), context.language, choose=move, value=client.studio
        )
        self.choice.chosen.connect(lambda _code: self.changed.emit())
        body.addWidget(self.choice)
        self.hide()

    def _on_begin(self) -> None:
        self.begin.hide()
        self.show()
        self.choice.setFocus()
