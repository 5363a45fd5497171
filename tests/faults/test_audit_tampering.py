"""F29, F10 and F7: what the audit chain finds alone, what only an anchor finds, and a clock that moves."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.anchor import Anchor
from clinic_app.domain.client import ClientDetails
from clinic_app.records import audit
from clinic_app.records.audit import AuditVerdict
from clinic_app.records.engines import file_engine
from clinic_app.records.record import Record
from tests.conftest import KEY

WHO = ClientDetails("見本 花子", "ミホン ハナコ", "female", date(1984, 3, 1))


@pytest.fixture
def long_record(record: Record) -> Iterator[Record]:
    """A record with a chain of some length."""
    for _ in range(8):
        actions.register_client(record, WHO, actor="staff-1")
    yield record
    record.close()


def _tamper(record: Record, *statements: str) -> None:
    with record.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _rewrite(record: Record) -> None:
    """What a person with the key and this source can do: another actor everywhere, and a chain that fits."""
    with record.engine.begin() as connection:
        previous = ""
        for row in connection.execute(text("SELECT * FROM audit ORDER BY seq")).all():
            values = (row.seq, row.at, "somebody else", row.action, row.record_id, row.revision, previous)
            new = audit._hash(values)
            change = text("UPDATE audit SET actor = :actor, previous = :previous, hash = :hash WHERE seq = :seq")
            connection.execute(change, {"actor": values[2], "previous": previous, "hash": new, "seq": row.seq})
            previous = new


@pytest.mark.parametrize(
    ("statements", "fault", "seq"),
    [
        (["UPDATE audit SET actor = 'x' WHERE seq = 3"], "altered", 3),
        (["UPDATE audit SET at = '2000-01-01T00:00:00+00:00' WHERE seq = 5"], "altered", 5),
        (["UPDATE audit SET previous = '' WHERE seq = 5"], "altered", 5),
        (["DELETE FROM audit WHERE seq = 4"], "missing", 4),
        (["DELETE FROM audit WHERE seq < 4"], "missing", 1),
        (
            [
                "UPDATE audit SET seq = -1 WHERE seq = 4",
                "UPDATE audit SET seq = 4 WHERE seq = 5",
                "UPDATE audit SET seq = 5 WHERE seq = -1",
            ],
            "altered",
            4,
        ),
    ],
)
def test_the_chain_alone_finds(long_record: Record, statements: list[str], fault: str, seq: int) -> None:
    _tamper(long_record, *statements)
    verdict = audit.verify(long_record.engine)
    assert (verdict.fault, verdict.seq) == (fault, seq)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [(lambda record: _tamper(record, "DELETE FROM audit WHERE seq > 6"), "cut"), (_rewrite, "replaced")],
)
def test_only_an_anchor_finds(long_record: Record, tamper: Callable[[Record], None], fault: str) -> None:
    anchor = audit.head(long_record.engine)
    tamper(long_record)
    alone = audit.verify(long_record.engine)
    assert alone.fault is None
    assert audit.NO_ANCHOR in alone.limits
    assert audit.verify(long_record.engine, [anchor]).fault == fault


def test_an_old_file_put_back_is_found_by_what_this_workstation_saw(record_path: Path, tmp_path: Path) -> None:
    yesterday = Path(shutil.copy(record_path, tmp_path / "yesterday.db"))
    record = open_record(record_path, KEY)
    actions.register_client(record, WHO, actor="staff-1")
    seen = audit.head(record.engine)
    record.close()
    shutil.copy(yesterday, record_path)
    verdict = _verify(record_path, seen)
    assert (verdict.fault, verdict.seq) == ("cut", 2)


def test_an_old_file_that_went_its_own_way_is_found_too(record_path: Path, tmp_path: Path) -> None:
    yesterday = Path(shutil.copy(record_path, tmp_path / "yesterday.db"))
    seen = None
    for path, times in ((record_path, 1), (yesterday, 3)):
        record = open_record(path, KEY)
        for _ in range(times):
            actions.register_client(record, WHO, actor="staff-1")
        seen = seen or audit.head(record.engine)
        record.close()
    assert _verify(yesterday, seen).fault == "replaced"


def _verify(path: Path, anchor: Anchor | None) -> AuditVerdict:
    engine = file_engine(path, KEY)
    try:
        return audit.verify(engine, [anchor])
    finally:
        engine.dispose()


def test_a_clock_that_moves_leaves_order_and_chain_alone(record_path: Path) -> None:
    start = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    moves = [timedelta(0), timedelta(days=-1), timedelta(days=-3650), timedelta(days=365), timedelta(hours=-1)]
    ids = []
    for move in moves:
        record = Record(file_engine(record_path, KEY), clock=lambda move=move: start + move)
        ids.append(actions.register_client(record, WHO, actor="staff-1").value.id)
        record.close()
    engine = file_engine(record_path, KEY)
    entries = audit.entries(engine, 1)
    assert [entry.record_id for entry in entries] == ids
    assert [entry.at for entry in entries] == [start + move for move in moves]
    assert audit.verify(engine).fault is None
    engine.dispose()
