"""The way in: first start or sign-in, and from there to the workspace. Shown before anything heavy is imported.

What signing in and making a clinic mean is handed in (`WayIn`); here is only what a person sees of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.desktop.first_start import KitPage, NewClinicPage, OwnPasswordPage, UseKitPage
from clinic_app.desktop.help import close_help, open_help
from clinic_app.desktop.manual import AT_SIGN_IN
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.i18n import texts


@dataclass(frozen=True)
class WayIn:
    """What the door can do. A ring is what an unlocked person holds; the door only hands it on.

    All may raise `Refused`. `people` gives id and name of everybody who may sign in, or None where no clinic is yet;
    `make` and `use_kit` give a ring and the code of a new kit.
    """

    place: str
    people: Callable[[], Sequence[tuple[str, str]] | None]
    unlock: Callable[[str, str], Any]
    renew: Callable[[str, str, str], Any]
    make: Callable[[str, str, str], tuple[Any, str]]
    use_kit: Callable[[str, str, str], tuple[Any, str]]
    save_kit: Callable[[str, str], None]
    confirm_kit: Callable[[str], None]
    load: Callable[[], None]
    opened: Callable[[Any], None]


class Door(QWidget):
    """The window before anybody is signed in."""

    def __init__(self, way: WayIn, language: Language, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("window")
        self.way, self.language, self.theme = way, language, theme
        self.text = texts("desktop", language)
        self.window_behind: QWidget | None = None
        self.setWindowTitle(self.text("Movement assessment"))
        self.stack = QStackedWidget()
        self.said_box = Panel(theme, "banner", tone="stop", pad=12)
        self.said = label("", wrap=True)
        self.said_box.add(self.said)
        self.said_box.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.said_box)
        outer.addWidget(self.stack, 1)
        self.help = action_button(theme, self.text("Help"), "quiet")
        self.help.clicked.connect(self.show_help)
        foot = row(theme)
        foot.setContentsMargins(0, 0, theme.px(12), theme.px(12))
        foot.addWidget(self.help, 0, Qt.AlignmentFlag.AlignRight)
        outer.addLayout(foot)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self).activated.connect(self.show_help)
        self.begin()
        soon = QTimer(self, interval=0, singleShot=True)
        soon.timeout.connect(self._load_meanwhile)
        soon.start()

    def begin(self) -> None:
        """Sign-in where there are people, first start where there is nothing, else what is wrong."""
        try:
            people = self.way.people()
        except Refused as refused:
            self._say(refused)
            return
        if people is None:
            first = NewClinicPage(self.theme, self.text, self.way.place)
            first.create_requested.connect(self._on_create)
            self._show(first)
            return
        page = SignInPage(self.theme, self.text, people)
        page.sign_in_requested.connect(self._on_sign_in)
        page.kit_requested.connect(lambda: self._show_use_kit(people))
        self._show(page)

    def show_help(self) -> None:
        """Lay the manual over the page; what was typed stays below."""
        open_help(self.stack, self.theme, self.language, AT_SIGN_IN, self.leave_help)
        self.help.hide()

    def leave_help(self) -> None:
        """Take the manual away and go on below."""
        close_help(self.stack)
        self.help.show()

    def page(self) -> QWidget | None:
        """The page on screen."""
        return self.stack.currentWidget()

    def _show(self, page: QWidget) -> None:
        self.leave_help()
        before = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.said_box.hide()
        if before is not None:
            self.stack.removeWidget(before)
            before.deleteLater()
        page.setFocus()

    def _load_meanwhile(self) -> None:
        """Load what the workspace needs while the password is typed."""
        run_task(self.way.load, lambda _nothing: None, self._say, self)

    def _say(self, error: Exception) -> None:
        """What could not be done, in the person's language, and what next."""
        if isinstance(error, Refused):
            sentence = error.sentence(self.language)
        else:
            kind = type(error).__name__
            said = self.text("The program has a fault ({kind}). Try again; if it comes back, report it.")
            sentence = said.format(kind=kind)
        page = self.page()
        if isinstance(page, SignInPage):
            page.object_to(sentence)
            return
        if isinstance(page, NewClinicPage | UseKitPage | OwnPasswordPage):
            page.wait(False)
        self.said.setText(sentence)
        self.said_box.show()

    def _on_sign_in(self, person: str, password: str) -> None:
        def unlocked(ring: Any) -> None:
            if ring.one_time:
                self._ask_own_password(person, password)
            else:
                self._on_unlocked(ring)

        run_task(lambda: self.way.unlock(person, password), unlocked, self._say, self)

    def _ask_own_password(self, person: str, once: str) -> None:
        page = OwnPasswordPage(self.theme, self.text)
        page.chosen.connect(
            lambda new: run_task(lambda: self.way.renew(person, once, new), self._on_unlocked, self._say, self)
        )
        self._show(page)

    def _on_unlocked(self, ring: Any) -> None:
        try:
            self.way.opened(ring)
        except Refused as refused:
            self._say(refused)

    def _on_create(self, clinic: str, owner: str, password: str) -> None:
        run_task(lambda: self.way.make(clinic, owner, password), self._on_new_kit, self._say, self)

    def _show_use_kit(self, people: Sequence[tuple[str, str]]) -> None:
        page = UseKitPage(self.theme, self.text, people)
        page.use_requested.connect(self._on_use_kit)
        page.left.connect(self.begin)
        self._show(page)

    def _on_use_kit(self, code: str, owner: str, password: str) -> None:
        run_task(lambda: self.way.use_kit(code, owner, password), self._on_new_kit, self._say, self)

    def _on_new_kit(self, made: tuple[Any, str]) -> None:
        ring, code = made
        page = KitPage(self.theme, self.text, code)
        page.save_requested.connect(lambda path: self._on_save_kit(page, path, code))
        page.typed_back.connect(lambda typed: self._on_typed_back(page, typed, ring))
        self._show(page)

    def _on_save_kit(self, page: KitPage, path: str, code: str) -> None:
        try:
            self.way.save_kit(path, code)
        except OSError:
            self.said.setText(self.text("The file could not be written there. Choose another place."))
            self.said_box.show()
        else:
            self.said_box.hide()
            page.say_saved()

    def _on_typed_back(self, page: KitPage, typed: str, ring: Any) -> None:
        try:
            self.way.confirm_kit(typed)
        except Refused as refused:
            page.typed.object_to(refused.sentence(self.language))
        else:
            self._on_unlocked(ring)
