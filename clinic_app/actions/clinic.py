"""What an owner does with the studio itself: its name and contact, as they stand on every paper."""

import msgspec

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

NO_STUDIO_NAME = N_("Enter the studio's name; it is printed on every paper.")


def clinic_profile(record: Record) -> ClinicProfile:
    """The studio's name and contact."""
    with record.reading() as work:
        return work.settings.clinic_profile()


def change_clinic_profile(record: Record, profile: ClinicProfile, *, actor: str) -> Changed[ClinicProfile]:
    """Save the studio's name and contact."""
    fields = {name: " ".join(getattr(profile, name).split()) for name in profile.__struct_fields__}
    kept = msgspec.convert(fields, ClinicProfile)
    if not kept.name:
        raise Refused(NO_STUDIO_NAME)
    with record.unit_of_work() as work:
        work.settings.keep_clinic_profile(kept)
        work.audit("change_clinic_profile", actor, "")
        work.commit()
    return changed(kept, "clinic")
