"""From the walk-in to the reprint with a real session in between: what the session found and the sheet does not say is
nowhere at the front desk, neither in its files nor on its screen nor in the printer's queue.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent, QModelIndex
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from test_new_client_to_handout import Trainer, shut

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.bootstrap.factory import poses
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context, Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.desktop.window import Window
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.finding import Catalogue
from clinic_app.printing.cups import Cups
from clinic_app.records.desk_files import read_sheet
from clinic_app.records.record import Record
from clinic_app.records.sealed import SealedFolder
from clinic_app.rules.evaluate import Evaluator
from clinic_app.settings import PrinterChoice, remember_printer
from tests.journeys.midday import from_noon
from tests.printing.private_cups import Bench, PrivateCups, wait_until
from tests.records.desk_bench import desk_ring

LONG = 120_000
NOTE, GOAL = "カナリアの備考", "カナリアの目標"
SHORTEST = 4  # shorter words stand everywhere


@pytest.fixture
def clock(record: Record) -> Callable[[], datetime]:
    """The time at the record, at the trainer's window and at the desk."""
    record.clock = from_noon()
    return record.clock


@pytest.fixture
def window(qapp: QApplication, record: Record, evaluator: Evaluator, clock: Callable[[], datetime]) -> Iterator[Window]:
    """A trainer's window on a fresh record."""
    load_fonts()
    clinic = ClinicProfile("架空コンディショニング", phone="00-0000-0000")
    opened = Window(
        Context(record=record, evaluator=evaluator, poses=poses(), clinic=clinic, person="佐藤", clock=clock)
    )
    opened.resize(1400, 860)
    opened.show()
    settle()
    yield opened
    shut(opened)


class AtDesk:
    """Somebody with the desk's key alone, at a real queue."""

    def __init__(self, bot: QtBot, folder: Path, cups: Cups, clock: Callable[[], datetime]) -> None:
        self.bot = bot
        self.desk = Desk(Counter(folder, desk_ring(), clock), cups)
        self.page = DeskPage(Surroundings(person="田中 受付", clock=clock), self.desk)
        self.page.resize(1280, 700)
        self.page.show()
        settle()

    def until(self, true: Callable[[], bool]) -> None:
        self.bot.waitUntil(true, timeout=LONG)

    def walk_in(self) -> None:
        """Register somebody who stands at the desk."""
        self.page.show_part("day")
        day: Any = self.page.made["day"]
        day.walk_in.click()
        day.form.new.buttons["new"].click()
        day.form.name.edit.setText("𠮷田 髙子")
        day.form.kana.edit.setText("ヨシダ タカコ")
        day.form.birth.edit.setText("S59.5.1")
        day.form.save.click()
        self.until(lambda: len(self.desk.view.lines) == 1)

    def press(self, words: str) -> None:
        def found() -> list[OptionButton]:
            there = self.page.findChildren(OptionButton)
            return [one for one in there if one.text() == words and one.isVisible() and one.isEnabled()]

        self.until(lambda: bool(found()))
        found()[0].click()

    def until_state(self, state: str) -> None:
        self.until(lambda: [job.state for job in self.desk.view.jobs if not job.followed_by] == [state])
        settle()

    def gone(self) -> None:
        self.page.close()
        self.page.deleteLater()
        self.desk.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle()


@pytest.fixture
def at_desk(
    qtbot: QtBot, tmp_path: Path, cups: Cups, bench: Bench, window: Window, clock: Callable[[], datetime]
) -> Iterator[AtDesk]:
    remember_printer(tmp_path, Counter(tmp_path, desk_ring()).computer, PrinterChoice(bench.name))
    made = AtDesk(qtbot, tmp_path, cups, clock)
    yield made
    made.gone()


def answered(document: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every answer of a document by its path."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from answered(value, f"{path}.{name}" if path else name)
    elif isinstance(document, list):
        for value in document:
            yield path, value
    elif document is not None:
        yield path, document


def words_of(assessment: Assessment, catalogue: Catalogue) -> set[str]:
    """What was found, as it is called: ids of questions and answers, and their words in both languages."""
    found = set[str]()
    for path, value in answered(msgspec.to_builtins(assessment)):
        found.update(part for part in path.split(".") if "_" in part)
        asked = catalogue.by_path.get(path)
        if asked is None:
            continue
        found.update((asked.label.ja, asked.label.en))
        for choice in asked.choices:
            if choice.id == value:
                found.update((choice.id, choice.label.ja, choice.label.en))
    return {word for word in found if len(word) >= SHORTEST}


def on_screen(root: QWidget) -> Iterator[str]:
    """All that widgets and their models can say, hidden ones too."""
    yield root.window().windowTitle()
    for widget in (root, *root.findChildren(QWidget)):
        yield f"{widget.accessibleName()} {widget.accessibleDescription()} {widget.toolTip()} {widget.objectName()}"
        if isinstance(widget, QLabel | QLineEdit | OptionButton):
            yield widget.text()
    for model in root.findChildren(QAbstractItemModel):
        yield from in_model(model)


def in_model(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(model.rowCount(QModelIndex())):
        for column in range(model.columnCount(QModelIndex())):
            for role in range(300):
                yield str(model.data(model.index(row, column), role))


def in_files(folder: Path) -> Iterator[str]:
    """Every file as bytes, and every sealed one opened; of a sheet's own page what stands beside it."""
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != ".db":
            yield file.name + file.read_bytes().decode("utf-8", "replace")
    for direction in ("out", "in"):
        sealed = SealedFolder(folder, "desk", direction, desk_ring().ring)  # type: ignore[arg-type]
        for identity, content in sealed.contents():
            assert isinstance(content, bytes)
            sheet = read_sheet(identity, content)
            yield (content if sheet is None else msgspec.json.encode(sheet.sheet)).decode("utf-8", "replace")


def in_spool(folder: Path) -> Iterator[str]:
    """What the printing system keeps of each job beside its sheet."""
    for file in folder.glob("c*"):
        yield file.read_bytes().decode("utf-8", "replace")


def whole(read: Callable[[Path], Iterator[str]], folder: Path) -> list[str]:
    """All that lies in a folder, read anew where a file went away meanwhile because a newer one takes its place."""
    while True:
        with suppress(FileNotFoundError):
            return list(read(folder))


def test_what_is_not_on_the_sheet_is_nowhere_at_the_desk(
    qtbot: QtBot,
    window: Window,
    at_desk: AtDesk,
    record: Record,
    evaluator: Evaluator,
    tmp_path: Path,
    bench: Bench,
    cups_server: PrivateCups,
) -> None:
    link = DeskLink(record, tmp_path, desk_ring("鈴木"), lambda _count: None)
    at_desk.walk_in()
    link.once()
    (client,) = actions.find_clients(record, "ヨシダ")
    noted = msgspec.structs.replace(client.details, note=NOTE, goal=GOAL, sex="female")
    actions.change_client(record, msgspec.structs.replace(client, details=noted), actor="staff-1")
    window.show_page("today")
    trainer = Trainer(qtbot, window)
    trainer.press_named("始める")
    trainer.interview()
    trainer.screen()
    trainer.test_movements()
    trainer.finish()
    (paper,) = trainer.page.session.handouts
    link.once()

    at_desk.page.show_part("sheets")
    at_desk.until_state("waiting")
    at_desk.press("印刷")
    at_desk.until_state("sent")
    wait_until(lambda: len(bench.received()) == 1)
    at_desk.press("紙が出た・合っている")
    at_desk.until_state("printed")
    at_desk.press("お渡しずみ")
    at_desk.until_state("handed_over")
    queue: Any = at_desk.page.made["sheets"]
    queue.scope.pick("all")
    at_desk.press("再発行")
    at_desk.until_state("waiting")
    at_desk.press("印刷")
    at_desk.until_state("sent")
    wait_until(lambda: len(bench.received()) == 2)
    at_desk.page.show_part("diary")
    link.once()
    at_desk.desk.look()
    settle()

    opened = actions.resume_visit(record, trainer.page.session.visit_id)
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.pdf)).pages)
    bare = "".join(printed.split())
    findings = words_of(opened.assessment, evaluator.rule_set.catalogue)
    secrets = {word for word in findings if "".join(word.split()) not in bare} | {NOTE, GOAL}
    assert len(secrets) > 40, "a real session leaves many"
    kept = [*whole(in_files, tmp_path), *whole(in_spool, cups_server.folder / "spool")]
    there = [*on_screen(at_desk.page), *kept, repr(at_desk.desk.view), *in_model(queue.model)]
    assert any("ヨシダ タカコ" in text for text in there)
    for secret in secrets:
        assert [text[:200] for text in there if secret in text] == [], secret
