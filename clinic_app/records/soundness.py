"""Is a record file whole? Opens it with its key and reads everything. For files nobody works in: it reads for long."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, inspect, text

from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.engines import file_engine, refuse_foreign
from clinic_app.records.faults import DAMAGED, NEWER, translating
from clinic_app.records.page_copy import PATIENT, Patience
from clinic_app.records.upgrade import current, known

CACHE_KB = 256 * 1024  # at most, and only as long as a check takes
LOOK = 0.05  # seconds: so often a check looks whether to stop


class Facts(NamedTuple):
    """What a sound record holds, without any of its text."""

    revision: str
    rows: dict[str, int]
    head: Anchor | None


def check(path: Path, key: bytes, patience: Patience = PATIENT) -> Facts:
    """Both integrity checks, foreign keys, counts and the audit chain; refused at the first thing that is wrong.

    `patience` may stop it between two pages; then it is refused with that and says nothing about the record.
    """
    engine = file_engine(path, key)
    try:
        refuse_foreign(engine, path)
        return _facts(engine, _revision(engine), patience)
    except Exception:
        patience.refuse_stopped()  # an interrupted question looks like a failed one
        raise
    finally:
        engine.dispose()


def _revision(engine: Engine) -> str:
    revision = current(engine)
    if revision is None:
        raise Refused(DAMAGED)
    if revision not in known():
        raise Refused(NEWER)
    return revision


def _facts(engine: Engine, revision: str, patience: Patience) -> Facts:
    # The seals of all pages are looked at beside the rest: the driver works on both cores. The rest has one connection,
    # because what one question has decrypted the next need not: most of the time of a check is decrypting.
    with ThreadPoolExecutor(2) as beside, _reading(engine) as one, _reading(engine) as other:
        seals = beside.submit(_said, one, "cipher_integrity_check")
        rest = beside.submit(_counted, other)
        under_way: list[Future[Any]] = [seals, rest]
        while wait(under_way, timeout=LOOK).not_done:
            if patience.stopped():
                for connection in (one, other):
                    driver: Any = connection.connection.driver_connection
                    driver.interrupt()
        rows = rest.result()
        if seals.result() or rows is None:
            raise Refused(DAMAGED)
    patience.refuse_stopped()
    if audit.verify(engine).fault is not None:
        raise Refused(DAMAGED)
    return Facts(revision, rows, audit.head(engine))


def _counted(connection: Connection) -> dict[str, int] | None:
    """The rows of every table; None where the record is not sound."""
    if _said(connection, "integrity_check") != ["ok"] or _said(connection, "foreign_key_check"):
        return None
    return _rows(connection)


def rows_of(engine: Engine) -> dict[str, int]:
    """The rows of every table of an open record, as a backup of it would list them."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        return _rows(connection)


def _rows(connection: Connection) -> dict[str, int]:
    names = sorted(name for name in inspect(connection).get_table_names() if name != "alembic_version")
    return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}  # noqa: S608


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """A connection with room for the whole record."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")
        yield connection


def _said(connection: Connection, pragma: str) -> list[object]:
    return [row[0] for row in connection.exec_driver_sql(f"PRAGMA {pragma}")]
