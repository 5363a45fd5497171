"""What stands on a covered screen: whose it is, and how they, or somebody else, go on. Nothing of the page behind."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel

from clinic_app.desktop.quick_code import DIGITS, digits_of
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, clear, column, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.desktop.widgets.password import PasswordField
from clinic_app.i18n import Texts

CARD_WIDTH = 460
MOST_WIDTH = 1200  # of the card, in the narrowest window
PAD_WIDTH = 210  # beside the words, because below them it would not fit a low screen with large text
Person = tuple[str, str]
ERASE = "⌫"


class CodeField(PasswordField):
    """Six digits as dots; announces itself when the sixth is there."""

    complete = Signal(str)

    def __init__(self, theme: Theme, name: str, *, show: str) -> None:
        super().__init__(theme, name, show=show)
        hints = self.edit.inputMethodHints() | Qt.InputMethodHint.ImhDigitsOnly
        self.edit.setInputMethodHints(hints)
        self.edit.setMaxLength(DIGITS * 2)  # a blank in between, as some people write it, is no mistake
        self.edit.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.edit.textEdited.connect(self._on_edited)

    def press(self, key: str) -> None:
        """A key of the pad: a digit, or one back."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.end(False)
        if key == ERASE:
            self.edit.backspace()
        else:
            self.edit.insert(key)
        self.object_to("")
        self._on_edited(self.edit.text())

    def _on_edited(self, text: str) -> None:
        if len(digits_of(text)) == DIGITS:
            self.complete.emit(text)


class Cover(ScrollColumn):
    """One card in the middle: a code or a password, or the staff list for somebody else."""

    code_typed = Signal(str)
    password_typed = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        text: Texts,
        person: Person,
        people: Callable[[], Sequence[Person]],
    ) -> None:
        super().__init__(theme, pad=12)
        self.theme, self.words, self._person, self._people = theme, text, person, people
        self.unsaved = False  # whether the page behind holds an entry that the record has not taken
        self.code_opens = False
        self.code: CodeField | None = None
        self.password: PasswordField | None = None
        self.who: Segments | None = None
        self.button: OptionButton | None = None
        self.waiting: QLabel | None = None
        self.setAccessibleName(text("Locked"))
        self.card = Panel(theme, pad=24, gap=10)
        self._words, self._beside = column(theme, pad=0, gap=10), row(theme, 28)
        self.body.addStretch(1)
        line = row(theme)
        line.addStretch(1)
        line.addWidget(self.card)
        line.addStretch(1)
        self.add(line)
        self.body.addStretch(2)

    def ask_code(self) -> None:
        """Ask for the quick code: the keys are still here, and so is the person, it seems."""
        _ = self.words
        self.code_opens = True
        self._begin(_("Your page is as you left it. The quick code brings it back."))
        self.code = CodeField(self.theme, _("Quick code"), show=_("Show"))
        title = label(_("Quick code"), "heading")
        title.setBuddy(self.code)
        self._words.addWidget(title)
        self._words.addWidget(self.code)
        self.code.complete.connect(self.code_typed)
        self._put_beside(self._pad(self.code))
        self._add_links(
            (_("Use the password instead"), self.ask_password), (_("Somebody else signs in"), self.ask_somebody_else)
        )
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setFocusProxy(self.code)

    def ask_password(self, sentence: str = "") -> None:
        """Ask for the person's own password; `sentence` says why, where that is not plain."""
        _ = self.words
        self._begin(_("Your page is as you left it. Your password brings it back."))
        self._add_password(_("Unlock"))
        others = (_("Somebody else signs in"), self.ask_somebody_else)
        if self.code_opens:
            self._add_links((_("Use the quick code"), self.ask_code), others)
        else:
            self._add_links(others)
        if sentence:
            self.object_to(sentence)

    def ask_somebody_else(self) -> None:
        """Let somebody else sign in over this; the page behind stays where it is."""
        _ = self.words
        self._begin(_("Somebody else can sign in here. This page waits, locked, until {name} is back."))
        self.who = Segments(self.theme, self._people(), _("Who are you?"), clearable=False)
        self._words.addWidget(label(_("Who are you?"), "heading"))
        self._words.addWidget(self.who)
        self._add_password(_("Sign in"))
        self._add_links((_("Back"), self.ask_code if self.code_opens else self.ask_password))

    def forget_code(self) -> None:
        """The code opens nothing any more; a page that asks for it turns to the password."""
        if not self.code_opens:
            return
        self.code_opens = False
        if self.who is None:
            self.ask_password()
        else:
            self.ask_somebody_else()

    def wait(self, waiting: bool) -> None:
        """Unlocking takes up to a second on purpose; nothing can be pressed twice meanwhile."""
        if self.button is not None:
            self.button.setEnabled(not waiting)
        if self.password is not None:
            self.password.setEnabled(not waiting)
        if self.waiting is not None:
            self.waiting.setText(self.words("Opening the record…"))
            self.waiting.setVisible(waiting)

    def object_to(self, sentence: str) -> None:
        """Say why not, beside the field; what was typed in it is cleared."""
        self.wait(False)
        field = self.code or self.password
        if field is not None:
            field.edit.clear()
            field.object_to(sentence)
            field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, sentence: str) -> None:
        """Empty the card and write what stands on every one of its faces."""
        _, name = self.words, self._person[1]
        self.code = self.password = self.who = self.button = self.waiting = None
        clear(self.card.body)
        self._words = column(self.theme, pad=0, gap=10)
        self._beside = row(self.theme, 28)
        self._beside.addLayout(self._words, 1)
        self.card.add(self._beside)
        self.card.setFixedWidth(self.theme.px(CARD_WIDTH))
        self._words.addWidget(label(_("Locked"), "display"))
        self._words.addWidget(label(name, "strong", wrap=True))
        self._words.addWidget(label(sentence.format(name=name), "soft", wrap=True))
        if self.unsaved:
            self._words.addWidget(
                label(_("One entry is not saved yet. It is kept, and saved when you are back."), "question", wrap=True)
            )

    def _add_password(self, words: str) -> None:
        _ = self.words
        self.password = PasswordField(self.theme, _("Password"), show=_("Show"))
        title = label(_("Password"), "heading")
        title.setBuddy(self.password)
        self._words.addWidget(title)
        self._words.addWidget(self.password)
        self.password.edit.returnPressed.connect(self._on_enter)
        self.button = action_button(self.theme, words, "primary")
        self.button.clicked.connect(self._on_enter)
        self._words.addWidget(self.button)
        self.waiting = label("", "soft")
        self.waiting.hide()
        self._words.addWidget(self.waiting)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setFocusProxy(self.password)

    def _add_links(self, *links: tuple[str, Callable[[], None]]) -> None:
        flow = FlowLayout(self.theme.px(8))
        for words, goes_to in links:
            link = action_button(self.theme, words, "quiet")
            link.clicked.connect(lambda _checked=False, goes_to=goes_to: goes_to())
            flow.addWidget(link)
        self._words.addLayout(flow)

    def _put_beside(self, pad: QGridLayout) -> None:
        right = column(self.theme, pad=0, gap=0)
        right.addStretch(1)
        right.addLayout(pad)
        right.addStretch(1)
        self._beside.addLayout(right)
        self.card.setFixedWidth(min(self.theme.px(CARD_WIDTH + PAD_WIDTH), MOST_WIDTH))

    def _pad(self, field: CodeField) -> QGridLayout:
        """Digits for a finger; the keyboard does the same."""
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(8))
        for index, key in enumerate("123456789"):
            grid.addWidget(self._pad_key(field, key, key), index // 3, index % 3)
        grid.addWidget(self._pad_key(field, "0", "0"), 3, 1)
        grid.addWidget(self._pad_key(field, ERASE, self.words("Delete the last digit")), 3, 2)
        return grid

    def _pad_key(self, field: CodeField, key: str, spoken: str) -> OptionButton:
        button = action_button(self.theme, key)
        button.setAccessibleName(spoken)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keyboard; the pad is for fingers
        button.setMinimumWidth(self.theme.px(56))
        button.clicked.connect(lambda: field.press(key))
        return button

    def _on_enter(self) -> None:
        person = self._person[0] if self.who is None else self.who.value()
        password = "" if self.password is None else self.password.edit.text()
        if person is None:
            self.object_to(self.words("Choose your name first."))
        elif not password:
            self.object_to(self.words("Type your password."))
        else:
            self.wait(True)
            self.password_typed.emit(person, password)
