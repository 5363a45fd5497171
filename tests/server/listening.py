"""A trainer's window that hears of what others save, as the tests and the benchmark of news open it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from clinic_app.bootstrap.factory import poses
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.live import Live, stay_in_touch
from clinic_app.desktop.lock_screen import Keeper
from clinic_app.desktop.presence import Presence
from clinic_app.desktop.window import Window
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.locking import Locking
from clinic_app.records.engines import server_engine
from clinic_app.records.live import NewsLine
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PATIENCE = 60.0  # seconds, on a machine that does much else


def until(holds: Callable[[], bool], within: float = PATIENCE) -> None:
    """Let the windows work until something holds; TimeoutError when it does not."""
    began = time.monotonic()
    while not holds():
        QApplication.processEvents()
        if time.monotonic() - began > within:
            raise TimeoutError(f"not within {within} s")


@contextmanager
def listening_window(url: str, evaluator: Evaluator) -> Iterator[Window]:
    """The window of a trainer at the record at `url`, over lines of its own; closed at the end."""
    load_fonts()
    record = Record(server_engine(url))
    context = Context(
        record=record,
        evaluator=evaluator,
        poses=poses(),
        clinic=ClinicProfile("架空コンディショニング"),
        person="佐藤",
        staff_id="staff-1",
        clock=lambda: NOON,
    )
    opened = Window(context)
    opened.resize(1300, 820)
    opened.show()
    presence = Presence(opened, _keeper(record, url))
    live = Live(lambda: NewsLine(record.engine))
    stay_in_touch(presence, live)
    try:
        until(lambda: live.line is not None)
        settle()
        yield opened
    finally:
        presence.sign_out()
        QThreadPool.globalInstance().waitForDone()
        opened.close()
        opened.deleteLater()
        settle()
        record.close()


def _keeper(record: Record, url: str) -> Keeper:
    def drop() -> None:
        QThreadPool.globalInstance().waitForDone()  # a line that is out would come back to nobody
        record.close()

    return Keeper(
        person=("staff-1", "佐藤"),
        people=lambda: [("staff-1", "佐藤")],
        unlock=lambda _person, _password: None,
        renew=lambda _person, _old, _new: None,
        change_password=lambda _old, _new: None,
        locking=Locking,
        is_open=lambda: record.is_open,
        drop=drop,
        reopen=lambda _ring: record.reopen(server_engine(url)),
        somebody_else=lambda _ring: None,
    )
