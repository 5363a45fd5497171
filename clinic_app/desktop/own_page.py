"""The page of whoever is signed in: their quick code, the way out, and a new password. It knows no keys."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from clinic_app.desktop.card_page import CardPage
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.first_start import LEAST_PASSWORD
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import label, rule, set_tone
from clinic_app.desktop.widgets.option import action_button
from clinic_app.desktop.widgets.password import PasswordField
from clinic_app.desktop.widgets.studio_choice import StudioChoice
from clinic_app.errors import Refused

Change = Callable[[str, str], None]  # from the present password to the new one; may raise `Refused`


class OwnPage(CardPage):
    """Under the person's name. Without `change`, as in the demo, there is no password to change.

    The change runs off the GUI thread: the password is derived twice.
    """

    code_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, context: Surroundings, change: Change | None) -> None:
        super().__init__(context.theme, context.text, context.person)
        self.context, self._change = context, change
        self._build()

    def _build(self) -> None:
        _, theme, card = self.words, self.theme, self.card
        self.code, self.out = action_button(theme, _("Quick code")), action_button(theme, _("Sign out"))
        self.code.clicked.connect(self.code_requested)
        self.out.clicked.connect(self.sign_out_requested)
        buttons = FlowLayout(theme.px(8))
        for button in (self.code, self.out):
            buttons.addWidget(button)
        card.add(label(_("A quick code of 6 digits uncovers this screen when you come back."), "soft", wrap=True))
        card.add(buttons)
        card.add(rule())
        self._add_studio()
        card.add(label(_("Change the password"), "strong"))
        self.present = PasswordField(theme, _("Present password"), show=_("Show"))
        self.new = PasswordField(theme, _("New password (12 characters or more)"), show=_("Show"))
        self.again = PasswordField(theme, _("New password once more"), show=_("Show"))
        self.field(_("Present password"), self.present)
        self.field(_("New password (12 characters or more)"), self.new)
        self.field(_("New password once more"), self.again)
        self.button = action_button(theme, _("Change the password"), "primary")
        self.button.clicked.connect(self._on_change)
        self.said = label("", "strong", wrap=True)
        self.said.hide()
        card.add(self.button)
        card.add(self.said)
        older = _("Backups that were made before still open with the password of their time.")
        card.add(label(older, "soft", wrap=True))
        for field in (self.present, self.new, self.again):
            field.edit.returnPressed.connect(self._on_change)
            field.edit.textEdited.connect(lambda _text: self.said.hide())
        self.setFocusProxy(self.present)

    def _add_studio(self) -> None:
        """Where this computer stands, for whoever works in more than one studio."""
        _, there = self.words, self.context.whereabouts
        if there is None or not there.are_several:
            return
        self.card.add(label(_("Where this computer stands"), "strong"))
        self.card.add(label(_("New clients, bookings and visits belong to this studio."), "soft", wrap=True))
        self.studio = StudioChoice(self.theme, there, _("Where this computer stands"), self.context.language)
        self.card.add(self.studio)
        self.card.add(rule())

    def _on_change(self) -> None:
        _, present, new = self.words, self.present.edit.text(), self.new.edit.text()
        short, same = len(new) < LEAST_PASSWORD, bool(new) and new == present
        differs = not short and not same and new != self.again.edit.text()
        wrong = _("Use 12 characters or more; a sentence is easy to remember.") if short else ""
        wrong = wrong or (_("This is the password you have now.") if same else "")
        self.present.object_to("" if present else _("Type the password you have now."))
        self.new.object_to(wrong)
        self.again.object_to(_("The two passwords differ.") if differs else "")
        change = self._change
        if change is None or not self.button.isEnabled() or not present or wrong or differs:
            return
        self._wait(True)
        self._say(_("Changing the password…"))
        run_task(lambda: change(present, new), self._on_changed, self._on_failed, self)

    def _on_changed(self, _nothing: object) -> None:
        self._wait(False)
        for field in (self.present, self.new, self.again):
            field.edit.clear()
        self._say(self.words("Your password is changed; it counts from now on."), "good")

    def _on_failed(self, error: Exception) -> None:
        self._wait(False)
        if isinstance(error, Refused):
            self.said.hide()
            self.present.object_to(error.sentence(self.context.language))
            self.present.edit.setFocus()
        else:
            fault = self.words("The program has a fault ({kind}). Try again; if it comes back, report it.")
            self._say(fault.format(kind=type(error).__name__), "stop")

    def _wait(self, waiting: bool) -> None:
        """Nothing can be pressed twice while keys are derived."""
        self.button.setEnabled(not waiting)

    def _say(self, sentence: str, tone: str = "") -> None:
        self.said.setText(sentence)
        set_tone(self.said, tone)
        self.said.show()
