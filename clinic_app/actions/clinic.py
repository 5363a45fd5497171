"""What an owner does with the studio itself: how it stands on every paper, and how it works unless told otherwise."""

import msgspec

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.clinic import RECHECK_DAYS, SESSION_MINUTES, ClinicProfile, HouseDefaults, is_logo
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

NO_STUDIO_NAME = N_("Enter the studio's name; it is printed on every paper.")
NO_LOGO = N_("Not saved: this is no picture that can be printed. Choose a PNG or JPEG file of the logo.")
TOO_LONG = N_("Not saved: a line of the studio's contact holds at most {most} characters. Shorten it.")
PERIODS_LOCKED = N_(
    "Not saved: statistics were released already, and their periods never change afterwards. Everything else can be."
)
NOT_OFFERED = N_("Not saved: choose one of the values that are offered.")
MOST_LINE = 200


def clinic_profile(record: Record) -> ClinicProfile:
    """The studio's name and contact."""
    with record.reading() as work:
        return work.settings.clinic_profile()


def change_clinic_profile(record: Record, profile: ClinicProfile, *, actor: str) -> Changed[ClinicProfile]:
    """Save the studio's name, contact and logo."""
    lines = [name for name in profile.__struct_fields__ if name != "logo"]
    kept = msgspec.structs.replace(profile, **{name: " ".join(getattr(profile, name).split()) for name in lines})
    if not kept.name:
        raise Refused(NO_STUDIO_NAME)
    if any(len(getattr(kept, name)) > MOST_LINE for name in lines):
        raise Refused(TOO_LONG, most=MOST_LINE)
    if kept.logo and not is_logo(kept.logo):
        raise Refused(NO_LOGO)
    with record.unit_of_work() as work:
        work.settings.keep_clinic_profile(kept)
        work.audit("change_clinic_profile", actor, "")
        work.commit()
    return changed(kept, "clinic")


def house_defaults(record: Record) -> HouseDefaults:
    """How the studio works."""
    with record.reading() as work:
        return work.settings.house_defaults()


def change_house_defaults(record: Record, defaults: HouseDefaults, *, actor: str) -> Changed[HouseDefaults]:
    """Save how the studio works. What the periods of statistics are can change only before the first release."""
    if defaults.session_minutes not in SESSION_MINUTES or defaults.recheck_days not in RECHECK_DAYS:
        raise Refused(NOT_OFFERED)
    with record.unit_of_work() as work:
        before = work.settings.house_defaults()
        if before.periods_locked and defaults.periods != before.periods:
            raise Refused(PERIODS_LOCKED)
        kept = msgspec.structs.replace(defaults, periods_locked=before.periods_locked)
        work.settings.keep_house_defaults(kept)
        work.audit("change_house_defaults", actor, "")
        work.commit()
    return changed(kept, "clinic")
