"""The front desk's real window at a private CUPS, and somebody who presses what is on it: for pictures and tests."""

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThreadPool
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_app.actions.counter import Counter
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.front_desk.queue_page import QueuePage
from clinic_app.desktop.rooms import rooms_for
from clinic_app.desktop.shell import Shell
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.desk import Sheet
from clinic_app.domain.language import Language
from clinic_app.domain.print_job import PrintJob
from clinic_app.domain.visit import Variant
from clinic_app.handouts import render_sheet
from clinic_app.i18n import Texts, texts
from clinic_app.printing import Reason, Standing
from clinic_app.records.desk_files import write_sheet
from clinic_app.records.sealed import SealedFolder
from clinic_app.settings import PrinterChoice, remember
from tests.handouts import sheet_samples as samples
from tests.printing.private_cups import Bench, PrivateCups
from tests.records.desk_bench import desk_ring

OFFICE = Path(__file__).with_name("office.ppd")
FIRST = 17  # the call number of the first sheet
PEOPLE: tuple[tuple[str, Variant, Language], ...] = (
    ("ヤマサキ ケンイチ", "standard", "ja"),
    ("ヤマザキ ケンイチ", "large", "ja"),
    ("サトウ ミサキ", "standard", "ja"),
    ("スミス ジョン", "standard", "en"),
    ("タカハシ ユミ", "standard", "ja"),
    ("ナカムラ ダイスケ", "standard", "ja"),
)
PATIENCE = 60.0


@cache
def paper(language: Language) -> bytes:
    """A real sheet of two pages."""
    return render_sheet(samples.sheet("leading", language))


def sheet_of(number: int) -> Sheet:
    """The sheet of a call number, issued a while ago."""
    kana, variant, language = PEOPLE[(number - FIRST) % len(PEOPLE)]
    now = datetime.now(UTC)
    today = now.astimezone().date()
    return Sheet(
        id=str(UUID(int=number, version=4)),
        call_number=number,
        day=today,
        kana=kana,
        round=str(UUID(int=900 + number, version=4)),
        kind="sheet",
        variant=variant,
        language=language,
        pages=2,
        sha256=sha256(paper(language)).hexdigest(),
        approved_by="佐藤",
        trainer="佐藤",
        issued_at=now - timedelta(minutes=max(1, 40 - 3 * (number - FIRST))),
        plan_code=f"K7A-24M-{number % 10}",
        plan_ends_on=today + timedelta(days=14),
    )


class Stage:
    """One scene: a folder with sheets, a printer of its own, and the window. `number` is always a call number."""

    def __init__(self, cups: PrivateCups, folder: Path, language: Language, theme: Theme, name: str) -> None:
        self.cups, self.folder, self.language, self.theme, self.name = cups, folder, language, theme, name
        self.text: Texts = texts("desktop", language)
        self.out = SealedFolder(folder, "desk", "out", desk_ring().ring)
        self.counter = Counter(folder, desk_ring())  # another program's, such as one that was closed
        self._shell: Shell | None = None

    # before the window is opened

    def printer(self, label: str = "受付のプリンター") -> Bench:
        """A printer that can do everything, chosen at this computer."""
        bench = self.cups.add_printer(self.name, "-P", str(OFFICE), "-D", label)
        self.cups.run("lpadmin", "-p", self.name, "-o", "printer-error-policy=stop-printer")
        remember(self.folder, printers={self.counter.computer: PrinterChoice(self.name, "two-sided-long-edge")})
        return bench

    def sheets(self, count: int = 6, first: int = FIRST) -> None:
        """Sheets as the record lays them there."""
        for number in range(first, first + count):
            sheet = sheet_of(number)
            self.out.write(sheet.id, write_sheet(sheet, paper(sheet.language)))

    # the window

    def open(self) -> None:
        """Sign in at the desk."""
        held = desk_ring()
        room = Surroundings(
            person="田中", language=self.language, theme=self.theme, rooms=rooms_for(self.folder, held, held.ring)
        )
        self._shell = Shell(room, "desk")
        self._shell.resize(1280, 650)
        self._shell.dress(self._shell.context)
        self._shell.show()
        self.until(lambda: self.queue.bar._found is not None and (bool(self.desk.view.jobs) or not self.out.ids()))
        self.rest()

    def close(self) -> None:
        """Close the window for good."""
        if self._shell is not None:
            desk = self.desk
            desk.press.stop()  # what is being sent beside the window would outlive it
            self.rest()
            self._shell.close()
            self._shell.deleteLater()
            desk.deleteLater()
            self._shell = None
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self.rest()

    @property
    def shell(self) -> Shell:
        assert self._shell is not None
        return self._shell

    @property
    def room(self) -> DeskPage:
        return next(page for page in self.shell.findChildren(DeskPage) if page.isVisible())

    @property
    def queue(self) -> QueuePage:
        found = self.room.made["sheets"]
        assert isinstance(found, QueuePage)
        return found

    @property
    def desk(self) -> Desk:
        return self.room.desk

    # what a person sees and does

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for what runs beside the window."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"{self.name}: {self.said()}"
            QTest.qWait(10)

    def rest(self) -> None:
        """Wait until nothing runs beside the window and everything is painted."""
        for _ in range(3):
            QThreadPool.globalInstance().waitForDone(5000)
            settle()
            QTest.qWait(20)

    def job(self, number: int) -> PrintJob:
        """The job of a call number that nothing has followed; of several papers the newest."""
        found = [job for job in self.desk.view.jobs if job.sheet.call_number == number and not job.followed_by]
        return max(found, key=lambda job: job.sheet.issued_at)

    def choose(self, number: int, scope: str = "here") -> None:
        """Choose a row."""
        self.queue.scope.pick(scope)
        self.queue.table.choose(self.job(number).id)
        self.until(lambda: self.queue.panel.number.text() == str(number))
        self.rest()

    def press(self, words: str) -> None:
        """Click on the button with these English words."""
        wanted = self.text(words)

        def buttons() -> list[OptionButton]:
            there = [one for one in self.shell.findChildren(OptionButton) if one.isVisible() and one.isEnabled()]
            return [one for one in there if one.text() == wanted]

        self.until(lambda: bool(buttons()))
        QTest.mouseClick(buttons()[0], Qt.MouseButton.LeftButton)
        settle()

    def print_sheet(self, number: int) -> None:
        """Choose a sheet and press Print."""
        self.choose(number)
        self.press("Print")

    def standing(self, number: int) -> Standing | None:
        return self.desk.standings.get(self.job(number).id)

    def until_state(self, number: int, state: str) -> None:
        self.until(lambda: self.job(number).state == state)
        self.rest()

    def until_held_up(self, number: int, reason: Reason) -> None:
        def held_up() -> bool:
            standing = self.standing(number)
            return standing is not None and standing.reasons[:1] == (reason,)

        self.until(held_up)

    def replace_sheet(self, number: int) -> None:
        """The trainer issues a newer version of a sheet."""
        old = self.job(number).sheet
        new = replace(
            old, id=str(UUID(int=7000 + number, version=4)), issued_at=datetime.now(UTC), plan_code="K7A-24M-X"
        )
        self.out.write(new.id, write_sheet(new, paper(new.language)))
        self.until(lambda: any(job.sheet.id == new.id for job in self.desk.view.jobs))

    def freeze(self, *, on: bool) -> None:
        """Let the printing system hang, or go on."""
        assert self.cups._process is not None
        os.kill(self.cups._process.pid, signal.SIGSTOP if on else signal.SIGCONT)

    def said(self) -> str:
        """What stands at the chosen job, and above the list."""
        if self._shell is None:
            return "no window"
        panel, page = self.queue.panel, self.queue
        above = [page.said.text()] if page.problem.isVisible() else []
        above += [page.warned.text()] if page.warning.isVisible() else []
        above += [page.bar.state.text()] if page.bar.state.isVisible() else []
        above += [page.progressed.text()] if page.progress.isVisible() else []
        warned = panel.warned.text() if panel.warning.isVisible() else ""
        return " | ".join((panel.state.text(), panel.sentence.text(), panel.problem.text(), warned, *above))

    def picture(self) -> QPixmap:
        """The window as it is on the screen."""
        self.shell.raise_()
        QTest.qWait(100)  # a screen shows what was painted a moment later
        if QApplication.platformName() == "xcb":
            return QApplication.primaryScreen().grabWindow(self.shell.winId())
        return self.shell.grab()
