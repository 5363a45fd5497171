"""Every page, in both languages and themes, small and with large text: nothing squeezed, cut, nameless or too small."""

import inspect
from collections.abc import Iterator
from datetime import date

import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.bootstrap.demo import Demo, create_demo
from clinic_app.desktop import about
from clinic_app.desktop.app import context_of, load_fonts, settle
from clinic_app.desktop.registry import pages
from clinic_app.desktop.shell import LEAST_HEIGHT, LEAST_WIDTH
from clinic_app.desktop.theme import Theme, ThemeName
from clinic_app.desktop.trainer import client_edit, client_form, clients, merge, move_visit, today
from clinic_app.desktop.trainer.session_page import MAKERS
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import ScrollColumn
from clinic_app.desktop.window import Window
from clinic_app.domain.language import Language

PAGES = (ScrollColumn, FootedPage)
Look = tuple[Language, ThemeName, float, tuple[int, int]]
# The extremes: the smallest window, large text in the longer language, and the largest there is.
LOOKS: list[Look] = [
    ("ja", "light", 1.0, (LEAST_WIDTH, LEAST_HEIGHT)),
    ("en", "dark", 1.5, (1366, 768)),
    ("ja", "light", 2.0, (1366, 768)),
]
# Walking all pages takes its time, so who stands in the registry is looked at on the way.
MODULES = (about, client_edit, client_form, clients, merge, move_visit, today)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A made-up clinic, shared by the pages of this module; they only look."""
    grown = create_demo(tmp_path_factory.mktemp("demo"), today=date(2026, 11, 22))
    yield grown
    grown.record.close()


@pytest.fixture
def window(qapp: QApplication, demo: Demo, look: Look) -> Iterator[Window]:
    """The program on the made-up clinic, in one look."""
    load_fonts()
    language, theme, scale, size = look
    opened = Window(context_of(demo, language, Theme(theme, scale)))
    opened.resize(*size)
    opened.show()
    yield opened
    opened.close()
    opened.deleteLater()
    settle()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{round(look[2] * 100)}")
def test_every_page_stands_in_the_registry_and_shows_all_it_has(window: Window, look: Look) -> None:
    faults: list[str] = []
    seen: set[type[QWidget]] = set()
    for page in pages():
        page.show(window)
        settle()
        assert window.width() == look[3][0], f"{page.name} makes the window wider"
        seen |= {
            type(one) for one in window.findChildren(QWidget) if isinstance(one, PAGES) and one.isVisibleTo(window)
        }
        for check in (squeezed, cut_off, nameless, small_targets):
            faults += [f"{page.name}: {check.__name__}: {fault}" for fault in check(window)]
    assert faults == []
    defined = {
        kind
        for module in MODULES
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, PAGES) and kind.__module__ == module.__name__
    }
    steps = {kind for kind in MAKERS.values() if inspect.isclass(kind) and issubclass(kind, StepPage)}
    assert defined | steps <= seen
