"""Before a record is upgraded a verified backup exists, and a failed upgrade names it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic_app import bundle
from clinic_app.errors import Refused
from clinic_app.records import faults, safe_upgrade
from clinic_app.records.backups import verify_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.page_copy import Patience
from clinic_app.records.safe_upgrade import upgrade_safely
from clinic_app.records.soundness import check
from clinic_app.records.upgrade import known
from tests.conftest import KEY

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HASTE = Patience(pause=0.0)
LAST = known()[-1]
NEXT = '''"""The next one."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{last}"
branch_labels = depends_on = None

def upgrade():
    op.add_column("client", sa.Column("extra", sa.Text(), nullable=True))
    {then}
'''


@pytest.fixture
def studio(tmp_path: Path, empty_record: Path) -> ClinicFiles:
    """A clinic whose record is of the newest schema."""
    made = ClinicFiles(tmp_path / "studio")
    with made.new_generation(NOW) as begun:
        shutil.copy(empty_record, begun.record)
        begun.slots.write_bytes(b"{}")
    return made


def newer_program(folder: Path, patch: pytest.MonkeyPatch, then: str) -> None:
    """Let the program have one more migration, which adds a column and ends with a line of the test's own."""
    scripts = folder / "migrations"
    shutil.copytree(bundle.migrations(), scripts, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    (scripts / "versions" / "2099_01_01_9999_next_one.py").write_text(
        NEXT.format(last=LAST, then=then), encoding="utf-8"
    )
    patch.setattr(bundle, "migrations", lambda: scripts)


def test_a_record_that_is_up_to_date_needs_no_backup(studio: ClinicFiles) -> None:
    assert upgrade_safely(studio, KEY, NOW, HASTE) is None
    assert not studio.backups.exists()


def test_an_older_record_is_backed_up_as_it_was_and_then_upgraded(
    studio: ClinicFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(tmp_path, monkeypatch, "pass")
    backup = upgrade_safely(studio, KEY, NOW, HASTE)
    assert backup is not None
    assert verify_backup(backup.folder, KEY).manifest.revision == LAST
    assert check(studio.current().record, KEY).revision == "9999"


def test_a_failed_upgrade_names_the_backup_and_leaves_the_record(
    studio: ClinicFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(tmp_path, monkeypatch, "raise ValueError('x')")
    before = check(studio.current().record, KEY)
    with pytest.raises(Refused) as refused:
        upgrade_safely(studio, KEY, NOW, HASTE)
    assert refused.value.message == safe_upgrade.STOPPED
    assert (studio.backups / str(refused.value.values["name"])).is_dir()
    assert check(studio.current().record, KEY) == before


def test_a_newer_record_is_refused_untouched_and_without_a_backup(
    studio: ClinicFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        newer_program(tmp_path, patch, "pass")
        upgrade_safely(studio, KEY, NOW, HASTE)
    shutil.rmtree(studio.backups)
    before = studio.current().record.read_bytes()
    with pytest.raises(Refused) as refused:
        upgrade_safely(studio, KEY, NOW, HASTE)
    assert refused.value.message == faults.NEWER
    assert studio.current().record.read_bytes() == before
    assert not studio.backups.exists()
