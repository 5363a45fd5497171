"""How long until the sign-in window is painted, beside an empty PySide6 window of the same size; and does typing stall.

Child processes, ours and the empty one by turns, timed from their start to the first turn of the event loop after the
first paint: the time on the clock, and the processor's, which other work on the machine touches less. Both find their
bytecode compiled, as an installed program does. Then, while the rest is loaded behind the
sign-in, the longest time between two ticks of a 5 ms timer is measured: so long could a key press wait.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 9
PASSWORD = "見本の合図はここで読む 2026"  # noqa: S105 - opens only what this file makes


class Times(NamedTuple):
    """Milliseconds until the first paint, on the clock and on the processor."""

    clock: float
    processor: float


OURS = """
import gc, os, sys
gc.disable()  # as cli.main does
from contextlib import ExitStack
from pathlib import Path
from clinic_app.cli import _plain_start
folder = _plain_start(["--data", sys.argv[1]]).data
from clinic_app.desktop.app import FIRST_FONTS, SCREENSHOT_SIZE, application
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.theme import Theme
app = application(FIRST_FONTS)
door = open_door(folder, "ja", Theme(), ExitStack())
def painted():
    print("painted", flush=True)
    os._exit(0)
door.painted.connect(painted)
door.resize(*SCREENSHOT_SIZE)
door.show()
app.exec()
"""
EMPTY = """
import os
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)
def painted():
    print("painted", flush=True)
    os._exit(0)
app = QApplication([])
window = Window()
window.resize(1400, 860)
window.show()
app.exec()
"""
TYPING = """
import os, sys, time
from contextlib import ExitStack
from pathlib import Path
from PySide6.QtCore import QThreadPool, QTimer
from clinic_app.desktop.app import SCREENSHOT_SIZE, application
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.theme import Theme
app = application()
door = open_door(Path(sys.argv[1]), "ja", Theme(), ExitStack())
ticks = []
timer = QTimer(interval=5)
def tick():
    ticks.append(time.perf_counter())
    if len(ticks) > 2 and QThreadPool.globalInstance().activeThreadCount() == 0:
        gaps = [later - earlier for earlier, later in zip(ticks, ticks[1:])]
        print(max(gaps) * 1000, (ticks[-1] - ticks[0]) * 1000, flush=True)
        os._exit(0)
timer.timeout.connect(tick)
door.painted.connect(lambda: QTimer.singleShot(0, timer.start))
door.resize(*SCREENSHOT_SIZE)
door.show()
app.exec()
"""


def measure(python: str = sys.executable) -> dict[str, Any]:
    """Medians in milliseconds over alternating children."""
    with tempfile.TemporaryDirectory(prefix="clinic-app-start-") as name:
        folder = Path(name)
        _make_clinic(folder / "studio")
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        environment |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def painted(program: str) -> Times:
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            command = [python, "-c", program, str(folder / "studio")]
            with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
                assert child.stdout is not None
                line = child.stdout.readline()
                took = time.perf_counter() - began
            if line != b"painted\n":
                raise RuntimeError("the window was not painted")
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return Times(took * 1000, used * 1000)

        def stalled() -> tuple[float, float]:
            command = [python, "-c", TYPING, str(folder / "studio")]
            done = subprocess.run(command, env=environment, capture_output=True, check=True)
            longest, whole = done.stdout.split()
            return float(longest), float(whole)

        painted(OURS), painted(EMPTY), stalled()
        times = [(painted(OURS), painted(EMPTY)) for _ in range(ROUNDS)]
        stalls = [stalled() for _ in range(3)]
    return {
        "pairs": times,
        "longest gap": statistics.median(longest for longest, _ in stalls),
        "loading": statistics.median(whole for _, whole in stalls),
    }


def report(found: dict[str, Any]) -> str:
    """The figures as a table."""
    pairs = found["pairs"]
    return "\n".join(
        (
            f"Start: {ROUNDS} pairs of children by turns, milliseconds, least / median; ratio: of the least / median",
            _line("clock", [(ours.clock, empty.clock) for ours, empty in pairs]),
            _line("processor", [(ours.processor, empty.processor) for ours, empty in pairs]),
            f"  longest gap of ticks {found['longest gap']:8.0f}   while all else loads in {found['loading']:.0f}",
        )
    )


def _line(kind: str, pairs: list[tuple[float, float]]) -> str:
    ours, empty = zip(*pairs, strict=True)
    ratio = statistics.median(one / other for one, other in pairs)
    return (
        f"  {kind:9s}  sign-in painted {min(ours):.0f} / {statistics.median(ours):.0f}, "
        f"empty window {min(empty):.0f} / {statistics.median(empty):.0f}, "
        f"ratio {min(ours) / min(empty):.2f} / {ratio:.2f}   (at most 1.5)"
    )


def _make_clinic(folder: Path) -> None:
    """A clinic with one owner, as after its first start."""
    from clinic_app.bootstrap.own_clinic import own_clinic

    with own_clinic(folder) as clinic:
        _ring, code = clinic.make("見本スタジオ", "山田 見本", PASSWORD)
        clinic.confirm_kit(code)


if __name__ == "__main__":
    sys.stdout.write(report(measure()) + "\n")
