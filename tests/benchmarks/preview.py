"""How long until the preview of the sheet shows what was changed.

One window on a made-up clinic, at the plan. A change goes the whole way: from the setting, over the disk where the
plan is kept, to the turn of the event loop after the new pages were painted. The sheet is set on another thread.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

ROUNDS = 16
LIMIT_MS = 150.0
VARIANTS = ("large", "plain", "standard")


class Figures(NamedTuple):
    """Milliseconds on the clock, and of all threads' work: on a busy machine the latter alone tells something."""

    median: float
    slowest: float
    worked: float


def measure(_python: str = sys.executable) -> dict[str, Figures]:
    """The figures by kind of change."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from clinic_app.desktop.app import application, demo_context, settle
    from clinic_app.desktop.theme import Theme
    from clinic_app.desktop.trainer.plan import PlanStep
    from clinic_app.desktop.window import Window

    application()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        window = Window(demo_context(folder, "ja", Theme(), stack))
        window.resize(1400, 860)
        window.show()
        window.show_session_step("plan")
        settle()
        step = window.findChildren(PlanStep)[-1]
        _wait(step, None)

        def note(number: int) -> None:
            step.settings.changed.emit({"note": f"週末は休みましょう。{number}"})

        def variant(number: int) -> None:
            step.settings.variant.pick(VARIANTS[number % len(VARIANTS)])

        def language(number: int) -> None:
            step.settings.sheet_language.pick(("en", "ja")[number % 2])

        found = {
            "a word of the trainer": _rounds(step, note),
            "another variant": _rounds(step, variant),
            "another language": _rounds(step, language),
        }
        window.close()
        settle()
    return found


def _rounds(step: Any, change: Callable[[int], None]) -> Figures:
    times, busy = [], []
    for number in range(ROUNDS):
        shown = step._paper
        began, worked = time.perf_counter(), time.process_time()
        change(number)
        _wait(step, shown)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    return Figures(statistics.median(times[2:]), max(times[2:]), statistics.median(busy[2:]))


def _wait(step: Any, shown: Any) -> None:
    """Until another paper is painted."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    while step._paper is None or step._paper is shown:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QCoreApplication.processEvents()  # the pages are painted in this turn


def report(found: dict[str, Figures]) -> str:
    """The table."""
    lines = [f"{'preview of the sheet, ms':<30}{'median':>9}{'slowest':>9}{'of a CPU':>10}   (at most {LIMIT_MS:.0f})"]
    lines += [f"  {name:<28}{of.median:>9.1f}{of.slowest:>9.1f}{of.worked:>10.1f}" for name, of in found.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report(measure()) + "\n")
