"""Large print and the plain sheet, from the same content as the standard one; and what fuzzed plans do to all three."""

import io
from datetime import date
from functools import cache
from typing import Any

import msgspec
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_checks import check_layout, lost_words, sizes
from reading_back import Box, boxes, squeezed, text_of
from sheet_samples import REFER, THREE, URGENT, memo, rule_set, sheet

from clinic_app.handouts import SheetContent, make_paper, render_memo, render_sheet
from clinic_app.handouts.content import Recheck
from clinic_app.handouts.large_sheet import STRIP_LARGE
from clinic_app.handouts.plain import render_plain_memo
from clinic_app.handouts.sayings import call_words, tell_the_doctor
from clinic_app.handouts.sheet import sheet_sheaf
from clinic_app.handouts.style import BOTTOM, SMALLEST_LARGE

OUTCOMES = {
    "one": {"outcome": "leading", "exercises": THREE[:1]},
    "two": {"outcome": "leading", "exercises": THREE[:2], "running": True},
    "three": {"outcome": "leading", "exercises": THREE, "running": True},
    "mixed": {"outcome": "mixed"},
    "provisional": {"outcome": "provisional"},
    "undetermined": {"outcome": "undetermined"},
    "normal": {"outcome": "normal"},
    "irritable": {"outcome": "irritable"},
}
EVERYTHING = {
    "screening": {
        item.id: {part.id: "yes" for part in item.parts} if item.parts else "yes"
        for item in rule_set().catalogue.screening
    }
}  # every item positive: more than a page of them
ALL = [pytest.param(name, language, id=f"{name}-{language}") for name in OUTCOMES for language in ("ja", "en")]


@cache
def made(name: str, language: str, variant: str) -> tuple[SheetContent, bytes]:
    content = sheet(language=language, variant=variant, **OUTCOMES[name])  # type: ignore[arg-type]
    return content, render_sheet(content)


def made_memo(language: str, changes: dict[str, Any], variant: str) -> bytes:
    return render_memo(memo(language, changes, variant))


@pytest.mark.parametrize(("name", "language"), ALL)
def test_large_print_says_every_word_of_the_plan_and_nothing_smaller_than_fourteen_points(
    name: str, language: str
) -> None:
    content, pdf = made(name, language, "large")
    assert lost_words(content, pdf) == []
    assert min(sizes(pdf)) >= SMALLEST_LARGE
    check_layout(pdf)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_every_large_page_names_the_client_above_the_tear_line_only(name: str, language: str) -> None:
    content, pdf = made(name, language, "large")
    pages = text_of(pdf)
    assert all(squeezed(content.person.name) in page for page in pages)
    assert all(f"{number}/{len(pages)}" in page for number, page in enumerate(pages, start=1))
    heads = ("痛みの信号機", "14日間の記録") if language == "ja" else ("Pain signal", "14-day record")
    signal, diary = (_strip(page, head) for page, head in zip(boxes(pdf)[-2:], heads, strict=True))
    assert squeezed(content.person.name) not in signal + diary
    assert content.plan_code in diary
    assert content.plan_code not in signal


def _strip(page: list[Box], head: str) -> str:
    """The words of a page from this heading down."""
    words = [box for box in page if box.kind == "text"]
    (top,) = (box.top for box in words if squeezed(box.text) == squeezed(head))
    return squeezed("".join(box.text for box in words if box.top <= top))


@pytest.mark.parametrize(("name", "language"), ALL)
def test_both_sides_of_the_strip_are_cut_at_the_same_height(name: str, language: str) -> None:
    foot = "動作の傾向" if language == "ja" else "A summary"
    pages = boxes(made(name, language, "large")[1])[-2:]
    first, second = ([box.bottom for box in page if box.text.startswith(foot)] for page in pages)
    assert first == second
    assert first[0] > BOTTOM + STRIP_LARGE


@pytest.mark.parametrize("variant", ["standard", "large"])
@pytest.mark.parametrize(
    ("language", "done", "how"),
    [("ja", "できた", "「信号」にはその日の色を書きます。"), ("en", "Done", "Signal: draw the mark")],
)
def test_a_strip_asks_whether_exercises_were_done_only_where_some_were_agreed(
    variant: str, language: str, done: str, how: str
) -> None:
    with_exercises, without = (
        next(page for page in reversed(text_of(made(name, language, variant)[1])) if squeezed(how) in page)
        for name in ("one", "normal")
    )
    assert done in with_exercises
    assert done not in without


@pytest.mark.parametrize(("name", "language"), ALL)
def test_no_page_of_large_print_is_nearly_empty(name: str, language: str) -> None:
    """Filled are: what stands above the foot, and the strip below it where there is one."""
    content = made(name, language, "large")[0]
    assert min(page.used for page in sheet_sheaf(content).pages) > 0.45


@pytest.mark.parametrize("language", ["ja", "en"])
def test_three_tendencies_and_the_tests_share_the_first_page_of_large_print(language: str) -> None:
    content, pdf = made("mixed", language, "large")
    first = text_of(pdf)[0]
    assert len(content.tendencies) == 3
    assert [one.headline for one in content.tendencies if squeezed(one.headline) not in first] == []
    assert [test.name for test in content.tests if squeezed(test.name) not in first] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_tests_say_stands_in_one_column_of_large_print(language: str) -> None:
    content, pdf = made("mixed", language, "large")
    sides = [side for test in content.tests for side in (test.left, test.right)]
    said = {squeezed(f"{side.degrees} {side.word}") for side in sides}
    begins = [box.left for page in boxes(pdf) for box in page if squeezed(box.text) in said]
    assert len(begins) >= len(sides)
    assert max(begins) - min(begins) < 2.0


@pytest.mark.parametrize(("name", "language"), ALL)
def test_no_word_of_large_print_is_cut(name: str, language: str) -> None:
    assert "…" not in "".join(text_of(made(name, language, "large")[1]))


@pytest.mark.parametrize(("name", "language"), ALL)
def test_the_plain_sheet_says_the_same_without_pictures_and_says_that_it_is_plain(name: str, language: str) -> None:
    content, pdf = made(name, language, "plain")
    assert lost_words(msgspec.structs.replace(content, tendencies=()), pdf) == []
    whole = "".join(text_of(pdf))
    assert ("簡易版" if language == "ja" else "Plainversion") in whole
    assert ("診断ではありません" if language == "ja" else "Itisnotadiagnosis") in whole
    assert all(not page.images for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert len(text_of(pdf)) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("one", "ご自宅でのエクササイズ: 週3〜5日・1日1回・10〜15分"),
        ("one", "あなたの動きの傾向: 主な傾向"),
        ("provisional", "今日行えたテストからの暫定のまとめです。"),
        ("irritable", "それまでは、走ることと負荷をかける運動はお控えください。"),
        ("normal", "今日の3つの動きに大きな偏りはありませんでした"),
        ("normal", "1週間に走る距離は、4週間で3割以上増やさないようにします。"),
    ],
)
def test_the_plain_sheet_leaves_out_no_result_and_no_advice(name: str, said: str) -> None:
    assert squeezed(said) in "".join(text_of(made(name, "ja", "plain")[1]))


def test_a_row_of_the_plain_sheet_begins_with_no_mark_that_closes() -> None:
    for name in OUTCOMES:
        (page,) = pypdf.PdfReader(io.BytesIO(made(name, "ja", "plain")[1])).pages
        rows = page.extract_text().splitlines()
        assert len(rows) > 15
        assert [row for row in rows if row.lstrip()[:1] in tuple("、。・」)")] == []


def test_the_plain_memo_sends_to_the_doctor_as_the_usual_one_does() -> None:
    content = memo("ja")
    pdf, pages = render_plain_memo(content)
    whole = "".join(text_of(pdf))
    assert pages == 1
    assert "受診してください" in whole
    assert all(squeezed(line.lstrip("–")) in whole for finding in content.findings for line in finding.split("\n"))
    assert "タイプ" not in whole
    assert "この用紙をそのままお見せください" in whole
    assert "確認した項目をまとめたものです。診断ではありません" in whole


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("changes", [REFER, URGENT, EVERYTHING], ids=["refer", "urgent", "everything"])
def test_the_memo_in_large_print_says_the_same_and_nothing_smaller_than_fourteen_points(
    language: str, changes: dict[str, Any]
) -> None:
    usual, large = (made_memo(language, changes, variant) for variant in ("standard", "large"))
    assert min(sizes(large)) >= SMALLEST_LARGE
    check_layout(large)
    pages = text_of(large)
    whole, content = "".join(pages), memo(language, changes)
    said = (*content.findings, *content.also, *content.pain, *tell_the_doctor(language), *call_words(content))  # type: ignore[arg-type]
    assert all(squeezed(line.lstrip("–")) in whole for text in said for line in text.split("\n"))
    assert "…" not in whole
    for page, text in enumerate(pages, start=1):
        assert squeezed(content.person.name) in text
        assert f"{page}/{len(pages)}" in text
    for answer in ("□運動してよい", "印") if language == "ja" else ("□mayexercise", "stamp"):
        assert answer in "".join(text_of(usual))
        assert answer in pages[-1], "the doctor's box stands whole on the last page"
    assert large == made_memo(language, changes, "large"), "the same words give the same bytes"


def test_a_memo_is_made_as_it_was_asked_for_and_falls_back_to_the_plain_one() -> None:
    for variant in ("standard", "large", "plain"):
        paper = make_paper(memo("ja", None, variant))
        assert (paper.variant, paper.fault) == (variant, None)
        assert paper.pages == len(pypdf.PdfReader(io.BytesIO(paper.pdf)).pages) == (2 if variant == "large" else 1)


@pytest.mark.parametrize("variant", ["standard", "large", "plain"])
def test_the_back_to_running_table_goes_home_only_when_the_trainer_added_it(variant: Any) -> None:
    with_table = "".join(text_of(render_sheet(sheet("leading", exercises=THREE, running=True, variant=variant))))
    without = "".join(text_of(render_sheet(sheet("leading", exercises=THREE, variant=variant))))
    assert "4分走る・1分歩く×6回" in with_table
    assert "4分走る・1分歩く×6回" not in without


@pytest.mark.parametrize("variant", ["standard", "large"])
def test_bookmarks_lead_to_the_parts_of_a_sheet(variant: Any) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_sheet(sheet("leading", exercises=THREE, variant=variant))))
    titles = [entry["/Title"] for entry in flat(reader.outline)]
    assert titles[0] == "あなたの動きの傾向"
    assert titles[-1] == "14日間の記録"
    assert {"ヒップヒンジ", "デッドバグ", "痛みの信号機"} <= set(titles)


def flat(outline: Any) -> list[Any]:
    return [one for entry in outline for one in (flat(entry) if isinstance(entry, list) else [entry])]


@pytest.mark.parametrize("variant", ["standard", "large", "plain"])
def test_the_same_content_gives_the_same_bytes_in_every_variant(variant: Any) -> None:
    content = sheet("mixed", "ja", variant=variant)
    assert render_sheet(content) == render_sheet(content)


SCRIPTS = st.one_of(
    st.sampled_from("山田佐藤健一髙橋﨑𠮷邉濵太郎花子ヤマダｱｲｳ 　'-.<>&葛\U000e0100辻👟🏃‍♀️ÅéßñΩЖ가"),
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")),
)
NAMES = st.one_of(
    st.text(SCRIPTS, min_size=1, max_size=40),
    st.sampled_from(["林", "M", "寿限無" * 13, "Maximilian-Alexander von und zu Hohenlohe", "𠮷" * 40]),
)
CUES = st.one_of(
    st.text(SCRIPTS, max_size=160),
    st.just("お尻で後ろの壁を軽く押しながら、みぞおちから下を長く保ち、息を吐いてゆっくり戻る。" * 4),
)
FORMS = [(exercise, form) for exercise, data in rule_set().exercises.items() for form in data.forms]


def by_length(entry: tuple[str, str]) -> int:
    form = rule_set().exercises[entry[0]].forms[entry[1]]  # type: ignore[index]
    return sum(len(text.ja) for text in (*form.steps, *form.points, *rule_set().exercises[entry[0]].avoid))


LONGEST = [
    max((entry for entry in FORMS if entry[0] == exercise), key=by_length)
    for exercise in ("hip_hinge", "thoracic_rotation", "dead_bug")
]


@st.composite
def plans(draw: Any) -> SheetContent:
    """A plan as odd as a person can make it, in any variant and language."""
    language, variant = draw(st.sampled_from(["ja", "en"])), draw(st.sampled_from(["standard", "large", "plain"]))
    chosen = draw(st.one_of(st.just(LONGEST), st.permutations(LONGEST).map(lambda o: o[: draw(st.integers(1, 3))])))
    content = sheet(
        draw(st.sampled_from(["leading", "mixed", "provisional", "undetermined"])), language, tuple(chosen),
        cue=draw(CUES), note=draw(st.one_of(st.just(""), CUES)), name=draw(NAMES), kana=draw(NAMES),
        trainer=draw(NAMES), variant=variant, running=draw(st.booleans()),
        recheck=draw(st.sampled_from([Recheck(), Recheck(date(2026, 12, 6)), Recheck(date(2026, 12, 6), "10:00")])),
    )  # fmt: skip
    clinic = msgspec.structs.replace(content.clinic, name=draw(NAMES), address=draw(NAMES))
    exercises = tuple(msgspec.structs.replace(item, cue=draw(CUES) or item.cue) for item in content.exercises)
    changes = tuple(f"{name} 4 → 2" for name in ("ヒップヒンジの痛み", "胸まわりのひねり(左)", "デッドバグ(右)"))
    return msgspec.structs.replace(
        content, clinic=clinic, exercises=exercises, changes=changes[: draw(st.integers(0, 3))]
    )


@given(content=plans())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_plan_crashes_overlaps_leaves_the_page_or_loses_a_line(content: SheetContent) -> None:
    pdf = render_sheet(content)
    if content.variant != "plain":
        check_layout(pdf)
        assert lost_words(content, pdf) == []
    if content.variant == "large":
        # A name over forty characters long is the one thing that may be set smaller, so that it stays one name.
        assert min(sizes(pdf)) >= 11
    assert len(text_of(pdf)) >= 1


def test_an_exercise_that_takes_two_large_pages_shows_its_steps_beside_its_pictures_and_is_named_on_both() -> None:
    content = sheet("leading", "ja", (("hip_hinge", "harder"),), variant="large", cue="息を吐いてゆっくり戻る。" * 8)
    _first, second, third, *_rest = text_of(render_sheet(content))
    (exercise,) = content.exercises
    assert squeezed(exercise.name) in second
    assert third.startswith(squeezed(exercise.name))
    assert all(squeezed(step) in second for step in exercise.steps)
    assert all(squeezed(point) in third for point in (*exercise.points, exercise.cue, *exercise.avoid))
