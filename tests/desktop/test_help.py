"""The manual: whole in both languages, true to the names on screen, reachable, searchable, readable when large."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from geometry import cut_off, nameless, small_targets, squeezed
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app import bundle
from clinic_app.bootstrap.own_clinic import own_clinic
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.help import HelpPage, help_in
from clinic_app.desktop.manual import (
    AT_SIGN_IN,
    CHAPTER_OF_DOOR,
    CHAPTER_OF_PAGE,
    CHAPTER_OF_SECTION,
    FIRST,
    Chapter,
    chapters,
)
from clinic_app.desktop.owner.page import SECTIONS
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.theme import Theme, style_sheet
from clinic_app.desktop.window import Window
from clinic_app.domain.text import LANGUAGES, Language

QUOTED = {"ja": re.compile("「([^「」]+)」"), "en": re.compile("“([^“”]+)”")}
LINK = re.compile(r"\]\(([^)]+)\)")
FORBIDDEN = {
    "ja": ("診断", "治ります", "治します", "処方", "患者"),
    "en": ("diagnos", "prescri", "patient", "cures", "heals"),
}
ON_OUR_BEHALF = {"ja": "診断や治療の代わりにはなりません", "en": "\0"}


def outline(chapter: Chapter) -> list[int]:
    """The levels of the headings, in their order."""
    return [len(line) - len(line.lstrip("#")) for line in chapter.markdown.splitlines() if line.startswith("#")]


def names_on_screen(language: Language) -> set[str]:
    """Every text of the windows and of the messages in one language."""
    found: set[str] = set()
    for area in ("desktop", "messages", "handouts"):
        with bundle.resource("i18n", "ja", f"{area}.po").open("rb") as file:
            for message in read_po(file, locale="ja"):
                forms = message.id if language == "en" else message.string
                found |= set(forms) if isinstance(forms, list | tuple) else {str(forms)}
    return found


def widest_line(page: HelpPage) -> float:
    """Where the longest line of the chapter ends, from the left edge of what can be seen."""
    document = page.reader.document()
    block, widest = document.begin(), 0.0
    while block.isValid():
        layout = block.layout()
        left = document.documentLayout().blockBoundingRect(block).left()
        lines = [layout.lineAt(number).naturalTextRect().right() for number in range(layout.lineCount())]
        widest = max(widest, left + max(lines, default=0.0))
        block = block.next()
    return widest


def closed(widget: QWidget) -> None:
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


def test_both_languages_hold_the_same_chapters_and_sections() -> None:
    here, there = chapters("ja"), chapters("en")
    assert [chapter.id for chapter in here] == [chapter.id for chapter in there]
    assert {chapter.id: outline(chapter) for chapter in here} == {chapter.id: outline(chapter) for chapter in there}
    assert len(here) >= 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_has_one_title_and_no_section_skips_a_level(language: Language) -> None:
    for chapter in chapters(language):
        levels = outline(chapter)
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), chapter.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quoted_name_stands_on_screen_in_those_words(language: Language) -> None:
    known = names_on_screen(language)
    unknown = {
        f"{chapter.id}: {name}"
        for chapter in chapters(language)
        for name in QUOTED[language].findall(chapter.markdown)
        if name not in known
    }
    assert unknown == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_chapter_and_never_out_of_the_program(language: Language) -> None:
    known = {chapter.id for chapter in chapters(language)}
    targets = {target for chapter in chapters(language) for target in LINK.findall(chapter.markdown)}
    assert targets
    assert targets <= known
    assert not any("http" in chapter.markdown for chapter in chapters(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_promises_nothing_medical(language: Language) -> None:
    found = [
        f"{chapter.id}: {word}"
        for chapter in chapters(language)
        for word in FORBIDDEN[language]
        if word in chapter.markdown.casefold().replace(ON_OUR_BEHALF[language], "")
    ]
    assert found == []


def test_every_page_of_window_and_door_leads_to_a_chapter_that_exists() -> None:
    from clinic_app.desktop import begin, bring_back, first_start, trouble

    known = {chapter.id for chapter in chapters("ja")}
    assert {FIRST, AT_SIGN_IN, *CHAPTER_OF_PAGE.values(), *CHAPTER_OF_DOOR.values()} <= known
    assert set(CHAPTER_OF_SECTION.values()) <= known
    assert CHAPTER_OF_SECTION.keys() == dict(SECTIONS).keys()
    modules = (begin, bring_back, first_start, trouble)
    assert [name for name in CHAPTER_OF_DOOR if not any(hasattr(module, name) for module in modules)] == []


def test_f1_opens_the_chapter_of_the_page_and_escape_goes_back(window: Window) -> None:
    window.show_page("clients")
    below = window.stack.currentWidget()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F1)
    settle()
    page = help_in(window.stack)
    assert page is not None
    assert page.chapter == CHAPTER_OF_PAGE["clients"]
    assert window.tabs["help"].isChecked()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    settle()
    assert window.stack.currentWidget() is below
    assert window.tabs["clients"].isChecked()
    assert not window.tabs["help"].isChecked()


def test_the_manual_leaves_what_is_half_typed_below_as_it_was(window: Window) -> None:
    window.show_page("clients")
    field = window.stack.currentWidget().search.edit
    field.setFocus()
    QTest.keyClicks(field, "yoshi")
    field.setCursorPosition(2)
    window.show_help()
    settle()
    window.leave_help()
    settle()
    assert field.text() == "yoshi"
    assert field.cursorPosition() == 2


def test_an_open_session_goes_on_below_the_manual(window: Window, open_visit: Callable[..., str]) -> None:
    window.open_visit(open_visit())
    session = window.session_page
    assert session is not None
    session.go_to("posture")
    window.show_help()
    settle()
    page = help_in(window.stack)
    assert page is not None
    assert page.chapter == CHAPTER_OF_PAGE["session"]
    page.left.emit()
    settle()
    assert window.stack.currentWidget() is session
    assert session.session.step == "posture"


def test_the_manual_stays_open_at_its_chapter_when_language_and_text_size_change(window: Window) -> None:
    window.show_page("today")
    window.show_help("audit")
    window._switch_language()
    window._zoom(1)
    page = help_in(window.stack)
    assert page is not None
    assert page.chapter == "audit"
    assert page.language == "en"


def test_the_search_leaves_the_chapters_that_hold_the_words_and_marks_each_place(qapp: QApplication) -> None:
    load_fonts()
    page = HelpPage(Theme(), "ja", FIRST)
    page.show()
    page.search.edit.setText("裁断")
    settle()
    left = {name for name, tab in page.tabs.items() if tab.isVisibleTo(page)}
    assert left == {chapter.id for chapter in chapters("ja") if "裁断" in chapter.markdown}
    assert page.chapter in left
    shown = page.reader.toPlainText().count("裁断")
    assert len(page.reader.extraSelections()) == shown == page.hits[page.chapter] > 0
    page.search.edit.setText("そんな言葉はない")
    settle()
    assert page.found.isVisibleTo(page)
    page.search.edit.setText("")
    settle()
    assert all(tab.isVisibleTo(page) for tab in page.tabs.values())
    assert page.reader.extraSelections() == []
    closed(page)


def test_a_link_turns_to_its_chapter_and_an_address_outside_does_nothing(qapp: QApplication) -> None:
    load_fonts()
    page = HelpPage(Theme(), "ja", "password")
    page.reader.anchorClicked.emit(QUrl("kit"))
    assert page.chapter == "kit"
    page.reader.anchorClicked.emit(QUrl("https://example.org/"))
    assert page.chapter == "kit"
    assert page.reader.toPlainText().startswith(page.chapters["kit"].title)
    closed(page)


@pytest.mark.parametrize(
    ("language", "theme", "scale"), [("ja", "light", 1.5), ("en", "dark", 1.5), ("ja", "dark", 2.0)]
)
def test_every_chapter_is_readable_when_large(qapp: QApplication, language: Language, theme: str, scale: float) -> None:
    load_fonts()
    look = Theme(theme, scale)  # type: ignore[arg-type]
    page = HelpPage(look, language, FIRST)
    page.setStyleSheet(style_sheet(look))
    page.resize(1366, 700)
    page.show()
    faults = []
    for chapter in chapters(language):
        page.go_to(chapter.id)
        settle()
        if widest_line(page) > page.reader.viewport().width():
            faults.append(f"{chapter.id}: a line is cut")
        if page.reader.horizontalScrollBar().maximum() > 0:
            faults.append(f"{chapter.id}: scrolls sideways")
        for check in (squeezed, cut_off, nameless, small_targets):
            faults += [f"{chapter.id}: {fault}" for fault in check(page)]
    closed(page)
    assert faults == []


def test_the_manual_opens_at_sign_in_and_keeps_what_was_typed(qapp: QApplication, tmp_path: Path) -> None:
    load_fonts()
    with own_clinic(tmp_path / "studio") as clinic:
        clinic.make("見本スタジオ", "山田 見本", "昼の走りは風の中 2026")
    with ExitStack() as held:
        door = open_door(tmp_path / "studio", "ja", Theme(), held)
        door.show()
        page = door.page()
        assert isinstance(page, SignInPage)
        page.password.edit.setText("half typed")
        QTest.mouseClick(door.help, Qt.MouseButton.LeftButton)
        settle()
        opened = help_in(door.stack)
        assert opened is not None
        assert opened.chapter == AT_SIGN_IN
        opened.left.emit()
        settle()
        assert door.page() is page
        assert page.password.edit.text() == "half typed"
        closed(door)
