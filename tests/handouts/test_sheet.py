"""The take-home sheet, read back from real PDF bytes."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec
import pypdf
import pypdfium2
import pytest
import reading_back
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_checks import check_layout, lost_words
from reading_back import Box, boxes, squeezed, text_of
from sheet_samples import THREE, memo, sheet

from clinic_app.handouts import Overflow, SheetContent, missing_pictures, render_memo, render_sheet
from clinic_app.handouts import pictures as pictures_module
from clinic_app.handouts.content import Recheck
from clinic_app.handouts.style import ACCENT, BOTTOM, PAGE, STRIP

JUGEMU = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処やぶら"
JUGEMU_KANA = "ジュゲムジュゲムゴコウノスリキレカイジャリスイギョノスイギョウマツウンライマツフ"
LONG_CUE = "お尻で後ろの壁を軽く押しながら、みぞおちから下を長く保ち、息を吐いてゆっくり戻る"
NOTE = (
    "来週のハーフマラソンは無理をせず、痛みが黄になったら歩いてください。次回、フォームの動画を一緒に確認しましょう。"
)

VARIANTS: dict[str, Callable[[Any], SheetContent]] = {
    "one": lambda language: sheet("leading", language),
    "two": lambda language: sheet("leading", language, THREE[:2]),
    "three": lambda language: sheet("leading", language, THREE),
    "mixed": lambda language: sheet("mixed", language),
    "provisional": lambda language: sheet("provisional", language),
    "undetermined": lambda language: sheet("undetermined", language),
    "normal": lambda language: sheet("normal", language),
    "irritable": lambda language: sheet("irritable", language),
    "long": lambda language: sheet("mixed", language, THREE, name=JUGEMU, kana=JUGEMU_KANA, cue=LONG_CUE, note=NOTE),
    "open date": lambda language: sheet("leading", language, THREE[1:], recheck=Recheck()),
}
ALL = [pytest.param(name, language, id=f"{name}-{language}") for name in VARIANTS for language in ("ja", "en")]


@cache
def made(name: str, language: str) -> tuple[SheetContent, bytes]:
    content = VARIANTS[name](language)
    return content, render_sheet(content)


@pytest.mark.parametrize(("name", "language"), ALL)
def test_every_word_of_the_content_can_be_read_back(name: str, language: str) -> None:
    content, pdf = made(name, language)
    assert lost_words(content, pdf) == []


@pytest.mark.parametrize(("name", "language"), ALL)
def test_texts_never_overlap_and_everything_stays_inside_the_margins(name: str, language: str) -> None:
    check_layout(made(name, language)[1])


names = st.text(
    st.one_of(
        st.sampled_from("山田佐藤健一髙橋﨑𠮷邉濵太郎花子ヤマダｱｲｳ 　'-.<>&"),
        st.characters(codec="utf-8", exclude_categories=("Cc",)),
    ),
    min_size=1,
    max_size=60,
)


@given(name=names, kana=names)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_name_fits_and_stands_on_every_page(name: str, kana: str) -> None:
    pdf = render_sheet(sheet("leading", "ja", THREE, name=name, kana=kana))
    check_layout(pdf)
    assert len(boxes(pdf)) == 2


@pytest.mark.parametrize(("name", "language"), ALL)
def test_every_page_carries_name_kana_date_and_its_number(name: str, language: str) -> None:
    content, pdf = made(name, language)
    pages = text_of(pdf)
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert squeezed(content.person.name) in page
        assert squeezed(content.person.kana) in page
        assert ("2026年11月22日(日)" if language == "ja" else "Sun22Nov2026") in page
        assert f"{number}/2" in page
        assert ("診断ではありません。" if language == "ja" else "Itisnotadiagnosis.") in page


@pytest.mark.parametrize(("name", "language"), ALL)
def test_nothing_below_the_tear_line_names_the_client_on_either_side_of_the_paper(name: str, language: str) -> None:
    content, pdf = made(name, language)
    for number, page in enumerate(boxes(pdf)):
        strip = squeezed("".join(box.text for box in page if box.kind == "text" and box.top < BOTTOM + STRIP))
        for word in (content.person.name, content.person.kana, content.person.trainer):
            assert not word or squeezed(word) not in strip
        assert (content.plan_code in strip) == (number == 1)


def test_the_diary_has_fourteen_days() -> None:
    page = boxes(render_sheet(sheet()))[1]
    strip = [box.text.strip() for box in page if box.kind == "text" and box.top < BOTTOM + STRIP]
    assert [text for text in strip if text.isdigit()] == [str(day) for day in range(1, 15)]


def drawn_figures(pdf: bytes, page: int) -> set[str]:
    """Names of the form objects a page really draws, each with paths in it."""
    found = pypdf.PdfReader(io.BytesIO(pdf)).pages[page]
    objects = found["/Resources"].get("/XObject", {})  # type: ignore[attr-defined]
    code = found.get_contents().get_data()  # type: ignore[union-attr]
    return {
        name.removeprefix("/FormXob.")
        for name, item in objects.items()
        if f"{name} Do".encode() in code and item.get_object().get_data().count(b" l ") > 50
    }


@pytest.mark.parametrize(("name", "language"), ALL)
def test_every_picture_is_there_as_paths(name: str, language: str) -> None:
    content, pdf = made(name, language)
    wanted = {pose for exercise in content.exercises for pose in (exercise.start, exercise.end)}
    assert missing_pictures(content) == ()
    assert drawn_figures(pdf, 1) == wanted
    assert len(drawn_figures(pdf, 0)) == 1


def test_every_frame_of_a_picture_shows_a_body() -> None:
    """Rendered, not only present: the shirt's colour is found in each of the six frames."""
    document = pypdfium2.PdfDocument(render_sheet(sheet("leading", "ja", THREE)))
    image = document[1].render(scale=1).to_pil().convert("RGB")
    frames = _pictures(document)
    document.close()
    assert len(frames) == 6
    for box in frames:
        part = image.crop((int(box.left), int(PAGE[1] - box.top), int(box.right), int(PAGE[1] - box.bottom)))
        shirt = sum(1 for r, g, b in pixels(part) if abs(r - 0x1D) < 40 and abs(g - 0x8A) < 40 and abs(b - 0x80) < 40)
        assert shirt > 60, box


def pixels(image: Any) -> Iterator[tuple[int, ...]]:
    data = image.tobytes()
    return zip(data[::3], data[1::3], data[2::3], strict=True)


def _pictures(document: Any) -> list[Box]:
    """The picture frames: boxes of about the pictures' size at the left of the page."""
    paths = [box for box in reading_back._page(document[1]) if box.kind == "path"]
    return [box for box in paths if 80 < box.right - box.left < 260 and box.top - box.bottom > 60]


def test_a_missing_picture_is_reported_and_leaves_an_empty_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    content = sheet("leading", "ja", THREE)
    lost = content.exercises[0].end
    rest = {name: pose for name, pose in pictures_module.poses().items() if name != lost}
    monkeypatch.setattr(pictures_module, "poses", lambda: rest)
    assert missing_pictures(content) == (lost,)
    assert lost not in drawn_figures(render_sheet(content), 1)
    assert len(drawn_figures(render_sheet(content), 1)) == 5


@pytest.mark.parametrize("name", ["three", "mixed", "long"])
def test_the_same_content_gives_the_same_bytes(name: str) -> None:
    assert made(name, "ja")[1] == render_sheet(VARIANTS[name]("ja"))


def test_every_font_is_embedded() -> None:
    for pdf in (made("long", "ja")[1], render_sheet(sheet(name="𠮷田")), render_memo(memo())):
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
            for name, font in page["/Resources"]["/Font"].items():  # type: ignore[index]
                assert "/FontFile2" in font.get_object().get("/FontDescriptor", {}), name


def test_the_file_tells_nothing_but_a_neutral_title_and_its_language() -> None:
    pdf = render_sheet(sheet(name="山﨑 健一"))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == "ja"  # type: ignore[index]
    assert str(reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]).lower() == "true"  # type: ignore[index]
    assert {value for value in reader.metadata.values() if isinstance(value, str)} == {  # type: ignore[union-attr]
        "", "ホームエクササイズ", "clinic-app", "D:20261122000000+00'00'", "/False",
    }  # fmt: skip
    assert b"/root/" not in pdf
    assert b"/home/" not in pdf


def test_a_missing_test_is_never_shown_as_normal() -> None:
    content = sheet("provisional")
    hinge, rotation, bug = content.tests
    assert hinge.counts
    assert not rotation.counts
    assert not bug.counts
    page = text_of(render_sheet(content))[0]
    shown = page[page.index("胸まわりのひねり") : page.index("運動後の再テスト")]
    assert "痛みで中止" in shown
    assert "44°(参考)" in shown
    assert shown.count("未実施") == 2
    assert not any(word in shown for word in ("良好", "やや硬い", "レベル"))


def test_a_good_side_of_a_test_that_does_not_count_is_not_called_good() -> None:
    from sheet_samples import BUG_GOOD, STOPPED, assessment, evaluator, rule_set

    from clinic_app.domain.levels import TestLevels
    from clinic_app.handouts.sheet_content import _test

    recorded = assessment(tests={"dead_bug": {"left": BUG_GOOD, "right": STOPPED}})
    assert evaluator().evaluate(recorded).outcome == "leading"
    result = _test(recorded, TestLevels(recorded, rule_set().catalogue.rotation), rule_set(), "dead_bug", "ja")
    content = msgspec.structs.replace(sheet(), tests=(result, result, result))
    assert "良好" not in text_of(render_sheet(content))[0]


def test_degrees_are_never_rounded_into_a_better_band() -> None:
    from sheet_samples import assessment, rule_set, turn

    from clinic_app.domain.levels import TestLevels
    from clinic_app.handouts.sheet_content import _test

    recorded = assessment(
        tests={"thoracic_rotation": {"position": "lumbar_locked", "left": turn(39.9, 40, 40), "right": turn(40)}}
    )
    result = _test(recorded, TestLevels(recorded, rule_set().catalogue.rotation), rule_set(), "thoracic_rotation", "ja")
    assert (result.left.degrees, result.left.word) == ("39.9°", "やや硬い")
    assert (result.right.degrees, result.right.word) == ("40°", "良好")


def test_each_outcome_is_worded_as_what_it_is() -> None:
    page = {
        name: text_of(render_sheet(sheet(name)))[0]
        for name in ("leading", "mixed", "provisional", "undetermined", "normal")
    }
    assert "主な傾向お尻で支えられず腰で支えるタイプ" in page["leading"]
    assert "複合" in page["mixed"]
    assert page["mixed"].count("タイプ") == 3
    assert "主な傾向(暫定)" in page["provisional"]
    assert "判定保留" in page["undetermined"]
    assert "気になった動き:ヒップヒンジ、胸まわりのひねり(胸椎回旋)。" in page["undetermined"]
    assert "大きな偏りはありませんでした" in page["normal"]


def test_an_all_normal_sheet_speaks_of_load_and_the_next_check() -> None:
    first, second = text_of(render_sheet(sheet("normal")))
    assert "走る量の整え方" in second
    assert "ご自宅でのエクササイズ" not in second
    assert "次回の再評価" in first


def test_a_comfort_plan_neither_counts_repetitions_nor_speaks_of_running() -> None:
    second = text_of(render_sheet(sheet("irritable")))[1]
    assert "楽な姿勢とウォーキング" in second
    assert "走り始めるときの目安" not in second
    assert "週3〜5日" not in second


@pytest.mark.parametrize(("outcome", "joined"), [("irritable", True), ("leading", False)])
def test_a_plus_joins_rest_and_walk_and_never_start_and_end(outcome: str, joined: bool) -> None:
    with pypdfium2.PdfDocument(render_sheet(sheet(outcome))) as document:
        page = document[1].render(scale=1).to_numpy()
    middle = [tuple(int(c) for c in pixel[::-1]) for pixel in page[:, round(PAGE[0] / 2)]]
    accent = "".join("x" if shade == tuple(bytes.fromhex(ACCENT[1:])) else " " for shade in middle)
    upright = max(len(run) for run in accent.split(" "))
    assert (upright >= 10) == joined


def test_the_trainers_decision_is_printed_and_not_the_proposal() -> None:
    content = sheet("leading")
    changed = msgspec.structs.replace(content, tendencies=sheet("mixed").tendencies[:1])
    assert "胸郭が硬く腰が動き過ぎるタイプ" in text_of(render_sheet(changed))[0]


def test_a_hidden_outcome_never_becomes_a_sheet() -> None:
    from sheet_samples import URGENT, assessment, evaluator, rule_set

    from clinic_app.domain.clinic import ClinicProfile
    from clinic_app.domain.visit import Plan
    from clinic_app.handouts import sheet_content

    recorded = assessment(**URGENT)
    plan = Plan("p", "v", "X", (), None, "t", None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="refer"):
        sheet_content(
            recorded, evaluator().evaluate(recorded), rule_set(), plan, client_name="a", kana="", date=date(2026, 1, 1),
            trainer="t", clinic=ClinicProfile("c"),
        )  # fmt: skip


def test_the_calendar_event_is_neutral_and_names_nobody() -> None:
    from icalendar import Calendar

    from clinic_app.handouts.appointment import event_text

    content = sheet()
    text = event_text(content)
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    assert str(event["summary"]) == "ご予約"
    assert event.decoded("dtstart").isoformat() == "2026-12-06T10:00:00"
    assert not any(word in text for word in (content.person.name, content.person.kana, content.clinic.name, "腰"))


def test_a_long_note_gets_pages_of_its_own_and_loses_nothing() -> None:
    note = "\n".join(
        f"{number}日目は、痛みの信号機が青の範囲で歩き、腰の様子を見ながら距離を決めます。" for number in range(90)
    )
    pdf = render_sheet(sheet("leading", "ja", THREE, note=note))
    check_layout(pdf)
    pages = text_of(pdf)
    assert len(pages) == 5
    assert all(squeezed(line) in "".join(pages[2:]) for line in note.split("\n"))
    assert all("山﨑健一" in page and f"{number}/5" in page for number, page in enumerate(pages, start=1))


def test_texts_longer_than_a_page_give_each_exercise_its_own() -> None:
    content = sheet("leading", "ja", THREE)
    longer = tuple(
        msgspec.structs.replace(item, steps=item.steps * 5, points=item.points * 5) for item in content.exercises
    )
    pdf = render_sheet(msgspec.structs.replace(content, exercises=longer))
    check_layout(pdf)
    assert len(boxes(pdf)) == 4


def test_what_fits_no_page_is_refused_and_not_printed_over_the_rest() -> None:
    content = sheet("leading", "ja", THREE)
    endless = msgspec.structs.replace(content.exercises[0], steps=("息を吐いて、ゆっくり戻ります。",) * 400)
    with pytest.raises(Overflow):
        render_sheet(msgspec.structs.replace(content, exercises=(endless, *content.exercises[1:])))
