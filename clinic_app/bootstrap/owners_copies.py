"""What a signed-in owner does with finished backups: try one, see who would come back with it, bring it back."""

from pathlib import Path

from clinic_app.bootstrap.bringing_back import Returned, put_back
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine
from clinic_app.records.key_faults import OTHER_RECORD
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.record import Record, utc_now
from clinic_app.records.restore import Rehearsed, rehearse
from clinic_app.records.rotation import record_key

OLDER_KEYS = N_(
    "The backup {name} was made before the keys were renewed, so yours do not open it. Sign out and choose "
    "“Bring back a backup” there, with a password of that time or the recovery kit of that time."
)


def rehearse_own(studio: ClinicFiles, name: str, ring: KeyRing) -> Rehearsed:
    """Bring a backup back on trial, and throw the trial away."""
    backup = studio.backups / name
    return rehearse(studio, backup, _key_of(backup, ring), utc_now())


def bring_back_own(studio: ClinicFiles, name: str, ring: KeyRing, record: Record) -> Returned:
    """Put a backup into use under an open window: its record is shut before, and stays shut when all went well.

    When the backup is refused, the record is opened again as it was.
    """
    backup = studio.backups / name
    _key_of(backup, ring)
    before = studio.current().record
    record.close()
    try:
        return put_back(studio, backup, ring)
    except BaseException:
        record.reopen(file_engine(before, record_key(before, ring)))
        raise


def _key_of(backup: Path, ring: KeyRing) -> bytes:
    try:
        return record_key(backup / "clinic.db", ring)
    except Refused as refused:
        if refused.message != OTHER_RECORD:
            raise
        raise Refused(OLDER_KEYS, name=backup.name) from None
