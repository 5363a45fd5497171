"""Fixtures every test folder shares. Kept small: what only one folder needs stands in that folder."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

KEY = bytes(range(32))
pytest_plugins = ("tests.printing.fixtures",)


def pytest_configure() -> None:
    """Qt reads this when the first application is made; later is too late."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


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
