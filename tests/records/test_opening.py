"""Opening and creating: an empty, missing, damaged, foreign or newer file is never taken for a new studio."""

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app import actions
from clinic_app.bootstrap import record_files
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import faults, soundness


def test_a_missing_record_is_refused_and_not_made(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(Refused) as refused:
        open_record(tmp_path / "clinic.db", key)
    assert refused.value.message == faults.NOT_THERE
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_refused_and_stays_empty(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "clinic.db"
    path.touch()
    with pytest.raises(Refused) as refused:
        open_record(path, key)
    assert refused.value.message == faults.EMPTY
    assert path.read_bytes() == b""


def test_a_new_record_never_replaces_a_file(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "clinic.db"
    path.write_bytes(b"kept")
    with pytest.raises(Refused) as refused:
        create_record(path, key)
    assert refused.value.message == faults.EXISTS
    assert path.read_bytes() == b"kept"


def test_a_new_record_appears_whole_or_not_at_all(tmp_path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clinic.db"

    def fails(*_given: object, **_named: object) -> None:
        raise OSError("pulled the plug")

    with monkeypatch.context() as patch:
        patch.setattr(record_files, "import_rule_set", fails)
        with pytest.raises(OSError, match="plug"):
            create_record(path, key)
    assert not path.exists()
    create_record(path, key).close()
    assert [found.name for found in tmp_path.iterdir()] == ["clinic.db"]


def test_another_key_is_refused(record_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        open_record(record_path, b"x" * 32)
    assert refused.value.message == faults.CANNOT_OPEN


def test_a_file_of_another_program_is_refused(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "clinic.db"
    connection = sqlcipher.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("CREATE TABLE client (id TEXT)")
    connection.close()
    with pytest.raises(Refused) as refused:
        open_record(path, key)
    assert refused.value.message == faults.FOREIGN


def test_a_record_of_a_newer_program_is_refused_and_left_alone(record_path: Path, key: bytes) -> None:
    record = open_record(record_path, key)
    with record.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    record.close()
    before = record_path.read_bytes()
    with pytest.raises(Refused) as refused:
        open_record(record_path, key)
    assert refused.value.message == faults.NEWER
    assert record_path.read_bytes() == before


@pytest.fixture
def used_record(record_path: Path, key: bytes, hanako: ClientDetails) -> Path:
    """A closed record with clients in it."""
    record = open_record(record_path, key)
    with record.in_one_transaction() as joined:
        for _ in range(40):
            actions.register_client(joined, hanako, actor="staff-1")
    record.close()
    return record_path


def _read_everything(path: Path, key: bytes) -> None:
    record = open_record(path, key)
    try:
        with record.reading() as work:
            work.rule_sets.active()
            work.client_search.find("")
            for table in ("client", "client_key", "rule_set"):
                work._session.execute(text(f"SELECT * FROM {table}")).fetchall()  # noqa: S608 - names of ours
    finally:
        record.close()
    soundness.check(path, key)  # pages that nothing above has read, as the roots of empty tables


@pytest.mark.parametrize("size", [100, 4096, -4096, -1000])
def test_a_truncated_record_is_refused(used_record: Path, key: bytes, size: int) -> None:
    raw = used_record.read_bytes()
    used_record.write_bytes(raw[:size])
    with pytest.raises(Refused) as refused:
        _read_everything(used_record, key)
    assert refused.value.message in (faults.CANNOT_OPEN, faults.DAMAGED, faults.NOT_SAVED)


def test_a_flipped_bit_on_any_page_is_noticed(used_record: Path, key: bytes) -> None:
    raw = used_record.read_bytes()
    chance = random.Random(8)  # noqa: S311 - the same bits each time
    said: dict[int, str] = {}
    for page in range(len(raw) // 4096):
        place = page * 4096 + chance.randrange(4096)
        flipped = bytearray(raw)
        flipped[place] ^= 1 << chance.randrange(8)
        used_record.write_bytes(flipped)
        try:
            _read_everything(used_record, key)
        except Refused as refused:
            said[page] = refused.message
    assert sorted(said) == list(range(len(raw) // 4096))
    assert said[0] == faults.CANNOT_OPEN
    assert set(said.values()) <= {faults.CANNOT_OPEN, faults.DAMAGED, faults.NOT_SAVED}


def test_a_record_can_be_copied_as_one_file(used_record: Path, tmp_path: Path, key: bytes) -> None:
    copy = Path(shutil.copy(used_record, tmp_path / "copy.db"))
    record = open_record(copy, key)
    assert len(actions.find_clients(record, "高橋")) == 40
    record.close()
