"""Why a text is no rule set: file, line, place, what is wrong, what was expected, and an example, in both languages."""

import re
from collections.abc import Mapping

from clinic_app.domain.document import problem_of
from clinic_app.domain.problem import Problem
from clinic_app.domain.proposal import BLOCKS
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.rules.sentences import sentence

# What is wrong, and what was expected with an example.
ONE_RULE_FILE = (N_("exactly one rule file is needed, {count} given"), N_("one file in rules/, as rules/factory.toml"))
TWICE = (N_("{what} stands there twice"), N_("an id of its own for each; ids are never reused"))
NO_BANDS = (
    N_("the bands of the thoracic rotation are missing"),
    N_("a table [rotation.bands], as seated = {{ normal = 45, borderline = 40, limited = 30, confirm_above = 70 }}"),
)
POSITIONS = (N_("the positions of the rotation are not these: {all}"), N_("one line of bands for each of them"))
NO_GROUP = (N_("the group {what} does not exist"), N_("one of {all}"))
CHOICES = (
    N_("choices and type {what} do not fit"),
    N_('choices for choice, choices, faults and regions, none for any other, as type = "yes_no"'),
)
NO_CAP = (N_("the cap of {what} is missing"), N_("a number for each block, as {what} = 4"))
NO_TEST = (N_("the test {what} does not exist"), N_("one of {all}"))
NO_EXERCISE = (N_("the exercise {what} does not exist"), N_("one of {all}"))
NO_CAUSE = (N_("the cause {what} does not exist"), N_("one of {all}"))
ZERO = (N_("0 points for {what} say nothing"), N_("points above or below 0, as {what} = 1"))
NO_POINTS = (N_("the rule gives no points"), N_("a cause with its points, as points = {{ trunk_weakness = 1 }}"))
NO_ITEM = (N_("the screening item {what} does not exist"), N_("one of {all}"))
NO_CATEGORY = (
    N_("the screening item {what} has no category"),
    N_('a table [[screening]] with id = "{what}" and urgent, refer or caution'),
)
NO_FINDING = (N_("the finding {what} does not exist"), N_("a finding of findings/, as {like}"))
NEVER = (N_("{what} is never {value}"), N_("one of {all}"))
NO_POSE = (N_("the pose {what} does not exist"), N_("the id of a pose in resources/poses"))
NO_FORM = (N_("the exercise {what} has no form {form}"), N_("a table [forms.{form}] in exercises/{what}.toml"))
NOT_TOML = (N_("the text is not TOML: {detail}"), N_('lines like id = "desk-work" below a heading like [[rule]]'))
NOT_UTF8 = (N_("the file is not UTF-8 text"), N_("a TOML file saved as UTF-8"))

# What the types themselves refuse, by the words they do it with.
_REFUSED: tuple[tuple[str, str, str], ...] = (
    (
        r"the text in '(?P<language>\w+)' is blank",
        N_("the text in {language} is blank"),
        N_('both languages, as {{ ja = "反り腰", en = "Increased lordosis" }}'),
    ),
    (r"low .* is above high", N_("the lowest value is above the highest"), N_("limits = {{ low = 0, high = 10 }}")),
    (
        "bands must fall",
        N_("the bands of a position must fall: normal, borderline, limited"),
        N_("normal = 40, borderline = 35, limited = 25"),
    ),
    (
        "a condition is one comparison",
        N_("a condition is one comparison of one finding, or one of all, any, count of"),
        N_('when = {{ finding = "posture.sway_back", is = "yes" }}'),
    ),
    ("'count' and 'of'", N_("'count' and 'of' belong together"), N_("{{ count = 2, of = [ ... ] }}")),
    (
        "'count' is not possible",
        N_("'count' is not possible with this many conditions"),
        N_("a count from 1 to the number of conditions"),
    ),
    (
        "a screening item needs",
        N_("a screening item needs at least one category"),
        N_('refer = {{ finding = "screening.fever", is = "yes" }}'),
    ),
)
_MISSING = N_("the key {key}, as {example}")
_AS = N_("as {example}")
_MISSPELT = N_("a key of the format; look for a slip of the pen")
_EXAMPLES = {
    "ja": '{ ja = "反り腰", en = "Increased lordosis" }',
    "en": '{ ja = "反り腰", en = "Increased lordosis" }',
    "block": " | ".join(BLOCKS),
    "lifecycle": "draft | active | retired",
    "type": 'type = "yes_no" | "choice"',
    "date": 'date = "2026-12-01"',
    "source": 'source = { ja = "初期設定", en = "our own choice" }',
    "points": "points = { trunk_weakness = 1 }",
    "when": 'when = { finding = "posture.sway_back", is = "yes" }',
}
_WHICH_LINE = re.compile(r"at line (\d+)")


Values = Mapping[str, object]


class RuleSetError(ValueError):
    """An invalid rule set: `file`, `place` and `line` say where, `wrong` what is wrong, `expected` what was wanted.

    `problem` stands in for `message` where a fault of the shape is one that documents have as well.
    """

    def __init__(
        self, file: str, place: str, fault: tuple[str, str], values: Values, problem: Problem | None = None
    ) -> None:
        self.file, self.place, self.values, self.problem = file, place, values, problem
        self.message, self.wanted = fault
        self.line: int | None = None
        super().__init__(f"{file}: {place}: {self.reason}" if place else f"{file}: {self.reason}")

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        return self.wrong("en")

    def wrong(self, language: Language) -> str:
        """What is wrong, in one sentence without its place."""
        if self.problem is not None:
            return sentence(self.problem, language)
        return texts("messages", language)(self.message).format(**self.values)

    def expected(self, language: Language) -> str:
        """What was expected, with an example; empty where what is wrong says it."""
        return texts("messages", language)(self.wanted).format(**self.values) if self.wanted else ""


def not_toml(file: str, detail: str) -> RuleSetError:
    """The text cannot be read at all; the parser knows the line."""
    found = _WHICH_LINE.search(detail)
    error = RuleSetError(file, "", NOT_TOML, {"detail": detail})
    error.line = int(found[1]) if found else None
    return error


def wrong_shape(file: str, message: str) -> RuleSetError:
    """A value that the format does not allow, from the sentence of the library that reads it."""
    reason = message.partition(" - at ")[0]
    problem = problem_of(message.replace("`key` in ", ""))
    for pattern, said, wanted in _REFUSED:
        if found := re.search(pattern, reason):
            return RuleSetError(file, problem.path, (said, wanted), found.groupdict())
    key = problem.path.split(".")[-1]
    example = _EXAMPLES.get(key, f"{key} = ..." if problem.code == "missing" else "")
    wanted = {"missing": _MISSING, "unknown_key": _MISSPELT}.get(problem.code, _AS if example else "")
    return RuleSetError(file, problem.path, ("", wanted), {"key": key, "example": example}, problem)
