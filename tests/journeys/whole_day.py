"""One made-up day of a studio on a server: two trainers and the front desk, each at the program's own window.

Each computer reaches the server over a network of its own that can be cut; the server lies on a disk that can be
filled. The hands here do what people do: they enter, they press again what was refused, and they write down what the
window told them was saved. In the evening that list is compared with the record.
"""

import random
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.door import Door
from clinic_app.desktop.entrance import open_door
from clinic_app.desktop.front_desk.page import DeskPage
from clinic_app.desktop.idle import IdleWatch
from clinic_app.desktop.shell import Shell
from clinic_app.desktop.sign_in import SignInPage
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.typed_name import TypedName
from clinic_app.desktop.window import Window
from clinic_app.domain.client import ClientDetails
from clinic_app.i18n import texts
from clinic_app.records.fault_sentences import CONNECTION_LOST, NO_NEWS, SERVER_BUSY, SERVER_FULL, UNSURE
from tests.server.clusters import Cluster
from tests.server.scarce import crowded, filled
from tests.server.staffed import Staffed
from tests.server.stand_in import COMMIT, StandIn

LONG = 120_000
SECRET = "カナリアの備考"  # noqa: S105 - stands in a client's note; nobody but trainers and owners may ever see it
Fault = tuple[str, Callable[["Trainer"], None]]


@dataclass
class Computer:
    """One PC of the studio: its network, its door, and what stands behind that."""

    network: StandIn
    door: Door

    @property
    def window(self) -> Shell:
        """The window of whoever signed in here."""
        assert isinstance(self.door.window_behind, Shell)
        return self.door.window_behind


@dataclass(eq=False)
class Trainer:
    """Somebody who enters a session, and what their window told them was saved: by place the last value."""

    name: str
    computer: Computer
    confirmed: dict[str, Any] = field(default_factory=dict)
    waiting: dict[str, Any] = field(default_factory=dict)

    @property
    def window(self) -> Window:
        """Their window."""
        assert isinstance(self.computer.window, Window)
        return self.computer.window

    @property
    def session(self) -> Session:
        """The session on their screen."""
        assert self.window.session_page is not None
        return self.window.session_page.session

    def enter(self, path: str, value: Any) -> str:
        """Enter one value; gives what the window refused it with, empty where it said that it is saved."""
        session = self.session
        assert session.put(path, value) is None
        self.waiting[path] = value
        return self.look()

    def look(self) -> str:
        """Write down what the window says is saved."""
        session, page = self.session, self.window.session_page
        assert page is not None
        said = page.saved.text()
        if session.refused is not None:
            assert said == texts("desktop", "ja")("Not saved"), said
            for path, value in self.waiting.items():
                assert session.value(path) == value, "what was entered stays on the page"
            return session.refused.message
        assert said == texts("desktop", "ja")("✓ Saved"), said
        self.confirmed |= self.waiting
        self.waiting = {}
        return ""


class Day:
    """The studio, its computers, and everything that goes wrong."""

    def __init__(self, bot: QtBot, folder: Path, cluster: Cluster, disk: Path | None, staffed: Staffed) -> None:
        self.bot, self.folder, self.cluster, self.disk, self.staffed = bot, folder, cluster, disk, staffed
        self.said: dict[str, set[str]] = {}  # by fault, what windows told people
        self.course: list[str] = []  # what went wrong on purpose so far, in order
        self._stack = ExitStack()
        self._computers: list[Computer] = []

    def close(self) -> None:
        """Everybody goes home, when what was begun has ended."""
        QThreadPool.globalInstance().waitForDone()
        settle()
        for computer in self._computers:
            for window in (computer.door.window_behind, computer.door):
                if window is not None:
                    window.close()
                    window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        settle()
        self._stack.close()
        for computer in self._computers:
            computer.network.close()

    @contextmanager
    def told_whole(self) -> Iterator[None]:
        """Whatever ends this day early is told with its course, and with what broke behind any window's back.

        Errors by kind and place only, so that a log that is handed on names nobody.
        """
        causes: list[str] = []
        before = sys.excepthook

        def keep(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            places = (f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace))
            causes.append(f"{kind.__name__} at {' > '.join(places)}")
            before(kind, error, trace)

        sys.excepthook = keep
        try:
            yield
        except BaseException as error:
            error.add_note("The day so far: " + ", ".join(self.course))
            for cause in causes:
                error.add_note(f"Behind a window: {cause}")
            raise
        finally:
            sys.excepthook = before

    def until(self, holds: Callable[[], bool]) -> None:
        """Work on until something is so."""
        self.bot.waitUntil(holds, timeout=LONG)

    def door(self) -> Computer:
        """A computer that was switched on."""
        network = StandIn(self.cluster.socket)
        folder = self.folder / f"computer-{len(self._computers)}"
        replace(self.staffed.place, host=network.host, port=network.port).keep(folder)
        door = open_door(folder, "ja", Theme(), self._stack)
        door.show()
        made = Computer(network, door)
        self._computers.append(made)
        return made

    def type_in(self, computer: Computer, name: str) -> None:
        """Give name and password at a door."""
        page = computer.door.page()
        assert isinstance(page, SignInPage)
        assert isinstance(page.person, TypedName)
        page.person.edit.setText(name)
        page.password.edit.setText(self.staffed.passwords[name])
        page.password.edit.returnPressed.emit()

    def sign_in(self, name: str) -> Computer:
        """Somebody begins to work."""
        computer = self.door()
        self.type_in(computer, name)
        self.until(lambda: computer.door.window_behind is not None)
        presence = computer.window.presence
        assert presence is not None
        presence.watch = IdleWatch(lambda: 0.0, lambda: 0.0)  # however long this day takes, nobody is locked out by it
        return computer

    # people

    def begin(self, trainer: Trainer, client: str) -> None:
        """A client is there: their visit is opened on the trainer's screen."""
        context = trainer.window.context
        visit = actions.open_visit(
            context.record, client, day=context.today(), trainer=trainer.name, actor=context.actor
        ).value
        trainer.window.open_visit(visit.id)
        settle()

    def register(self, trainer: Trainer, name: str, kana: str) -> str:
        """Somebody new; gives the id."""
        context = trainer.window.context
        details = ClientDetails(name, kana, "female", date(1984, 5, 1), "", note=SECRET)
        return actions.register_client(context.record, details, actor=context.actor).value.id

    def saved(self, trainer: Trainer, fault: str) -> None:
        """Wait until the window says by itself that all is saved; the last try, a person makes."""
        refused = trainer.session.refused
        if refused is not None:
            self.said.setdefault(fault, set()).add(refused.message)
        self.until(lambda: trainer.session.refused is None)
        assert trainer.look() == ""

    # what goes wrong

    def faults(self, source: random.Random) -> list[Fault]:
        """All of them, in an order of this day's own."""
        faults = [self.line_lost, self.struck_down, self.killed, self.no_place]
        faults += [self.full] if self.disk is not None else []
        found: list[Fault] = [(one.__name__, one) for one in faults]
        cuts = ("before", "once", "after")
        found += [(f"cut {where} COMMIT", partial(self.cut_at_commit, where=where)) for where in cuts]
        source.shuffle(found)
        return found

    def line_lost(self, trainer: Trainer) -> None:
        """The cable is pulled while somebody enters, and put back."""
        network, window = trainer.computer.network, trainer.window
        network.refusing = True
        network.drop_all()
        self.until(window.said.isVisible)
        assert trainer.enter("weekly_km", 11) == CONNECTION_LOST
        assert trainer.enter("nrs.now", 3) == CONNECTION_LOST
        network.refusing = False
        self.saved(trainer, "line lost")
        assert not window.said.isVisible()

    def struck_down(self, trainer: Trainer) -> None:
        """The server ends at once, without a word, and starts again."""
        trainer.enter("years_running", 4)
        self.cluster.strike_down()
        trainer.enter("years_running", 5)
        self.saved(trainer, "struck down")

    def killed(self, trainer: Trainer) -> None:
        """All processes of the server that work for the program are ended."""
        self.cluster.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'clinic-%'"
        )
        trainer.enter("weeks_since_onset", 9)
        self.saved(trainer, "processes killed")

    def cut_at_commit(self, trainer: Trainer, where: str) -> None:
        """The line breaks right at COMMIT, and everything else with it for a while."""
        network, before = trainer.computer.network, self.entries(trainer)

        def cut(sent: bytes) -> str | None:
            if COMMIT not in sent:
                return None
            network.refusing = True
            return where

        network.cut = cut
        said = trainer.enter("nrs.worst_run", 6 if trainer.confirmed.get("nrs.worst_run") == 5 else 5)
        assert said in (CONNECTION_LOST, UNSURE), said
        network.cut = lambda _sent: None
        network.drop_all()  # so that the line of news breaks too, as with a cable
        network.refusing = False
        self.saved(trainer, f"cut {where} COMMIT")
        assert self.entries(trainer) == before + 1, "stored once"

    def no_place(self, trainer: Trainer) -> None:
        """Strangers took all connections while this computer had none."""
        network = trainer.computer.network
        network.refusing = True
        theirs = partial(self.count, "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", trainer.name)
        others = theirs() - network.lines
        network.drop_all()
        self.until(lambda: theirs() <= others)  # each takes a place until the server has noticed
        with crowded(self.cluster):
            network.refusing = False
            said = trainer.enter("weekly_km", 13)
            assert said in (SERVER_BUSY, CONNECTION_LOST), said
            self.said.setdefault("no place", set()).add(said)
            self.until(lambda: trainer.window.said.text() == texts("messages", "ja")(NO_NEWS))
        self.saved(trainer, "no place")

    def full(self, trainer: Trainer) -> None:
        """The server's disk is full to the last byte."""
        assert self.disk is not None
        with filled(self.disk):
            said, number = "", 20
            while not said and number < 400:
                number += 1
                said = trainer.enter("weekly_km", number % 300)
            assert said in (SERVER_FULL, CONNECTION_LOST, UNSURE), said
            self.said.setdefault("full", set()).add(said)
        self.cluster.ensure_running()
        trainer.window.retry()  # "save again", as the sentence says
        self.saved(trainer, "full")

    # what the record holds

    @contextmanager
    def keeper(self) -> Iterator[psycopg.Connection[Any]]:
        """The server's keeper looks, past the program."""
        host = str(self.cluster.socket.parent)
        with closing(psycopg.connect(host=host, dbname=self.staffed.place.database, user="postgres")) as connection:
            connection.autocommit = True
            connection.execute("SET search_path = clinic")
            yield connection

    def entries(self, trainer: Trainer) -> int:
        """How often findings of a trainer's session were stored."""
        return self.count("SELECT revision FROM assessment WHERE id = %s", trainer.session.stored.id) - 1

    def count(self, query: str, *values: Any) -> int:
        """One number of the record."""
        with self.keeper() as connection:
            found = connection.execute(query, values or None).fetchone()  # type: ignore[arg-type]
        assert found is not None
        return int(found[0])


def desk_of(computer: Computer) -> DeskPage:
    """The front desk's page."""
    found = computer.window.findChild(DeskPage)
    assert isinstance(found, DeskPage)
    return found


def shown(window: Shell) -> str:
    """Everything that is written on a window now."""
    return "\n".join(found.text() for found in window.findChildren(QLabel) if found.isVisible())
