# ruff: noqa: PLC0415 - the field for a typed name is loaded only where a server keeps the record
"""Sign-in: who is there, their password, and what to do when it is not known. Light imports only: it is shown first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from clinic_app.desktop.card_page import CARD_WIDTH
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label, row
from clinic_app.desktop.widgets.password import PasswordField
from clinic_app.desktop.widgets.plain_button import Names, PlainButton
from clinic_app.i18n import Texts

if TYPE_CHECKING:
    from clinic_app.desktop.typed_name import TypedName

PAD = 28


class SignInPage(ScrollColumn):
    """One card in the middle: a person, a password, one button. Wrong is said beside the field, and why."""

    sign_in_requested = Signal(str, str)
    kit_requested = Signal()

    def __init__(self, theme: Theme, text: Texts, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(theme)
        self.theme, self.words, self.listed = theme, text, bool(people)
        self.setAccessibleName(text("Sign in"))
        self._build(people)
        self.setFocusProxy(self.password if people else self.person)

    def _build(self, people: Sequence[tuple[str, str]]) -> None:
        _ = self.words
        card = Panel(self.theme, pad=PAD, gap=12)
        card.setFixedWidth(self.theme.px(CARD_WIDTH))
        card.add(label(_("Sign in"), "display"))
        card.add(label(_("Who are you?") if people else _("Your name"), "heading"))
        room = self.theme.px(CARD_WIDTH) - 2 * self.theme.px(PAD) - 2  # the card has a border
        self.person: Names | TypedName
        if people:
            self.person = Names(self.theme, people, _("Who are you?"), room)
        else:  # a server tells nobody who may sign in
            from clinic_app.desktop import typed_name

            self.person = typed_name.TypedName(self.theme, _("Your name"))
        if len(people) == 1 and isinstance(self.person, Names):
            self.person.pick(people[0][0])
        card.add(self.person)
        self.password = PasswordField(self.theme, _("Password"), show=_("Show"))
        title = label(_("Password"), "heading")
        title.setBuddy(self.password)
        card.add(title)
        card.add(self.password)
        if not isinstance(self.person, Names):
            self.person.edit.returnPressed.connect(self.password.setFocus)
        self.password.edit.returnPressed.connect(self._on_enter)
        self.button = PlainButton(_("Sign in"), "primary")
        self.button.clicked.connect(self._on_enter)
        card.add(self.button)
        self.waiting = label("", "soft")
        card.add(self.waiting)
        if people:
            kit = PlainButton(_("Nobody can sign in: use the recovery kit"), "quiet")
            kit.clicked.connect(self.kit_requested)
            card.add(kit)
        self.body.addStretch(1)
        line = row(self.theme)
        line.addStretch(1)
        line.addWidget(card)
        line.addStretch(1)
        self.add(line)
        self.body.addStretch(2)

    def _on_enter(self) -> None:
        person, password = self.person.value(), self.password.edit.text()
        if person is None:
            first = self.words("Choose your name first.") if self.listed else self.words("Type your name first.")
            self.object_to(first)
        elif not password:
            self.object_to(self.words("Type your password."))
        else:
            self.wait(True)
            self.sign_in_requested.emit(person, password)

    def wait(self, waiting: bool) -> None:
        """Unlocking takes up to a second on purpose; nothing can be pressed twice meanwhile."""
        self.button.setEnabled(not waiting)
        self.password.setEnabled(not waiting)
        self.waiting.setText(self.words("Opening the record…") if waiting else "")

    def object_to(self, sentence: str) -> None:
        """Say why not; the password is cleared, the person stays."""
        self.wait(False)
        self.password.edit.clear()
        self.password.object_to(sentence)
        self.password.edit.setFocus()
