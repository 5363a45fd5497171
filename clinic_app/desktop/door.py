# ruff: noqa: PLC0415 - the sign-in is painted before any other page is needed, so the others are imported late
"""The way in: first start or sign-in, and from there to the workspace. Shown before anything heavy is imported.

What signing in and making a clinic mean is handed in (`WayIn`); here is only what a person sees of it.
"""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.theme import Theme, style_sheet
from clinic_app.desktop.way_in import BroughtBack, Person, WayIn
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.plain_button import PlainButton
from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.i18n import texts

__all__ = ["Door", "WayIn"]


class _Leaves(Protocol):
    """A page that can be gone back from."""

    left: Any


class Door(QWidget):
    """The window before anybody is signed in. `painted` comes once, when it stands on the screen."""

    painted = Signal()

    def __init__(self, way: WayIn, language: Language, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setStyleSheet(style_sheet(theme))
        self.way, self.language, self.theme = way, language, theme
        self.text = texts("desktop", language)
        self.window_behind: QWidget | None = None
        self.on_fault: Callable[[BaseException], object] | None = None
        self._kept: dict[str, QWidget] = {}  # pages that keep what was typed while one looks at the other way
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
        self.help = PlainButton(self.text("Help"), "quiet")
        self.help.clicked.connect(self.show_help)
        foot = row(theme)
        foot.setContentsMargins(0, 0, theme.px(12), theme.px(12))
        foot.addStretch(1)
        foot.addWidget(self.help)
        outer.addLayout(foot)
        self.begin()
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to load once the window was painted, and not before."""
        if watched is self and event.type() == QEvent.Type.Paint:
            self.removeEventFilter(self)
            QTimer.singleShot(0, self, self._on_painted)
        return super().eventFilter(watched, event)

    def _on_painted(self) -> None:
        self.painted.emit()
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence, QShortcut

        QShortcut(QKeySequence(Qt.Key.Key_F1), self).activated.connect(self.show_help)
        self._load_meanwhile()

    def begin(self) -> None:
        """Sign-in where there are people, first start where there is nothing, else what is wrong."""
        try:
            people = self.way.people()
        except Refused as refused:
            self._show_trouble(refused)
            return
        if people is None:
            self._show_begin()
        else:
            self._forget_kept()
            page = SignInPage(self.theme, self.text, people)
            page.sign_in_requested.connect(self._on_sign_in)
            page.kit_requested.connect(self._show_use_kit)
            self.show_page(page)

    def front(self) -> QWidget:
        """The window a person sees: the workspace, or this one."""
        behind = self.window_behind
        return behind if behind is not None and not self.isVisible() else self

    def come_forward(self) -> None:
        """Bring the window a person sees before all others; asked for by a second start."""
        from PySide6.QtCore import Qt

        window = self.front()
        window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        window.show()
        window.raise_()
        window.activateWindow()

    def show_help(self) -> None:
        """Lay the manual over the page; what was typed stays below."""
        from clinic_app.desktop.help import open_help
        from clinic_app.desktop.manual import chapter_at_door

        chapter = chapter_at_door(type(self.page()).__name__)
        open_help(self.stack, self.theme, self.language, chapter, self.leave_help)
        self.help.hide()

    def leave_help(self) -> None:
        """Take the manual away and go on below."""
        if self.help.isHidden():
            from clinic_app.desktop.help import close_help

            close_help(self.stack)
            self.help.show()

    def page(self) -> QWidget | None:
        """The page on screen."""
        return self.stack.currentWidget()

    def show_page(self, page: QWidget) -> None:
        """Put a page in the place of the one on screen."""
        self.leave_help()
        before = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.said_box.hide()
        if before is not None and before is not page:
            self.stack.removeWidget(before)
            if before not in self._kept.values():
                before.deleteLater()
        page.setFocus()

    def _forget_kept(self) -> None:
        """What was typed on the ways not taken goes, passwords above all."""
        for page in self._kept.values():
            if page is not self.stack.currentWidget():
                page.deleteLater()
        self._kept = {}

    def _load_meanwhile(self) -> None:
        """Load what the workspace needs while the password is typed."""
        run_task(self.way.load, lambda _nothing: None, self._on_not_loaded, self)

    def _on_not_loaded(self, error: Exception) -> None:
        """What the strict reading of the files found, unless something was begun already."""
        page = self.page()
        if not isinstance(error, Refused):
            self._say(error)
        elif isinstance(page, SignInPage) and page.button.isEnabled():
            self._show_trouble(error)

    def _say(self, error: Exception) -> None:
        """What could not be done, in the person's language, and what next."""
        page = self.page()
        if isinstance(error, Refused):
            from clinic_app.desktop.trouble import concerns_files

            if isinstance(page, SignInPage) and concerns_files(error.message):
                self._show_trouble(error)
                return
            sentence = error.sentence(self.language)
        else:
            kind = type(error).__name__
            said = self.text("The program has a fault ({kind}). Try again; if it comes back, report it.")
            sentence = said.format(kind=kind)
            if self.on_fault is not None:
                self.on_fault(error)
        if isinstance(page, SignInPage):
            page.object_to(sentence)
            return
        wait = getattr(page, "wait", None)
        if wait is not None:
            wait(False)
        self.said.setText(sentence)
        self.said_box.show()

    # ways to begin

    def _show_begin(self) -> None:
        from clinic_app.desktop.begin import BeginPage

        page = BeginPage(self.theme, self.text)
        page.new_requested.connect(self._show_new)
        page.back_requested.connect(self._show_bring_back)
        self.show_page(page)

    def _show_new(self) -> None:
        from clinic_app.desktop.first_start import NewClinicPage

        def made() -> NewClinicPage:
            page = NewClinicPage(self.theme, self.text, self.way.place)
            page.create_requested.connect(self._on_create)
            return page

        self._show_kept("new", made)

    def _show_bring_back(self) -> None:
        from clinic_app.desktop.bring_back import BringBackPage

        def made() -> BringBackPage:
            page = BringBackPage(self.theme, self.text, self.language, self.way.back)
            page.done.connect(self._on_brought_back)
            page.failed.connect(self._say)
            return page

        self._show_kept("back", made)

    def _show_kept(self, name: str, make: Callable[[], QWidget]) -> None:
        """A page that one can leave and find again as it was."""
        page = self._kept.get(name)
        if page is None:
            page = self._kept[name] = make()
            leaves: _Leaves = page  # type: ignore[assignment]  # both kinds of page have the signal
            leaves.left.connect(self.begin)
        self.show_page(page)

    def _on_brought_back(self, back: BroughtBack) -> None:
        from clinic_app.desktop.bring_back import BroughtBackPage

        page = BroughtBackPage(self.theme, self.text, back)
        page.left.connect(self.begin)
        self.show_page(page)

    def _show_trouble(self, refused: Refused, ring: Any = None) -> None:
        """The clinic's files are not as they should be: what is wrong, and only steps that fit."""
        from clinic_app.desktop.trouble import TroublePage, steps_for

        page = TroublePage(self.theme, self.text, refused.sentence(self.language), steps_for(refused.message))

        def put_back() -> None:
            try:
                self.way.put_back_keys()
            except Refused as again:
                page.object_to(again.sentence(self.language))
            else:
                self.begin()

        steps = {
            "go_on": lambda: self._on_unlocked(ring, knowingly=True),
            "put_back_keys": put_back,
            "bring_back": self._show_bring_back,
            "again": self.begin,
        }
        page.chosen.connect(lambda step: steps[step]())
        self.show_page(page)

    # signing in

    def _on_sign_in(self, person: str, password: str) -> None:
        def unlocked(ring: Any) -> None:
            if ring.one_time:
                self._ask_own_password(person, password)
            else:
                self._look_after_kit(ring)

        run_task(lambda: self.way.unlock(person, password), unlocked, self._say, self)

    def _ask_own_password(self, person: str, once: str) -> None:
        from clinic_app.desktop.first_start import OwnPasswordPage

        page = OwnPasswordPage(self.theme, self.text)
        page.chosen.connect(
            lambda new: run_task(lambda: self.way.renew(person, once, new), self._look_after_kit, self._say, self)
        )
        self.show_page(page)

    def _look_after_kit(self, ring: Any) -> None:
        """An owner whose recovery kit was never typed back gets a new one before the workspace opens."""

        def told(code: str) -> None:
            if code:
                self._show_kit(ring, code, replaces=True)
            else:
                self._on_unlocked(ring)

        run_task(lambda: self.way.fresh_kit(ring), told, self._say, self)

    def _on_unlocked(self, ring: Any, *, knowingly: bool = False) -> None:
        from clinic_app.desktop.upgrading import open_record

        open_record(self, ring, knowingly=knowingly)

    def say_not_opened(self, error: Exception, ring: Any) -> None:
        """Why the record of a ring stays shut, on the page that is there; after another record, with what helps."""
        from clinic_app.desktop.trouble import EXCHANGED, TroublePage

        page = self.page()
        if isinstance(error, Refused) and error.message in EXCHANGED:
            self._show_trouble(error, ring)
        elif isinstance(error, Refused) and isinstance(page, TroublePage):
            page.object_to(error.sentence(self.language))
        else:
            self._say(error)

    def _on_create(self, clinic: str, owner: str, password: str) -> None:
        def made(found: tuple[Any, str]) -> None:
            self._forget_kept()
            self._show_kit(*found, first=True)

        run_task(lambda: self.way.make(clinic, owner, password), made, self._say, self)

    def _show_use_kit(self) -> None:
        from clinic_app.desktop.first_start import UseKitPage

        try:
            owners: list[Person] = list(self.way.owners())
        except Refused as refused:
            self._show_trouble(refused)
            return
        page = UseKitPage(self.theme, self.text, owners)
        page.use_requested.connect(self._on_use_kit)
        page.left.connect(self.begin)
        self.show_page(page)

    def _on_use_kit(self, code: str, owner: str, password: str) -> None:
        run_task(lambda: self.way.use_kit(code, owner, password), lambda made: self._show_kit(*made), self._say, self)

    # the kit, and where second copies go

    def _show_kit(self, ring: Any, code: str, *, first: bool = False, replaces: bool = False) -> None:
        from clinic_app.desktop.first_start import KitPage

        page = KitPage(self.theme, self.text, code, replaces=replaces)
        page.save_requested.connect(lambda path: self._on_save_kit(page, path, code))
        page.put_off.connect(lambda: self._on_unlocked(ring))

        def typed_back(typed: str) -> None:
            try:
                self.way.confirm_kit(typed)
            except Refused as refused:
                page.typed.object_to(refused.sentence(self.language))
            else:
                if first:
                    self._show_second_place(ring)
                else:
                    self._on_unlocked(ring)

        page.typed_back.connect(typed_back)
        self.show_page(page)

    def _on_save_kit(self, page: Any, path: str, code: str) -> None:
        try:
            self.way.save_kit(path, code)
        except OSError:
            self.said.setText(self.text("The file could not be written there. Choose another place."))
            self.said_box.show()
        else:
            self.said_box.hide()
            page.say_saved()

    def _show_second_place(self, ring: Any) -> None:
        from clinic_app.desktop.begin import SecondPlacePage

        page = SecondPlacePage(self.theme, self.text)

        def kept(path: str) -> None:
            try:
                self.way.keep_second_place(path)
            except Refused as refused:
                page.folder.object_to(refused.sentence(self.language))
            else:
                self._on_unlocked(ring)

        page.kept.connect(kept)
        page.put_off.connect(lambda: self._on_unlocked(ring))
        self.show_page(page)
