"""The main window: navigation above, one page below. Language, theme and text size change in place."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_app import actions
from clinic_app.desktop.about import AboutPage
from clinic_app.desktop.context import Context
from clinic_app.desktop.copying import ClockBanner, CopyLine
from clinic_app.desktop.curtain import Curtain
from clinic_app.desktop.help import close_help, help_in, open_help
from clinic_app.desktop.manual import chapter_for
from clinic_app.desktop.own_page import OwnPage
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.theme import TEXT_SCALES, Theme, style_sheet
from clinic_app.desktop.trainer.bin_page import BinPage
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.session import STEPS, Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.workplace import Workplace
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.marks import with_marks
from clinic_app.errors import Refused

if TYPE_CHECKING:
    from clinic_app.desktop.presence import Presence

LEAST_WIDTH, LEAST_HEIGHT = 1280, 650
STACKED_ABOVE = 1.2  # with larger text the tabs would stand in one column beside the rest of the bar


class Window(QWidget):
    """The trainer's workspace in one window. Without a presence, as in the demo, nothing locks."""

    page_shown = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("window")
        self.context = context
        self.page_name, self.owner_section = "today", "todo"
        self.session_page: SessionPage | None = None
        self.client_id = ""
        self.workplace = Workplace(self)
        self.presence: Presence | None = None
        self.inside = QWidget()
        self.curtain = Curtain(self, self.inside)
        self.outer = outer = QVBoxLayout(self.inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._notice: QWidget | None = None
        self._clock: QWidget | None = None
        self.bar = Panel(context.theme, "header", pad=8)
        self.stack = QStackedWidget()
        self.said = label("", "problem", wrap=True)
        self.said.hide()
        for widget in (self.bar, self.said, self.stack):
            outer.addWidget(widget)
        outer.setStretch(2, 1)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self._shortcuts()
        self.dress(context)

    def _shortcuts(self) -> None:
        inside = self.inside  # a covered window hears none of them
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            QShortcut(QKeySequence(keys), inside).activated.connect(lambda step=step: self._zoom(step))
        QShortcut(QKeySequence(Qt.Key.Key_F1), inside).activated.connect(self.show_help)
        QShortcut(QKeySequence("Ctrl+0"), inside).activated.connect(
            lambda: self._look(Theme(self.context.theme.name, 1.0))
        )

    def dress(self, context: Context) -> None:
        """Build everything anew in a language and look; the page and the session's step stay."""
        self.context = context
        self._wear(context.theme)
        self._fill_bar()
        self._watch_clock()
        visit_id = self.session_page.session.visit_id if self.session_page is not None else None
        name, manual = self.page_name, help_in(self.stack)
        chapter = "" if manual is None else manual.chapter
        draft = self.workplace.draft(self.stack.widget(0))
        self._drop_pages()
        if name == "session" and visit_id is not None:
            self.open_visit(visit_id)
        elif name == "client":
            self.show_client(self.client_id)  # who may have gone into the bin meanwhile
        else:
            self.show_page(name)
            self.workplace.take_draft(self.stack.widget(0), draft)
        if chapter:
            self.show_help(chapter)

    def _wear(self, theme: Theme) -> None:
        """Give the application this window's look; another person's window may have had another one."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - a widget exists only inside one
        if application.styleSheet() != style_sheet(theme):
            application.setStyleSheet(style_sheet(theme))

    def _fill_bar(self) -> None:
        clear(self.bar.body)
        _, theme = self.context.text, self.context.theme
        line = FlowLayout(theme.px(6))
        self.tabs: dict[str, OptionButton] = {}
        tabs = [("today", _("Today")), ("clients", _("Clients")), ("owner", _("Owner"))]
        tabs += [("help", _("Help")), ("about", _("About"))]
        for name, words in tabs:
            if name == "owner" and self.context.house is None:
                continue
            tab = OptionButton(theme, words)
            tab.clicked.connect(lambda _checked=False, name=name: self.show_page(name))
            self.tabs[name] = tab
            line.addWidget(tab)
        look = FlowLayout(theme.px(6))
        if self.context.copying is not None:
            look.addWidget(CopyLine(self.context, self.context.copying))
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
            look.addWidget(self._hide_button(self.presence))
            look.addWidget(self._name_button())
        both: QBoxLayout = row(theme, 12)
        if theme.scale > STACKED_ABOVE:
            both.setDirection(QBoxLayout.Direction.TopToBottom)
        both.addLayout(line, 1)
        both.addLayout(look)
        self.bar.add(both)

    def _hide_button(self, presence: "Presence") -> OptionButton:
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

    def _watch_clock(self) -> None:
        if self._clock is not None:
            self.outer.removeWidget(self._clock)
            self._clock.hide()
            self._clock.deleteLater()
            self._clock = None
        if self.context.copying is not None:
            self._clock = ClockBanner(self.context, self.context.copying)
            self.outer.insertWidget(self.outer.indexOf(self.said), self._clock)

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

    def _drop_pages(self) -> None:
        self.flush()
        self.session_page = None
        while (page := self.stack.widget(0)) is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def attend(self, presence: "Presence") -> None:
        """Be the window of somebody who signed in: from now on it can be covered, and left."""
        self.presence = presence
        self._fill_bar()
        self._mark_tab(self.page_name)

    @property
    def in_session(self) -> bool:
        """Whether a client's session is on screen."""
        return self.session_page is not None

    @property
    def is_covered(self) -> bool:
        """Whether the pages are put away."""
        return self.curtain.cover is not None

    @property
    def has_unsaved(self) -> bool:
        """Whether something was entered that the record has not taken yet."""
        return self.session_page is not None and self.session_page.session.refused is not None

    def flush(self) -> None:
        """Leave the field being typed in, so that what stands there is saved."""
        self.curtain.flush()

    def cover_with(self, cover: QWidget) -> None:
        """Put the pages away and show this instead; no name of a client is left, also not in the title."""
        self.curtain.draw(cover)
        self._name_window()

    def uncover(self) -> None:
        """Bring the pages back as they were; what could not be saved meanwhile is tried again."""
        self._wear(self.context.theme)
        self.curtain.lift()
        self._name_window()
        if self.session_page is not None and self.has_unsaved:
            self.session_page.session.go_to(self.session_page.session.step)

    def notice(self, widget: QWidget | None) -> None:
        """Show a line above the page, or take it away."""
        if self._notice is not None:
            self.outer.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = widget
        if widget is not None:
            self.outer.insertWidget(self.outer.indexOf(self.stack), widget)

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
        self._drop_pages()
        self.page_name = name
        page = self.workplace.page(name)
        self._show(self._other_page(name) if page is None else page)

    def _other_page(self, name: str) -> QWidget:
        """A page that is not of the trainer's daily work."""
        context = self.context
        if name == "client" and self.client_id:
            return self._client_page(self.client_id)
        if name == "bin":
            page = BinPage(context)
            page.left.connect(lambda: self.show_page("clients"))
            return page
        if name == "owner" and context.house is not None:
            return self._owner_page(context.house)
        if name == "own":
            return self._own_page()
        return AboutPage(context)

    def _own_page(self) -> OwnPage:
        presence = self.presence
        page = OwnPage(self.context, None if presence is None else presence.keeper.change_password)
        if presence is not None:
            page.code_requested.connect(presence.ask_for_code)
            page.sign_out_requested.connect(presence.sign_out)
        return page

    def _owner_page(self, house: House) -> OwnerPage:
        page = OwnerPage(self.context, house, self.owner_section)
        page.visit_chosen.connect(self.open_visit)
        page.section_shown.connect(self._on_owner_section)
        page.profile_kept.connect(lambda kept: self._go_on_with(clinic=kept))
        page.defaults_kept.connect(lambda kept: self._go_on_with(defaults=kept))
        page.rules_kept.connect(lambda kept: self._go_on_with(evaluator=kept))
        return page

    def _on_owner_section(self, section: str) -> None:
        self.owner_section = section

    def _go_on_with(self, **kept: Any) -> None:
        """Let the pages that are built next work with what the owner has just kept."""
        self.context = replace(self.context, **kept)

    def show_client(self, client_id: str) -> None:
        """Bring up one client's page; says why where the client is in the bin or gone."""
        self.client_id = client_id
        try:
            self.show_page("client")
        except Refused as refused:
            self.show_page("clients")
            self.say(refused)

    def _client_page(self, client_id: str) -> ClientPage:
        page = ClientPage(self.context, client_id, editable=True)
        page.edit_requested.connect(self.workplace.edit)
        page.move_requested.connect(self.workplace.move)
        page.left.connect(lambda: self.show_page("clients"))
        page.visit_chosen.connect(self.open_visit)
        page.visit_requested.connect(self.begin_visit)
        page.changed.connect(lambda: self.show_client(client_id))
        return page

    def _show(self, page: QWidget) -> None:
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self._mark_tab(self.page_name)
        self.bar.setVisible(self.page_name != "session")
        self.said.hide()
        self.notice(None)
        self._name_window()
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page_shown.emit()

    def _name_window(self) -> None:
        """What the task bar shows: the client of the session on screen, if one can be seen."""
        title = self.context.text("Movement assessment")
        if self.session_page is not None and not self.is_covered:
            details = self.session_page.session.client.details
            title = f"{with_marks(details.name)} {details.kana} – {title}"
        self.setWindowTitle(title)

    def _mark_tab(self, page: str) -> None:
        for name, tab in self.tabs.items():
            tab.setChecked(name == page)

    def show_help(self, chapter: str = "") -> None:
        """Lay the manual over the page on screen, at the chapter that fits it; the page stays as it is below."""
        look = self.context.theme, self.context.language
        open_help(self.stack, *look, chapter or chapter_for(self.page_name, self.owner_section), self.leave_help)
        self._mark_tab("help")

    def leave_help(self) -> None:
        """Take the manual away and go on below."""
        close_help(self.stack)
        self._mark_tab(self.page_name)

    def begin_visit(self, client_id: str) -> None:
        """Open a visit for a client, or resume the one that is still open today."""
        try:
            visit = actions.open_visit(
                self.context.record,
                client_id,
                day=self.context.today(),
                trainer=self.context.person,
                actor=self.context.actor,
            ).value
        except Refused as refused:
            self.say(refused)
            return
        self.open_visit(visit.id)

    def open_visit(self, visit_id: str) -> None:
        """Show the session of a visit where it stood."""
        self._drop_pages()
        self.page_name = "session"
        self.session_page = SessionPage(Session(self.context, visit_id))
        self.session_page.left.connect(lambda: self.show_page("today"))
        if self.presence is not None:
            self.session_page.tools.addWidget(self._hide_button(self.presence))
        self._show(self.session_page)

    def show_session_step(self, step: str) -> None:
        """Bring up a step in the session on screen, or in the open visit of the day that has come furthest."""
        if self.session_page is None:
            entries = actions.visits_of_day(self.context.record, self.context.today())
            opened = [entry for entry in entries if entry.visit.state == "open"]
            furthest = max(opened, key=lambda entry: (entry.has_plan, STEPS.index(entry.visit.step)))
            self.open_visit(furthest.visit.id)
        assert self.session_page is not None  # noqa: S101 - just opened
        self.session_page.go_to(step)

    def say(self, refused: Refused) -> None:
        """Tell what could not be done, in the user's language, above the page."""
        self.said.setText(refused.sentence(self.context.language))
        self.said.show()
