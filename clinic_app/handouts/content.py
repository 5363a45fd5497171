"""What stands on the papers, as plain frozen data: words already chosen, nothing left to look up but pictures.

Built by `sheet_content` and `memo_content`, drawn by `sheet` and `memo`. A frozen job can be drawn again from it.
"""

from datetime import date
from typing import Literal

import msgspec

from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Variant

Standing = Literal["leading", "provisional", "mixed", "undetermined", "insufficient"]
SideState = Literal["done", "not_done", "stopped_by_pain"]
Measure = Literal["pain", "degrees", "level"]


class Person(msgspec.Struct, frozen=True):
    """Who and when: what the head and foot of every page carry."""

    name: str
    kana: str
    date: date
    trainer: str


class SideResult(msgspec.Struct, frozen=True):
    """One side of a test; `level` (0-3) and `degrees` are None unless the side is done."""

    state: SideState
    level: int | None = None
    word: str = ""
    degrees: str = ""
    share: float = 0.0


class TestResult(msgspec.Struct, frozen=True):
    """One test; `counts` only when both sides are done. `norm` is where the bar's mark stands, 0 to 1."""

    __test__ = False

    id: str
    name: str
    left: SideResult
    right: SideResult
    counts: bool
    scale: str
    norm: float | None = None
    uneven: bool = False


class RetestChange(msgspec.Struct, frozen=True):
    """One value before and right after the exercise of the same session: NRS, degrees or level."""

    test: str
    measure: Measure
    before: float
    after: float
    side: Literal["left", "right"] | None = None


class Tendency(msgspec.Struct, frozen=True):
    """One cause in the client's words; the headline's line feeds are where it may break."""

    headline: str
    body: str
    pose: str | None = None


class HomeExercise(msgspec.Struct, frozen=True):
    """One agreed exercise in its form, as it goes home."""

    name: str
    form: str
    dose: str
    purpose: str
    start: str
    end: str
    steps: tuple[str, ...]
    points: tuple[str, ...]
    cue: str
    avoid: tuple[str, ...]


class Recheck(msgspec.Struct, frozen=True):
    """The next re-assessment; `time` is `10:00` or empty. Without a day the sheet says how to arrange one."""

    day: date | None = None
    time: str = ""


class SheetContent(msgspec.Struct, frozen=True):
    """Everything a take-home sheet says. `comfort`: only rest and walking; `running`: the trainer added the table of
    runs and walks; `changes` are ready sentences.
    """

    language: Language
    variant: Variant
    person: Person
    clinic: ClinicProfile
    standing: Standing
    tendencies: tuple[Tendency, ...]
    watched: tuple[str, ...]
    tests: tuple[TestResult, ...]
    changes: tuple[str, ...]
    reasons: tuple[str, ...]
    exercises: tuple[HomeExercise, ...]
    recheck: Recheck
    plan_code: str
    comfort: bool = False
    note: str = ""
    running: bool = False


class MemoContent(msgspec.Struct, frozen=True):
    """Everything a referral memo says: findings in words, pain, what to tell the doctor; never a type name."""

    language: Language
    urgency: Literal["urgent", "refer"]
    person: Person
    clinic: ClinicProfile
    age: int
    findings: tuple[str, ...]
    also: tuple[str, ...]
    pain: tuple[str, ...]
    stop_running: bool = False
    variant: Variant = "standard"
