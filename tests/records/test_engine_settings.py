"""Every setting of the trust design, read back from the engine that the program uses."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app.records.engines import APPLICATION_ID
from clinic_app.records.record import Record


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),  # EXTRA
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 2000),
        ("application_id", APPLICATION_ID),
        ("cipher_page_size", "4096"),
        ("temp_store", 2),  # set in the build: nothing is sorted on disk
    ],
)
def test_the_file_engine_has_the_setting(file_record: Record, setting: str, value: object) -> None:
    with file_record.engine.connect() as connection:
        read = connection.exec_driver_sql(f"PRAGMA {setting}").scalar()
    compiled = {"temp_store": ("2", 2, 0)}
    assert read in compiled.get(setting, (value,))


def test_temporary_data_stays_in_memory(file_record: Record) -> None:
    with file_record.engine.connect() as connection:
        options = {row[0] for row in connection.exec_driver_sql("PRAGMA compile_options")}
    assert options & {"TEMP_STORE=2", "TEMP_STORE=3"}


def test_every_connection_of_the_pool_has_the_settings(file_record: Record) -> None:
    with file_record.engine.connect() as first, file_record.engine.execution_options(reading=True).connect() as second:
        second.exec_driver_sql("SELECT 1 FROM client")
        for connection in (second, first):
            assert connection.connection.driver_connection is not None
            read = connection.connection.driver_connection.execute("PRAGMA foreign_keys").fetchone()
            assert read == (1,)


def test_a_write_takes_its_lock_at_once_and_a_read_takes_none(file_record: Record) -> None:
    said: list[str] = []
    event.listen(file_record.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with file_record.unit_of_work() as work:
        work.client_search.find("")
    with file_record.reading() as work:
        work.client_search.find("")
    assert [statement for statement in said if statement.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_two_people_read_while_a_third_writes(file_record: Record) -> None:
    with file_record.unit_of_work() as writing, file_record.reading() as one, file_record.reading() as two:
        assert writing.client_search.find("") == one.client_search.find("") == two.client_search.find("") == ()


def test_what_is_out_on_another_thread_while_the_record_is_shut_is_closed_as_it_comes_back(record: Record) -> None:
    engine, out, shut = record.engine, Event(), Event()

    def read() -> Any:
        with record.reading() as work:
            line = work._session.connection().connection.driver_connection
            out.set()
            shut.wait()
            assert work.client_search.find("") == (), "a reading is never cut short"
        return line

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        try:
            assert out.wait(60)
            record.close()
        finally:
            shut.set()
        line = reading.result()
    with pytest.raises(line.ProgrammingError if record_is_a_file(engine) else line.OperationalError, match="closed"):
        line.execute("SELECT 1")
    assert one_line_of(engine) is one_line_of(engine), "the engine goes on, and keeps what it opens from now on"


def record_is_a_file(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def one_line_of(engine: Engine) -> Any:
    """A connection of the driver that went back to the pool."""
    with engine.connect() as connection:
        return connection.connection.driver_connection


def test_nothing_of_the_file_can_be_read_without_the_key(file_record: Record, record_path: Path) -> None:
    raw = record_path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    for word in (b"client", b"alembic", "腰が反る".encode(), b"hip_hinge"):
        assert word not in raw


def test_the_file_is_for_its_owner_only(record_path: Path, tmp_path: Path, key: bytes) -> None:
    from clinic_app.bootstrap.record_files import create_record

    create_record(tmp_path / "other.db", key).close()
    assert (tmp_path / "other.db").stat().st_mode & 0o777 == 0o600


def test_foreign_keys_are_enforced(record: Record) -> None:
    statement = "INSERT INTO episode (id, client_id, opened_on) VALUES ('e', 'nobody', '2026-11-22')"
    with pytest.raises(Exception, match=r"(?i)foreign key"), record.engine.begin() as connection:
        connection.execute(text(statement))


def test_another_program_finds_an_encrypted_file(record_path: Path) -> None:
    connection = sqlcipher.connect(str(record_path))
    connection.execute("PRAGMA cipher_log_level = NONE")
    with pytest.raises(sqlcipher.DatabaseError, match="not a database"):
        connection.execute("SELECT * FROM client")
    connection.close()
