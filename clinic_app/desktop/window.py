"""The main window: navigation above, one page below. Language, theme and text size change in place."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from clinic_app import actions
from clinic_app.desktop.about import AboutPage
from clinic_app.desktop.context import Context
from clinic_app.desktop.help import close_help, help_in, open_help
from clinic_app.desktop.manual import chapter_for
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.theme import TEXT_SCALES, Theme, style_sheet
from clinic_app.desktop.trainer.client_form import ClientForm
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.trainer.session import STEPS, Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.trainer.today import TodayPage
from clinic_app.desktop.widgets.flow import FlowLayout
from clinic_app.desktop.widgets.labels import Panel, clear, label, row
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.errors import Refused

LEAST_WIDTH, LEAST_HEIGHT = 1280, 650


class Window(QWidget):
    """The trainer's workspace in one window."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("window")
        self.context = context
        self.page_name = "today"
        self.session_page: SessionPage | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
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
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda step=step: self._zoom(step))
        QShortcut(QKeySequence(Qt.Key.Key_F1), self).activated.connect(self.show_help)
        QShortcut(QKeySequence("Ctrl+0"), self).activated.connect(
            lambda: self._look(Theme(self.context.theme.name, 1.0))
        )

    def dress(self, context: Context) -> None:
        """Build everything anew in a language and look; the page and the session's step stay."""
        self.context = context
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - a widget exists only inside one
        application.setStyleSheet(style_sheet(context.theme))
        self._fill_bar()
        visit_id = self.session_page.session.visit_id if self.session_page is not None else None
        name, manual = self.page_name, help_in(self.stack)
        chapter = "" if manual is None else manual.chapter
        self._drop_pages()
        if name == "session" and visit_id is not None:
            self.open_visit(visit_id)
        else:
            self.show_page(name)
        if chapter:
            self.show_help(chapter)

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
        both = row(theme, 12)
        both.addLayout(line, 1)
        both.addLayout(look)
        self.bar.add(both)

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
        self._flush()
        self.session_page = None
        while (page := self.stack.widget(0)) is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def _flush(self) -> None:
        """Leave the field being typed in, so that what stands there is saved."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()

    def show_page(self, name: str) -> None:
        """Bring up a page by its name, freshly built; the manual is laid over the page on screen."""
        if name == "help":
            self.show_help()
            return
        self._drop_pages()
        self.page_name = name
        context = self.context
        if name == "today":
            today = TodayPage(context)
            today.visit_chosen.connect(self.open_visit)
            today.new_client_requested.connect(lambda: self.show_page("client_new"))
            today.clients_requested.connect(lambda: self.show_page("clients"))
            page: QWidget = today
        elif name == "clients":
            clients = ClientsPage(context)
            clients.visit_requested.connect(self.begin_visit)
            clients.new_client_requested.connect(lambda: self.show_page("client_new"))
            page = clients
        elif name == "client_new":
            form = ClientForm(context)
            form.registered.connect(self.begin_visit)
            form.left.connect(lambda: self.show_page("today"))
            page = form
        elif name == "owner" and context.house is not None:
            page = OwnerPage(context, context.house)
        else:
            page = AboutPage(context)
        self._show(page)

    def _show(self, page: QWidget) -> None:
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        for name, tab in self.tabs.items():
            tab.setChecked(name == self.page_name)
        self.bar.setVisible(self.page_name != "session")
        self.said.hide()
        title = self.context.text("Movement assessment")
        if self.session_page is not None:
            details = self.session_page.session.client.details
            title = f"{details.name} {details.kana} – {title}"
        self.setWindowTitle(title)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_help(self, chapter: str = "") -> None:
        """Lay the manual over the page on screen, at the chapter that fits it; the page stays as it is below."""
        look = self.context.theme, self.context.language
        open_help(self.stack, *look, chapter or chapter_for(self.page_name), self.leave_help)
        for name, tab in self.tabs.items():
            tab.setChecked(name == "help")

    def leave_help(self) -> None:
        """Take the manual away and go on below."""
        close_help(self.stack)
        for name, tab in self.tabs.items():
            tab.setChecked(name == self.page_name)

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
