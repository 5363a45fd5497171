"""F11 on a server: an upgrade whose process is killed, or whose line breaks, at random moments.

`python -m tests.server.upgrades_killed --long`. The record is of the old revision or of the new one, never between,
with every row; the next try succeeds.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from clinic_app import actions, bundle
from clinic_app.records import upgrade
from clinic_app.records.engines import server_engine
from tests.faults.harness import DAY, HANAKO, Score, killed_child
from tests.faults.killed_upgrades import NEXT
from tests.server.clusters import Cluster, fresh_record, running
from tests.server.scarce import wait_until_gone

SHORT, LONG = 8, 60
BEYOND = 1.5  # so that some are killed right at the end, and some after it


def campaign(cluster: Cluster, folder: Path, kills: int) -> Score:
    """Kill the upgrade of a record again and again; after each kill finish it, then take it back."""
    score, source = Score("F11 upgrade killed on a server"), random.Random(11)  # noqa: S311 - nothing to protect
    record = fresh_record(cluster.url())
    client = actions.register_client(record, HANAKO, actor="staff-1").value
    actions.open_visit(record, client.id, day=DAY, trainer="見本", actor="staff-1")
    record.close()
    real, scripts = bundle.migrations, folder / "migrations"
    shutil.copytree(bundle.migrations(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "2099_01_01_9999_next_one.py").write_text(NEXT, encoding="utf-8")
    last, writes_bytecode, sys.dont_write_bytecode = upgrade.known()[-1], sys.dont_write_bytecode, True
    bundle.migrations = lambda: scripts
    try:
        before = _rows(cluster)
        started = time.perf_counter()
        _upgrade(cluster.url(), None)
        within = time.perf_counter() - started
        while score.kills < kills or not score.faults:
            _back_to(cluster, last)
            killed_child(partial(_upgrade, cluster.url()), 1, source.random() * within * BEYOND)
            score.kills += 1
            # A killed program's process on the server ends what it was doing, or sees that nobody is there any more.
            wait_until_gone(cluster, "application_name LIKE 'clinic-app%'")
            revision = _revision(cluster)
            if revision not in (last, "9999") or _rows(cluster) != before:
                score.wrong.append(f"between: {revision}")
            score.faults += revision == last
            if not score.faults:
                within *= 0.8  # it was through: the machine had more to do when the first one was timed
            _upgrade(cluster.url(), None)
            if _revision(cluster) != "9999" or _rows(cluster) != before:
                score.wrong.append("the next try did not finish")
        score.name += f" (old after {score.faults}, new after {score.kills - score.faults})"
    finally:
        bundle.migrations, sys.dont_write_bytecode = real, writes_bytecode
    return score


def _upgrade(url: str, say: int | None) -> None:
    engine = server_engine(url)
    if say is not None:
        os.write(say, b"began\n")
    upgrade.upgrade(engine)
    engine.dispose()


def _back_to(cluster: Cluster, last: str) -> None:
    engine = server_engine(cluster.url())
    with engine.begin() as connection:
        for table in _tables(connection):
            connection.execute(text(f'ALTER TABLE "{table}" DROP COLUMN IF EXISTS extra'))
        connection.execute(text("UPDATE alembic_version SET version_num = :last"), {"last": last})
    engine.dispose()


def _revision(cluster: Cluster) -> str | None:
    engine = server_engine(cluster.url())
    found = upgrade.current(engine)
    engine.dispose()
    return found


def _rows(cluster: Cluster) -> dict[str, int]:
    engine = server_engine(cluster.url())
    with engine.connect() as connection:
        counted = {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608 - ours
            for table in _tables(connection)
        }
    engine.dispose()
    return counted


def _tables(connection: Connection) -> list[str]:
    return [name for name in inspect(connection).get_table_names() if name != "alembic_version"]


if __name__ == "__main__":
    with running() as server, tempfile.TemporaryDirectory() as place:
        found = campaign(server, Path(place), LONG if "--long" in sys.argv[1:] else SHORT)
    print(found)
    sys.exit(0 if found.clean else 1)
