"""The list of clients: found by whatever is typed, leafed through by the fifty sounds, begun from by two keys."""

from datetime import date

import pytest
from input_method import commit, compose
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_list import LINE
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.window import Window
from clinic_app.domain.client import ClientDetails

PEOPLE = [
    ("髙橋 花子", "タカハシ ハナコ", date(1984, 3, 1), "090-0000-1234"),
    ("ガルシア 健", "ガルシア ケン", date(1990, 5, 6), "090-0000-5678"),
    ("加藤 誠", "カトウ マコト", date(1990, 5, 7), "090-0000-9999"),
    ("神谷 彩", "カミヤ アヤ", date(1991, 1, 1), ""),
    ("Zoë O’Neill", "ゾーイ オニール", date(1970, 12, 31), ""),
]


@pytest.fixture
def page(window: Window, context: Context) -> ClientsPage:
    """The page with five people."""
    for name, kana, birth, phone in PEOPLE:
        actions.register_client(context.record, ClientDetails(name, kana, "female", birth, phone), actor="staff-1")
    window.show_page("clients")
    settle()
    return window.findChildren(ClientsPage)[-1]


def names(page: ClientsPage) -> list[str]:
    """The names in the list from top to bottom."""
    settle()
    return [page.model.index(row).data(LINE).client.details.name for row in range(page.model.rowCount())]


def said(root: QWidget) -> str:
    """All words that can be read."""
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def test_the_list_stands_in_the_order_of_the_fifty_sounds(page: ClientsPage) -> None:
    assert names(page) == ["加藤 誠", "神谷 彩", "ガルシア 健", "Zoë O’Neill", "髙橋 花子"]


@pytest.mark.parametrize(
    "typed",
    ["髙橋", "高橋", "たかは", "ﾀｶﾊｼ", "takahasi", "TAKAHASHI", "1234", "1984-03-01", "19840301", "1984-3", "S59.3.1",
     "昭和59年3月1日", "Ｓ５９", "花子 高橋", "はな 198403"],
)  # fmt: skip
def test_she_is_found_by(page: ClientsPage, typed: str) -> None:
    page.search.edit.setText(typed)
    assert names(page) == ["髙橋 花子"]


@pytest.mark.parametrize("typed", ["zoe", "Zoë", "zoi", "oniiru", "onīru", "ぞーい", "o'neill"])
def test_marks_on_letters_and_long_sounds_do_not_matter(page: ClientsPage, typed: str) -> None:
    page.search.edit.setText(typed)
    assert names(page) == ["Zoë O’Neill"]


def test_a_day_that_is_typed_half_finds_everybody_born_then(page: ClientsPage) -> None:
    page.search.edit.setText("1990-05")
    assert names(page) == ["加藤 誠", "ガルシア 健"]
    page.search.edit.setText("H2.5.7")
    assert names(page) == ["加藤 誠"]


def test_the_index_jumps_to_a_row_and_greys_rows_nobody_is_in(page: ClientsPage) -> None:
    page.index["タ"].click()
    assert names(page) == ["髙橋 花子"]
    assert page.index["タ"].isChecked()
    assert not page.index["ラ"].isEnabled()
    page.index[""].click()
    assert len(names(page)) == 5


def test_while_an_input_method_composes_the_list_stays(page: ClientsPage) -> None:
    compose(page.search.edit, "た", "たか")
    assert len(names(page)) == 5
    commit(page.search.edit, "高橋")
    assert names(page) == ["髙橋 花子"]


def test_nobody_found_says_what_else_to_try(page: ClientsPage) -> None:
    page.search.edit.setText("鈴木")
    settle()
    assert "該当する方がいません。" in said(page)
    assert not page.card.isVisible()


def test_an_empty_record_says_where_to_begin(window: Window) -> None:
    window.show_page("clients")
    settle()
    assert "「新しいお客様」から" in said(window)


def test_two_enters_after_the_search_begin_a_visit(window: Window, page: ClientsPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search.edit, "takahashi")
    settle()
    qtbot.keyClick(page.search.edit, Qt.Key.Key_Return)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.begin.hasFocus()  # the pane is there at once when it is asked for
    qtbot.keyClick(page.begin, Qt.Key.Key_Space)
    assert window.session_page is not None
    assert window.session_page.session.client.details.name == "髙橋 花子"


def test_thousands_are_read_a_page_at_a_time_as_the_list_is_scrolled(window: Window, context: Context) -> None:
    with context.record.in_one_transaction() as joined:
        for number in range(250):
            details = ClientDetails(f"見本 {number:03}", "ミホン タロウ", "male", date(1980, 1, 1))
            actions.register_client(joined, details, actor="staff-1")
    window.show_page("clients")
    settle()
    page = window.findChildren(ClientsPage)[-1]
    assert page.model.rowCount() < 250
    while page.model.canFetchMore(page.list.rootIndex()):
        page.list.scrollToBottom()
        page.model.fetchMore(page.list.rootIndex())
    assert sorted(names(page)) == [f"見本 {number:03}" for number in range(250)]
    page.search.edit.setText("見本")
    settle()
    assert page.model.rowCount() == actions.MOST_FOUND
    assert str(actions.MOST_FOUND) in page.count.text()


def test_the_chosen_client_shows_what_tells_people_of_one_name_apart(page: ClientsPage, qtbot: QtBot) -> None:
    page.search.edit.setText("takahashi")
    qtbot.waitUntil(lambda: "タカハシ ハナコ" in said(page.card), timeout=30_000)
    assert all(words in said(page.card) for words in ("1984-03-01", "090-0000-1234", "タカハシ ハナコ"))
