"""Two versions of one session met: both side by side, and one choice for each place where they differ."""

from PySide6.QtCore import Signal

from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.version_words import place_name, place_value
from clinic_app.desktop.widgets.both_versions import BothVersions, VersionLine
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.option import action_button
from clinic_app.errors import Refused


class VersionsPage(FootedPage):
    """What one side alone has changed is chosen already and can be seen; where both did, the person says."""

    settled = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session.context.theme)
        self.session = session
        context, _ = session.context, session.context.text
        self.setAccessibleName(_("Two versions of this session"))
        self.page.add(label(_("Two versions of this session"), "display"))
        said = _(
            "Somebody else saved entries of this session while you made yours. Choose what holds at each place; "
            "nothing is saved before you do, and nothing of either version is dropped unseen."
        )
        self.page.add(label(said, "soft", wrap=True))
        self.both = BothVersions(self.theme, _, self._lines())
        self.both.changed.connect(self.refresh)
        self.page.add(self.both)
        self.open_label = label("", "soft", wrap=True)
        self.page.add(self.open_label)
        self.page.body.addStretch(1)
        self.save = action_button(context.theme, _("Save what is chosen"), "primary")
        self.save.clicked.connect(self._on_save)
        self.add_button(self.save, right=True)
        self.setFocusProxy(self.save)
        self.refresh()

    def _lines(self) -> list[VersionLine]:
        context, elsewhere = self.session.context, self.session.elsewhere
        theirs = self.session.assessment if elsewhere.theirs is None else elsewhere.theirs.assessment
        return [
            VersionLine(
                one.path,
                place_name(one.path, context),
                place_value(one.path, one.mine, self.session.assessment, context),
                place_value(one.path, one.theirs, theirs, context),
                None if one.changed_by == "both" else one.changed_by,
            )
            for one in elsewhere.differences
        ]

    def refresh(self) -> None:
        """Say how much is left to choose."""
        self.save.setEnabled(self.both.left_open == 0)
        self.open_label.setText(self.both.still_open(self.session.context.text))

    def _on_save(self) -> None:
        try:
            self.session.elsewhere.settle(self.both.picked())
        except Refused as refused:
            self.open_label.setText(refused.sentence(self.session.context.language))
            return
        self.settled.emit()
