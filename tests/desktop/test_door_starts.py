"""The first paint loads nothing heavy; a second start brings the first window forward. Real processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from clinic_app.bootstrap.own_clinic import own_clinic
from clinic_app.desktop.doorbell import Doorbell, bell_of, ring

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    *("sqlalchemy", "alembic", "sqlcipher3", "argon2", "cryptography", "msgspec", "reportlab"),
    *("clinic_app.figures", "clinic_app.rules", "clinic_app.actions", "clinic_app.domain.text"),
)
PAINTED = f"""
import os, sys
from contextlib import ExitStack
from pathlib import Path
from PySide6 import QtCore
from clinic_app.cli import _plain_start
folder = _plain_start(["--data", sys.argv[1]]).data
from clinic_app.desktop.app import application
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.theme import Theme
app = application()
door = open_door(folder, "ja", Theme(), ExitStack())
def painted():
    page = type(door.page()).__name__
    names = ["Qt"] if page == "SignInPage" and "Qt" in vars(QtCore) else []  # all enumerations of the toolkit
    print(page, *names, *(name for name in {HEAVY!r} if name in sys.modules), flush=True)
    os._exit(0)
door.painted.connect(painted)
door.show()
app.exec()
"""
OPEN_WINDOW = """
import sys
from pathlib import Path
from clinic_app.desktop import app, door
class Told(door.Door):
    def come_forward(self):
        super().come_forward()
        print("forward", self.front().isVisible(), flush=True)
import clinic_app.desktop.entrance as entrance
entrance.Door = Told
look_after = entrance.look_after
def after(door, folder, stack):
    look_after(door, folder, stack)
    door.painted.connect(lambda: print("ready", flush=True))
entrance.look_after = after
sys.exit(app.run_program(Path(sys.argv[1]), "en"))
"""
HOLD = """
import sys
from pathlib import Path
from clinic_app.bootstrap.doorway import held_studio
with held_studio(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def environment() -> dict[str, str]:
    """Surroundings of a child: no screen, English."""
    kept = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES")}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


@contextmanager
def running(program: str, folder: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A child that has said that it is ready; ended after the block."""
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        try:
            yield child
        finally:
            child.terminate()


def second_start(folder: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Start the program as a person does."""
    command = [sys.executable, "-m", "clinic_app", "--data", str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("page", ["BeginPage", "SignInPage"])
def test_the_first_window_is_painted_before_anything_heavy_is_loaded(
    page: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    if page == "SignInPage":
        with own_clinic(tmp_path / "studio") as clinic:
            clinic.make("見本スタジオ", "山田 見本", "朝の空は高く青い 2026")
    command = [sys.executable, "-c", PAINTED, str(tmp_path / "studio")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert run.stdout.split() == [page], run.stderr


def test_a_second_start_brings_the_first_window_forward_and_ends_well(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with running(OPEN_WINDOW, tmp_path / "studio", environment) as first:
        second = second_start(tmp_path / "studio", environment)
        assert second.returncode == 0, second.stderr
        assert first.stdout is not None
        assert first.stdout.readline() == b"forward True\n"
    said = [line for line in second.stderr.splitlines() if "propagateSizeHints" not in line]
    assert said == ["clinic-app: The program is open already; its window was brought to the front."]


def test_where_nobody_answers_a_second_start_is_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    with running(HOLD, tmp_path / "studio", environment):
        second = second_start(tmp_path / "studio", environment)
    assert second.returncode == 1
    assert "open already" in second.stderr


def test_the_bell_understands_one_word_only(qtbot: QtBot, tmp_path: Path) -> None:
    bell = Doorbell(tmp_path)
    assert bell.listening
    heard: list[bool] = []
    bell.rung.connect(lambda: heard.append(True))
    for words in (b"raise", b"RAISE\n", b"raise\nmore", b"quit\n\n\n\n", b"\x00" * 6, b"raise \n"):
        visitor = QLocalSocket()
        visitor.connectToServer(bell_of(tmp_path))
        assert visitor.waitForConnected(30_000)
        visitor.write(words)
        visitor.flush()
        if len(words) >= 6:
            qtbot.waitUntil(
                lambda visitor=visitor: visitor.state() == QLocalSocket.LocalSocketState.UnconnectedState,  # type: ignore[misc]
                timeout=30_000,
            )
        visitor.abort()
    assert heard == []
    visitor = QLocalSocket()
    visitor.connectToServer(bell_of(tmp_path))
    visitor.write(b"raise\n")
    qtbot.waitUntil(lambda: heard == [True], timeout=30_000)
    visitor.abort()
    bell.close()


def test_nobody_rings_where_there_is_no_bell(tmp_path: Path) -> None:
    assert not ring(tmp_path, wait_ms=60)
    assert str(tmp_path) not in bell_of(tmp_path)
