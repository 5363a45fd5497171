"""The blank forms are saved from the day's page, before the day on which they are needed."""

import io
from pathlib import Path

import pypdf
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.today import TodayPage


@pytest.fixture
def today(qtbot: QtBot, context: Context) -> TodayPage:
    page = TodayPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


def chosen(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """The system's own dialog, answered."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(path), ""))


def test_the_forms_are_written_where_the_trainer_chose(
    today: TodayPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(monkeypatch, tmp_path / "forms.pdf")
    today.forms.click()
    assert len(pypdf.PdfReader(io.BytesIO((tmp_path / "forms.pdf").read_bytes())).pages) == 4
    assert today.said.isVisibleTo(today)


def test_a_place_that_cannot_be_written_is_told(
    today: TodayPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(monkeypatch, tmp_path / "missing" / "forms.pdf")
    today.forms.click()
    assert today.said.isVisibleTo(today)
    assert not (tmp_path / "missing").exists()
