"""Every page for those who listen, who type, and who see little: names, the way of Tab, focus, contrast, targets.

Together with `test_pages` every page is looked at in both languages, both themes, at 100 % in the smallest window and
at 150 %. Each look opens a page once and asks everything of it.
"""

import accessibility as walk
import pytest
from conftest import Look
from geometry import cut_off, small_targets, squeezed
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from clinic_app.desktop.app import settle
from clinic_app.desktop.registry import pages
from clinic_app.desktop.shell import LEAST_HEIGHT, LEAST_WIDTH
from clinic_app.desktop.theme import PALETTES, ThemeName
from clinic_app.desktop.window import Window

LOOKS: list[Look] = [
    ("en", "light", 1.0, (LEAST_WIDTH, LEAST_HEIGHT)),
    ("ja", "dark", 1.5, (1366, 768)),
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{round(look[2] * 100)}")
def test_every_page_can_be_heard_typed_touched_and_read(qapp: QApplication, program: Window, look: Look) -> None:
    loose = walk.LooseWindows(program)
    qapp.installEventFilter(loose)
    program.show()
    walk.focused_window(program)
    faults: list[str] = []
    focused: set[str] = set()
    read: set[str] = set()
    for page in pages():
        page.show(program)
        settle()
        stops = walk.tabbed(program)
        settle()  # some targets show their keys only where the focus is
        faults += [f"{page.name}: heard alike: {fault}" for fault in walk.heard_alike(stops)]
        faults += [f"{page.name}: out of order: {fault}" for fault in walk.out_of_order(stops, program)]
        checks = (walk.unheard, walk.crowded, squeezed, cut_off, small_targets)
        for check in checks:
            faults += [f"{page.name}: {check.__name__}: {fault}" for fault in check(program)]
        faults += [f"{page.name}: its focus is not seen: {fault}" for fault in walk.focus_unseen(stops, focused)]
        faults += [f"{page.name}: too faint: {fault}" for fault in walk.too_faint(program, read)]
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
