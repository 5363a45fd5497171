"""A fault of ours on screen: said calmly, with a report that can be copied and holds nothing anybody typed."""

import threading

import pytest
from geometry import cut_off, nameless, small_targets, squeezed
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.fault_report import FaultBanner, FaultTeller, report_of
from clinic_app.desktop.theme import Theme, style_sheet
from clinic_app.desktop.widgets.numbers import read_number
from clinic_app.desktop.window import Window
from clinic_app.domain.language import Language
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.records.fault_sentences import CONNECTION_LOST

NAME = "鸚鵡 金糸雀"


def fault() -> BaseException:
    """An error of ours whose text holds what somebody typed."""
    try:
        read_number(NAME)
    except ValueError as error:
        return error
    raise AssertionError("a name is no number")


def test_a_report_tells_versions_and_places_and_nothing_that_was_typed() -> None:
    report = report_of(fault())
    assert "ValueError" in report
    assert "desktop/widgets/numbers.py:" in report
    assert "Qt 6" in report
    assert not [part for part in (NAME, *NAME.split()) if part in report]


@pytest.mark.parametrize(("language", "scale"), [("ja", 1.0), ("en", 1.5)])
def test_a_fault_in_any_thread_is_told_in_the_window_and_can_be_copied(
    qtbot: QtBot, qapp: QApplication, language: Language, scale: float
) -> None:
    load_fonts()
    theme = Theme("light", scale)
    window = QWidget()
    window.setStyleSheet(style_sheet(theme))
    qtbot.addWidget(window)
    window.resize(1280, 900)
    window.show()
    window.activateWindow()
    teller = FaultTeller(theme, texts("desktop", language))
    thread = threading.Thread(target=lambda: teller.told.emit(fault()))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(window.findChildren(FaultBanner)), timeout=30_000)
    banner = window.findChildren(FaultBanner)[0]
    settle()
    for check in (squeezed, cut_off, nameless, small_targets):
        assert check(window) == []
    assert NAME not in banner.sentence.text()
    banner.copy.click()
    assert QGuiApplication.clipboard().text() == banner.report
    window.resize(900, 700)
    settle()
    assert window.rect().contains(banner.geometry())
    banner.close_button.click()
    settle()
    qtbot.waitUntil(lambda: not window.findChildren(FaultBanner), timeout=30_000)


def test_a_second_fault_takes_the_place_of_the_first(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    teller = FaultTeller(Theme(), texts("desktop", "en"))
    for _ in range(3):
        teller.told.emit(fault())
        settle()
    assert len([one for one in window.findChildren(FaultBanner) if one.isVisible()]) <= 1


def test_what_could_not_be_done_is_no_fault_of_the_program(window: Window) -> None:
    window.activateWindow()
    teller = FaultTeller(Theme(), texts("desktop", "ja"))
    teller.told.emit(Refused(CONNECTION_LOST))
    settle()
    assert window.said.text() == texts("messages", "ja")(CONNECTION_LOST)
    assert window.findChildren(FaultBanner) == []
