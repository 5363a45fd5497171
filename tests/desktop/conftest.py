"""Fixtures for windows: the application with its bundled fonts, a context on a fresh record, a closing window."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lock_house import make_studio
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from visits import GLUTEAL, STAIRS
from visits import record as record_in

from clinic_app import actions
from clinic_app.bootstrap.demo import Demo, create_demo
from clinic_app.bootstrap.factory import poses
from clinic_app.desktop.app import context_of, load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.theme import Theme, ThemeName
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.window import Window
from clinic_app.domain.assessment import from_plain, to_plain
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.language import Language
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

Look = tuple[Language, ThemeName, float, tuple[int, int]]
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def staffed_studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with an owner, a trainer and a front desk, made once for all tests of locking; they work on copies."""
    folder = tmp_path_factory.mktemp("studio") / "studio"
    make_studio(folder)
    return folder


@pytest.fixture
def context(qapp: QApplication, record: Record, evaluator: Evaluator) -> Context:
    """A trainer at a fresh record, in Japanese."""
    load_fonts()
    return Context(
        record=record,
        evaluator=evaluator,
        poses=poses(),
        clinic=ClinicProfile("架空コンディショニング", phone="00-0000-0000"),
        person="佐藤",
        clock=lambda: NOON,
    )


@pytest.fixture
def open_visit(context: Context) -> Callable[..., str]:
    """Register a made-up client, open a visit and, if given, record findings in it; returns the visit's id."""

    def opened(findings: dict[str, Any] | None = None, name: str = "𠮷田 架空", sex: str = "female") -> str:
        details = ClientDetails(name, "ヨシダ カクウ", sex=sex, birth_date=date(1984, 5, 1))  # type: ignore[arg-type]
        client = actions.register_client(context.record, details, actor="staff-1").value
        visit = actions.open_visit(
            context.record, client.id, day=date(2026, 11, 22), trainer="佐藤", actor="staff-1"
        ).value
        if findings is not None:
            stored = actions.resume_visit(context.record, visit.id).assessment
            plain = to_plain(stored.assessment)
            kept = {key: value for key, value in findings.items() if key not in ("client", "date", "case", "format")}
            onset = {"age_at_onset": findings["client"].get("age_at_onset", 42)}
            entered = from_plain({**plain, **kept, "client": {**plain["client"], **onset}})
            actions.record_findings(
                context.record,
                visit.id,
                entered,
                evaluator=context.evaluator,
                revision=stored.revision,
                step="hip_hinge",
                actor="staff-1",
            )
        return visit.id

    return opened


@pytest.fixture
def session(context: Context, open_visit: Callable[..., str]) -> Session:
    """A session with nothing recorded yet."""
    return Session(context, open_visit())


@pytest.fixture
def window(context: Context) -> Iterator[Window]:
    """The main window, gone for good after the test."""
    opened = Window(context)
    opened.resize(1400, 860)
    opened.show()
    settle()
    yield opened
    opened.close()
    opened.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


@pytest.fixture
def follow_up(context: Context) -> Session:
    """A session on a client whose trial visit was two weeks ago."""
    details = ClientDetails(
        "架空 花子", "カクウ ハナコ", sex="female", birth_date=date(1984, 5, 1), usual_weekly_km=40, running_since=2015
    )
    client = actions.register_client(context.record, details, actor="staff-1").value
    trial = actions.open_visit(context.record, client.id, day=date(2026, 11, 8), trainer="佐藤", actor="staff-1").value
    first = Session(context, trial.id)
    record_in(first, GLUTEAL)
    first.course.put_measure(STAIRS)
    first.close("joined")
    later = actions.open_visit(context.record, client.id, day=date(2026, 11, 22), trainer="佐藤", actor="staff-1").value
    return Session(context, later.id)


@pytest.fixture
def taught(context: Context, open_visit: Callable[..., str]) -> Session:
    """A decided session, ready to teach."""
    session = Session(context, open_visit(GLUTEAL))
    session.decide("accepted")
    session.ensure_plan()
    return session


@pytest.fixture
def show(context: Context) -> Callable[[QWidget], QWidget]:
    """Shows a widget in its own window; gone after the test with the application's other leftovers."""

    def shown(widget: QWidget) -> QWidget:
        widget.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        widget.resize(1300, 900)
        widget.show()
        settle()
        return widget

    return shown


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A made-up clinic, shared by the walks over the pages; they only look at it."""
    grown = create_demo(tmp_path_factory.mktemp("demo"), today=date(2026, 11, 22))
    yield grown
    grown.record.close()


@pytest.fixture
def program(qapp: QApplication, demo: Demo, look: Look) -> Iterator[Window]:
    """The program on the made-up clinic in one look (language, theme, scale, size), not shown yet."""
    load_fonts()
    language, theme, scale, size = look
    opened = Window(context_of(demo, language, Theme(theme, scale)))
    opened.resize(*size)
    yield opened
    opened.close()
    opened.deleteLater()
    settle()
