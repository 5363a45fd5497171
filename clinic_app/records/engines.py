"""Database engines with exactly the settings of the trust design: an encrypted file, or a PostgreSQL server.

Connections only. What is stored stands in `models`, how it is brought up to date in `upgrade`.
"""

import logging
import os
import secrets
import select
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlcipher3 import dbapi2 as sqlcipher

from clinic_app.errors import Refused
from clinic_app.records import pipelined
from clinic_app.records.columns import read_json, write_json
from clinic_app.records.faults import EMPTY, EXISTS, FOREIGN, NOT_THERE, translating

APPLICATION_ID = 0x436C4170  # "ClAp": tells a record of this program from any other SQLite file
KEY_BYTES = 32
BUSY_MS = 2000
# A server that does not answer: seconds for a new line, milliseconds until a silent one counts as broken.
PATIENCE: dict[str, Any] = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
}
_SETTINGS = (
    "PRAGMA journal_mode = DELETE",  # one file to copy, readable on a full disk and in a read-only place
    "PRAGMA synchronous = EXTRA",  # FULL leaves the unlinked journal unsynced: a confirmed save could roll back
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)
_ON_SERVER = (
    "search_path=clinic",
    # Somebody whose cable was pulled in the middle of a save must not keep everybody else waiting.
    "idle_in_transaction_session_timeout=15s",
    "lock_timeout=4s",
    "jit=off",  # to compile a question would take longer than to answer any of these
)

# What they complain of by themselves may quote a row; what matters reaches us as an error.
for _driver in ("psycopg", "sqlalchemy"):
    logging.getLogger(_driver).addHandler(logging.NullHandler())


class _Pool(QueuePool):
    """Closes also what is out on another thread while an engine is disposed, at the moment it comes back.

    An engine goes on with a new pool; the old one would keep the line, and the key or the password in it, until the
    garbage collector comes.
    """

    _disposed = False

    def dispose(self) -> None:
        self._disposed = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if self._disposed:  # asked after it is back: whichever of the two threads comes last closes it
            super().dispose()


def file_engine(path: Path, key: bytes) -> Engine:
    """An engine on an existing encrypted record; refuses a missing or empty file instead of making one."""
    if not path.is_file():
        raise Refused(NOT_THERE, path=path)
    if path.stat().st_size == 0:
        raise Refused(EMPTY, path=path)
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, key),
        poolclass=_Pool,
        hide_parameters=True,
        json_serializer=write_json,
        json_deserializer=read_json,
    )
    event.listen(engine, "begin", _begin)
    return engine


def make_file(path: Path, key: bytes) -> None:
    """Make a new, empty encrypted record; the only place that ever creates one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Refused(EXISTS, path=path) from None
    connection = connect(path, key)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.close()


def refuse_foreign(engine: Engine, path: Path) -> None:
    """Refuse a file that opens with the key but was not made by this program, and one that does not open."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        found = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if found != APPLICATION_ID:
        raise Refused(FOREIGN, path=path)


def server_engine(url: str | URL) -> Engine:
    """An engine on a PostgreSQL server; the tables lie in the schema `clinic`."""
    engine = create_engine(
        url,
        connect_args={
            "options": " ".join(f"-c{setting}" for setting in _ON_SERVER),
            "application_name": f"clinic-app {secrets.token_hex(8)}",  # by this a broken line's process is found again
            **PATIENCE,
        },
        poolclass=_Pool,
        pool_use_lifo=True,  # the line that was used last has its questions planned already
        use_native_hstore=False,  # which would be asked for at the first connection
        isolation_level="AUTOCOMMIT",  # the driver begins nothing by itself; `pipelined` does, with fewer ways
        hide_parameters=True,
        json_serializer=write_json,
        json_deserializer=read_json,
    )
    pipelined.listen(engine)
    event.listen(engine, "checkout", _refuse_broken)
    return engine


def _refuse_broken(connection: Any, entry: Any, _proxy: Any) -> None:
    """Take no line that broke while it lay idle. A server that ended one has said so: nothing has to be asked.

    A new one that broke at once, as on a server that is just ending, counts as none.
    """
    try:
        said, _, _ = select.select([connection.fileno()], [], [], 0)
    except (OSError, ValueError, connection.OperationalError):
        said = [connection]
    broke_before = entry.record_info.pop("broke", False)
    if said and broke_before:
        raise connection.OperationalError
    if said:
        entry.record_info["broke"] = True
        raise DisconnectionError


def connect(path: Path, key: bytes) -> Any:
    """A connection of the driver itself to an existing file, with the settings of the trust design."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a record key has {KEY_BYTES} bytes")
    connection = sqlcipher.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw",
        uri=True,
        isolation_level=None,  # the driver begins nothing by itself; `_begin` does
        check_same_thread=False,  # the pool hands a connection to one thread at a time
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to standard error
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for setting in _SETTINGS:
            connection.execute(setting).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    # A write takes its lock at once, so two writers wait for each other instead of failing at the first change.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
