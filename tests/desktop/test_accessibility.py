"""Every page for those who listen, who type, and who see little: names, the way of Tab, focus, contrast, targets.

Together with `test_pages` every page is looked at in both languages, both themes, at 100 % in the smallest window and
at 150 %. Each look opens a page once and asks everything of it.
"""

from collections.abc import Iterator
from datetime import date

import accessibility as walk
import pytest
from geometry import cut_off, small_targets, squeezed
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_app.bootstrap.demo import Demo, create_demo
from clinic_app.desktop.app import context_of, load_fonts, settle
from clinic_app.desktop.registry import pages
from clinic_app.desktop.shell import LEAST_HEIGHT, LEAST_WIDTH
from clinic_app.desktop.theme import PALETTES, Theme, ThemeName
from clinic_app.desktop.window import Window
from clinic_app.domain.language import Language

Look = tuple[Language, ThemeName, float, tuple[int, int]]
LOOKS: list[Look] = [
    ("en", "light", 1.0, (LEAST_WIDTH, LEAST_HEIGHT)),
    ("ja", "dark", 1.5, (1366, 768)),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A made-up clinic; the pages only look at it."""
    grown = create_demo(tmp_path_factory.mktemp("demo"), today=date(2026, 11, 22))
    yield grown
    grown.record.close()


@pytest.fixture
def window(qapp: QApplication, demo: Demo, look: Look) -> Iterator[Window]:
    """The program in one look, with the keys going to it."""
    load_fonts()
    language, theme, scale, size = look
    opened = Window(context_of(demo, language, Theme(theme, scale)))
    opened.resize(*size)
    yield opened
    opened.close()
    opened.deleteLater()
    settle()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{round(look[2] * 100)}")
def test_every_page_can_be_heard_typed_touched_and_read(qapp: QApplication, window: Window, look: Look) -> None:
    loose = walk.LooseWindows(window)
    qapp.installEventFilter(loose)
    window.show()
    walk.focused_window(window)
    faults: list[str] = []
    focused: set[str] = set()
    read: set[str] = set()
    for page in pages():
        page.show(window)
        settle()
        QTest.keyClick(qapp.focusWidget() or window, Qt.Key.Key_Tab)
        checks = (walk.unheard, walk.heard_alike, walk.out_of_order, walk.crowded, squeezed, cut_off, small_targets)
        for check in checks:
            faults += [f"{page.name}: {check.__name__}: {fault}" for fault in check(window)]
        faults += [f"{page.name}: its focus is not seen: {fault}" for fault in walk.focus_unseen(window, focused)]
        faults += [f"{page.name}: too faint: {fault}" for fault in walk.too_faint(window, read)]
    qapp.removeEventFilter(loose)
    assert not faults, "\n".join(faults)
    assert loose.seen == [], "shown as windows of their own before they had a place on a page"
    assert {"QLineEdit", "OptionButton choice", "StepButton"} <= focused
    assert len(read) > 20


@pytest.mark.parametrize("name", PALETTES)
def test_the_edges_of_controls_stand_out_from_what_they_lie_on(name: ThemeName) -> None:
    colours = PALETTES[name]
    edges = [("strong_line", ground) for ground in ("surface", "ground", "sunken")]
    edges += [("warn_text", "warn_ground"), ("stop_text", "stop_ground"), ("accent", "surface"), ("accent", "ground")]
    faint = {
        (edge, ground): round(walk.contrast_of(QColor(getattr(colours, edge)), QColor(getattr(colours, ground))), 2)
        for edge, ground in edges
    }
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 3} == {}
