"""Brings a record to the newest schema, all or nothing. The scripts themselves lie in `migrations/`.

Measured traps behind the order of steps: with foreign keys on, Alembic's batch mode drops a parent table and
takes its children with it; with the driver's own transactions a killed upgrade leaves half of itself behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from clinic_app import bundle
from clinic_app.errors import Refused
from clinic_app.records.faults import NEWER, UPGRADE_FAILED, translated, translating

if TYPE_CHECKING:
    from alembic.config import Config


def known() -> list[str]:
    """The revisions this program knows, oldest first: the numbers in the names of the scripts."""
    return [path.stem.split("_")[3] for path in sorted((bundle.migrations() / "versions").glob("*.py"))]


def newest() -> str:
    """The last of them; for what asks often."""
    return _newest(bundle.migrations())


def is_outgrown(engine: Engine) -> bool:
    """Whether a record got ahead of this program; a server's can while it is open."""
    revision = current(engine)
    return revision is not None and revision not in known()


def current(engine: Engine) -> str | None:
    """The revision of a record; None before its first upgrade."""
    with translating(), engine.execution_options(reading=True).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def upgrade(engine: Engine, to: str = "head") -> None:
    """Upgrade a record in one transaction; refuses one that a newer program wrote. Does nothing when up to date."""
    revision = current(engine)
    if revision is not None and revision not in known():
        raise Refused(NEWER)
    if revision == (known()[-1] if to == "head" else to):
        return
    with _dedicated(engine) as connection:
        try:
            with connection.begin():
                _upgrade(connection, to)
        except Exception as error:  # noqa: BLE001 - whatever stopped it, the record is as it was
            refused = translated(error)
            if isinstance(refused, Refused) or isinstance(error, Refused):
                raise refused or error from None
            # Only the kind of the error: its text may quote a row.
            raise Refused(UPGRADE_FAILED, reason=type(error).__name__) from None


def config() -> "Config":
    """Alembic's configuration, made here and nowhere else."""
    from alembic.config import Config  # noqa: PLC0415 - 0.15 s that an up-to-date record need not wait for

    made = Config()
    made.set_main_option("script_location", str(bundle.migrations()).replace("%", "%%"))
    made.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(rev)s_%%(slug)s")
    return made


@cache
def _newest(_scripts: Path) -> str:
    return known()[-1]


@contextmanager
def _dedicated(engine: Engine) -> Iterator[Connection]:
    """A connection that never returns to the pool, with foreign keys off, which works only before BEGIN."""
    with engine.connect() as connection:
        connection.detach()
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        yield connection


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415 - as in `config`

    before = _counts(connection)
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, to)
    after = _counts(connection)
    lost = sorted(table for table, count in before.items() if table in after and after[table] != count)
    if lost:
        raise Refused(UPGRADE_FAILED, reason=f"rows of {', '.join(lost)}")
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise Refused(UPGRADE_FAILED, reason="foreign keys")


def _counts(connection: Connection) -> dict[str, int]:
    """Rows of every table; a migration that means to drop rows drops the table or comes with its own check."""
    quote = connection.dialect.identifier_preparer.quote
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    return {name: connection.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0 for name in tables}  # noqa: S608
