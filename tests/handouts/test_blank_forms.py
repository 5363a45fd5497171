"""Blank forms ask exactly what the program asks, each on one page, and can be written on."""

import io

import pypdf
import pytest
from paper_checks import check_layout
from reading_back import boxes, squeezed, text_of
from sheet_samples import CLINIC, rule_set

from clinic_app.domain.text import Language
from clinic_app.handouts.blank_forms import render_blank_forms


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


def test_every_question_of_the_rule_set_is_asked_on_its_form(language: Language) -> None:
    intake, screening, tests, plan = text_of(render_blank_forms(rule_set(), CLINIC, language))
    catalogue = rule_set().catalogue

    def asked(page: str, label: object) -> bool:
        return squeezed(label.in_language(language)) in page  # type: ignore[attr-defined]

    unasked = [f.id for f in catalogue.of_step("intake") if f.type != "regions" and not asked(intake, f.label)]
    for item in catalogue.screening:
        labels = [part.label for part in item.parts] or [item.label]
        unasked += [item.id for label in labels if not item.computed and not asked(screening, label)]
    for step in ("posture", "hip_hinge", "thoracic_rotation", "dead_bug"):
        for finding in catalogue.of_step(step):
            labels = [finding.label, *(choice.label for choice in finding.choices)]
            unasked += [finding.id for label in labels if not asked(tests, label)]
    taught = [rule_set().exercises[cause.exercise] for cause in rule_set().rules.cause]
    unasked += [exercise.id for exercise in taught if not asked(plan, exercise.name)]
    assert unasked == []


def test_nothing_overlaps_and_nothing_is_too_small_to_read(language: Language) -> None:
    pdf = render_blank_forms(rule_set(), CLINIC, language)
    check_layout(pdf)
    assert len(boxes(pdf)) == 4


def test_both_sides_of_a_test_and_each_answer_have_their_boxes() -> None:
    pages = text_of(render_blank_forms(rule_set(), CLINIC, "ja"))
    parts = sum(max(1, len(item.parts)) for item in rule_set().catalogue.screening if not item.computed)
    assert pages[1].count("□はい") == pages[1].count("□いいえ") == parts
    assert pages[2].count("□腰が反る(修正できた・残る)") == 2
    assert pages[0].count("012345678910") == 3


def test_the_same_rule_set_gives_the_same_forms_with_a_neutral_title() -> None:
    pdf = render_blank_forms(rule_set(), CLINIC, "ja")
    assert pdf == render_blank_forms(rule_set(), CLINIC, "ja")
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "記録用紙(手書き用)"
    assert len(reader.outline) == 4
