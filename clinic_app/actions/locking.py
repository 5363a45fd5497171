"""What an owner decides about a screen that nobody works at."""

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.locking import COVER_AFTER, DROP_AFTER, LOCK_AFTER, Locking
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

OUT_OF_LIMITS = N_(
    "Minutes until locking: choose {cover} for a session, {drop} until its keys are dropped, {lock} for other pages."
)


def locking_settings(record: Record) -> Locking:
    """The studio's minutes; the program's own until an owner has chosen."""
    with record.reading() as work:
        return work.settings.locking()


def change_locking_settings(record: Record, locking: Locking, *, actor: str) -> Changed[Locking]:
    """Save the minutes; an open window goes by them from its next page on."""
    if not locking.within_limits():
        ranges = {"cover": COVER_AFTER, "drop": DROP_AFTER, "lock": LOCK_AFTER}
        raise Refused(OUT_OF_LIMITS, **{name: f"{limits.least}–{limits.most}" for name, limits in ranges.items()})
    with record.unit_of_work() as work:
        work.settings.keep_locking(locking)
        work.audit("change_locking_settings", actor, "")
        work.commit()
    return changed(locking, "clinic")
