"""The fixed list of tables, and which of them a release has: the more clients, the more tables.

Three groups of clients are counted. `all` are those with a closed visit in the period, each once, by the first of them.
`case` are those of `all` whose first visit in the period opened an episode; `recheck` those who came again to it within
the period. Every table of a group shares its margins with the others, and the groups hang together by `course`.
"""

from typing import Literal, NamedTuple

from clinic_app.domain.release import ALL_TABLES_FROM, MORE_TABLES_FROM

Population = Literal["all", "case", "recheck"]
COURSE = ("case_only", "case_and_recheck", "recheck_only")
# Which courses make up a group, in the equations that tie the groups together.
COURSES_OF: dict[Population, tuple[str, ...]] = {
    "case": ("case_only", "case_and_recheck"),
    "recheck": ("case_and_recheck", "recheck_only"),
}
Key = tuple[Population, tuple[tuple[str, str], ...]]
ANSWERS = ("findings", "rules", "taught")  # axes whose categories do not add up


class Vocabulary(NamedTuple):
    """The ids of the rule set in use that become rows and columns, in the order in which they are shown."""

    causes: tuple[str, ...]
    rules: tuple[str, ...]
    exercises: tuple[str, ...]


class Spec(NamedTuple):
    """One table: who is counted, by what, and from (or below) how many clients."""

    population: Population
    rows: str
    columns: str = ""
    least: int = 0
    below: int | None = None

    @property
    def id(self) -> str:
        """How files and pages name it."""
        name = f"{self.rows}_by_{self.columns}" if self.columns else self.rows
        return name if self.population != "recheck" else f"recheck_{name}"


def key(population: Population, **conditions: str) -> Key:
    """The key of a cell: who is counted, and by what. A margin has fewer conditions, the total none."""
    return population, tuple(sorted(conditions.items()))


_ONE_WAY = (
    "type",
    "sex",
    "desk_work",
    "distance",
    "duration",
    "hip_hinge",
    "thoracic_rotation",
    "dead_bug",
    "decision",
    "reason",
    "referral",
    "trial",
)
_OUTCOMES = ("pain", "activity", "degrees", "levels")
SPECS: tuple[Spec, ...] = (
    Spec("all", "course"),
    *(Spec("case", axis) for axis in _ONE_WAY),
    Spec("case", "age3", below=ALL_TABLES_FROM),
    Spec("case", "age", least=ALL_TABLES_FROM),
    Spec("recheck", "type"),
    *(Spec("recheck", axis) for axis in (*_OUTCOMES, "adherence")),
    Spec("case", "type", "sex"),
    Spec("case", "type", "age3", MORE_TABLES_FROM, ALL_TABLES_FROM),
    Spec("case", "type", "decision", MORE_TABLES_FROM),
    *(Spec("recheck", "type", axis, MORE_TABLES_FROM) for axis in _OUTCOMES),
    *(
        Spec("case", "type", axis, ALL_TABLES_FROM)
        for axis in ("age", "desk_work", "distance", "duration", "hip_hinge", "thoracic_rotation", "dead_bug")
    ),
    *(Spec("case", "type", axis, ALL_TABLES_FROM) for axis in ("referral", "trial")),
    Spec("case", "findings", "type", ALL_TABLES_FROM),
    Spec("case", "proposed", "type", ALL_TABLES_FROM),
    Spec("case", "proposed", "reason", ALL_TABLES_FROM),
    Spec("case", "rules", "decision", ALL_TABLES_FROM),
    Spec("all", "type", "course", ALL_TABLES_FROM),
    Spec("recheck", "type", "adherence", ALL_TABLES_FROM),
    *(Spec("recheck", "taught", axis, ALL_TABLES_FROM) for axis in _OUTCOMES),
)
# Middle values by type: of the first visit the minutes of each step, of a re-check what changed.
MEDIANS: tuple[tuple[Population, str], ...] = (("case", "minutes"), ("recheck", "changes"))


def specs_for(clients: int) -> tuple[Spec, ...]:
    """The tables of a release of so many clients."""
    return tuple(spec for spec in SPECS if clients >= spec.least and (spec.below is None or clients < spec.below))
