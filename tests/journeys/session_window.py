"""A window at the open visit of a client who is known already: what the one-hand journeys begin with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from PySide6.QtTest import QTest

from clinic_app import actions
from clinic_app.bootstrap.factory import poses
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.window import Window
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@contextmanager
def at_a_session(
    record: Record, evaluator: Evaluator, before: Callable[[str], None] = lambda _client_id: None
) -> Iterator[Window]:
    """The window, gone for good afterwards; `before` may do with the client what came before today."""
    load_fonts()
    context = Context(
        record=record,
        evaluator=evaluator,
        poses=poses(),
        clinic=ClinicProfile("架空コンディショニング", phone="00-0000-0000"),
        person="佐藤",
        staff_id="staff-1",
        clock=lambda: NOON,
    )
    details = ClientDetails("架空 花子", "カクウ ハナコ", sex="female", birth_date=date(1984, 5, 1))
    client = actions.register_client(record, details, actor="staff-1").value
    before(client.id)
    window = Window(context)
    window.resize(1400, 860)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 30_000)
    window.begin_visit(client.id)
    settle()
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        settle()
