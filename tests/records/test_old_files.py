"""Records that older programs left: each is brought to the newest schema and nothing in it is lost."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.records.audit import verify
from clinic_app.records.engines import file_engine
from clinic_app.records.record import Record

FOLDER = Path(__file__).parent / "old_files"
KEY = bytes.fromhex("f5b165224a58b791df6af1d8303e61cdc4bb86c3d1c427103c344c4189eb2f1e")  # public: all of it is made up
FILES = sorted(FOLDER.glob("*.db"))


def _counts(path: Path) -> dict[str, int]:
    engine = file_engine(path, KEY)
    try:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608
    finally:
        engine.dispose()


@pytest.fixture(params=FILES, ids=[file.stem for file in FILES])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of one old record."""
    return Path(shutil.copy(request.param, tmp_path / "clinic.db"))


def test_there_is_an_old_record_with_children_under_every_parent() -> None:
    assert FILES
    assert [name for name, rows in _counts(FILES[0]).items() if not rows] == []


def test_every_row_of_an_old_record_is_there_after_the_upgrade(old: Path) -> None:
    before = _counts(old)
    open_record(old, KEY).close()
    after = _counts(old)
    # What a client is found by is made anew, in a table that is ordered better.
    kept = before.keys() - {"alembic_version", "client_search_key"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["client_key"] >= after["client"]


def test_an_old_record_is_used_like_a_new_one(old: Path) -> None:
    record: Record = open_record(old, KEY)
    try:
        clients = actions.find_clients(record, "")
        assert clients
        assert verify(record.engine, []).fault is None
        for client in clients:
            assert actions.change_client(record, client, actor="staff-1").value.details == client.details
    finally:
        record.close()
