"""A rule set as tables for people who review it: header, causes, points, thresholds, screening, plan.

`rule_table` chooses words and order; terminal and browser are set in `table_text`, paper in `handouts.rule_table`.
"""

from collections.abc import Iterator

import msgspec

from clinic_app.domain.assessment import ROTATION
from clinic_app.domain.proposal import BLOCKS
from clinic_app.domain.text import Language, Text
from clinic_app.i18n import N_, texts
from clinic_app.rules.labels import condition_text
from clinic_app.rules.ruleset import RuleSet
from clinic_app.rules.states import CATEGORIES

BLOCK_NAMES = {"tests": N_("Points: tests"), "posture": N_("Points: posture"), "interview": N_("Points: interview")}
LIFECYCLES = {"draft": N_("draft"), "active": N_("in use"), "retired": N_("retired")}
THRESHOLDS = {
    "lead": N_("A cause can lead from this total"),
    "rival": N_("Another cause is combined with it from this total"),
    "rival_within": N_("and when it is at most this many points behind"),
    "high_total": N_("High confidence from this total"),
    "high_ahead": N_("and when every other cause is at least this many points behind"),
    "low_within": N_("Low confidence when a cause not named is at most this many points behind"),
    "contradiction": N_("Posture and interview contradict a good test from this sum"),
    "pending": N_("A missing test is waited for from this total"),
}
CAPS = {
    "tests": N_("Tests add at most"),
    "posture": N_("Posture adds at most"),
    "interview": N_("The interview adds at most"),
}


class Section(msgspec.Struct, frozen=True):
    """One table: `wide` columns share the room that the narrow ones leave."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: tuple[int, ...]


class RuleTable(msgspec.Struct, frozen=True):
    """A whole rule set in one language."""

    title: str
    language: Language
    lines: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    day: str


def rule_table(rule_set: RuleSet, language: Language) -> RuleTable:
    """All tables of a rule set."""
    say, header = texts("messages", language), rule_set.rules.header
    lines = (
        (say(N_("Version")), f"{header.version} ({header.date})"),
        (say(N_("State")), say(LIFECYCLES[header.lifecycle])),
        (say(N_("Author")), header.author),
        (say(N_("Purpose")), header.purpose.in_language(language)),
        (say(N_("Use")), header.use.in_language(language)),
        (say(N_("Not for")), header.misuse.in_language(language)),
    )
    title = say(N_("Rule set {name} {version}")).format(name=header.id, version=header.version)
    return RuleTable(title, language, lines, tuple(_sections(rule_set, language)), str(header.date))


def _sections(rule_set: RuleSet, language: Language) -> Iterator[Section]:
    say, document, catalogue = texts("messages", language), rule_set.rules, rule_set.catalogue
    causes = tuple(
        (
            cause.mark,
            cause.name.in_language(language),
            catalogue.protocols[cause.test].name.in_language(language),
            rule_set.exercises[cause.exercise].name.in_language(language),
        )
        for cause in document.cause
    )
    heads = (say(N_("Mark")), say(N_("Tendency")), say(N_("Test")), say(N_("Exercise")))
    yield Section(say(N_("Tendencies")), heads, causes, (1, 2, 3))
    for block in BLOCKS:
        yield _points(rule_set, block, language)
    limits = [(say(words), str(document.caps[block])) for block, words in CAPS.items()]  # type: ignore[index]
    limits += [(say(words), str(getattr(document.policy, key))) for key, words in THRESHOLDS.items()]
    yield Section(say(N_("Caps and thresholds")), (say(N_("What")), say(N_("Points"))), tuple(limits), (0,))
    yield _bands(rule_set, language)
    yield _screening(rule_set, language)
    plan = ((say(N_("Exercises at most")), str(document.plan.most)), *_starts(rule_set, language))
    yield Section(say(N_("Plan")), (say(N_("What")), say(N_("Value"))), plan, (0, 1))


def _points(rule_set: RuleSet, block: str, language: Language) -> Section:
    say, marks = texts("messages", language), [(cause.id, cause.mark) for cause in rule_set.rules.cause]
    rows = []
    for rule in rule_set.rules.rule:
        if rule.block == block:
            points = (f"{rule.points[key]:+d}" if key in rule.points else "" for key, _ in marks)
            source = rule.source.in_language(language) if isinstance(rule.source, Text) else rule.source
            when = condition_text(rule_set, rule.when, language)
            rows.append((rule.reason.in_language(language), when, *points, source, rule.id))
    columns = (say(N_("Reason")), say(N_("When")), *(mark for _, mark in marks), say(N_("Source")), "id")
    return Section(say(BLOCK_NAMES[block]), columns, tuple(rows), (0, 1, len(columns) - 2))


def _bands(rule_set: RuleSet, language: Language) -> Section:
    say, catalogue = texts("messages", language), rule_set.catalogue
    position = catalogue.by_path[f"tests.{ROTATION}.position"]
    rows = tuple(
        (
            position.choice(key).label.in_language(language),
            *(f"{limit:g}°" for limit in (bands.normal, bands.borderline, bands.limited)),
        )
        for key, bands in catalogue.rotation.bands.items()
    )
    levels = [say(N_("level {level} from")).format(level=level) for level in (3, 2, 1)]
    name = catalogue.protocols[ROTATION].name.in_language(language)
    return Section(name, (position.label.in_language(language), *levels), rows, (0,))


def _screening(rule_set: RuleSet, language: Language) -> Section:
    say, rules = texts("messages", language), {rule.id: rule for rule in rule_set.rules.screening}
    rows = []
    for item in rule_set.catalogue.screening:
        for category, words in CATEGORIES.items():
            condition = getattr(rules[item.id], category)
            if condition is None:
                continue
            own = condition.finding == f"screening.{item.id}" and condition.is_ is not None
            when = say(N_("yes")) if own else condition_text(rule_set, condition, language)
            rows.append((item.label.in_language(language), say(words), when, item.id))
    columns = (say(N_("Red flag")), say(N_("Category")), say(N_("When")), "id")
    return Section(say(N_("Screening: the strictest category that holds")), columns, tuple(rows), (0, 2))


def _starts(rule_set: RuleSet, language: Language) -> Iterator[tuple[str, str]]:
    """Below which level the easier form starts, and what an irritable back gets."""
    say, plan = texts("messages", language), rule_set.rules.plan
    for cause in rule_set.rules.cause:
        name = rule_set.exercises[cause.exercise].name.in_language(language)
        words = say(N_("below level {level}")).format(level=cause.easier_below)
        yield say(N_("{exercise} starts in its easier form")).format(exercise=name), words
    item = rule_set.catalogue.screening_by_id[plan.comfort_when].label.in_language(language)
    comfort = rule_set.exercises[plan.comfort[0]].name.in_language(language)
    yield say(N_("{item}: nothing but")).format(item=item), comfort
