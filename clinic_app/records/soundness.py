"""Is a record file whole? Opens it with its key and reads everything. For files nobody works in: it reads for long."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, inspect, text

from clinic_app.domain.anchor import Anchor
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.engines import file_engine, refuse_foreign
from clinic_app.records.faults import DAMAGED, NEWER, translating
from clinic_app.records.upgrade import current, known


class Facts(NamedTuple):
    """What a sound record holds, without any of its text."""

    revision: str
    rows: dict[str, int]
    head: Anchor | None


def check(path: Path, key: bytes) -> Facts:
    """Both integrity checks, foreign keys, counts and the audit chain; refused at the first thing that is wrong."""
    return _read(path, key, whole=True)


def facts(path: Path, key: bytes) -> Facts:
    """What a record says of itself, without reading all of it."""
    return _read(path, key, whole=False)


def _read(path: Path, key: bytes, *, whole: bool) -> Facts:
    engine = file_engine(path, key)
    try:
        refuse_foreign(engine, path)
        revision = current(engine)
        if revision is None:
            raise Refused(DAMAGED)
        if revision not in known():
            raise Refused(NEWER)
        if whole:
            _refuse_damaged(engine)
        return Facts(revision, _rows(engine), audit.head(engine))
    finally:
        engine.dispose()


def _refuse_damaged(engine: Engine) -> None:
    with translating(), engine.execution_options(reading=True).connect() as connection:

        def said(pragma: str) -> list[object]:
            return [row[0] for row in connection.exec_driver_sql(f"PRAGMA {pragma}")]

        if said("cipher_integrity_check") or said("integrity_check") != ["ok"] or said("foreign_key_check"):
            raise Refused(DAMAGED)
    if audit.verify(engine).fault is not None:
        raise Refused(DAMAGED)


def _rows(engine: Engine) -> dict[str, int]:
    with translating(), engine.execution_options(reading=True).connect() as connection:
        names = sorted(name for name in inspect(connection).get_table_names() if name != "alembic_version")
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}  # noqa: S608
