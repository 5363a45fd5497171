"""The manual on screen: contents and search on the left, one chapter on the right. Nothing is loaded from a network.

It is laid over the page on screen and taken away again, so what lies below stays as it was: a half-typed password,
an open session. Window and door both do that through `open_help` and `close_help`. Light imports only, for the door.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from clinic_app.desktop.manual import Chapter, chapters
from clinic_app.desktop.reader import Reader
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.widgets.option import OptionButton, action_button
from clinic_app.domain.language import Language
from clinic_app.i18n import texts

CONTENTS_WIDTH, MOST_CONTENTS = 290, 440


class HelpPage(QWidget):
    """Contents, search, chapter. `left` means the person wants back to what lies below."""

    left = Signal()

    def __init__(self, theme: Theme, language: Language, chapter: str) -> None:
        super().__init__()
        self.theme, self.language, self.text = theme, language, texts("desktop", language)
        self.setProperty("role", "ground")
        self.chapters = {one.id: one for one in chapters(language)}
        self.chapter = next(iter(self.chapters))
        self.hits: dict[str, int] = {}
        self.came_from = QApplication.focusWidget()
        self.reader = Reader(theme)
        self.reader.anchorClicked.connect(self._follow)
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._search)
        self._build()
        self.go_to(chapter)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.left)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.setFocus)
        self.setFocusProxy(self.reader)

    def _build(self) -> None:
        _, theme = self.text, self.theme
        side = Panel(theme, "left", pad=14, gap=10)
        side.setFixedWidth(min(theme.px(CONTENTS_WIDTH), MOST_CONTENTS))
        back = action_button(theme, _("Back"))
        back.clicked.connect(self.left)
        side.add(back)
        side.add(label(_("Help"), "title"))
        self.search = TextField(theme, _("Search the manual"), placeholder=_("Search the manual"))
        self.search.edit.setClearButtonEnabled(True)
        self.search.edit.textChanged.connect(lambda _text: self._later.start())
        self.search.edit.returnPressed.connect(lambda: self.reader.find_next(self._wanted()))
        side.add(self.search)
        self.found = label("", "soft", wrap=True)
        self.found.hide()
        side.add(self.found)
        self.contents = contents = ScrollColumn(theme, role="surface", pad=0, gap=8)
        contents.setAccessibleName(_("Chapters"))
        self.tabs: dict[str, OptionButton] = {}
        for one in self.chapters.values():
            tab = OptionButton(theme, one.title, leading=True)
            tab.clicked.connect(lambda _checked=False, name=one.id: self.go_to(name))
            self.tabs[one.id] = tab
            contents.add(tab)
        contents.body.addStretch(1)
        side.add(contents, 1)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(side)
        both.addWidget(self.reader, 1)

    def go_to(self, name: str) -> None:
        """Show a chapter from its beginning; what is searched for stays marked."""
        if name in self.chapters:
            self.chapter = name
        chapter = self.chapters[self.chapter]
        for key, tab in self.tabs.items():
            tab.setChecked(key == self.chapter)
        self.contents.ensureWidgetVisible(self.tabs[self.chapter], 0, self.theme.px(60))
        self.reader.setAccessibleName(chapter.title)
        self.reader.show_markdown(chapter.markdown)
        self.reader.mark(self._wanted())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.contents.ensureWidgetVisible(self.tabs[self.chapter], 0, self.theme.px(60))

    def _follow(self, link: QUrl) -> None:
        """Links lead to chapters by their id and nowhere else."""
        self.go_to(link.toString())

    def _wanted(self) -> str:
        return self.search.text().strip()

    def _search(self) -> None:
        """Leave only the chapters that hold the words, each with how often; begin at the first of them."""
        _, wanted = self.text, self._wanted()
        self.hits = {one.id: _count(one, wanted) for one in self.chapters.values()} if wanted else {}
        for name, tab in self.tabs.items():
            count = self.hits.get(name, 0)
            tab.setVisible(not wanted or count > 0)
            tab.set_note(_.plural("{count} place", "{count} places", count) if count else "")
        nothing = bool(wanted) and not any(self.hits.values())
        self.found.setText(_("Nothing found. Try a shorter word.") if nothing else "")
        self.found.setVisible(nothing)
        if wanted and not nothing and not self.hits[self.chapter]:
            self.go_to(next(name for name, count in self.hits.items() if count))
        self.reader.mark(wanted)


def _count(chapter: Chapter, wanted: str) -> int:
    """How often the words stand in a chapter, in small or large letters, without its signs of emphasis."""
    return chapter.markdown.replace("**", "").casefold().count(wanted.casefold())


def help_in(stack: QStackedWidget) -> HelpPage | None:
    """The manual, where it lies over a stack's page."""
    page = stack.currentWidget()
    return page if isinstance(page, HelpPage) else None


def open_help(
    stack: QStackedWidget, theme: Theme, language: Language, chapter: str, leave: Callable[[], object]
) -> None:
    """Lay the manual over what a stack shows; where it lies already, the reader keeps their place."""
    if help_in(stack) is not None:
        return
    page = HelpPage(theme, language, chapter)
    page.left.connect(leave)
    stack.addWidget(page)
    stack.setCurrentWidget(page)
    page.setFocus(Qt.FocusReason.OtherFocusReason)


def close_help(stack: QStackedWidget) -> None:
    """Take the manual away again, if it is there, and give the focus back to where it was."""
    page = help_in(stack)
    if page is None:
        return
    came_from = page.came_from
    stack.removeWidget(page)
    page.hide()
    page.deleteLater()
    below = stack.currentWidget()
    if below is not None:
        inside = came_from if came_from in below.findChildren(QWidget) else None
        (inside or below).setFocus(Qt.FocusReason.OtherFocusReason)
