"""A client of the studio and the episodes of their complaint."""

import unicodedata
from datetime import date, datetime

import msgspec

from clinic_app.domain.assessment import Sex
from clinic_app.domain.text import Language


class ClientDetails(msgspec.Struct, frozen=True):
    """What is written down about a client; `kana` in katakana. Age is computed, never stored.

    The running profile is the frame of their running: the year they began, usual kilometres a week, what they run for.
    """

    name: str
    kana: str
    sex: Sex = "unstated"
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    language: Language = "ja"
    note: str = ""
    running_since: int | None = None
    usual_weekly_km: int | None = None
    goal: str = ""
    goal_on: date | None = None


class Client(msgspec.Struct, frozen=True):
    """A client in the record. `revision` grows with every save, so that nobody overwrites a newer one.

    `studio` is the code of the one where they are at home; empty in a record that names none.
    """

    id: str
    details: ClientDetails
    created_at: datetime
    revision: int = 1
    studio: str = ""


class Episode(msgspec.Struct, frozen=True):
    """One stretch of the complaint; change between visits is shown within an episode only."""

    id: str
    client_id: str
    opened_on: date
    closed_on: date | None = None


def age_on(birth_date: date, day: date) -> int:
    """Age in completed years; who is born on 29 February grows older on 1 March of common years."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def as_katakana(kana: str) -> str:
    """A reading as it is written down: katakana of full width, one space between the names."""
    text = " ".join(unicodedata.normalize("NFKC", kana).split())
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in text)
