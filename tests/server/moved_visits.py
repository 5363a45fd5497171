"""Moves a record of 100,000 visits to a server and back and compares every row; by hand, it takes minutes.

    python -m tests.server.moved_visits [--visits N] [--record FILE]

With `--record` the record is kept in a file, and taken from it the next time. Its rows are a made-up year's, copied
over and over under new ids and numbers: real in shape and size.
"""

import argparse
import random
import time
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, func, select

from clinic_app import bundle
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import create_record
from clinic_app.demo.clinic import MovingClock, Year
from clinic_app.demo.people import read_cast
from clinic_app.errors import Refused
from clinic_app.records import moving
from clinic_app.records.engines import file_engine
from clinic_app.records.fault_sentences import CONNECTION_LOST
from clinic_app.records.models import Base
from clinic_app.records.moved_rows import write, written
from clinic_app.records.provision import Admin, as_tables_owner, provision
from clinic_app.records.record import Record, utc_now
from clinic_app.records.server_place import ServerPlace
from tests.server.clusters import running

VISITS, KEY, MOST_TRIES = 100_000, bytes(range(32)), 5
ONCE = {"audit", "rule_set", "setting", "imported_event", "release", "release_export", "merge", "not_same_person"}
NUMBERED = ("client_seq", "visit_seq", "episode_seq")


def grow(path: Path, visits: int) -> Record:
    """A made-up year, and copies of all that hangs on its clients until there are enough visits."""
    record = create_record(path, KEY)
    cast = read_cast(tomllib.loads(bundle.resource("demo", "names.toml").read_text(encoding="utf-8")))
    clock = MovingClock(utc_now().astimezone())
    growing = Record(record.engine, clock=clock, source=random.Random(1))  # noqa: S311 - made up
    with growing.in_one_transaction() as joined:
        Year(joined, build_evaluator(factory_texts()), cast, clock, 1).grow()
    with written(record.engine) as connection:
        rows = {table.name: connection.execute(select(table)).all() for table in Base.metadata.sorted_tables}
        most = max(_largest(connection, table.name) for table in Base.metadata.sorted_tables)
        for turn in range(1, visits // len(rows["visit"]) + 1):
            for table in Base.metadata.sorted_tables:
                if table.name not in ONCE:
                    write(connection, table, [_again(row._mapping, turn, most) for row in rows[table.name]])
            connection.commit()
    return record


def _largest(connection: Connection, name: str) -> int:
    table = Base.metadata.tables[name]
    return (connection.scalar(select(func.max(table.c.seq))) or 0) if "seq" in table.c else 0


def _again(row: Any, turn: int, most: int) -> tuple[Any, ...]:
    """The row of another client: every id and number moved on by the same step."""
    made = dict(row)
    for name, value in row.items():
        if name == "seq" or name in NUMBERED:
            made[name] = None if value is None else value + turn * most
        elif isinstance(value, str) and len(value) == 36 and (name == "id" or name.endswith("_id")):
            made[name] = str(UUID(int=(UUID(value).int + (turn << 64)) % (1 << 128)))
        elif name == "code" and isinstance(value, str):
            made[name] = f"{value}-{turn}"
    return tuple(made.values())


def _copy(one: Engine, other: Engine) -> dict[str, moving.Content]:
    """As whoever moves a record does: where the line broke, the same call goes on from there."""
    for _ in range(MOST_TRIES):
        try:
            return moving.copy(one, other, lambda _progress: None)
        except Refused as refused:
            if refused.message != CONNECTION_LOST:
                raise
            print("the line broke; going on from there", flush=True)
            time.sleep(5)
    raise SystemExit("the server never came back")


def main() -> None:
    """Print how long each way took, and whether all was the same."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--visits", type=int, default=VISITS)
    options.add_argument("--record", type=Path)
    chosen = options.parse_args()
    with running() as cluster, TemporaryDirectory(prefix="clinic-moved-") as folder:
        began = time.perf_counter()
        kept: Path = chosen.record or Path(folder) / "clinic.db"
        source = Record(file_engine(kept, KEY)) if kept.exists() else grow(kept, chosen.visits)
        before = moving.contents(source.engine)
        rows = sum(content.rows for content in before.values())
        made = before["visit"].rows
        print(f"made {made} visits, {rows} rows in all: {time.perf_counter() - began:.0f} s", flush=True)
        admin = Admin(ServerPlace(str(cluster.socket.parent), "studio", sslmode="disable"), "postgres", "")
        provision(admin, lambda _step: None)
        back = Path(folder) / "back.db"
        create_record(back, KEY).close()
        target = Record(file_engine(back, KEY))
        with target.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        with as_tables_owner(admin) as engine:
            for words, one, other in (("to the server", source.engine, engine), ("and back", engine, target.engine)):
                began, used, server = time.perf_counter(), time.process_time(), cluster.cpu_seconds()
                read = _copy(one, other)
                copied = time.perf_counter() - began
                same = read == before and moving.contents(other) == before
                seconds, processor = time.perf_counter() - began, time.process_time() - used
                verdict = f"all {len(before)} tables the same" if same else "DIFFERENT"
                took = f"copied in {copied:.0f} s, compared after {seconds:.0f} s"
                work = f"own processor {processor:.0f} s, the server's {cluster.cpu_seconds() - server:.0f} s"
                print(f"{words}: {took} ({work}); {verdict}", flush=True)
        source.close()
        target.close()


if __name__ == "__main__":
    main()
