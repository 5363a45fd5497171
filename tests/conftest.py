"""Fixtures every test folder shares. Kept small: what only one folder needs stands in that folder."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

KEY = bytes(range(32))
pytest_plugins = ("tests.printing.fixtures",)

# How many examples hypothesis tries: the same ones in every run, and none that is a failure because it took its time.
QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("default", max_examples=40, deadline=None, derandomize=True, suppress_health_check=QUIET)
settings.register_profile("ci", max_examples=400, deadline=None, derandomize=True, suppress_health_check=QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure() -> None:
    """Qt reads this when the first application is made; later is too late."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a fifth of the time is spent waiting, for the disk, a printer or a server."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def _widgets_go_on_the_thread_of_the_windows() -> Iterator[None]:
    """As in the program: unused rings of objects are not cleared away on another thread.

    What a test put aside is gone before the next one: a style sheet looks at every widget that is left.
    """
    if "PySide6.QtWidgets" in sys.modules:
        gc.disable()
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        from clinic_app.desktop.tidying import tidy

        application = QCoreApplication.instance()
        if application is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            assert not application.property("styleSheet"), "the look stands on each window, as in the program"
        tidy()


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> object:
    """pytest-qt's, that leaves nothing half put away when a wait is over."""
    from tests.settled import SettledBot

    return SettledBot(request)


@pytest.fixture
def key() -> bytes:
    """The key of every record the tests make."""
    return KEY


@pytest.fixture
def today() -> date:
    """The day on which the tests take place."""
    return date(2026, 11, 22)


@pytest.fixture(scope="session")
def evaluator() -> Evaluator:
    """The factory rule set."""
    return build_evaluator(factory_texts())


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh record file, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("records") / "clinic.db"
    create_record(path, KEY).close()
    return path


@pytest.fixture
def record_path(empty_record: Path, tmp_path: Path) -> Path:
    """The test's own copy of a fresh record."""
    return Path(shutil.copy(empty_record, tmp_path / "clinic.db"))


@pytest.fixture
def record(record_path: Path) -> Iterator[Record]:
    """An open, fresh record in an encrypted file."""
    opened = open_record(record_path, KEY)
    yield opened
    opened.close()
