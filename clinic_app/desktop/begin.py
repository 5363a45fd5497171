"""The first page where no clinic is yet, and the last one of its set-up: where second copies go."""

from PySide6.QtCore import Signal

from clinic_app.desktop.card_page import CardPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.folder import FolderField
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.i18n import Texts


class BeginPage(CardPage):
    """Two ways to begin; neither makes anything yet, and both lead back here."""

    new_requested = Signal()
    back_requested = Signal()

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__(theme, text, text("Welcome"))
        _ = text
        self.card.add(label(_("There are no records on this computer yet. How do you want to begin?"), wrap=True))
        self.new = OptionButton(theme, _("Begin a new clinic"), tone="plain", leading=True)
        self.new.set_note(_("A first owner, a recovery kit on paper, an empty record."))
        self.new.clicked.connect(self.new_requested)
        self.back = OptionButton(theme, _("Bring back from a backup"), tone="plain", leading=True)
        self.back.set_note(_("A new computer, or the old one broke: you need the backup's folder."))
        self.back.clicked.connect(self.back_requested)
        self.card.add(self.new)
        self.card.add(self.back)
        self.card.add(
            label(_("Nothing is written before you finish; you can come back to this page."), "soft", wrap=True)
        )
        self.setFocusProxy(self.new)


class SecondPlacePage(CardPage):
    """A folder on another drive or a share; it can wait, and is asked for on the owner's page until it is there."""

    kept = Signal(str)
    put_off = Signal()

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__(theme, text, text("A second place for backups"))
        _ = text
        said = _(
            "If this computer breaks or is stolen, the records come back from a second copy. Choose a folder on a USB "
            "drive or on a share. Copies are encrypted; only people with a password open them."
        )
        self.card.add(label(said, wrap=True))
        self.folder = FolderField(theme, _("Folder for second copies"), choose=_("Choose a folder…"))
        self.folder.line.edit.textEdited.connect(lambda _text: self.folder.object_to(""))
        self.field(_("Folder for second copies"), self.folder)
        self.button = action_button(theme, _("Use this folder"), "primary")
        self.button.clicked.connect(self._on_keep)
        self.card.add(self.button)
        later = action_button(theme, _("Later"))
        later.clicked.connect(self.put_off)
        self.card.add(later)
        self.card.add(label(_("Until there is one, all copies lie on this computer only."), "soft", wrap=True))
        self.setFocusProxy(self.folder)

    def _on_keep(self) -> None:
        if self.folder.path():
            self.kept.emit(self.folder.path())
        else:
            self.folder.object_to(self.words("Choose a folder first, or press “Later”."))
