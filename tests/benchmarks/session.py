"""How long until what an entry changes is on screen, and until a session page stands there.

One window on a made-up clinic. An entry goes the whole way: from the answer that a hand picks, over the disk, to the
turn of the event loop after the evidence was painted. Beside it the same entry without the disk and without painting.
The page is opened warm, as for the second client of a day, at the step and field where the session was left.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROUNDS = 60
OPENINGS = 12
FRAME_MS, OPENED_MS = 16.7, 150.0


def measure(_python: str = sys.executable) -> dict[str, Any]:
    """Medians in milliseconds."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from clinic_app.desktop.app import application, demo_context, settle
    from clinic_app.desktop.theme import Theme
    from clinic_app.desktop.window import Window

    application()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        window = Window(demo_context(folder, "ja", Theme(), stack))
        window.resize(1400, 860)
        window.show()
        window.show_session_step("intake")
        settle()
        page = window.session_page
        assert page is not None
        session = page.session

        def entered(place: int) -> None:
            session.put("interview.pain_on_rising", ("yes", "no")[place % 2])
            settle()

        def evidence_alone(place: int) -> None:
            # refresh as after an entry, when nothing of it has to be computed or stored
            page.evidence._shown = None
            page.evidence.refresh()
            settle()

        found = {"entry": _median(entered), "evidence": _median(evidence_alone)}
        openings = []
        for _round in range(OPENINGS):
            window.show_page("clients")
            settle()
            began = time.perf_counter()
            window.open_visit(session.visit_id)
            settle()
            openings.append((time.perf_counter() - began) * 1000)
        found["opened"] = statistics.median(openings[2:])
        window.close()
    return found


def _median(action: Callable[[int], None]) -> float:
    times = []
    for place in range(ROUNDS):
        began = time.perf_counter()
        action(place)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[4:])


def report(found: dict[str, Any]) -> str:
    """The figures as a table."""
    return "\n".join(
        (
            f"Session: medians of {ROUNDS} entries and {OPENINGS} openings, milliseconds",
            f"  entry stored and painted {found['entry']:8.1f}   (one frame: {FRAME_MS})",
            f"  evidence painted alone   {found['evidence']:8.1f}",
            f"  session page opened      {found['opened']:8.1f}   (at most {OPENED_MS:.0f}, warm)",
        )
    )


if __name__ == "__main__":
    sys.stdout.write(report(measure()) + "\n")
