"""What the clinic has chosen: its profile, one row by name."""

from typing import Any

import msgspec

from clinic_app.domain.clinic import ClinicProfile
from clinic_app.records import models
from clinic_app.records.store import Store

PROFILE = "clinic_profile"


class Settings(Store):
    """The settings of the record."""

    def clinic_profile(self) -> ClinicProfile:
        """The studio's name and contact; empty until the owner has entered them."""
        row = self._session.get(models.Setting, PROFILE)
        return ClinicProfile("") if row is None else msgspec.convert(row.value, ClinicProfile)

    def keep_clinic_profile(self, profile: ClinicProfile) -> None:
        """Write the studio's name and contact."""
        value: dict[str, Any] = msgspec.to_builtins(profile)
        row = self._session.get(models.Setting, PROFILE)
        if row is None:
            self._session.add(models.Setting(name=PROFILE, value=value))
        else:
            row.value = value
        self._session.flush()
