"""A page that cannot be read leaves the one on screen where it is, as it looks, with what was entered on it."""

from collections.abc import Callable

import pytest

from clinic_app.desktop.app import settle
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.clients import ClientsPage
from clinic_app.desktop.window import Window
from clinic_app.errors import Refused


def test_another_page_that_cannot_be_read_leaves_this_one_on_screen(window: Window) -> None:
    window.show_page("clients")
    page = window.stack.currentWidget()
    window.context.record.close()
    window.tabs["today"].setChecked(True)  # as a click does
    with pytest.raises(Refused):
        window.show_page("today")
    settle()
    assert isinstance(page, ClientsPage)
    assert (window.stack.currentWidget(), window.page_name) == (page, "clients")
    assert page.isVisible()
    assert [name for name, tab in window.tabs.items() if tab.isChecked()] == ["clients"]


def test_a_look_that_the_page_cannot_be_built_in_is_not_put_on(window: Window) -> None:
    worn, page = window.context, window.stack.currentWidget()
    window.context.record.close()
    for other in (worn.with_look("en"), worn.with_look(theme=Theme("dark", 1.5))):
        with pytest.raises(Refused):
            window.dress(other)
        settle()
        assert (window.context, window.stack.currentWidget()) == (worn, page)
        assert window.tabs["today"].text() == worn.text("Today")
        assert window.tabs["today"].isChecked()


def test_a_client_or_session_that_cannot_be_read_leaves_the_session_on_screen(
    window: Window, open_visit: Callable[..., str]
) -> None:
    one, other = open_visit(), open_visit(name="髙田 架空")
    window.open_visit(one)
    page = window.session_page
    window.context.record.close()
    turns: list[Callable[[], None]] = [lambda: window.open_visit(other), lambda: window.show_client("somebody")]
    for turn in turns:
        with pytest.raises(Refused):
            turn()
        settle()
        assert window.session_page is page is window.stack.currentWidget()
        assert (window.page_name, window.client_id) == ("session", "")
        assert window.stack.count() == 1
