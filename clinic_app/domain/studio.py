"""A studio of a company that has several: its code, its name, and until when it was open."""

import re
import unicodedata
from datetime import date

import msgspec

from clinic_app.domain.clinic import ClinicProfile

MOST_CODE, MOST_LINE = 8, 200
_CODE = re.compile(rf"[A-Z0-9]{{1,{MOST_CODE}}}")


class Studio(msgspec.Struct, frozen=True):
    """One studio. `code` never changes: it stands on what is at home there or took place there."""

    id: str
    code: str
    name: str
    address: str = ""
    phone: str = ""
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything new can be booked there."""
        return self.closed_on is None


def read_code(typed: str) -> str:
    """A code as it is kept: capitals and digits, typed in whatever width; empty where it is none."""
    code = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    return code if _CODE.fullmatch(code) else ""


def standing_in(chosen: str, mine: tuple[str, ...]) -> str:
    """Where somebody stands at a computer: in its own studio, or in their own where they do not work in that one."""
    return chosen if chosen in mine or not mine else mine[0]


def on_paper(clinic: ClinicProfile, studio: Studio | None) -> ClinicProfile:
    """How a company stands on the papers of one studio: both names, and the studio's own contact where it has one."""
    if studio is None:
        return clinic
    name = f"{clinic.name} {studio.name}"
    if clinic.name in studio.name or studio.name in clinic.name:  # one of them says it all
        name = max(clinic.name, studio.name, key=len)
    return msgspec.structs.replace(
        clinic, name=name, address=studio.address or clinic.address, phone=studio.phone or clinic.phone
    )
