"""What a whole session leaves in memory, beside an empty window of the same toolkit.

Each runs in a process of its own and says at its end what the system has given it: all pages, shared ones too, because
that is what a person sees in a list of processes; and those that no other process shares. The session goes over every
step of a made-up client's visit, answers, decides, looks at the preview and issues the sheet.
"""

import os
import subprocess
import sys
from typing import NamedTuple

MOST = 6.0
PARTS = ("an empty window", "a whole session")
EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv[:1])
window = QWidget()
window.resize(1400, 860)
window.show()
app.processEvents()
"""
SESSION = """
import tempfile
from contextlib import ExitStack
from pathlib import Path
from PySide6.QtCore import QThreadPool
from clinic_app.desktop.app import application, demo_context, settle
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.window import Window
from tests.benchmarks.session import clear
app = application()
stack = ExitStack()
folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
window = Window(demo_context(folder, "ja", Theme(), stack))
window.resize(1400, 860)
window.show()
settle()
window.show_session_step("plan")
page, session = window.session_page, window.session_page.session
for step in session.steps:
    window.show_session_step(step)
    settle()
    session.put("nrs.now", len(step) % 7)
    clear()
if session.decided is None:
    session.decide("accepted", session.proposal.causes)
window.show_session_step("plan")
settle()
QThreadPool.globalInstance().waitForDone()
settle()
session.issue("ja")
settle()
QThreadPool.globalInstance().waitForDone()
settle()
clear()
"""
ASKED = """
import sys
lines = [line.split() for line in open("/proc/self/smaps_rollup") if line.startswith(("Rss", "Private"))]
found = {line[0].rstrip(":"): int(line[1]) for line in lines}
print(found["Rss"], sum(size for name, size in found.items() if name != "Rss"))
sys.stdout.flush()
import os
os._exit(0)
"""


class Size(NamedTuple):
    """Megabytes: all pages, and those that are not shared."""

    all: float
    own: float


def measure(_python: str = sys.executable) -> dict[str, Size]:
    """Only where the system tells, which is Linux; empty elsewhere."""
    if not os.path.exists("/proc/self/smaps_rollup"):  # noqa: PTH110 - no path of ours
        return {}
    return {name: _size(code) for name, code in zip(PARTS, (EMPTY, SESSION), strict=True)}


def _size(code: str) -> Size:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run(
        [sys.executable, "-c", code + ASKED], env=environment, capture_output=True, text=True, check=True
    ).stdout
    every, own = (int(part) / 1024 for part in said.split()[-2:])
    return Size(every, own)


def report(found: dict[str, Size]) -> str:
    """The table, with how often the empty window goes into the session."""
    if not found:
        return "memory: this system does not say"
    lines = [f"{'memory, megabytes':<46}{'all':>10}{'own':>10}"]
    lines += [f"  {name:<44}{size.all:>10.0f}{size.own:>10.0f}" for name, size in found.items()]
    empty, session = (found[name] for name in PARTS)
    lines.append(f"  {'times the empty window':<44}{session.all / empty.all:>10.1f}   (at most {MOST:.0f})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report(measure()) + "\n")
