"""Every page, in both languages, both themes and three text sizes: nothing squeezed, cut, nameless or too small."""

import inspect
from collections.abc import Iterator

import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app.bootstrap.demo import Demo, create_demo
from clinic_app.desktop.app import context_of, load_fonts, settle
from clinic_app.desktop.registry import pages
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.session_page import MAKERS
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import ScrollColumn
from clinic_app.desktop.window import LEAST_HEIGHT, LEAST_WIDTH, Window

PAGES = (ScrollColumn, FootedPage)
LOOKS = [
    ("ja", "light", 1.0, (LEAST_WIDTH, LEAST_HEIGHT)),
    ("en", "dark", 1.0, (LEAST_WIDTH, LEAST_HEIGHT)),
    ("en", "light", 1.5, (1366, 768)),
    ("ja", "light", 2.0, (1366, 768)),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A made-up clinic, shared by the pages of this module; they only look."""
    from datetime import date

    grown = create_demo(tmp_path_factory.mktemp("demo"), today=date(2026, 11, 22))
    yield grown
    grown.record.close()


@pytest.mark.parametrize(("language", "theme", "scale", "size"), LOOKS)
def test_every_page_shows_all_it_has(
    qapp: QApplication, demo: Demo, language: str, theme: str, scale: float, size: tuple[int, int]
) -> None:
    load_fonts()
    window = Window(context_of(demo, language, Theme(theme, scale)))  # type: ignore[arg-type]
    window.resize(*size)
    window.show()
    faults = []
    for page in pages():
        page.show(window)
        settle()
        assert window.width() == size[0], f"{page.name} makes the window wider"
        for check in (squeezed, cut_off, nameless, small_targets):
            faults += [f"{page.name}: {check.__name__}: {fault}" for fault in check(window)]
    window.close()
    window.deleteLater()
    settle()
    assert faults == []


def test_every_page_stands_in_the_registry(qapp: QApplication, demo: Demo) -> None:
    from clinic_app.desktop import about
    from clinic_app.desktop.trainer import client_edit, client_form, clients, merge, move_visit, today

    load_fonts()
    window = Window(context_of(demo, "ja", Theme()))
    window.show()
    seen: set[type[QWidget]] = set()
    for page in pages():
        page.show(window)
        settle()
        seen |= {type(widget) for kind in PAGES for widget in window.findChildren(kind) if widget.isVisibleTo(window)}
    window.close()
    window.deleteLater()
    settle()
    modules = (about, client_edit, client_form, clients, merge, move_visit, today)
    defined = {
        kind
        for module in modules
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, PAGES) and kind.__module__ == module.__name__
    }
    steps = {kind for kind in MAKERS.values() if inspect.isclass(kind) and issubclass(kind, StepPage)}
    assert defined | steps <= seen
