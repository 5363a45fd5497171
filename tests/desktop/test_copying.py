"""What a person sees of the copies that make themselves: one line, the owner's card, and nothing to wait for."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.copying import ClockBanner, Copying, CopyLine
from clinic_app.desktop.leaving import LeavingNote, LeavingWindow, say_leaving
from clinic_app.desktop.shell import LEAST_HEIGHT, LEAST_WIDTH
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.window import Window
from clinic_app.domain.client import ClientDetails
from clinic_app.records import audit
from clinic_app.records.automatic_copies import Copies
from clinic_app.records.backups import backups
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.page_copy import Patience
from clinic_app.records.record import Record
from clinic_app.settings import Workstation, remember
from tests.desktop.geometry import cut_off, squeezed
from tests.records.keys_setup import Clinic, make_clinic

NOW = (datetime.now(UTC) + timedelta(days=1)).replace(
    hour=3, minute=0, second=0, microsecond=0
)  # after the record was made
WHO = ClientDetails("見本 花子", "みほん はなこ")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    made = make_clinic(tmp_path_factory.mktemp("made"))
    made.places.record.unlink()
    create_record(made.places.record, made.owner.keys["clinic"][0]).close()
    return made


@pytest.fixture
def studio(clinic: Clinic, tmp_path: Path) -> ClinicFiles:
    made = ClinicFiles(tmp_path / "studio")
    with made.new_generation(NOW) as begun:
        shutil.copy(clinic.places.record, begun.record)
        shutil.copy(clinic.places.slots, begun.slots)
    (tmp_path / "usb").mkdir()
    remember(made.folder, second_place=str(tmp_path / "usb"))
    return made


@pytest.fixture
def held(clinic: Clinic) -> HeldRing:
    return HeldRing(clinic.owner)


@pytest.fixture
def copied_record(studio: ClinicFiles, clinic: Clinic) -> Iterator[Record]:
    opened = open_record(studio.current().record, clinic.owner.keys["clinic"][0])
    yield opened
    opened.close()


@pytest.fixture
def now() -> list[datetime]:
    """The clock; replace its one entry to move it."""
    return [NOW]


@pytest.fixture
def copying(
    context: Context, studio: ClinicFiles, held: HeldRing, copied_record: Record, now: list[datetime]
) -> Iterator[Copying]:
    copies = Copies(studio, held, clock=lambda: now[0], patience=Patience(pause=0.0))
    made = Copying(copies, copied_record, lambda: now[0])
    yield made
    made.stop()


@pytest.fixture
def dressed(context: Context, copying: Copying) -> Context:
    return replace(context, copying=copying, language="en")


@pytest.fixture
def finished(qtbot: QtBot, copying: Copying) -> Callable[[Callable[[], None]], None]:
    """Start a copy and wait for its end."""

    def wait(start: Callable[[], None]) -> None:
        with qtbot.waitSignal(copying.ended, timeout=30_000):
            start()

    return wait


Finish = Callable[[Callable[[], None]], None]


def test_the_line_tells_of_a_running_copy_and_then_when_both_places_got_it(
    dressed: Context, copying: Copying, finished: Finish, qtbot: QtBot
) -> None:
    line = CopyLine(dressed, copying)
    qtbot.addWidget(line)
    assert (line.text(), line.property("tone")) == ("No copy yet", "stop")
    seen: list[str] = []
    copying.changed.connect(lambda: seen.append(line.text()))
    finished(copying.begin)
    at = NOW.astimezone().strftime("%H:%M")
    assert seen[0] == "Copying…"
    assert (line.text(), line.property("tone")) == (f"Copy {at} · second place {at}", "good")


def test_a_missing_drive_is_said_on_the_line_and_red_after_three_days(
    dressed: Context, copying: Copying, finished: Finish, qtbot: QtBot, tmp_path: Path, now: list[datetime]
) -> None:
    line = CopyLine(dressed, copying)
    qtbot.addWidget(line)
    finished(copying.begin)
    (tmp_path / "usb").rename(tmp_path / "away")
    now[0] += timedelta(days=1)
    finished(copying.tick)
    assert line.property("tone") == "warn"
    assert "not there" in line.toolTip()
    now[0] += timedelta(days=2)
    finished(copying.tick)
    assert line.property("tone") == "stop"
    (tmp_path / "away").rename(tmp_path / "usb")
    finished(copying.tick)
    assert line.property("tone") == "good"


def test_a_second_occasion_during_a_copy_is_not_lost(
    copying: Copying, finished: Finish, copied_record: Record, studio: ClinicFiles
) -> None:
    def both() -> None:
        copying.begin()
        actions.register_client(copied_record, WHO, actor="t")
        copying.visit_closed()
        copying.tick()

    finished(both)
    seen = Workstation.load(studio.folder).last_seen
    assert seen is not None
    assert len([path for path in studio.backups.iterdir() if path.is_dir()]) in (1, 2)
    newest = copying.state
    assert newest.problem is None


def test_a_sign_out_goes_on_copying_without_the_record_and_the_keys(
    dressed: Context, copying: Copying, finished: Finish, copied_record: Record, held: HeldRing, qtbot: QtBot
) -> None:
    finished(copying.begin)
    actions.register_client(copied_record, WHO, actor="t")
    door = QWidget()
    qtbot.addWidget(door)

    def leave() -> None:
        copying.sign_out()
        copied_record.close()
        held.drop()
        window = say_leaving(dressed, copying, door, closing=True)
        assert isinstance(window, LeavingWindow)
        qtbot.addWidget(window)

    finished(leave)
    assert copying.state.problem is None
    assert not copying.state.left_without


def test_a_sign_out_during_a_copy_makes_another_one_with_keys_that_it_alone_holds(
    dressed: Context,
    copying: Copying,
    finished: Finish,
    copied_record: Record,
    held: HeldRing,
    studio: ClinicFiles,
    clinic: Clinic,
) -> None:
    def leave_during_a_copy() -> None:
        copying.begin()
        actions.register_client(copied_record, WHO, actor="t")
        copying.sign_out()
        copied_record.close()
        held.drop()
        copying.on_lock()  # as every dropping of keys is told

    finished(leave_during_a_copy)
    newest = backups(studio.backups)[-1]
    engine = file_engine(studio.current().record, clinic.owner.keys["clinic"][0])
    assert newest.manifest.head == audit.head(engine)
    engine.dispose()
    assert not copying.state.left_without


def test_a_lock_ends_the_copy_under_way_and_the_unlock_makes_it(
    studio: ClinicFiles, clinic: Clinic, held: HeldRing, copied_record: Record, qtbot: QtBot
) -> None:
    never = Copies(studio, held, clock=lambda: NOW, patience=Patience(pause=3_600.0))
    actions.register_client(copied_record, WHO, actor="t")
    copying = Copying(never, copied_record, lambda: NOW)
    copying.make_now()
    with qtbot.waitSignal(copying.ended, timeout=30_000):
        held.drop()
        copying.on_lock()
    assert copying.state.problem is None, "nothing went wrong"
    assert backups(studio.backups) == ()
    held.take(clinic.owner)
    copying.on_unlock()
    assert copying.running
    with qtbot.waitSignal(copying.ended, timeout=30_000):
        copying.stop()


def test_leaving_without_a_copy_is_possible_and_said_next_time(
    dressed: Context, studio: ClinicFiles, clinic: Clinic, copied_record: Record, qtbot: QtBot
) -> None:
    slow = Copies(studio, HeldRing(clinic.owner), clock=lambda: NOW, patience=Patience(pause=60.0))
    copying = Copying(slow, copied_record, lambda: NOW)
    actions.register_client(copied_record, WHO, actor="t")
    copying.sign_out()
    note = LeavingNote(dressed, copying)
    qtbot.addWidget(note)
    with qtbot.waitSignal(copying.ended, timeout=30_000):
        note.button.click()
    later = Copying(Copies(studio, HeldRing(clinic.owner), clock=lambda: NOW), copied_record, lambda: NOW)
    line = CopyLine(dressed, later)
    qtbot.addWidget(line)
    assert (line.text(), line.property("tone")) == ("The last sign-out was without a copy", "warn")


def test_a_clock_that_went_back_is_said_until_somebody_looks(
    dressed: Context, copying: Copying, finished: Finish, now: list[datetime], qtbot: QtBot
) -> None:
    banner = ClockBanner(dressed, copying)
    qtbot.addWidget(banner)
    finished(copying.begin)
    assert banner.isHidden()
    now[0] -= timedelta(days=1)
    finished(copying.tick)
    assert not banner.isHidden()
    copying.trust_clock()
    assert banner.isHidden()


def test_nothing_is_copied_while_the_keys_are_dropped(copying: Copying, held: HeldRing, studio: ClinicFiles) -> None:
    held.drop()
    copying.begin()
    assert not copying.running
    assert not studio.backups.exists()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_line_has_its_room_in_the_bar_and_below_a_session(
    dressed: Context,
    copying: Copying,
    finished: Finish,
    open_visit: Callable[..., str],
    qtbot: QtBot,
    language: str,
    scale: float,
) -> None:
    finished(copying.begin)
    visit_id = open_visit()
    window = Window(dressed.with_look(language=language, theme=Theme("light", scale)))  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(LEAST_WIDTH, LEAST_HEIGHT)
    window.show()
    settle()
    for show in (lambda: window.show_page("today"), lambda: window.open_visit(visit_id)):
        show()
        settle()
        lines = [line for line in window.findChildren(CopyLine) if line.isVisible()]
        assert [line.width() >= line.sizeHint().width() for line in lines] == [True]
        assert squeezed(window) + cut_off(window) == []
