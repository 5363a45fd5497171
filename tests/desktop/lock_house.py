"""A clinic with an owner, a trainer and a front desk, and clocks that a test moves: for the tests of locking."""

import gc
from contextlib import ExitStack
from dataclasses import fields
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.record_files import create_record
from clinic_app.desktop.app import settle
from clinic_app.desktop.cover import Cover
from clinic_app.desktop.door import Door
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.idle import IdleWatch
from clinic_app.desktop.leaving import LeavingWindow
from clinic_app.desktop.presence import Presence
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.widgets.numbers import NumberField
from clinic_app.desktop.window import Window
from clinic_app.domain.client import ClientDetails
from clinic_app.records.backups import make_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import KeyRing, Role
from clinic_app.records.page_copy import Patience
from clinic_app.records.passwords import FLOOR
from clinic_app.records.record import utc_now
from clinic_app.records.rotation import Places
from clinic_app.records.staff_keys import StaffKeys

OWNER, TRAINER, DESK = "山田 院長", "鈴木 見本", "田中 受付"
CLIENT = "架空 花子"
MINUTE = 60.0
STAFF: dict[str, tuple[Role, ...]] = {TRAINER: ("trainer",), DESK: ("front_desk",)}


def password_of(name: str) -> str:
    """What a person of these tests types."""
    return f"{name} の長い合言葉 2026"


def make_studio(folder: Path) -> None:
    """The clinic, one client in it; passwords at the lowest cost that the program accepts."""
    studio = ClinicFiles(folder)
    _opened.clear()
    with studio.new_generation(utc_now()) as generation:
        made = StaffKeys(Places(generation.slots, generation.record, folder)).create(OWNER, password_of(OWNER), FLOOR)
        create_record(generation.record, made.ring.keys["clinic"][0]).close()
    clinic = OwnClinic(studio)
    clinic.confirm_kit(made.kit.code)
    record = clinic.enter(made.ring).record
    try:
        for name, roles in STAFF.items():
            once = clinic.add_person(record, made.ring, name, roles)
            _remember(clinic.renew(id_of(clinic, name), once, password_of(name)))
        client = ClientDetails(CLIENT, "カクウ ハナコ", birth_date=date(1984, 5, 1), phone="090-0000-4321")
        actions.register_client(record, client, actor=made.ring.person)
    finally:
        record.close()
    _remember(made.ring)
    # The copy of the day is there, so that no test waits for another one that it does not ask for.
    make_backup(studio, made.ring.keys["clinic"][0], utc_now(), Patience(pause=0.0))


_opened: dict[str, dict[str, Any]] = {}  # what everybody's ring holds; no test keeps a ring itself


def _remember(ring: KeyRing) -> None:
    """Keep what a ring holds, for tests in which the password itself is not the matter."""
    _opened[ring.name] = {field.name: getattr(ring, field.name) for field in fields(ring)}


def id_of(clinic: OwnClinic, name: str) -> str:
    """The id of one of the staff."""
    return next(person for person, called in clinic.people() or () if called == name)


class Clocks:
    """A monotonic clock and a wall clock that stand still until a test moves them."""

    def __init__(self) -> None:
        self.monotonic, self.wall = 1000.0, 2_000_000.0

    def pass_minutes(self, minutes: float) -> None:
        """Nobody touches anything; the program looks at the clocks once a second meanwhile, as it does."""
        self.monotonic += minutes * MINUTE
        self.wall += minutes * MINUTE


class House:
    """The program on one clinic, up to its door, and the hands of those who use it."""

    def __init__(self, qtbot: QtBot, folder: Path, stack: ExitStack) -> None:
        self.qtbot, self.folder, self.clocks = qtbot, folder, Clocks()
        self.door: Door = open_door(folder, "ja", Theme(), stack)
        self.door.show()

    def ring(self, name: str) -> KeyRing:
        """What somebody gets for their password, without the half second that a guess at it costs."""
        held = _opened[name]
        keys = {place: tuple(bytes(bytearray(key)) for key in held["keys"][place]) for place in held["keys"]}
        return KeyRing(**{**held, "keys": keys})

    def enter(self, name: str) -> Window:
        """Sign in at the door."""
        self.door.way.opened(self.ring(name))
        return self.front()

    def front(self) -> Window:
        """The window that the person at the screen sees."""
        window = self.door.window_behind
        assert isinstance(window, Window)
        presence = presence_of(window)
        if presence.watch.__class__ is IdleWatch and not hasattr(presence, "moved_by_a_test"):
            presence.watch = IdleWatch(lambda: self.clocks.monotonic, lambda: self.clocks.wall)
            presence.moved_by_a_test = True  # type: ignore[attr-defined]
        settle()
        return window

    def open_session(self, window: Window) -> None:
        """Bring up the session of the one client."""
        client = actions.find_clients(window.context.record, "カクウ")[0]
        window.begin_visit(client.id)
        window.activateWindow()
        settle()
        assert window.in_session

    def wait(self, minutes: float, window: Window) -> None:
        """Let time pass without anybody at the machine, looking at the clocks as the timer would."""
        while minutes > 0:
            self.clocks.pass_minutes(min(minutes, 0.5))
            minutes -= 0.5
            presence_of(window).tick()

    def unlock(self, window: Window, name: str, password: str = "") -> None:
        """Type a password on the cover, as the person of the window or, from the list, as somebody else."""
        cover = cover_of(window)
        if name != presence_of(window).keeper.person[1]:
            cover.ask_somebody_else()
            assert cover.who is not None
            next(b for b in cover.who.buttons.values() if b.text() == name).click()
        elif cover.password is None:
            cover.ask_password()
        assert cover.password is not None
        assert cover.button is not None
        cover.password.edit.setText(password or password_of(name))
        cover.button.click()

    def shut(self) -> None:
        """Close every window for good."""
        for kind in (Window, Door, LeavingWindow):  # the last come when the first are closed
            for widget in QApplication.topLevelWidgets():
                if isinstance(widget, kind):
                    widget.close()
                    widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle()


def presence_of(window: Window) -> Presence:
    """Who is at a window."""
    assert window.presence is not None
    return window.presence


def cover_of(window: Window) -> Cover:
    """The cover of a window."""
    cover = window.curtain.cover
    assert isinstance(cover, Cover)
    return cover


def number_entry(window: Window, path: str = "weekly_km") -> tuple[Entry, QLineEdit]:
    """A typed finding of the session on screen, and its field."""
    assert window.session_page is not None
    entry = next(e for e in window.session_page.page("intake").entries if e.path.endswith(path))
    assert isinstance(entry.control, NumberField)
    return entry, entry.control.edit


def covered(window: Window) -> bool:
    """Whether the pages are put away."""
    return window.is_covered


def rings() -> list[str]:
    """The names on every ring of this clinic's keys that is alive here; other tests' fixtures keep theirs."""
    gc.collect()
    ours = {held["person"] for held in _opened.values()}
    return [thing.name for thing in gc.get_objects() if type(thing) is KeyRing and thing.person in ours]


def wait_until_keys_are_gone() -> None:
    """No ring is left. What was under way when the screen was locked ends first; nothing else may wait.

    That is a copy, on a thread of the pool, or a look into the front desk's folders, on the thread of their link.
    """
    for _ in range(4):  # one copy may have been waiting for the one before it
        assert QThreadPool.globalInstance().waitForDone(30_000)
        settle()
    end = monotonic() + 30
    while left := rings():
        assert monotonic() < end, left
        settle()
