"""F11, embedded: an upgrade killed at random moments. `python -m tests.faults.killed_upgrades --long`

The record is of the old revision or of the new one, never between, with every row; the next try succeeds.
"""

import shutil
import sys
from functools import partial
from os import write
from pathlib import Path

from clinic_app import bundle
from clinic_app.records import upgrade
from clinic_app.records.engines import file_engine
from clinic_app.records.soundness import check
from tests.faults.harness import KEY, Score, chance, killed_child, make_studio, run_as_program

SHORT, LONG = 8, 60
LAST = upgrade.known()[-1]
NEXT = f'''"""The next one: copies every parent table, which is how SQLite changes a column."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{LAST}"
branch_labels = depends_on = None

def upgrade():
    for table in ("client", "episode", "visit", "assessment", "proposal", "plan", "rule_set"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("extra", sa.Text(), nullable=True))
            batch.alter_column("id", existing_type=sa.Text(), type_=sa.String(64), existing_nullable=False)
'''


def campaign(folder: Path, long: bool = False) -> Score:
    """Kill the upgrade of a fresh copy each time, then finish it."""
    score, source = Score("F11 upgrade killed"), chance(11)
    studio, _ = make_studio(folder / "studio")
    path, old = studio.current().record, folder / "old.db"
    shutil.copy(path, old)
    before = check(old, KEY)
    real, scripts = bundle.migrations, folder / "migrations"
    shutil.copytree(bundle.migrations(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "2099_01_01_9999_next_one.py").write_text(NEXT, encoding="utf-8")
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    bundle.migrations = lambda: scripts
    try:
        _upgrade(path, None)  # imports the library and shows that the script works
        for _ in range(LONG if long else SHORT):
            shutil.copy(old, path)
            killed_child(partial(_upgrade, path), 1, source.random() * 0.25)
            score.kills += 1
            found = check(path, KEY)
            if found.rows != before.rows or found.revision not in (LAST, "9999"):
                score.wrong.append(f"between: {found}")
            _upgrade(path, None)
            if check(path, KEY).revision != "9999":
                score.wrong.append("the next try did not finish")
    finally:
        bundle.migrations, sys.dont_write_bytecode = real, writes_bytecode
    return score


def _upgrade(path: Path, say: int | None) -> None:
    engine = file_engine(path, KEY)
    if say is not None:
        write(say, b"began\n")
    upgrade.upgrade(engine)
    engine.dispose()


if __name__ == "__main__":
    run_as_program(campaign)
