"""The demo as a process: it opens, stops when told, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_that_is_told_to_stop_leaves_no_folder_behind(tmp_path: Path, told: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    started = (
        "import clinic_app.desktop.app as app\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "real = QApplication.exec\n"
        "app.QApplication.exec = lambda *a: (QTimer.singleShot(0, lambda: print('open', flush=True)), real())[1]\n"
        "raise SystemExit(app.run_demo('ja'))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", started], env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    assert list(tmp_path.glob("clinic-app-demo-*"))
    process.send_signal(told)
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []
