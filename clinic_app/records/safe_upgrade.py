"""Upgrades the record in use only after a verified backup of it exists; says which one when the upgrade fails."""

from datetime import datetime
from pathlib import Path

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.backups import Backup, make_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine, refuse_foreign
from clinic_app.records.faults import NEWER
from clinic_app.records.page_copy import PATIENT, Patience
from clinic_app.records.upgrade import current, known, upgrade

STOPPED = N_(
    "The record could not be brought to this version and was left as it was. The backup {name} was made just before "
    "and is good. Go on with the version of the program you had, and report this."
)


def is_older(record: Path, key: bytes) -> bool:
    """Whether a record has an older schema than this program's; refused where it is newer, foreign or damaged."""
    engine = file_engine(record, key)
    try:
        refuse_foreign(engine, record)
        revision = current(engine)
        if revision not in known():
            raise Refused(NEWER)
        return revision != known()[-1]
    finally:
        engine.dispose()


def upgrade_safely(studio: ClinicFiles, key: bytes, now: datetime, patience: Patience = PATIENT) -> Backup | None:
    """Bring the record in use to the newest schema; the backup made before, or None when nothing was to be done."""
    path = studio.current().record
    if not is_older(path, key):
        return None
    engine = file_engine(path, key)
    try:
        backup = make_backup(studio, key, now, patience)
        try:
            upgrade(engine)
        except Refused:
            raise Refused(STOPPED, name=backup.folder.name) from None
        return backup
    finally:
        engine.dispose()
