"""Somebody else at a suspended session; and locking while a save or a paper is on its way (fault F31)."""

import gc
import json
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lock_house import (
    CLIENT,
    DESK,
    OWNER,
    TRAINER,
    House,
    cover_of,
    covered,
    number_entry,
    password_of,
    presence_of,
    rings,
    wait_until_keys_are_gone,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from clinic_app import actions
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.desktop.app import load_fonts
from clinic_app.desktop.desk_side import DeskSide
from clinic_app.desktop.first_start import OwnPasswordPage
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.leaving import LeavingWindow
from clinic_app.desktop.shell import Shell
from clinic_app.desktop.tasks import run_task
from clinic_app.domain.assessment import from_plain, to_plain
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.backups import backups
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import connect, file_engine
from clinic_app.settings import Workstation

CASES = json.loads((Path(__file__).parents[1] / "unit/cases/examples.json").read_text(encoding="utf-8"))
CLEAR = next(case["input"] for case in CASES if case["input"]["case"] == "01-clear-gluteal")


@pytest.fixture
def house(qtbot: QtBot, qapp: QApplication, staffed_studio: Path, tmp_path: Path) -> Iterator[House]:
    """The program at its door."""
    load_fonts()
    folder = tmp_path / "studio"
    shutil.copytree(staffed_studio, folder)
    with ExitStack() as stack:
        opened = House(qtbot, folder, stack)
        yield opened
        opened.shut()


def test_somebody_else_works_over_a_suspended_session_and_leaves_it_where_it_was(house: House, qtbot: QtBot) -> None:
    first = house.enter(TRAINER)
    house.open_session(first)
    page = first.session_page
    _, edit = number_entry(first)
    edit.setFocus()
    QTest.keyClicks(edit, "12x")
    presence_of(first).cover()
    house.unlock(first, OWNER)
    qtbot.waitUntil(lambda: house.door.window_behind is not first, timeout=30_000)
    second = house.front()
    assert second.context.person == OWNER
    assert second.context.house is not None, "the owner has the owner's pages, whoever waits behind"
    assert not first.isVisible()
    assert not first.context.record.is_open
    qtbot.waitUntil(lambda: set(rings()) == {OWNER}, timeout=30_000)  # nobody waits behind with keys
    assert len(actions.find_clients(second.context.record, "カクウ")) == 1
    presence_of(second).sign_out()
    assert first.isVisible()
    assert covered(first)
    assert not house.door.isVisible()
    assert CLIENT not in first.windowTitle()
    wait_until_keys_are_gone()
    house.unlock(first, TRAINER)
    qtbot.waitUntil(lambda: not covered(first), timeout=30_000)
    assert first.session_page is page
    assert edit.text() == "12x"
    assert QApplication.focusWidget() is edit


def test_closing_the_window_in_front_brings_up_the_one_behind(house: House, qtbot: QtBot) -> None:
    first = house.enter(TRAINER)
    presence_of(first).hide_now()
    house.unlock(first, OWNER)
    qtbot.waitUntil(lambda: house.door.window_behind is not first, timeout=30_000)
    house.front().close()
    assert first.isVisible()
    assert covered(first)
    wait_until_keys_are_gone()


def desk_sides() -> set[DeskSide]:
    """The links of windows to the front desk's folders that are alive."""
    return {thing for thing in gc.get_objects() if type(thing) is DeskSide}


def test_who_closes_the_program_sees_the_last_copy_to_its_end(house: House, qtbot: QtBot) -> None:
    before = desk_sides()
    window = house.enter(TRAINER)
    (side,) = desk_sides() - before
    window.close()
    side.heard.emit(1)  # what the desk told at the last moment; the record is shut
    gc.collect()
    (leaving,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, LeavingWindow)]
    assert leaving.isVisible(), "the program ends with its last window"
    assert leaving.styleSheet(), "it looks like the program"
    qtbot.waitUntil(lambda: not isValid(leaving) or not leaving.isVisible(), timeout=120_000)
    clinic = ClinicFiles(house.folder)
    assert not Workstation.load(house.folder).left_without_copy
    newest = backups(clinic.backups)[-1]
    engine = file_engine(clinic.current().record, house.ring(TRAINER).keys["clinic"][0])
    assert newest.manifest.head == audit.head(engine), "what was done last is in it"
    engine.dispose()


def test_the_front_desk_signs_in_over_a_session_and_leaves_it_where_it_was(house: House, qtbot: QtBot) -> None:
    window = house.enter(TRAINER)
    house.open_session(window)
    step = window.session_page.session.step if window.session_page is not None else ""
    presence_of(window).cover()
    house.unlock(window, DESK)
    qtbot.waitUntil(lambda: house.door.window_behind is not window, timeout=30_000)
    desk = house.door.window_behind
    assert isinstance(desk, Shell)
    assert isinstance(desk.stack.currentWidget(), DeskPage)
    assert CLIENT not in desk.windowTitle()
    assert not window.isVisible()
    assert desk.presence is not None
    desk.presence.sign_out()
    assert window.isVisible()
    assert covered(window)
    house.unlock(window, TRAINER)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    assert window.session_page is not None
    assert window.session_page.session.step == step


def test_somebody_with_a_one_time_password_chooses_their_own_over_the_suspended_session(
    house: House, qtbot: QtBot
) -> None:
    window = house.enter(OWNER)
    clinic = OwnClinic(ClinicFiles(house.folder))
    trainer = next(person for person, name in clinic.people() or () if name == TRAINER)
    once = clinic.reset_password(window.context.record, house.ring(OWNER), trainer)
    presence_of(window).hide_now()
    house.unlock(window, TRAINER, once)
    qtbot.waitUntil(lambda: isinstance(window.curtain.cover, OwnPasswordPage), timeout=30_000)
    page = window.curtain.cover
    assert isinstance(page, OwnPasswordPage)
    for field in (page.password, page.again):
        field.edit.setText("新しい合言葉は雨の日 2026")
    page.button.click()
    qtbot.waitUntil(lambda: house.door.window_behind is not window, timeout=30_000)
    assert house.front().context.person == TRAINER
    assert covered(window)


def test_the_same_person_from_the_list_is_simply_back(house: House, qtbot: QtBot) -> None:
    window = house.enter(TRAINER)
    presence_of(window).hide_now()
    cover = cover_of(window)
    cover.ask_somebody_else()
    assert cover.who is not None
    assert cover.password is not None
    next(b for b in cover.who.buttons.values() if b.text() == TRAINER).click()
    cover.password.edit.setText(password_of(TRAINER))
    QTest.keyClick(cover.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    assert house.door.window_behind is window


class Slow:
    """A second connection that holds the write lock, as a slow disk would hold a save."""

    def __init__(self, house: House, key: bytes) -> None:
        self._held = connect(ClinicFiles(house.folder).current().record, key)
        self._held.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self._held.execute("ROLLBACK")
        self._held.close()


def outcome_of(qtbot: QtBot, house: House, work: Callable[[], Any], meanwhile: Callable[[], None]) -> list[Any]:
    """Run work on a pool thread, do something on the window's thread while it waits, and see how it ended."""
    ended: list[Any] = []
    begun = threading.Event()

    def task() -> Any:
        begun.set()
        return work()

    run_task(task, ended.append, lambda error: ended.append(error.bare()), house.door)  # type: ignore[attr-defined]
    assert begun.wait(60)
    meanwhile()
    qtbot.waitUntil(lambda: ended != [], timeout=30_000)
    return ended


@pytest.mark.parametrize("disk", ["comes back", "stays busy"])
def test_a_lock_during_a_save_lets_it_finish_or_says_that_it_did_not_and_the_keys_are_gone(
    house: House, qtbot: QtBot, disk: str
) -> None:
    window = house.enter(TRAINER)
    house.open_session(window)
    assert window.session_page is not None
    context, visit = window.context, window.session_page.session.visit_id
    stored = actions.resume_visit(context.record, visit).assessment
    entered = from_plain({**to_plain(stored.assessment), "weekly_km": 55})
    engine = weakref.ref(context.record.engine)
    key = house.ring(TRAINER).keys["clinic"][0]
    slow = Slow(house, key)

    def lock() -> None:
        presence_of(window).hide_now()
        assert covered(window)
        if disk == "comes back":
            slow.let_go()

    def save() -> Any:
        return actions.record_findings(
            context.record,
            visit,
            entered,
            evaluator=context.evaluator,
            revision=stored.revision,
            step="intake",
            actor=context.actor,
        )

    ended = outcome_of(qtbot, house, save, lock)
    if disk == "stays busy":
        slow.let_go()
        assert isinstance(ended[0], Refused), "what was not saved is said"
    del save
    assert not context.record.is_open
    wait_until_keys_are_gone()  # the thread that told how the save ended lets go of the error a moment after telling
    gc.collect()
    assert engine() is None, "the connection that was out came back to nobody"
    house.unlock(window, TRAINER)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    found = actions.resume_visit(context.record, visit).assessment.assessment.weekly_km
    saved = not isinstance(ended[0], Refused)
    assert (found == 55) is saved, "what was said is what is in the record"


def test_a_lock_while_an_entry_cannot_be_saved_keeps_it_for_later(house: House, qtbot: QtBot) -> None:
    window = house.enter(TRAINER)
    house.open_session(window)
    assert window.session_page is not None
    session = window.session_page.session
    slow = Slow(house, house.ring(TRAINER).keys["clinic"][0])
    engine = weakref.ref(window.context.record.engine)
    _, edit = number_entry(window)
    edit.setFocus()
    QTest.keyClicks(edit, "44")
    presence_of(window).hide_now()
    assert session.refused is not None
    assert window.has_unsaved
    wait_until_keys_are_gone()  # who reads in the background at that moment gives the connection back
    gc.collect()
    assert engine() is None, "what is kept of the refusal holds no connection"
    slow.let_go()
    house.unlock(window, TRAINER)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    assert session.refused is None
    assert actions.resume_visit(window.context.record, session.visit_id).assessment.assessment.weekly_km == 44


def test_a_lock_while_a_paper_is_made_stores_it_whole_or_says_that_it_is_not(house: House, qtbot: QtBot) -> None:
    window = house.enter(TRAINER)
    house.open_session(window)
    assert window.session_page is not None
    session, context = window.session_page.session, window.context
    plain = {key: value for key, value in CLEAR.items() if key not in ("client", "date", "case", "format")}
    stored = actions.resume_visit(context.record, session.visit_id).assessment
    recorded = to_plain(stored.assessment)
    entered = from_plain({**recorded, **plain, "client": {**recorded["client"], "age_at_onset": 40}})
    actions.record_findings(
        context.record,
        session.visit_id,
        entered,
        evaluator=context.evaluator,
        revision=stored.revision,
        step="result",
        actor=context.actor,
    )
    window.open_visit(session.visit_id)
    session = window.session_page.session
    session.decide("accepted")
    session.ensure_plan()
    engine = weakref.ref(context.record.engine)
    session.listeners.clear()  # work off the GUI thread must not announce itself to widgets
    ended = outcome_of(qtbot, house, partial(session.issue, "ja"), presence_of(window).hide_now)
    wait_until_keys_are_gone()
    gc.collect()
    assert engine() is None
    house.unlock(window, TRAINER)
    qtbot.waitUntil(lambda: not covered(window), timeout=30_000)
    papers = actions.resume_visit(context.record, session.visit_id).handouts
    assert len(papers) == (0 if isinstance(ended[0], Refused) else 1)
    assert all(paper.pdf.startswith(b"%PDF-") for paper in papers)
