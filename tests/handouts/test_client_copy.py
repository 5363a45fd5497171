"""The consent form and a client's copy as PDFs, read back: whole, paginated, and nothing in them is markup."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from reading_back import boxes, squeezed, text_of

from clinic_app import actions
from clinic_app.domain.assessment import Tests, from_plain
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.client_copy import Addition, ClientCopy, VisitCopy
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.consent import Consent
from clinic_app.domain.diary import Diary
from clinic_app.domain.follow_up import OutcomeMeasure, Retest
from clinic_app.domain.text import LANGUAGES, Language
from clinic_app.domain.visit import Decision, Handout, Plan, PlanItem, StoredAssessment, StoredProposal, Visit
from clinic_app.handouts.client_copy import render_client_copy
from clinic_app.handouts.consent_form import ConsentForm, render_consent_form
from clinic_app.handouts.findings_in_words import reason_lines
from clinic_app.handouts.style import PAGE
from clinic_app.handouts.words import forbidden_words, not_a_diagnosis
from clinic_app.rules.evaluate import Evaluator

CASES = Path(__file__).parents[1] / "unit/cases/examples.json"
CLINIC = ClinicProfile("架空コンディショニング", address="東京都架空区見本町1-2-3", phone="00-0000-0000")
DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)
PAYLOADS = (
    '<img src="/etc/passwd"/>',
    '<a href="http://example.com/">x</a>',
    "<b>unclosed",
    "</para><para>",
    "&lt;&amp;&#x41;",
    "<font color=[[[getattr(pow,Word('__globals__'))]]]>",
    "<onDraw name='x'/>",
    "%PDF-1.4 endobj",
    "{{ 7*7 }} {name} %s %(x)s",
    "<!-- --> <![CDATA[x]]>",
    "<br/><br/>",
    "<unknown>",
    "\\input{/etc/passwd}",
)


def _form(language: Language, **more: object) -> bytes:
    form = ConsentForm(actions.consent_text(), CLINIC, DAY, language)
    return render_consent_form(replace(form, **more))


def _visit(assessment: StoredAssessment, evaluator: Evaluator, note: str, number: int = 1) -> VisitCopy:
    proposal = evaluator.evaluate(assessment.assessment)
    stored = StoredProposal(f"p{number}", "v", "a", proposal, assessment.assessment, NOON)
    item = PlanItem("hip_hinge", "standard", 10, 2, cue=note, teach_back="can_do", pain_before=4, pain_after=2)
    return VisitCopy(
        visit=Visit("v", "c", "e", "trial", DAY, NOON, "佐藤", state="closed", result="joined"),
        assessment=assessment,
        proposal=stored,
        decisions=(Decision("d", "v", "p", "changed", ("trunk_weakness",), "佐藤", NOON, "safety", note),),
        plan=Plan("pl", "v", "ABC-DEF-1", (item,), date(2026, 12, 6), "佐藤", NOON, "18:30", note),
        handouts=(Handout("h", "v", "pl", "sheet", "standard", "ja", b"%PDF", "0", 2, "佐藤", NOON),),
        additions=(Addition(note, "鈴木", NOON),),
    )


@pytest.fixture(scope="module")
def assessment() -> StoredAssessment:
    """The findings of the first example."""
    first = json.loads(CASES.read_text(encoding="utf-8"))[0]["input"]
    return StoredAssessment("a", "v", 2, from_plain(first), NOON)


@pytest.fixture
def copy_of(assessment: StoredAssessment, evaluator: Evaluator) -> Callable[..., ClientCopy]:
    """A copy with the given note in every place for free text, and so many visits."""

    def made(note: str, visits: int = 1) -> ClientCopy:
        details = ClientDetails(
            "髙橋 花子", "タカハシ ハナコ", "female", date(1984, 3, 1), note=note, goal=note, email=note
        )
        consent = Consent("k", "c", "record", "given", "2026-11", "ja", "1. 保管", "0", DAY, "佐藤", NOON, note)
        whole = tuple(_visit(assessment, evaluator, note, number) for number in range(visits))
        return ClientCopy(Client("c", details, NOON), (consent,), whole, {}, NOON)

    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", "髙橋 花子", "とても長い名前" * 16])
def test_the_consent_form_is_one_page_with_every_word_that_is_agreed_to(language: Language, name: str) -> None:
    pdf = _form(language, name=name, kana="タカハシ ハナコ" if name else "", minor=True)
    (page,) = text_of(pdf)
    text = actions.consent_text()
    told = [text.title, text.lead, *text.rights]
    for question in (text.record, text.statistics):
        told += [question.purpose, *question.points, question.agree]
    assert [words for words in told if squeezed(words.in_language(language)) not in page] == []
    (drawn,) = boxes(pdf)
    assert all(box.left >= 0 and box.right <= PAGE[0] and box.bottom >= 0 and box.top <= PAGE[1] for box in drawn)
    words = [box for box in drawn if box.kind == "text"]
    assert [(a.text, b.text) for a in words for b in words if a is not b and a.overlaps(b, 1.0)] == []


def test_the_form_says_so_when_the_client_is_known_to_be_under_18() -> None:
    assert squeezed("18歳未満のため必要です") in text_of(_form("ja", minor=True))[0]
    assert squeezed("18歳未満の方は必要です") in text_of(_form("ja"))[0]


def test_the_words_of_consent_never_claim_what_we_do_not_do() -> None:
    for language in LANGUAGES:
        assert forbidden_words(" ".join(text_of(_form(language))), language) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copy_tells_person_consent_findings_reasons_decision_plan_notes_and_papers(
    language: Language, copy_of: Callable[..., ClientCopy], evaluator: Evaluator
) -> None:
    copy = copy_of("手書きのメモ")
    foot = squeezed(not_a_diagnosis(language))
    pages = text_of(render_client_copy(copy, CLINIC, evaluator.rule_set, language))
    text = "".join(page.partition(foot)[0] for page in pages)
    rules, catalogue = evaluator.rule_set, evaluator.rule_set.catalogue
    told = ["髙橋花子", "タカハシハナコ", "ABC-DEF-1", "18:30", "佐藤", "鈴木", CLINIC.name]
    told += [protocol.name.in_language(language) for protocol in catalogue.protocols.values()]
    told += [item.label.in_language(language) for item in catalogue.screening if not item.computed and not item.parts]
    told.append(rules.cause("trunk_weakness").name.in_language(language))
    told.append(rules.exercises["hip_hinge"].name.in_language(language))
    proposal = copy.visits[0].proposal
    assert proposal is not None
    assert proposal.proposal.reasons
    told += [rules.rule(reason.rule).reason.in_language(language) for reason in proposal.proposal.reasons]
    assert [words for words in told if squeezed(words) not in text] == []
    assert text.count("手書きのメモ") == 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copy_tells_the_retest_the_course_and_a_later_day_of_writing(
    language: Language, copy_of: Callable[..., ClientCopy], evaluator: Evaluator
) -> None:
    copy = copy_of("メモ")
    visit = copy.visits[0]
    again = Retest("hip_hinge", Tests(hip_hinge=visit.assessment.assessment.tests.hip_hinge), "佐藤", NOON)
    course = (OutcomeMeasure("activity_1", 4, "階段を下りる"), OutcomeMeasure("longest_run_km", 12.5))
    late = replace(visit.visit, entered_on=date(2026, 11, 24))
    told = replace(copy, visits=(replace(visit, visit=late, retests=(again,), measures=course),))
    before, after = (
        "".join(text_of(render_client_copy(one, CLINIC, evaluator.rule_set, language))) for one in (copy, told)
    )
    for words in ("階段を下りる", "4/10", "12.5km"):
        assert squeezed(words) in after
        assert squeezed(words) not in before
    name = squeezed(evaluator.rule_set.catalogue.protocols["hip_hinge"].name.in_language(language))
    assert after.count(name) >= before.count(name) + 2
    assert squeezed("2026年11月24日" if language == "ja" else "24 Nov 2026") in after


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", ("14日間の記録", "持参日2026年11月20日", "できた日1、2、4", "できなかった日3", "黄4", "赤5")),
        (
            "en",
            ("14-day record", "Brought back on Fri 20 Nov 2026", "Done on day 1, 2, 4", "Not done on day 3", "Red 5"),
        ),
    ],
)
def test_the_copy_tells_the_strip_that_came_back(
    language: Language, told: tuple[str, ...], copy_of: Callable[..., ClientCopy], evaluator: Evaluator
) -> None:
    copy = copy_of("メモ")
    strip = Diary("1101----------", "bb-yr---------", datetime(2026, 11, 20, 3, tzinfo=UTC))
    back = replace(copy, visits=(replace(copy.visits[0], diary=strip),))
    before, after = (
        "".join(text_of(render_client_copy(one, CLINIC, evaluator.rule_set, language))) for one in (copy, back)
    )
    assert [words for words in told if squeezed(words) not in after] == []
    assert squeezed(told[0]) not in before


def test_the_copy_calls_no_day_empty_where_no_exercise_was_to_be_ticked(
    copy_of: Callable[..., ClientCopy], evaluator: Evaluator
) -> None:
    (visit,) = copy_of("メモ").visits
    assert visit.plan is not None
    rest = replace(visit, plan=replace(visit.plan, items=()), diary=Diary("-" * 14, "bb-y" + "-" * 10, NOON))
    pdf = render_client_copy(replace(copy_of("メモ"), visits=(rest,)), CLINIC, evaluator.rule_set, "en")
    assert squeezed("Yellow 4") in "".join(text_of(pdf))
    assert squeezed("Left empty") not in "".join(text_of(pdf))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_that_speaks_for_two_types_is_told_once(language: Language, evaluator: Evaluator) -> None:
    three_types = from_plain(json.loads(CASES.read_text(encoding="utf-8"))[12]["input"])
    proposal = _visit(StoredAssessment("a", "v", 1, three_types, NOON), evaluator, "").proposal
    assert proposal is not None
    lines = reason_lines(proposal, evaluator.rule_set, language)
    assert len(lines) == len(set(lines)) < len(proposal.proposal.reasons)


def test_every_page_of_a_long_copy_is_numbered_and_nothing_is_cut(
    copy_of: Callable[..., ClientCopy], evaluator: Evaluator
) -> None:
    note = "".join(f"行{number}の記録。" for number in range(1200)) + "おわり"
    assert len(note) > 9_000
    pdf = render_client_copy(copy_of(note, visits=3), CLINIC, evaluator.rule_set, "ja")
    pages = text_of(pdf)
    assert len(pages) > 10
    assert [f"{number}/{len(pages)}" in page for number, page in enumerate(pages, start=1)] == [True] * len(pages)
    whole = "".join(pages)
    assert all(f"行{number}の記録。" in whole for number in (0, 599, 1199))
    assert "おわり" in whole
    assert "…" not in whole
    for drawn in boxes(pdf):
        assert all(box.left >= 0 and box.right <= PAGE[0] and 0 <= box.bottom <= box.top <= PAGE[1] for box in drawn)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_typed_is_printed_as_it_is(
    payload: str, copy_of: Callable[..., ClientCopy], evaluator: Evaluator
) -> None:
    pdf = render_client_copy(copy_of(payload), CLINIC, evaluator.rule_set, "ja")
    assert squeezed(payload) in "".join(text_of(pdf))
    for forbidden in (b"/URI", b"/Launch", b"/JavaScript", b"/EmbeddedFile"):
        assert forbidden not in pdf
    assert {box.kind for page in boxes(pdf) for box in page} <= {"text", "path"}


def test_the_same_copy_gives_the_same_bytes(copy_of: Callable[..., ClientCopy], evaluator: Evaluator) -> None:
    copies = [render_client_copy(copy_of("x"), CLINIC, evaluator.rule_set, "en") for _ in range(2)]
    assert copies[0] == copies[1]


def test_findings_of_an_older_rule_set_are_told_by_their_ids(
    copy_of: Callable[..., ClientCopy], evaluator: Evaluator
) -> None:
    copy = copy_of("x")
    visit = copy.visits[0]
    assert visit.proposal is not None
    old = replace(visit.proposal.proposal.reasons[0], rule="a_rule_of_old")
    proposal = replace(visit.proposal.proposal, causes=("a_cause_of_old",), reasons=(old,))
    visit = replace(visit, proposal=replace(visit.proposal, proposal=proposal))
    text = "".join(text_of(render_client_copy(replace(copy, visits=(visit,)), CLINIC, evaluator.rule_set, "en")))
    assert "a_rule_of_old" in text
    assert "a_cause_of_old" in text
