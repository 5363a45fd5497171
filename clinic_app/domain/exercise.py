"""Exercises as the studio teaches them: forms, doses, steps, points and when to change or avoid them. Data only."""

from typing import Literal

import msgspec

from clinic_app.domain.text import Language, Text

Form = Literal["easier", "easier_painful", "standard", "harder"]


class Dose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much: repetitions (or breaths, or minutes) times sets; `each_side` when left and right count apart."""

    reps: int
    sets: int = 1
    unit: Literal["reps", "breaths", "minutes"] = "reps"
    each_side: bool = False
    label: Text | None = None

    def __post_init__(self) -> None:
        if self.reps < 1 or self.sets < 1:
            raise ValueError("a dose needs at least one repetition and one set")

    def in_language(self, language: Language) -> str:
        """The dose as it stands in the badge: `10回 × 2セット`, `6 reps each side × 2 sets`."""
        if self.label is not None:
            return self.label.in_language(language)
        if language == "ja":
            unit = {"reps": "回", "breaths": "呼吸", "minutes": "分"}[self.unit]
            return f"{'左右 ' if self.each_side else ''}{self.reps}{unit} × {self.sets}セット"
        sets = "1 set" if self.sets == 1 else f"{self.sets} sets"
        return f"{self.reps} {self.unit}{' each side' if self.each_side else ''} × {sets}"


class ExerciseForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form of an exercise: its pictures are the poses `start` and `end`."""

    name: Text
    dose: Dose
    start: str
    end: str
    steps: tuple[Text, ...]
    points: tuple[Text, ...]
    cue: Text

    def __post_init__(self) -> None:
        if not self.steps or not self.points:
            raise ValueError("a form needs steps and points")


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise with its forms; `purpose` and `avoid` are read by the client."""

    id: str
    name: Text
    purpose: Text
    equipment: Text
    forms: dict[Form, ExerciseForm]
    avoid: tuple[Text, ...]

    def __post_init__(self) -> None:
        if "standard" not in self.forms:
            raise ValueError("the standard form is missing")
