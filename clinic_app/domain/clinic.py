"""The studio itself: how it stands on papers and in the window title, and what it has chosen for its own work."""

from typing import Literal

import msgspec

PROGRAM = "program"  # stands in the audit for what nobody of the staff did, as bringing in the factory rules
PNG = b"\x89PNG\r\n\x1a\n"
MOST_LOGO_BYTES = 300_000
LOGO_WIDTH, LOGO_HEIGHT = 900, 300  # pixels: 300 dots an inch where the logo is printed largest

Periods = Literal["", "half_years", "years"]
SESSION_MINUTES = (60, 75, 90)
RECHECK_DAYS = (7, 14, 21, 28)


class ClinicProfile(msgspec.Struct, frozen=True):
    """Name and contact of the studio; every field but the name may stay empty. `logo` is a small PNG of ours."""

    name: str
    address: str = ""
    phone: str = ""
    booking_url: str = ""
    email: str = ""
    logo: bytes = b""

    def __repr__(self) -> str:
        return f"ClinicProfile({self.name!r})"


class HouseDefaults(msgspec.Struct, frozen=True):
    """How the studio works: what a session starts with unless the trainer chooses otherwise.

    `periods` cuts the statistics; empty until chosen, and `periods_locked` from the first release on, because two
    releases over periods that overlap could be subtracted from each other.
    """

    session_minutes: int = 75
    recheck_days: int = 14
    periods: Periods = ""
    periods_locked: bool = False


def is_logo(data: bytes) -> bool:
    """Whether bytes are a picture as the program keeps it: a PNG, small enough for every paper."""
    if not data.startswith(PNG) or len(data) > MOST_LOGO_BYTES or data[12:16] != b"IHDR":
        return False
    return 0 < int.from_bytes(data[16:20]) <= LOGO_WIDTH and 0 < int.from_bytes(data[20:24]) <= LOGO_HEIGHT
