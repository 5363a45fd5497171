"""A trainer's program that enters something and then only waits to be killed.

`python -m tests.faults.dying_session RECORD VISIT STEP ROW`: opens the session as the program does, goes to the step
by keys, opens the row by its printed key, answers it, and says on one line what the page called saved.
"""

import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_app.bootstrap.factory import build_evaluator, factory_texts, poses
from clinic_app.bootstrap.record_files import open_record
from clinic_app.desktop.app import application, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.session import STEPS
from clinic_app.desktop.window import Window
from clinic_app.domain.assessment import encode
from clinic_app.domain.clinic import ClinicProfile
from tests.faults.harness import KEY


def context_on(record_path: Path) -> Context:
    """A trainer at an existing record."""
    return Context(
        record=open_record(record_path, KEY),
        evaluator=build_evaluator(factory_texts()),
        poses=poses(),
        clinic=ClinicProfile("架空コンディショニング"),
        person="佐藤",
        clock=lambda: datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
    )


def main() -> None:
    """Open, enter, say, wait."""
    record, visit_id, step, row = sys.argv[1:5]
    application()
    window = Window(context_on(Path(record)))
    window.resize(1280, 650)
    window.show()
    window.open_visit(visit_id)
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 30_000)
    page = window.session_page
    assert page is not None
    settle()
    for _ in STEPS:
        if page.session.step == step:
            break
        forward = STEPS.index(page.session.step) < STEPS.index(step)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Right if forward else Qt.Key.Key_Left)
        settle()
    for key in (row, "1"):
        QTest.keyClick(window.windowHandle(), Qt.Key(ord(key)))
        settle()
    saved = page.saved.text() if page.session.refused is None else ""
    said = {"saved": saved, "field": page.session.field, "findings": json.loads(encode(page.session.assessment))}
    print(json.dumps(said), flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
