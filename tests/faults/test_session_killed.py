"""A program that is killed in the middle of a session: it reopens on the same field with everything that was saved."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_app import actions
from clinic_app.bootstrap.record_files import create_record
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.trainer.keypad import Press
from clinic_app.desktop.trainer.session import STEPS
from clinic_app.desktop.window import Window
from clinic_app.domain.assessment import encode, from_plain, to_plain
from tests.faults.dying_session import context_on
from tests.faults.harness import DAY, EVALUATOR, HANAKO, KEY

CASES = json.loads((Path(__file__).parents[1] / "unit/cases/examples.json").read_text(encoding="utf-8"))
GLUTEAL = next(case["input"] for case in CASES if case["input"]["case"] == "01-clear-gluteal")
KILLED_AT = [
    ("intake", "6"),
    ("progress", "2"),
    ("posture", "2"),
    ("hip_hinge", "5"),
    ("thoracic_rotation", "1"),
    ("dead_bug", "4"),
    ("result", "1"),
    ("teach", "3"),  # a button that its own press uses up cannot be come back to; an answer can
    ("plan", "1"),
    ("screening", "3"),  # last: a positive answer locks the tests
]


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A record file with an open follow-up in which all ten steps can be reached, and the visit's id."""
    path = tmp_path_factory.mktemp("killed") / "record"
    record = create_record(path, KEY)
    client = actions.register_client(record, HANAKO, actor="staff-1").value
    before = DAY - timedelta(days=14)
    trial = actions.open_visit(record, client.id, day=before, trainer="佐藤", actor="staff-1").value
    actions.close_visit(record, trial.id, actor="staff-1", result="joined")
    visit = actions.open_visit(record, client.id, day=DAY, trainer="佐藤", actor="staff-1").value
    stored = actions.resume_visit(record, visit.id).assessment
    plain = to_plain(stored.assessment)
    kept = {key: value for key, value in GLUTEAL.items() if key not in ("client", "date", "case", "format")}
    screening = {**kept["screening"], "low_energy": {**kept["screening"]["low_energy"], "amenorrhoea": "no"}}
    entered = from_plain({**plain, **kept, "screening": screening, "client": {**plain["client"], "age_at_onset": 41}})
    actions.record_findings(
        record, visit.id, entered, evaluator=EVALUATOR, revision=stored.revision, step="intake", actor="staff-1"
    )
    record.close()
    return path, visit.id


@pytest.fixture
def studio(made_once: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    """The test's own copy: what is entered at one step changes what another one asks."""
    return Path(shutil.copy(made_once[0], tmp_path / "record")), made_once[1]


@pytest.fixture
def reopened(qapp: QApplication, studio: tuple[Path, str]) -> Iterator[Window]:
    """The window of the program as it is started again."""
    load_fonts()
    context = context_on(studio[0])
    window = Window(context)
    window.resize(1280, 650)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 30_000)
    yield window
    window.close()
    window.deleteLater()
    settle()
    context.record.close()


def killed_session(studio: tuple[Path, str], step: str, row: str) -> dict[str, object]:
    """Let the program enter something, read what it called saved, and kill it."""
    command = [sys.executable, "-m", "tests.faults.dying_session", str(studio[0]), studio[1], step, row]
    place = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=place, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    return dict(json.loads(said))


def test_the_session_is_killed_at_each_of_its_steps() -> None:
    assert sorted(step for step, _row in KILLED_AT) == sorted(STEPS)


@pytest.mark.parametrize(("step", "row"), KILLED_AT)
def test_a_killed_session_reopens_on_the_same_field_with_everything_that_was_marked_saved(
    studio: tuple[Path, str], reopened: Window, step: str, row: str
) -> None:
    said = killed_session(studio, step, row)
    assert said["saved"]
    reopened.open_visit(studio[1])
    settle()
    page = reopened.session_page
    assert page is not None
    assert json.loads(encode(page.session.assessment)) == said["findings"]
    assert (page.session.step, page.session.field) == (step, said["field"])
    assert said["field"]
    focused = QApplication.focusWidget()
    assert focused is not None
    keypad = page.page(step).keypad
    assert keypad.place_of(focused) == said["field"]
    assert keypad.listening is not None or isinstance(keypad.show_place(str(said["field"])), Press)
    assert not focused.visibleRegion().isEmpty()
