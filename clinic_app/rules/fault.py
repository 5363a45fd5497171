"""One thing wrong with a rule set: where it stands, what is wrong, what was expected, and an input that shows it."""

import re
from typing import Any

import msgspec

from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.rules.load_faults import RuleSetError

# By kind: what is wrong, and what was expected instead, with an example.
FAULTS: dict[str, tuple[str, str]] = {
    "unobservable": (
        N_("rules never see {finding}, so this condition waits for ever"),
        N_("an answer of interview, posture, intake or screening, or a test's level, as tests.hip_hinge.level"),
    ),
    "threshold": (
        N_("no value of {finding} makes a difference here: they run from {low} to {high}"),
        N_("a limit inside the range, which some values pass and others do not"),
    ),
    "dead": (
        N_("no findings can ever fulfil this condition, so the rule never counts"),
        N_("a condition that can hold, as {{ finding = \"interview.desk_work\", is = \"yes\" }}"),
    ),
    "duplicate": (
        N_("says the same as {other}, so that {causes} gets its points twice"),
        N_("one rule for one condition; give it the sum of the points"),
    ),
    "contradictory": (
        N_("speaks against {other} under the very same condition for {causes}"),
        N_("one rule for one condition, for a cause or against it"),
    ),
    "unreachable": (
        N_("the category {category} is never reached: whenever it holds, a stricter one holds already"),
        N_("a condition of {category} that also holds where the stricter categories do not"),
    ),
    "wide": (
        N_("the condition joins too many findings to be proved ({count} combinations)"),
        N_("a condition over at most a dozen findings; split it into several rules"),
    ),
    "cap": (
        N_("the cap {cap} binds for no cause: the highest sum is {most}"),
        N_("a cap below the highest sum that some cause can reach, here at most {less}"),
    ),
    "worse_is_less": (
        N_("a worse level of its test takes points from {cause}: level {better} gives {more}, level {worse} {less}"),
        N_("points that never fall as the level falls, as -2, 1, 3, 4 for the levels 3, 2, 1, 0"),
    ),
    "stiffer_is_less": (
        N_("a larger difference between sides takes points from {cause}: {more} at {better}°, {less} at {worse}°"),
        N_("points that never fall as the difference grows"),
    ),
    "tests_alone": (
        N_("the tests alone make {cause} a type, without a word of posture or interview"),
        N_("policy.lead above the cap of the tests, as 5 over 4: two independent blocks must agree"),
    ),
    "not_one_outcome": (
        N_("{count} outcomes hold at once for one input: {outcomes}"),
        N_("thresholds under which exactly one holds, as rival at most lead"),
    ),
    "two_confidences": (
        N_("high and low confidence hold at once for one input"),
        N_("high_ahead above low_within and above rival_within, as 4 over 2"),
    ),
    "not_reached": (
        N_("no input reaches {what}"),
        N_("a threshold that some input reaches; the most that can be reached is {most}"),
    ),
    "never_leads": (
        N_("no input lets this cause lead"),
        N_("rules whose points can reach policy.lead ({lead}); the most this cause can have is {most}"),
    ),
    "shut": (
        N_("no answers open the gate: every client would be sent to a doctor or never get through the screening"),
        N_("screening categories under which a client without any red flag passes"),
    ),
    "same_test": (
        N_("{cause} and {other} share the test {test}"),
        N_("a test of its own for every cause: hip_hinge, thoracic_rotation, dead_bug"),
    ),
    "too_many_exercises": (
        N_("a plan of {most} exercises is more than people keep up"),
        N_("most = 3 or less"),
    ),
    "retired": (
        N_("a retired rule set cannot be put into use"),
        N_("lifecycle = \"draft\", under a new version"),
    ),
    "version_blank": (N_("the version says nothing"), N_("a version, as \"2026.12\"")),
    "version_reused": (
        N_("the version {version} is in use already, with another text"),
        N_("a new version for every change, as \"{example}\""),
    ),
    "date_back": (
        N_("the date {date} lies before that of the version in use ({other})"),
        N_("the day of this change"),
    ),
    "id_reused": (
        N_("the id {rule} means another finding in the version in use ({other})"),
        N_("a new id for a new rule: old proposals explain themselves by it"),
    ),
}  # fmt: skip


class Fault(msgspec.Struct, frozen=True):
    """One fault; `place` is a rule's id or a key, `line` counts from 1, `witness` is an assessment document.

    `error` is the refusal of a text that could not be read as a rule set; it brings its own sentences.
    """

    kind: str
    file: str
    place: str
    values: dict[str, str] = {}
    line: int | None = None
    witness: dict[str, Any] | None = None
    error: RuleSetError | None = None

    def wrong(self, language: Language) -> str:
        """What is wrong, in one sentence without its place."""
        if self.error is not None:
            return self.error.wrong(language)
        say = texts("messages", language)
        values = {key: say(value) if key == "what" else value for key, value in self.values.items()}
        return say(FAULTS[self.kind][0]).format(**values)

    def expected(self, language: Language) -> str:
        """What was expected, with an example."""
        if self.error is not None:
            return self.error.expected(language)
        return texts("messages", language)(FAULTS[self.kind][1]).format(**self.values)

    def sentence(self, language: Language) -> str:
        """File, line, place, what is wrong and what was expected, on one line."""
        say = texts("messages", language)
        where = (
            self.file if self.line is None else say(N_("{file}, line {line}")).format(file=self.file, line=self.line)
        )
        said = [part for part in (where, self.place, self.wrong(language)) if part]
        expected = self.expected(language)
        words = say(N_("{fault}. Expected: {expected}")) if expected else "{fault}"
        return words.format(fault=": ".join(said), expected=expected)


_PLACE = re.compile(r"^(?P<table>\w+)\[(?P<number>\d+)\]")


def line_of(text: str, place: str) -> int | None:
    """The line of a place in a TOML text: `rule[3].reason`, `caps.posture`, or a rule's id; None when not found."""
    lines = text.splitlines()
    if found := _PLACE.match(place):
        headings = [number for number, row in enumerate(lines, 1) if row.strip() == f"[[{found['table']}]]"]
        start = headings[int(found["number"])] if int(found["number"]) < len(headings) else None
        key = place[found.end() :].lstrip(".").split(".")[0].split("[")[0]
        return start if start is None or not key else _key_line(lines, start, key) or start
    if (number := _line_with(lines, rf'^id\s*=\s*"{re.escape(place.rsplit(".", maxsplit=1)[-1])}"')) is not None:
        return number
    table, _, key = place.partition(".")
    start = _line_with(lines, rf"^\[{re.escape(table)}\]")
    if start is not None:
        return _key_line(lines, start, key.split(".")[0]) or start if key else start
    return _line_with(lines, rf"^{re.escape(table)}\s*=") if table else None


def _line_with(lines: list[str], pattern: str) -> int | None:
    return next((number for number, row in enumerate(lines, 1) if re.match(pattern, row)), None)


def _key_line(lines: list[str], start: int, key: str) -> int | None:
    """The line of a key below a heading, before the next heading."""
    for number, row in enumerate(lines[start:], start + 1):
        if row.startswith("["):
            return None
        if re.match(rf"^{re.escape(key)}\s*=", row):
            return number
    return None
