"""A window's frame: tabs and looks above, one page below, a curtain over both. It knows no record and no keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app.desktop.about import AboutPage
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.curtain import Curtain
from clinic_app.desktop.help import close_help, help_in, open_help
from clinic_app.desktop.manual import chapter_for
from clinic_app.desktop.own_page import OwnPage
from clinic_app.desktop.theme import TEXT_SCALES, Theme, style_sheet
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.desktop.widgets.tab_order import tab_after
from clinic_app.errors import Refused

if TYPE_CHECKING:
    from clinic_app.desktop.presence import Presence

LEAST_WIDTH, LEAST_HEIGHT = 1280, 650
STACKED_ABOVE = 1.2  # with larger text the tabs would stand in one column beside the rest of the bar


class Shell(QWidget):
    """Language, theme and text size change in place. Without a presence, as in the demo, nothing locks.

    It shows the rooms of its surroundings. A subclass may have more pages. Whoever makes one calls `dress`.
    """

    page_shown = Signal()

    def __init__(self, context: Surroundings, first: str) -> None:
        super().__init__()
        self.setObjectName("window")
        self.context = context
        self.page_name, self.section = first, ""
        self.presence: Presence | None = None
        self.inside = QWidget()
        self.curtain = Curtain(self, self.inside)
        self.outer = outer = QVBoxLayout(self.inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._notice: QWidget | None = None
        self.bar = Panel(context.theme, "header", pad=8)
        self.stack = QStackedWidget()
        self.said_box = Panel(context.theme, "banner", tone="stop", pad=12)
        self.said = label("", wrap=True)
        self.said_box.add(self.said)
        self.said_box.hide()
        for widget in (self.bar, self.said_box, self.stack):
            outer.addWidget(widget)
        outer.setStretch(2, 1)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self._shortcuts()

    # what a subclass says

    def tabs_of_roles(self) -> list[tuple[str, str]]:
        """Name and words of the tabs, first to last."""
        return [(room.name, self.context.text(room.words)) for room in self.context.rooms]

    def make_page(self, name: str) -> QWidget:
        """A page by its name, freshly built."""
        makers = {room.name: room.make for room in self.context.rooms}
        return makers.get(name, AboutPage)(self.context)

    def title(self) -> str:
        """What the task bar shows; a subclass may name a client whose session can be seen."""
        return self.context.text("Movement assessment")

    def beside_looks(self, looks: FlowLayout) -> None:
        """What else stands in the bar."""

    def page_again(self) -> None:
        """Bring the page on screen up anew, as in another language; what was typed on it stays where it can."""
        self.show_page(self.page_name)

    @property
    def in_session(self) -> bool:
        """Whether a client's session is on screen: it is covered later than other pages."""
        return False

    @property
    def has_unsaved(self) -> bool:
        """Whether something was entered that was not taken yet."""
        return False

    # the frame

    def _shortcuts(self) -> None:
        inside = self.inside  # a covered window hears none of them
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            QShortcut(QKeySequence(keys), inside).activated.connect(lambda step=step: self._zoom(step))
        QShortcut(QKeySequence(Qt.Key.Key_F1), inside).activated.connect(self.show_help)
        QShortcut(QKeySequence("Ctrl+0"), inside).activated.connect(
            lambda: self._look(Theme(self.context.theme.name, 1.0))
        )

    def dress(self, context: Surroundings) -> None:
        """Build everything anew in a language and look; the page and what it is about stay."""
        worn, manual = self.context, help_in(self.stack)
        chapter = "" if manual is None else manual.chapter
        self._put_on(context)
        try:
            self.page_again()
        except Exception:
            self._put_on(worn)  # as the page looks that is still there
            self._mark_tab(self.page_name if manual is None else "help")
            raise
        if chapter:
            self.show_help(chapter)

    def _put_on(self, context: Surroundings) -> None:
        self.context = context
        self._wear(context.theme)
        self._fill_bar()

    def _wear(self, theme: Theme) -> None:
        """Put this window's look on, and nobody else's: the application itself has none.

        A look of the application would be put on each widget when it is made, and again wherever it is moved to until
        it stands in the window; a page took nearly twice as long to come up.
        """
        if self.styleSheet() != style_sheet(theme):
            self.setStyleSheet(style_sheet(theme))

    def _fill_bar(self) -> None:
        clear(self.bar.body)
        _, theme = self.context.text, self.context.theme
        line = FlowLayout(theme.px(8))
        self.tabs: dict[str, OptionButton] = {}
        for name, words in (*self.tabs_of_roles(), ("help", _("Help")), ("about", _("About"))):
            tab = OptionButton(theme, words)
            tab.clicked.connect(lambda _checked=False, name=name: self.show_page(name))
            self.tabs[name] = tab
            line.addWidget(tab)
        look = FlowLayout(theme.px(8))
        self.beside_looks(look)
        if self.context.made_up:
            look.addWidget(label(_("Demo: all clients are made up"), "pill", tone="warn"))
        for words, spoken, action in (
            ("A−", _("Smaller text"), lambda: self._zoom(-1)),
            ("A+", _("Larger text"), lambda: self._zoom(1)),
            (_("Dark") if theme.name == "light" else _("Light"), _("Switch theme"), self._switch_theme),
            ("English" if self.context.language == "ja" else "日本語", _("Switch language"), self._switch_language),
        ):
            button = action_button(theme, words, "quiet")
            button.setAccessibleName(spoken)
            button.clicked.connect(action)
            look.addWidget(button)
        if self.presence is not None:
            look.addWidget(self.hide_button(self.presence))
            look.addWidget(self._name_button())
        both: QBoxLayout = row(theme, 12)
        if theme.scale > STACKED_ABOVE:
            both.setDirection(QBoxLayout.Direction.TopToBottom)
        both.addLayout(line, 1)
        both.addLayout(look)
        self.bar.add(both)

    def hide_button(self, presence: "Presence") -> OptionButton:
        """Covers the screen and drops the keys at once; its key stands on it."""
        button = action_button(self.context.theme, self.context.text("Hide now (F12)"), "quiet")
        button.clicked.connect(presence.hide_now)
        return button

    def _name_button(self) -> OptionButton:
        """Who is signed in; leads to their quick code, their password and the way out."""
        button = OptionButton(self.context.theme, self.context.person)
        button.setAccessibleName(self.context.text("Signed in: {name}").format(name=self.context.person))
        button.clicked.connect(lambda: self.show_page("own"))
        self.tabs["own"] = button
        return button

    def _look(self, theme: Theme) -> None:
        self.dress(self.context.with_look(theme=theme))

    def _zoom(self, by: int) -> None:
        scales = list(TEXT_SCALES)
        index = scales.index(self.context.theme.scale) + by
        if 0 <= index < len(scales):
            self._look(Theme(self.context.theme.name, scales[index]))

    def _switch_theme(self) -> None:
        self._look(Theme("dark" if self.context.theme.name == "light" else "light", self.context.theme.scale))

    def _switch_language(self) -> None:
        self.dress(self.context.with_look(language="en" if self.context.language == "ja" else "ja"))

    def drop_pages(self) -> None:
        """Take every page away; what was being typed is saved first."""
        self.flush()
        while (page := self.stack.widget(0)) is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def attend(self, presence: "Presence") -> None:
        """Be the window of somebody who signed in: from now on it can be covered, and left."""
        self.presence = presence
        self._fill_bar()
        self._mark_tab(self.page_name)

    @property
    def is_covered(self) -> bool:
        """Whether the pages are put away."""
        return self.curtain.cover is not None

    def flush(self) -> None:
        """Leave the field being typed in, so that what stands there is saved."""
        self.curtain.flush()

    def cover_with(self, cover: QWidget) -> None:
        """Put the pages away and show this instead; no name of a client is left, also not in the title."""
        self.curtain.draw(cover)
        self.name_window()

    def uncover(self) -> None:
        """Bring the pages back as they were."""
        self.curtain.lift()
        self.name_window()

    def notice(self, widget: QWidget | None) -> None:
        """Show a line above the page, or take it away."""
        if self._notice is not None:
            self.outer.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = widget
        if widget is not None:
            self.outer.insertWidget(self.outer.indexOf(self.stack), widget)
            tab_after(self.bar, widget)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaving by the window's own cross is signing out."""
        if self.presence is not None:
            self.presence.sign_out(closing=True)
        self.curtain.put_back()
        super().closeEvent(event)

    def show_page(self, name: str) -> None:
        """Bring up a page by its name, freshly built; the manual is laid over the page on screen."""
        if name == "help":
            self.show_help()
            return
        with self.turning_page():
            page = self._own_page() if name == "own" else self.make_page(name)
        self.page_name = name
        self.put_up(page)

    @contextmanager
    def turning_page(self) -> Iterator[None]:
        """While another page is made the one on screen is put away; it comes back where the other cannot be made.

        A page may have to be read from a server that is away at this moment.
        """
        self.flush()
        before = self.stack.currentWidget()
        if before is not None:
            before.hide()  # what it saves on leaving is read by the next one
        try:
            yield
        except Exception:
            self._mark_tab(self.page_name if help_in(self.stack) is None else "help")
            if before is not None:
                before.show()
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            raise
        self.drop_pages()

    def _own_page(self) -> OwnPage:
        presence = self.presence
        page = OwnPage(self.context, None if presence is None else presence.keeper.change_password)
        if presence is not None:
            page.code_requested.connect(presence.ask_for_code)
            page.sign_out_requested.connect(presence.sign_out)
        return page

    def put_up(self, page: QWidget) -> None:
        """Show a page that was just built."""
        self._mark_tab(self.page_name)
        self.bar.setVisible(self.page_name != "session")
        self.unsay()
        self.notice(None)
        self.outer.activate()  # first the room, then the page: laying out a whole session twice can be felt
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.name_window()
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page_shown.emit()

    def name_window(self) -> None:
        """Let the task bar show the title of what can be seen."""
        self.setWindowTitle(self.title())

    def _mark_tab(self, page: str) -> None:
        for name, tab in self.tabs.items():
            tab.setChecked(name == page)

    def show_help(self, chapter: str = "") -> None:
        """Lay the manual over the page on screen, at the chapter that fits it; the page stays as it is below."""
        look = self.context.theme, self.context.language
        open_help(self.stack, *look, chapter or chapter_for(self.page_name, self.section), self.leave_help)
        self._mark_tab("help")

    def leave_help(self) -> None:
        """Take the manual away and go on below."""
        close_help(self.stack)
        self._mark_tab(self.page_name)

    def say(self, refused: Refused) -> None:
        """Tell what could not be done, in the user's language, above the page."""
        self.said.setText(refused.sentence(self.context.language))
        self.said_box.show()

    def unsay(self) -> None:
        """Take that away."""
        self.said_box.hide()
