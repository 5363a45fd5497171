"""Made-up people: who they are and the story each of them brings. No record, no findings."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from clinic_app.domain.assessment import Sex
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.clinic import ClinicProfile

Story = Literal[
    "gluteal",
    "thoracic",
    "trunk",
    "gluteal_thoracic",
    "gluteal_trunk",
    "mild",
    "good",
    "stopped",
    "interrupted",
    "irritable",
    "short_of_time",
    "young",
    "late_onset",
    "bone_stress",
    "urgent",
]
# How often each story is met; the first round of people meets every story once.
STORIES: dict[Story, int] = {
    "gluteal": 16,
    "thoracic": 14,
    "trunk": 14,
    "gluteal_thoracic": 6,
    "gluteal_trunk": 6,
    "mild": 5,
    "good": 3,
    "stopped": 1,
    "interrupted": 1,
    "irritable": 3,
    "short_of_time": 4,
    "young": 1,
    "late_onset": 1,
    "bone_stress": 2,
    "urgent": 1,
}


class Names(msgspec.Struct, frozen=True):
    """Names as pairs of writing and reading."""

    family: tuple[tuple[str, str], ...]
    female: tuple[tuple[str, str], ...]
    male: tuple[tuple[str, str], ...]


class Cast(msgspec.Struct, frozen=True):
    """`resources/demo/names.toml` as data."""

    note: str
    phone: str
    trainers: tuple[str, ...]
    clinic: ClinicProfile
    names: Names


class Person(msgspec.Struct, frozen=True):
    """One made-up client and what brought them."""

    details: ClientDetails
    story: Story
    weeks: int
    onset_age: int
    weekly_km: int
    trainer: str


def read_cast(document: Mapping[str, Any]) -> Cast:
    """The made-up names and the studio from their parsed file."""
    return msgspec.convert(document, Cast)


def people(cast: Cast, count: int, today: date, chance: random.Random) -> list[Person]:
    """Made-up clients: every family name once before one repeats, every story at least once."""
    stories = [*STORIES, *chance.choices(list(STORIES), list(STORIES.values()), k=max(0, count - len(STORIES)))]
    chance.shuffle(stories)
    return [_person(cast, number, story, today, chance) for number, story in enumerate(stories[:count])]


def _person(cast: Cast, number: int, story: Story, today: date, chance: random.Random) -> Person:
    # The source article meets weak trunks more often in women.
    sex: Sex = "female" if chance.random() < (0.7 if "trunk" in story else 0.45) else "male"
    family, family_kana = cast.names.family[number % len(cast.names.family)]
    given, given_kana = chance.choice(cast.names.female if sex == "female" else cast.names.male)
    age = {"young": 16, "late_onset": 61, "bone_stress": 24}.get(story) or chance.randint(24, 53)
    weeks = {"young": 5, "irritable": 3}.get(story) or chance.choice((4, 6, 8, 12, 20, 40, 80, 150))
    details = ClientDetails(
        name=f"{family} {given}",
        kana=f"{family_kana} {given_kana}",
        sex=sex,
        # A year older than `age` by now, so that a first visit within the past year finds about that age.
        birth_date=date(today.year - age - 1, chance.randint(1, 12), chance.randint(1, 28)),
        phone=f"{cast.phone}{number + 1001:04d}",
        language="en" if number % 24 == 23 else "ja",
        note=cast.note,
    )
    onset_age = age - 1 if story == "late_onset" else max(14 if story == "young" else 20, age - 1 - weeks // 52)
    km = 100 if story == "bone_stress" else chance.choice((10, 15, 20, 25, 30, 40, 50, 60))
    return Person(details, story, weeks, onset_age, km, chance.choice(cast.trainers))
