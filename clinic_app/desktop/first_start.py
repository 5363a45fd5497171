"""The first start: a new clinic with its owner, then the recovery kit on paper, typed back before it ends.

Going back is possible until the clinic is made; nothing is written before that. The kit is shown once.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from clinic_app.desktop.card_page import CardPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.password import PasswordField
from clinic_app.i18n import Texts

LEAST_PASSWORD = 12


class NewClinicPage(CardPage):
    """Name of the clinic, name and password of its first owner."""

    create_requested = Signal(str, str, str)
    left = Signal()

    def __init__(self, theme: Theme, text: Texts, place: str) -> None:
        super().__init__(theme, text, text("A new clinic"))
        _ = text
        self.card.add(label(_("The records will lie encrypted in this folder:"), "soft", wrap=True))
        self.card.add(label(place, "soft", wrap=True))
        self.clinic = TextField(theme, _("Name of the studio"))
        self.owner = TextField(theme, _("Your name"))
        self.password = PasswordField(theme, _("Password"), show=_("Show"))
        self.again = PasswordField(theme, _("Password once more"), show=_("Show"))
        self.field(_("Name of the studio"), self.clinic)
        self.field(_("Your name"), self.owner)
        self.field(_("Password (12 characters or more)"), self.password)
        self.field(_("Password once more"), self.again)
        self.button = action_button(theme, _("Make the clinic"), "primary")
        self.button.clicked.connect(self._on_create)
        self.again.edit.returnPressed.connect(self.button.click)
        self.card.add(self.button)
        self.back = action_button(theme, _("Back"))
        self.back.clicked.connect(self.left)
        self.card.add(self.back)
        self.waiting = label("", "soft", wrap=True)
        self.card.add(self.waiting)
        self.setFocusProxy(self.clinic)

    def _on_create(self) -> None:
        _, password = self.words, self.password.edit.text()
        clinic, owner = self.clinic.text().strip(), self.owner.text().strip()
        self.clinic.object_to("" if clinic else _("The studio's name is printed on every paper."))
        self.owner.object_to("" if owner else _("Your name stands in the list at sign-in."))
        short = len(password) < LEAST_PASSWORD
        self.password.object_to(_("Use 12 characters or more; a sentence is easy to remember.") if short else "")
        differs = not short and password != self.again.edit.text()
        self.again.object_to(_("The two passwords differ.") if differs else "")
        if clinic and owner and not short and not differs:
            self.wait(True)
            self.create_requested.emit(clinic, owner, password)

    def wait(self, waiting: bool) -> None:
        """The strength of the password lock is measured once, which takes some seconds."""
        for button in (self.button, self.back):
            button.setEnabled(not waiting)
        self.waiting.setText(self.words("Making the clinic; this takes a few seconds…") if waiting else "")


class UseKitPage(CardPage):
    """Nobody can sign in: the code from the paper gives an owner a new password, and a new kit takes its place."""

    use_requested = Signal(str, str, str)
    left = Signal()

    def __init__(self, theme: Theme, text: Texts, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(theme, text, text("Use the recovery kit"))
        _ = text
        self.card.add(label(_("An owner gets a new password; the used kit is replaced by a new one."), wrap=True))
        self.code = TextField(theme, _("Code from the paper"))
        self.owner = Segments(theme, people, _("Owner"), clearable=False)
        self.password = PasswordField(theme, _("New password (12 characters or more)"), show=_("Show"))
        for words, control in (
            (_("Code from the paper"), self.code),
            (_("Owner"), self.owner),
            (_("New password (12 characters or more)"), self.password),
        ):
            self.field(words, control)
        self.button = action_button(theme, _("Set the new password"), "primary")
        self.button.clicked.connect(self._on_use)
        self.password.edit.returnPressed.connect(self.button.click)
        back = action_button(theme, _("Back"))
        back.clicked.connect(self.left)
        self.card.add(self.button)
        self.card.add(back)
        self.setFocusProxy(self.code)

    def _on_use(self) -> None:
        _, owner, password = self.words, self.owner.value(), self.password.edit.text()
        short = len(password) < LEAST_PASSWORD
        self.code.object_to("" if self.code.text().strip() else _("Type the code as it is printed."))
        self.password.object_to(_("Use 12 characters or more; a sentence is easy to remember.") if short else "")
        if self.code.text().strip() and owner is not None and not short:
            self.wait(True)
            self.use_requested.emit(self.code.text(), owner, password)

    def wait(self, waiting: bool) -> None:
        """Nothing can be pressed twice while keys are derived."""
        self.button.setEnabled(not waiting)


class OwnPasswordPage(CardPage):
    """After a one-time password: one that only this person knows."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__(theme, text, text("Choose your own password"))
        _ = text
        self.card.add(label(_("The one-time password ends here. Nobody else will know the new one."), wrap=True))
        self.password = PasswordField(theme, _("New password (12 characters or more)"), show=_("Show"))
        self.again = PasswordField(theme, _("Password once more"), show=_("Show"))
        self.field(_("New password (12 characters or more)"), self.password)
        self.field(_("Password once more"), self.again)
        self.button = action_button(theme, _("Set the new password"), "primary")
        self.button.clicked.connect(self._on_choose)
        self.again.edit.returnPressed.connect(self.button.click)
        self.card.add(self.button)
        self.setFocusProxy(self.password)

    def _on_choose(self) -> None:
        _, password = self.words, self.password.edit.text()
        short = len(password) < LEAST_PASSWORD
        differs = not short and password != self.again.edit.text()
        self.password.object_to(_("Use 12 characters or more; a sentence is easy to remember.") if short else "")
        self.again.object_to(_("The two passwords differ.") if differs else "")
        if not short and not differs:
            self.wait(True)
            self.chosen.emit(password)

    def wait(self, waiting: bool) -> None:
        """Nothing can be pressed twice while keys are derived."""
        self.button.setEnabled(not waiting)


class KitPage(CardPage):
    """The recovery kit: save it as a PDF for printing, keep the paper, type the code back.

    `replaces` is for an owner whose last kit was never typed back: it says so and can be put off to the next sign-in.
    """

    save_requested = Signal(str)
    typed_back = Signal(str)
    put_off = Signal()

    def __init__(self, theme: Theme, text: Texts, code: str, *, replaces: bool = False) -> None:
        super().__init__(theme, text, text("Recovery kit"))
        _ = text
        if replaces:
            said = _(
                "The last recovery kit was never typed back, so nobody knows whether its paper is right. Here is "
                "a new one: print it and tear up older sheets, which open nothing any more."
            )
            self.card.add(label(said, wrap=True))
        self.card.add(
            label(_("Print this and keep it in a safe. It opens the records when no owner can sign in."), wrap=True)
        )
        groups = code.split("-")
        for start in range(0, len(groups), 3):
            self.card.add(label("  ".join(groups[start : start + 3]), "title"))
        save = action_button(theme, _("Save as PDF to print…"))
        save.clicked.connect(self._on_save)
        self.card.add(save)
        self.saved = label("", "soft", wrap=True)
        self.card.add(self.saved)
        self.typed = TextField(theme, _("Type the code from the paper"))
        self.field(_("Type the code from the paper"), self.typed)
        self.button = action_button(theme, _("Go on") if replaces else _("Finish the set-up"), "primary")
        self.button.clicked.connect(lambda: self.typed_back.emit(self.typed.text()))
        self.typed.edit.returnPressed.connect(self.button.click)
        self.card.add(self.button)
        if replaces:
            later = action_button(theme, _("Not now: ask again at my next sign-in"), "quiet")
            later.clicked.connect(self.put_off)
            self.card.add(later)
        self.setFocusProxy(self.typed)

    def _on_save(self) -> None:
        name = self.words("recovery-kit.pdf")
        path, _kind = QFileDialog.getSaveFileName(self, self.words("Save as PDF to print…"), name, "PDF (*.pdf)")
        if path:
            self.save_requested.emit(path)

    def say_saved(self) -> None:
        """The file lies where the person chose; it should not stay there."""
        self.saved.setText(self.words("Saved. Print it, then delete the file."))
