"""How long until what a key enters is on screen, and until a session page stands there.

One window on a made-up clinic. An entry is a real key that reaches the window; it is on screen at the end of the
painting that it brought about, before the record has it on its disk, and over when the disk answered and all is painted
again. A page is opened warm, as for the second client of a day, where the session was left: first what a window shows
of it is painted, a turn later what lies below stands there too. Between two rounds everything that was put aside is
gone, as in the program, where it goes while nobody does anything.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

ROUNDS, OPENINGS, WARM = 60, 12, 4
FRAME_MS, OPENED_MS = 16.7, 150.0
STEPS = ("intake", "screening", "posture", "thoracic_rotation", "result")
KEYED = (("intake", "3"), ("hip_hinge", "1"))  # a row of pain from 0 to 10, a fault that is seen or not


class Times(NamedTuple):
    """Milliseconds by the clock on the wall and of the processor: a busy machine shows in the first."""

    wall: float
    processor: float


class Figures(NamedTuple):
    """Medians by what was measured, and the load of the machine."""

    times: dict[str, Times]
    load: float


class Watch:
    """Notes how long something took, again and again."""

    def __init__(self) -> None:
        self._taken: list[Times] = []
        self._runs, self._began, self._used = False, 0.0, 0.0

    def begin(self) -> None:
        """Start anew."""
        self._runs, self._began, self._used = True, time.perf_counter(), time.process_time()

    def note(self) -> None:
        """Keep what went by since it was begun; what nobody began is not looked at."""
        if not self._runs:
            return
        self._runs = False
        self._taken.append(Times((time.perf_counter() - self._began) * 1000, (time.process_time() - self._used) * 1000))

    def median(self) -> Times:
        """Without the first rounds, which load what stays."""
        kept = self._taken[WARM:]
        return Times(statistics.median(one.wall for one in kept), statistics.median(one.processor for one in kept))


def measure(_python: str = sys.executable) -> Figures:
    """Medians in milliseconds."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from clinic_app.desktop.app import application, demo_context, settle
    from clinic_app.desktop.theme import Theme
    from clinic_app.desktop.window import Window

    application()
    found: dict[str, Times] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        window = Window(demo_context(folder, "ja", Theme(), stack))
        window.resize(1400, 860)
        window.show()
        window.activateWindow()
        for step, key in KEYED:
            window.show_session_step(step)
            settle()
            painted, over = _keys(window, key)
            found[f"a key on {step}: painted"], found[f"a key on {step}: on disk, all over"] = painted, over
        for step in STEPS:
            painted, over = _openings(window, step)
            found[f"opened at {step}: painted"], found[f"opened at {step}: all of it"] = painted, over
        window.close()
        window.deleteLater()
        clear()
    return Figures(found, os.getloadavg()[0])


def clear() -> None:
    """What was put aside is gone."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


def _keys(window: Any, key: str) -> tuple[Times, Times]:
    """A row of the step is opened, then answered by one digit; what is timed is the answer."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from clinic_app.desktop.app import settle

    painted, over = Watch(), Watch()
    session = window.session_page.session
    session.before_saving.append(painted.note)  # called after the page has painted itself
    for place in range(ROUNDS):
        QTest.keyClick(window.windowHandle(), Qt.Key[f"Key_{key}"])
        settle()
        clear()
        painted.begin()
        over.begin()
        QTest.keyClick(window.windowHandle(), (Qt.Key.Key_2, Qt.Key.Key_3)[place % 2])
        settle()
        over.note()
    return painted.median(), over.median()


def _openings(window: Any, step: str) -> tuple[Times, Times]:
    from PySide6.QtCore import QCoreApplication

    from clinic_app.desktop.app import settle

    window.show_session_step(step)
    settle()
    visit_id = window.session_page.session.visit_id
    painted, over = Watch(), Watch()
    for _round in range(OPENINGS + WARM):
        window.show_page("about")
        settle()
        clear()
        painted.begin()
        over.begin()
        window.open_visit(visit_id)
        QCoreApplication.sendPostedEvents()  # laid out and painted
        painted.note()
        settle()
        over.note()
    return painted.median(), over.median()


def report(found: Figures) -> str:
    """The figures as a table."""
    lines = [f"{f'session, load {found.load:.1f} on {os.cpu_count()} cores':<46}{'median ms':>10}{'processor':>10}"]
    for what, (wall, processor) in found.times.items():
        most = "" if not what.endswith("painted") else f"   (at most {FRAME_MS if 'key' in what else OPENED_MS})"
        lines.append(f"  {what:<44}{wall:>10.1f}{processor:>10.1f}{most}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report(measure()) + "\n")
