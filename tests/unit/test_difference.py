"""The differences between two rule sets, told in words: everything that changes a proposal or a sentence."""

import pytest
from small_rules import rule, small_texts

from clinic_app.bootstrap.factory import factory_texts
from clinic_app.domain.text import LANGUAGES, Language
from clinic_app.rules.difference import differences
from clinic_app.rules.load import load_rule_set

FACTORY = factory_texts()
RULES = "rules/factory.toml"


def told(texts: dict[str, str], language: Language = "en", before: dict[str, str] = FACTORY) -> dict[str, list[str]]:
    found = differences(load_rule_set(before), load_rule_set(texts), language)
    return {difference.heading: list(difference.lines) for difference in found}


def changed(old: str, new: str, file: str = RULES) -> dict[str, str]:
    assert old in FACTORY[file]
    return {**FACTORY, file: FACTORY[file].replace(old, new, 1)}


def test_a_set_is_not_different_from_itself_nor_by_a_comment_or_a_version() -> None:
    assert told(FACTORY) == {}
    assert told({**FACTORY, RULES: "# a remark\n" + FACTORY[RULES]}) == {}
    assert told(changed('version = "2026.11.3"', 'version = "2027.1"')) == {}


@pytest.mark.parametrize(
    ("old", "new", "heading", "line"),
    [
        ("lead = 5", "lead = 6", "Caps and thresholds", "A cause can lead from this total: 5 → 6"),
        ("posture = 2", "posture = 1", "Caps and thresholds", "Posture adds at most: 2 → 1"),
        ("most = 3", "most = 2", "Caps and thresholds", "Exercises at most: 3 → 2"),
        (
            "points = { gluteal_support = 1 }",
            "points = { gluteal_support = 2, trunk_weakness = -1 }",
            "Rules and points",
            "Hip hinge at level 2: ① +1 → ① +2, ③ -1",
        ),
        (
            'en = "Hip hinge is good (level 3)"',
            'en = "A fine hip hinge"',
            "Rules and points",
            "Words for trainers: Hip hinge is good (level 3) → A fine hip hinge",
        ),
        (
            'id = "saddle_numbness"\nurgent',
            'id = "saddle_numbness"\nrefer',
            "Categories of red flags",
            "see a doctor",
        ),
        ('author = "clinic-app"', 'author = "山田 見本"', "What it is for", "Author: clinic-app → 山田 見本"),
    ],
)
def test_each_change_is_told_under_its_heading(old: str, new: str, heading: str, line: str) -> None:
    found = told(changed(old, new))
    assert list(found) == [heading]
    assert any(line in said for said in found[heading])


def test_a_rule_that_came_or_went_is_told_with_its_points_and_condition() -> None:
    before = small_texts()
    after = small_texts(extra=rule("new", "posture", '{ finding = "posture.p", is = "no" }', "{ c = -1 }"))
    assert told(after, before=before) == {"Rules and points": ["New: words: c -1, when words: no"]}
    assert told(before, before=after) == {"Rules and points": ["Removed: words: c -1, when words: no"]}


def test_a_text_that_changed_in_the_other_language_only_is_told_too() -> None:
    other = changed('ja = "ヒップヒンジは良好(レベル3)"', 'ja = "ヒップヒンジはとても良い"')
    assert told(other)["Rules and points"] == ["Words for trainers: changed in the other language"]
    assert "→ ヒップヒンジはとても良い" in told(other, "ja").popitem()[1][0]


def test_a_new_question_and_a_changed_one_are_told() -> None:
    posture = "findings/posture.toml"
    new = '\n[[finding]]\nid = "own"\nsection = "posture"\nstep = "posture"\ntype = "yes_no"\nwidget = "yes_no"\n'
    new += 'label = { ja = "つま先", en = "Toes" }\n'
    assert told({**FACTORY, posture: FACTORY[posture] + new}) == {"Questions and findings": ["New: Toes"]}
    weaker = changed("weak = true\n", "", posture)
    assert told(weaker) == {"Questions and findings": ["Increased lumbar lordosis: details changed"]}


def test_another_dose_is_told_by_exercise_and_form() -> None:
    name = "exercises/dead_bug.toml"
    found = told(
        changed("reps = 5", "reps = 7", name) if "reps = 5" in FACTORY[name] else changed("reps = ", "reps = 1", name)
    )
    (lines,) = found.values()
    assert len(lines) == 1
    assert "→" in lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_whole_different_sets_can_be_compared_either_way(language: Language) -> None:
    small = small_texts()
    for one, other in ((FACTORY, small), (small, FACTORY)):
        assert len(told(one, language, before=other)) >= 5
