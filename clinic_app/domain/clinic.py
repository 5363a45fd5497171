"""The studio itself as it is printed on papers and shown in the window title."""

import msgspec

PROGRAM = "program"  # stands in the audit for what nobody of the staff did, as bringing in the factory rules


class ClinicProfile(msgspec.Struct, frozen=True):
    """Name and contact of the studio; every field but the name may stay empty."""

    name: str
    address: str = ""
    phone: str = ""
    booking_url: str = ""
