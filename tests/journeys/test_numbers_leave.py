"""From closed visits to a file in the manager's hands, and back: the owner is told what left, and for whom."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clinic_app.actions.releases import exports_of
from clinic_app.bootstrap.releasing import close_in_session, take_in_exports
from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.statistics_side import shelf_of
from clinic_app.desktop.widgets.grid_view import GridView
from clinic_app.domain.period import Period
from clinic_app.records.key_ring import HeldRing
from tests.journeys.managers_window import managers_window
from tests.records.statistics_house import House, make_house

FORMS = {"xlsx": "Excel", "pdf": "PDF", "csv": "UTF-8", "csv_cp932": "CP932"}


@pytest.fixture(scope="module")
def house(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    load_fonts()
    made = make_house(tmp_path_factory.mktemp("made") / "studio")
    close_in_session(made.record, made.folder, made.owner, Period(2026, 1), made.evaluator.rule_set)
    yield made
    made.record.close()


def test_the_manager_has_the_statistics_and_no_other_room(qtbot: QtBot, house: House) -> None:
    window, page = managers_window(qtbot, house)
    assert set(house.manager.keys) == {"stats"}
    assert list(window.tabs) == ["statistics", "help", "about"]
    assert [tab.text() for tab in page.tabs.values()] == ["2026年上半期"]
    kinds = next(table for table in page.findChildren(GridView) if table.grid_model.grid.id == "type")
    assert kinds.grid_model.grid.values[-1][0].text == "60"
    shown = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "見本 0-0" not in shown
    window.show_page("about")
    assert window.windowTitle() == window.context.text("Movement assessment")


@pytest.mark.parametrize("form", list(FORMS))
def test_an_export_is_written_whole_and_the_owner_is_told_of_it(
    qtbot: QtBot, house: House, tmp_path: Path, form: str
) -> None:
    _window, page = managers_window(qtbot, house)
    page.open_export()
    panel = page.export
    assert panel is not None
    panel.format.pick(form)
    panel.purpose.set_text("年次の報告")
    panel.recipient.set_text("本部 <見本>")
    target = tmp_path / "out"
    target.mkdir()
    panel.folder.line.set_text(str(target))
    panel.write.click()
    qtbot.waitUntil(lambda: panel.write.isEnabled() and bool(panel.said.text()), timeout=30_000)
    files = sorted(target.iterdir())
    assert files, panel.said.text()
    assert all(file.name in panel.said.text() for file in files)
    text = "".join(_read(file) for file in files)
    assert "年次の報告" in text
    assert "60" in text
    assert take_in_exports(house.record, house.folder, house.owner).left == ()
    (release,) = shelf_of(house.folder, HeldRing(house.manager)).releases()
    told = [one for one in exports_of(house.record, release.id) if one.form == form]
    assert [(one.form, one.purpose, one.recipient, one.actor) for one in told] == [
        (form, "年次の報告", "本部 <見本>", house.manager.person)
    ]


def _read(file: Path) -> str:
    data = file.read_bytes()
    if file.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(BytesIO(data))
        return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp932")
