"""Upgrades the record in use only after a verified backup of it exists; says which one when the upgrade fails."""

from datetime import datetime

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.backups import Backup, make_backup
from clinic_app.records.engines import file_engine, refuse_foreign
from clinic_app.records.faults import NEWER
from clinic_app.records.page_copy import PATIENT, Patience
from clinic_app.records.studio import Studio
from clinic_app.records.upgrade import current, known, upgrade

STOPPED = N_(
    "The record could not be brought to this version and was left as it was. The backup {name} was made just before "
    "and is good. Go on with the version of the program you had, and report this."
)


def upgrade_safely(studio: Studio, key: bytes, now: datetime, patience: Patience = PATIENT) -> Backup | None:
    """Bring the record in use to the newest schema; the backup made before, or None when nothing was to be done."""
    path = studio.current().record
    engine = file_engine(path, key)
    try:
        refuse_foreign(engine, path)
        revision = current(engine)
        if revision == known()[-1]:
            return None
        if revision not in known():
            raise Refused(NEWER)
        backup = make_backup(studio, key, now, patience)
        try:
            upgrade(engine)
        except Refused:
            raise Refused(STOPPED, name=backup.folder.name) from None
        return backup
    finally:
        engine.dispose()
