"""Every page, in both languages and themes, small and with large text: nothing squeezed, cut, nameless or too small."""

import inspect

import pytest
from conftest import Look
from geometry import cut_off, nameless, small_targets, squeezed
from PySide6.QtWidgets import QWidget

from clinic_app.desktop import about
from clinic_app.desktop.app import settle
from clinic_app.desktop.registry import pages
from clinic_app.desktop.shell import LEAST_HEIGHT, LEAST_WIDTH
from clinic_app.desktop.trainer import client_edit, client_form, clients, merge, move_visit, today
from clinic_app.desktop.trainer.session_page import MAKERS
from clinic_app.desktop.trainer.step import StepPage
from clinic_app.desktop.widgets.footed import FootedPage
from clinic_app.desktop.widgets.labels import ScrollColumn
from clinic_app.desktop.window import Window

PAGES = (ScrollColumn, FootedPage)
# The extremes: the smallest window, large text in the longer language, and the largest there is.
LOOKS: list[Look] = [
    ("ja", "light", 1.0, (LEAST_WIDTH, LEAST_HEIGHT)),
    ("en", "dark", 1.5, (1366, 768)),
    ("ja", "light", 2.0, (1366, 768)),
]
# Walking all pages takes its time, so who stands in the registry is looked at on the way.
MODULES = (about, client_edit, client_form, clients, merge, move_visit, today)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{round(look[2] * 100)}")
def test_every_page_stands_in_the_registry_and_shows_all_it_has(program: Window, look: Look) -> None:
    program.show()
    faults: list[str] = []
    seen: set[type[QWidget]] = set()
    for page in pages():
        page.show(program)
        settle()
        assert program.width() == look[3][0], f"{page.name} makes the program wider"
        seen |= {
            type(one) for one in program.findChildren(QWidget) if isinstance(one, PAGES) and one.isVisibleTo(program)
        }
        for check in (squeezed, cut_off, nameless, small_targets):
            faults += [f"{page.name}: {check.__name__}: {fault}" for fault in check(program)]
    assert faults == []
    defined = {
        kind
        for module in MODULES
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, PAGES) and kind.__module__ == module.__name__
    }
    steps = {kind for kind in MAKERS.values() if inspect.isclass(kind) and issubclass(kind, StepPage)}
    assert defined | steps <= seen


@pytest.mark.parametrize("look", [("en", "light", 1.5, (1440, 800))], ids=["en-150"])
def test_a_page_is_as_wide_as_the_window_on_both_sides_of_where_its_parts_change_places(program: Window) -> None:
    program.show()
    wide = {"today": range(1440, 1760, 16), "session-9-plan": range(1280, 1440, 16)}
    wide |= dict.fromkeys(("session-5-thoracic_rotation", "session-refer-hip_hinge"), wide["session-9-plan"])
    for page in pages():
        if page.name in wide:
            page.show(program)
            for width in wide.pop(page.name):
                program.resize(width, 800)
                settle()
                assert cut_off(program) == [], f"{page.name}: {width}"
    assert wide == {}
