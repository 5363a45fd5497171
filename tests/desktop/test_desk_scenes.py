"""Every state and fault of the front desk at a real queue: what the window says of it, and that it can be read."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.theme import Theme
from tests.desktop.geometry import cut_off, squeezed
from tests.printing.private_cups import ABSENT, private_cups
from tests.printing.scenes import SCENES
from tests.printing.stage import Stage


@pytest.mark.skipif(bool(ABSENT), reason=ABSENT)
@pytest.mark.parametrize("name", SCENES)
def test_a_state_is_said_with_what_to_do_next(
    name: str,
    qapp: QApplication,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_fonts()
    with private_cups() as cups:
        monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
        monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        stage = Stage(cups, tmp_path, "en", Theme(), "office")
        try:
            SCENES[name].play(stage)
            state, says = SCENES[name].state, SCENES[name].says
            stage.until(lambda: says in stage.said() and stage.queue.panel.state.text().startswith(state))
            settle()  # what has just changed finds its room with the next layout
            assert cut_off(stage.shell) == squeezed(stage.shell) == []
        finally:
            if cups._process is not None:
                stage.freeze(on=False)
            stage.close()
