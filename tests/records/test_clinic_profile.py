"""The studio's own name and contact: empty at first, kept, audited, never without a name."""

import pytest

from clinic_app import actions
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.record import Record


def test_a_profile_is_kept_tidied_and_audited(record: Record) -> None:
    assert actions.clinic_profile(record) == ClinicProfile("")
    actions.change_clinic_profile(record, ClinicProfile("  見本  スタジオ ", phone="00-0000-0000"), actor="山田")
    assert actions.clinic_profile(record) == ClinicProfile("見本 スタジオ", phone="00-0000-0000")
    assert audit.entries(record.engine)[-1].action == "change_clinic_profile"


def test_a_studio_without_a_name_is_refused(record: Record) -> None:
    with pytest.raises(Refused):
        actions.change_clinic_profile(record, ClinicProfile("  "), actor="山田")
    assert actions.clinic_profile(record) == ClinicProfile("")
