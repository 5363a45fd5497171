"""The choice of a printer, on real queues."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.printer_bar import PrinterBar
from clinic_app.desktop.printing_qt import QtPrinting
from clinic_app.printing import Printer, PrintOptions, Sides
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from clinic_app.settings import PrinterChoice, Workstation, remember
from tests.printing.private_cups import Bench, PrivateCups

OFFICE = Path(__file__).parents[1] / "printing/office.ppd"
Opened = Callable[..., PrinterBar]


@pytest.fixture
def opened(qtbot: QtBot, cups: Cups, tmp_path: Path) -> Opened:
    """A bar with the memory of a computer; it has found its printers and shows its choices."""
    load_fonts()

    pages: list[QWidget] = []

    def made(name: str = "", *, language: str = "en", system: object = cups) -> PrinterBar:
        if name:
            remember(tmp_path, printers={"here": PrinterChoice(name)})
        room = Surroundings(person="受付", language=language)  # type: ignore[arg-type]
        bar = PrinterBar(
            room,
            system,  # type: ignore[arg-type]
            lambda: Workstation.load(tmp_path).printers.get("here"),
            lambda choice: remember(tmp_path, printers={"here": choice}),
        )
        page = QWidget()
        lines = QVBoxLayout(page)
        lines.addWidget(bar)
        lines.addWidget(bar.choices)
        qtbot.addWidget(page)
        pages.append(page)
        page.show()
        with qtbot.waitSignal(bar.chosen, timeout=30_000):
            pass
        with qtbot.waitSignal(bar.chosen, timeout=30_000):
            bar.open(on=True)  # the choices are made when somebody wants them
        return bar

    return made


@pytest.fixture
def office(cups_server: PrivateCups, bench: Bench) -> Bench:
    """A printer that can do everything that is asked for."""
    return cups_server.add_printer(f"{bench.name}-office", "-P", str(OFFICE), "-D", "受付のプリンター")


def test_only_what_the_printer_can_do_is_asked(opened: Opened, office: Bench, bench: Bench) -> None:
    bar = opened(office.name)
    assert list(bar.choices.asked) == ["printer", "sides", "colour", "tray", "copies"]
    bar = opened(bench.name)
    assert list(bar.choices.asked) == ["printer", "copies"]


def test_what_is_chosen_is_said_printed_and_remembered_but_the_copies_are_one_again(
    opened: Opened, office: Bench
) -> None:
    bar = opened(office.name)
    assert bar.options() == PrintOptions(office.name)
    bar.choices.asked["sides"].pick(Sides.TWO_LONG)
    bar.choices.asked["colour"].pick("grey")
    bar.choices.asked["tray"].pick("tray-2")
    bar.choices.asked["copies"].pick("2")
    assert bar.options() == PrintOptions(office.name, 2, Sides.TWO_LONG, False, "tray-2")
    assert bar.opener.text() == "受付のプリンター"
    assert bar.opener.note() == "2 copies · Both sides · Black and white · Tray 2"
    bar.one_copy()
    again = opened()
    for one in (bar, again):
        assert one.options() == PrintOptions(office.name, 1, Sides.TWO_LONG, False, "tray-2")
    again.choices.asked["sides"].pick(None)
    assert again.options() == PrintOptions(office.name, 1, None, False, "tray-2"), "left to the printer again"


def test_another_printer_begins_with_its_own_settings(opened: Opened, office: Bench, bench: Bench) -> None:
    bar = opened(office.name)
    bar.choices.asked["sides"].pick(Sides.TWO_LONG)
    bar.choices.asked["printer"].pick(bench.name)
    assert bar.options() == PrintOptions(bench.name)
    bar.choices.asked["printer"].pick(office.name)
    assert bar.options() == PrintOptions(office.name)
    assert opened()._choice == PrinterChoice(office.name, label="受付のプリンター"), "known by name when it is gone"
    bar.choices.asked["printer"].pick(bench.name)
    assert list(bar.choices.asked) == ["printer", "copies"]


def test_a_printer_that_is_gone_is_said_and_never_replaced_by_another(
    opened: Opened, bench: Bench, cups_server: PrivateCups, qtbot: QtBot
) -> None:
    bar = opened(bench.name)
    assert bar.options() is not None
    cups_server.run("lpadmin", "-x", bench.name)
    with qtbot.waitSignal(bar.chosen, timeout=30_000):
        bar.open(on=True)
    assert bar.options() is None
    assert "not there" in bar.state.text()
    assert bar.opener.text() == bench.name


def test_a_stopped_printer_a_refusing_one_and_one_without_paper_say_what_to_do(
    opened: Opened, bench: Bench, cups_server: PrivateCups
) -> None:
    cups_server.run("cupsdisable", bench.name)
    bar = opened(bench.name)
    assert "stopped" in bar.state.text()
    assert bar.options() is not None, "a sheet may wait in its queue"
    cups_server.run("cupsenable", bench.name)
    cups_server.run("cupsreject", bench.name)
    bar = opened(bench.name, language="ja")
    assert "受け付けていません" in bar.state.text()
    assert bar.options() is None


def test_a_system_that_does_not_answer_and_one_without_printers_are_told_apart(
    opened: Opened, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = opened(system=Cups(Server(tmp_path / "no.sock")))
    assert "does not answer" in bar.state.text()
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "no.sock"))
    bar = opened(system=QtPrinting())
    assert "No printer is set up" in bar.state.text()
    assert bar.options() is None


def test_the_keyboard_stays_at_the_answer_that_was_just_given(opened: Opened, office: Bench, qtbot: QtBot) -> None:
    bar = opened(office.name)
    with qtbot.waitSignal(bar.chosen, timeout=30_000):
        bar.open(on=True)
    bar.choices.asked["sides"].buttons[Sides.TWO_LONG].setFocus()
    bar.choices.asked["sides"].buttons[Sides.TWO_LONG].click()
    assert bar.choices.asked["sides"].buttons[Sides.TWO_LONG].hasFocus()
    assert bar.choices.asked["sides"].buttons[Sides.TWO_LONG].isChecked()


def test_an_answer_that_comes_after_a_newer_one_is_not_shown(qtbot: QtBot) -> None:
    load_fonts()
    asked: list[threading.Event] = []

    class Slow:
        """Answers the first question last."""

        follows = True

        def printers(self) -> list[Printer]:
            mine = threading.Event()
            asked.append(mine)
            assert mine.wait(60)
            number = asked.index(mine) + 1  # not how many there are: the next may be asked meanwhile
            return [Printer(f"answer-{number}", f"answer {number}", is_default=True)]

    bar = PrinterBar(Surroundings(person="受付", language="en"), Slow(), lambda: None, lambda _choice: None)  # type: ignore[arg-type]
    qtbot.addWidget(bar)
    qtbot.waitUntil(lambda: len(asked) == 1)
    bar.look_again()
    qtbot.waitUntil(lambda: len(asked) == 2)
    with qtbot.waitSignal(bar.chosen, timeout=30_000):
        asked[1].set()
    asked[0].set()
    assert QThreadPool.globalInstance().waitForDone(30_000)
    settle()
    assert bar.opener.text() == "answer 2"
