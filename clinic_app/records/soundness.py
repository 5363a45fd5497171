"""Is a record file whole? Opens it with its key and reads everything. For files nobody works in: it reads for long."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, inspect, text

from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.engines import file_engine, refuse_foreign
from clinic_app.records.faults import DAMAGED, NEWER, translating
from clinic_app.records.upgrade import current, known

CACHE_KB = 256 * 1024  # at most, and only as long as a check takes


class Facts(NamedTuple):
    """What a sound record holds, without any of its text."""

    revision: str
    rows: dict[str, int]
    head: Anchor | None


def check(path: Path, key: bytes) -> Facts:
    """Both integrity checks, foreign keys, counts and the audit chain; refused at the first thing that is wrong."""
    engine = file_engine(path, key)
    try:
        refuse_foreign(engine, path)
        revision = current(engine)
        if revision is None:
            raise Refused(DAMAGED)
        if revision not in known():
            raise Refused(NEWER)
        _refuse_damaged(engine)
        return Facts(revision, _rows(engine), audit.head(engine))
    finally:
        engine.dispose()


def _refuse_damaged(engine: Engine) -> None:
    # The seals of all pages are looked at beside the rest: the driver works on both cores.
    with ThreadPoolExecutor(1) as beside:
        seals = beside.submit(_said, engine, "cipher_integrity_check")
        sound = _said(engine, "integrity_check") == ["ok"] and not _said(engine, "foreign_key_check")
        if seals.result() or not sound:
            raise Refused(DAMAGED)
    if audit.verify(engine).fault is not None:
        raise Refused(DAMAGED)


def _said(engine: Engine, pragma: str) -> list[object]:
    with translating(), engine.execution_options(reading=True).connect() as connection:
        # What one question has decrypted, the next need not: most of the time of a check is decrypting.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")
        return [row[0] for row in connection.exec_driver_sql(f"PRAGMA {pragma}")]


def _rows(engine: Engine) -> dict[str, int]:
    with translating(), engine.execution_options(reading=True).connect() as connection:
        names = sorted(name for name in inspect(connection).get_table_names() if name != "alembic_version")
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}  # noqa: S608
