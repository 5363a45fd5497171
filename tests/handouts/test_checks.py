"""What is said about a sheet before it is printed, and what is offered to mend it."""

from typing import Any

import msgspec
import pytest
from sheet_samples import THREE, rule_set, sheet

from clinic_app.domain.name_variants import NAME_VARIANTS
from clinic_app.handouts import Check, check_sheet, make_paper, missing_glyphs
from clinic_app.handouts import pictures as pictures_module


def checks(**changes: Any) -> list[Check]:
    content = sheet("leading", "ja", THREE, **changes)
    return list(check_sheet(content, make_paper(content)))


def kinds(found: list[Check]) -> list[tuple[str, str, str]]:
    return [(check.kind, check.field, check.found) for check in found]


def test_a_good_sheet_has_nothing_to_say() -> None:
    assert checks() == []


def test_a_kanji_that_no_font_has_is_told_with_the_spellings_that_can_be_printed() -> None:
    assert missing_glyphs("\ufa72田") == ("\ufa72",)
    assert checks(name="\ufa72田 一") == [Check("missing_glyph", "name", "\ufa72", ("\u5168",))]


def test_every_shape_of_the_table_of_name_variants_can_be_printed() -> None:
    assert missing_glyphs("".join(NAME_VARIANTS)) == ()


def test_an_emoji_in_the_note_is_told_and_can_only_be_taken_out() -> None:
    assert checks(note="がんばりましょう👟") == [Check("missing_glyph", "note", "👟", ())]


def test_a_shape_asked_for_by_a_selector_is_told_because_the_usual_one_is_printed() -> None:
    assert checks(name="葛\U000e0100城 花") == [Check("selector", "name", "葛\U000e0100", ("葛",))]


@pytest.mark.parametrize(("word", "offer"), [("治療", "運動プラン"), ("患者", "お客様"), ("診断", "評価")])
def test_a_word_that_must_not_go_home_is_told_with_what_may_be_said(word: str, offer: str) -> None:
    assert checks(cue=f"{word}のつもりで") == [Check("forbidden_word", "cue", word, (offer,), 0)]
    assert checks(note=f"{word}を続ける") == [Check("forbidden_word", "note", word, (offer,))]


def test_an_english_word_is_found_where_it_begins_and_not_inside_another() -> None:
    assert checks(note="Keep the heel secure.") == []
    assert kinds(checks(note="This Treatment helps.")) == [("forbidden_word", "note", "treatment")]


def test_a_cue_that_would_be_cut_is_told() -> None:
    assert checks(cue="息を吐く。" * 50) == [Check("overflow", "cue", item=0)]


def test_a_missing_picture_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = sheet("leading", "ja", THREE).exercises[1].end
    rest = {name: pose for name, pose in pictures_module.poses().items() if name != lost}
    monkeypatch.setattr(pictures_module, "poses", lambda: rest)
    assert checks() == [Check("missing_picture", "paper", lost)]


def test_a_last_page_of_a_few_lines_is_told() -> None:
    note = "痛みの信号機が青の範囲で、距離を少しずつ増やしていきましょう。" * 7
    found = checks(note=note)
    assert found == [Check("near_empty", "note")]


def test_a_sheet_that_became_plain_says_why_without_a_name() -> None:
    content = sheet("leading", "ja", THREE, name="山田 太郎")
    first = msgspec.structs.replace(content.exercises[0], steps=content.exercises[0].steps * 200)
    content = msgspec.structs.replace(content, exercises=(first, *content.exercises[1:]))
    assert next(iter(check_sheet(content, make_paper(content)))) == Check("plain", "paper", "Overflow")


def test_a_japanese_cue_or_note_on_an_english_sheet_is_told() -> None:
    content = sheet("leading", "en", THREE, cue="お尻で壁を押す", note="週末は休み")
    found = check_sheet(content, make_paper(content))
    assert [(check.kind, check.field, check.item) for check in found] == [
        ("japanese", "cue", 0),
        ("japanese", "note", -1),
    ]


def test_one_of_our_cues_that_was_kept_in_japanese_is_said_in_english() -> None:
    cue = rule_set().exercises["hip_hinge"].forms["easier"].cue
    content = sheet("leading", "en", THREE, cue=cue.ja)
    assert content.exercises[0].cue == cue.en
    assert check_sheet(content, make_paper(content)) == ()
