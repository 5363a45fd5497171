"""The rule set as typed data: conditions, rules, causes, screening categories, policy and plan.

Its text lies in TOML (`resources/`, or in the record once a studio has its own); `load` reads it, `evaluate`
applies it. Numbers here come from CLINICAL.md sections 3 to 5.
"""

from datetime import date
from functools import cached_property
from typing import Literal

import msgspec

from clinic_app.domain.exercise import Exercise
from clinic_app.domain.finding import Catalogue
from clinic_app.domain.proposal import Block, Fact, RuleSetRef
from clinic_app.domain.text import Text


class Condition(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is", "all_": "all", "any_": "any"}
):
    """A condition over findings: one comparison, or `all`, `any`, or `count` of other conditions."""

    finding: str | None = None
    is_: Fact | None = None
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    all_: tuple["Condition", ...] | None = None
    any_: tuple["Condition", ...] | None = None
    count: int | None = None
    of: tuple["Condition", ...] | None = None

    def __post_init__(self) -> None:
        comparisons = [self.is_, self.at_least, self.at_most, self.above, self.below]
        compared = sum(value is not None for value in comparisons)
        groups = [self.all_, self.any_, self.of]
        grouped = sum(value is not None for value in groups)
        if (self.finding is not None) != (compared == 1) or compared > 1 or grouped > 1 or compared + grouped != 1:
            raise ValueError("a condition is one comparison of one finding, or one of all, any, count of")
        if (self.count is None) != (self.of is None):
            raise ValueError("'count' and 'of' belong together")
        if self.of is not None and self.count is not None and not 1 <= self.count <= len(self.of):
            raise ValueError("'count' is not possible with this many conditions")

    @property
    def parts(self) -> tuple["Condition", ...]:
        """The conditions inside a group; empty for a comparison."""
        return self.all_ or self.any_ or self.of or ()

    def findings(self) -> tuple[str, ...]:
        """Paths of all findings the condition looks at, each once, in order."""
        if self.finding is not None:
            return (self.finding,)
        return tuple(dict.fromkeys(path for part in self.parts for path in part.findings()))


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the condition holds, each named cause gets its points; `client` is the reason in everyday words.

    `source` says where the points come from; rule sets of the first version gave it in one language only.
    """

    id: str
    block: Block
    when: Condition
    points: dict[str, int]
    reason: Text
    source: Text | str
    client: Text | None = None


class CauseWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client reads about a cause; `headline` carries a line feed where it may break, `body` is hedged."""

    headline: Text
    body: Text
    pose: str | None = None


class Cause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One movement cause with its own test and exercise; below level `easier_below` the easier form starts."""

    id: str
    mark: str
    test: str
    exercise: str
    easier_below: int
    name: Text
    short: Text
    mechanism: Text
    client: CauseWords | None = None


class ScreeningRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The category of one screening item: the first of urgent, refer, caution whose condition holds."""

    id: str
    urgent: Condition | None = None
    refer: Condition | None = None
    caution: Condition | None = None

    def __post_init__(self) -> None:
        if self.urgent is None and self.refer is None and self.caution is None:
            raise ValueError("a screening item needs at least one category")


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who made the rule set, when, what it is for and what it is not for."""

    id: str
    version: str
    author: str
    date: date
    lifecycle: Literal["draft", "active", "retired"]
    purpose: Text
    use: Text
    misuse: Text


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds of the decision, in points (CLINICAL.md 4, Policy)."""

    lead: int
    rival: int
    rival_within: int
    high_total: int
    high_ahead: int
    low_within: int
    contradiction: int
    pending: int


class PlanPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a plan follows: at most this many exercises; `comfort` alone while `comfort_when` is a caution."""

    most: int
    comfort_when: str
    comfort: tuple[str, str]


class RuleDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule file as it is written."""

    header: Header
    caps: dict[Block, int]
    policy: Policy
    plan: PlanPolicy
    cause: tuple[Cause, ...]
    rule: tuple[Rule, ...]
    screening: tuple[ScreeningRule, ...]


class RuleSet(msgspec.Struct, frozen=True, dict=True):
    """A rule set in use: findings, rules and exercises together, with the hash of their text."""

    ref: RuleSetRef
    rules: RuleDocument
    catalogue: Catalogue
    exercises: dict[str, Exercise]

    @cached_property
    def _causes(self) -> dict[str, Cause]:
        return {cause.id: cause for cause in self.rules.cause}

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules.rule}

    def cause(self, cause_id: str) -> Cause:
        """One cause by id; raises `KeyError`."""
        return self._causes[cause_id]

    def rule(self, rule_id: str) -> Rule:
        """One rule by id; raises `KeyError`."""
        return self._rules[rule_id]
