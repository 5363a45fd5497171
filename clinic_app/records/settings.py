"""What the clinic has chosen: its profile, one row by name."""

from typing import Any

import msgspec

from clinic_app.domain.clinic import ClinicProfile, HouseDefaults
from clinic_app.domain.locking import Locking
from clinic_app.records import models
from clinic_app.records.store import Store

PROFILE, LOCKING = "clinic_profile", "locking"
DEFAULTS, FORMER_STAFF = "house_defaults", "former_staff"
DERIVATION = "case_facts"


class Settings(Store):
    """The settings of the record."""

    def clinic_profile(self) -> ClinicProfile:
        """The studio's name and contact; empty until the owner has entered them."""
        row = self._session.get(models.Setting, PROFILE)
        return ClinicProfile("") if row is None else msgspec.convert(row.value, ClinicProfile)

    def keep_clinic_profile(self, profile: ClinicProfile) -> None:
        """Write the studio's name and contact."""
        self._keep(PROFILE, msgspec.to_builtins(profile))

    def locking(self) -> Locking:
        """When screens lock; the program's own minutes until the owner has chosen."""
        row = self._session.get(models.Setting, LOCKING)
        return Locking() if row is None else msgspec.convert(row.value, Locking)

    def keep_locking(self, locking: Locking) -> None:
        """Write when screens lock."""
        self._keep(LOCKING, msgspec.to_builtins(locking))

    def house_defaults(self) -> HouseDefaults:
        """How the studio works; the program's own values until the owner has chosen."""
        row = self._session.get(models.Setting, DEFAULTS)
        return HouseDefaults() if row is None else msgspec.convert(row.value, HouseDefaults)

    def keep_house_defaults(self, defaults: HouseDefaults) -> None:
        """Write how the studio works."""
        self._keep(DEFAULTS, msgspec.to_builtins(defaults))

    def derivation(self) -> int:
        """Which way of making the facts of statistics all of them were made in; 0 until the first time."""
        row = self._session.get(models.Setting, DERIVATION)
        return 0 if row is None else int(row.value["derivation"])

    def keep_derivation(self, derivation: int) -> None:
        """Remember that all facts were made in this way."""
        self._keep(DERIVATION, {"derivation": derivation})

    def former_staff(self) -> dict[str, str]:
        """The names of people who left, by id, so that the audit can be read after them."""
        row = self._session.get(models.Setting, FORMER_STAFF)
        return {} if row is None else dict(row.value)

    def keep_former(self, person: str, name: str) -> None:
        """Remember the name of somebody who leaves."""
        self._keep(FORMER_STAFF, self.former_staff() | {person: name})

    def _keep(self, name: str, value: dict[str, Any]) -> None:
        row = self._session.get(models.Setting, name)
        if row is None:
            self._session.add(models.Setting(name=name, value=value))
        else:
            row.value = value
        self._session.flush()
