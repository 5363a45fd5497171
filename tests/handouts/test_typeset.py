"""Lines of text: kinsoku, unbroken words, measured widths, nothing lost."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.handouts import fonts
from clinic_app.handouts.kinsoku import NO_END, NO_START, atoms, may_break
from clinic_app.handouts.typeset import MOST_CHARACTERS, Style, set_line, set_name, set_phrases, set_text

BODY = Style(10, 16)
JAPANESE = (
    "あいうえおかきくけこさしすせそはがをにで、。」）・ー「（っゃュョァ々"
    "日月火水木金土腰尻骨盤カタナ回分度0123456789 abcXYZ%°〜"
)
texts = st.text(st.sampled_from(JAPANESE), min_size=1, max_size=160)
widths = st.floats(60, 420)


def lines(text: str, width: float, style: Style = BODY) -> tuple[str, ...]:
    return set_text(text, style, width, personal=True).lines


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(texts, widths)
@settings(max_examples=60, deadline=None)
def test_nothing_of_a_text_is_lost_or_added_by_breaking_it(text: str, width: float) -> None:
    assert squeezed("".join(lines(text, width))) == squeezed(fonts.printable(text))


@given(texts, widths)
@settings(max_examples=60, deadline=None)
def test_no_line_is_wider_than_its_measure(text: str, width: float) -> None:
    for line in lines(text, width):
        assert fonts.width(line, BODY.size) <= width + 0.05


@given(texts, widths)
@settings(max_examples=60, deadline=None)
def test_a_line_never_starts_or_ends_against_kinsoku_where_it_could_be_helped(text: str, width: float) -> None:
    longest = max(fonts.width(piece, BODY.size) for piece, _ in atoms(fonts.printable(text)))
    if longest > width:
        return  # such a chain has to be broken somewhere
    broken = lines(text, width)
    for before, after in pairwise(broken):
        assert not before or before[-1] not in NO_END
        assert not after or after[0] not in NO_START


@given(st.text(st.sampled_from("、。」ーっ（「"), min_size=50, max_size=120), widths)
@settings(max_examples=40, deadline=None)
def test_a_chain_that_cannot_be_broken_well_is_broken_all_the_same(text: str, width: float) -> None:
    assert all(fonts.width(line, BODY.size) <= width + 0.05 for line in lines(text, width))


@pytest.mark.parametrize(
    "pair",
    ["腰、", "腰。", "「腰", "キャ", "ター", "10", "0回", "5〜", "〜1", "お尻", "ab", "9%", "腰）"],
)  # fmt: skip
def test_these_neighbours_stay_together(pair: str) -> None:
    assert not may_break(pair[0], pair[1])


@pytest.mark.parametrize(
    ("before", "after"), [("腰", "が"), ("が", "反"), ("、", "腰"), ("」", "と"), (" ", "b"), ("腰", "「")]
)
def test_these_neighbours_may_part(before: str, after: str) -> None:
    assert may_break(before, after)


def test_latin_words_and_numbers_with_their_units_stay_whole() -> None:
    for width in range(80, 300, 7):
        broken = lines("Rest for 10 min, then breathe out slowly and walk 45 minutes more", width)
        assert not any(line.endswith(("10", "45")) for line in broken)
        assert all(
            word
            in ["Rest", "for", "10", "min,", "then", "breathe", "out", "slowly", "and", "walk", "45", "minutes", "more"]
            for line in broken
            for word in line.split()
        )


def test_a_line_prefers_to_end_with_a_phrase() -> None:
    broken = lines("腰の骨の後ろ側の関節に負担が集まり、痛みにつながっている可能性があります。", 222)
    assert broken == ("腰の骨の後ろ側の関節に負担が集まり、痛みに", "つながっている可能性があります。")


def test_a_headline_breaks_at_its_phrases_and_only_when_it_must() -> None:
    headline = "お尻で支えられず\n腰で支えるタイプ"
    big = Style(20, 26, bold=True)
    assert set_phrases(headline, big, 400).lines == ("お尻で支えられず腰で支えるタイプ",)
    assert set_phrases(headline, big, 250).lines == ("お尻で支えられず", "腰で支えるタイプ")
    assert set_phrases("Your low back does\nthe work", big, 400).lines == ("Your low back does the work",)


def test_a_text_says_its_height_before_it_is_drawn() -> None:
    block = set_text("腰" * 95, BODY, 200)
    assert len(block.lines) == 5
    assert block.height == 80


def test_more_than_four_thousand_characters_are_cut_and_say_so() -> None:
    block = set_text("腰" * 50_000, BODY, 400, personal=True)
    assert len("".join(block.lines)) == MOST_CHARACTERS
    assert block.lines[-1].endswith("…")


def test_one_line_shrinks_before_it_is_cut() -> None:
    assert set_line("山田 太郎", BODY, 200).style.size == 10
    shrunk = set_line("山田 太郎" * 3, BODY, 120)
    assert shrunk.lines[0] == "山田 太郎" * 3
    assert shrunk.style.size < 10
    assert set_line("山田 太郎" * 30, BODY, 120).lines[0].endswith("…")


def test_a_word_that_fills_a_line_alone_is_not_broken() -> None:
    word = "Musculoskeletalrehabilitation"
    broken = lines(f"The {word} studio", fonts.width(word, BODY.size) + 1)
    assert broken == ("The", word, "studio")


@pytest.mark.parametrize(
    ("name", "both", "room"),
    [
        (
            "Harborview Conditioning and Movement Laboratory Shibuya West Exit Studio",
            ("Harborview Conditioning and Movement", "Laboratory Shibuya West Exit Studio"),
            236,
        ),
        (
            "株式会社はしる整体コンディショニングラボ 渋谷西口スクエア店",
            ("株式会社はしる整体コンディショニングラボ", "渋谷西口スクエア店"),
            190,
        ),
    ],
)
def test_a_long_name_of_a_studio_is_parted_between_its_words_before_it_gets_small(
    name: str, both: tuple[str, str], room: float
) -> None:
    block = set_name(name, BODY, room)
    assert (block.lines, block.style.size) == (both, BODY.size)
    narrow = set_name(name, BODY, room * 0.8)
    assert (narrow.lines, narrow.style.size < BODY.size) == (both, True)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_a_name_of_a_studio_never_breaks_inside_a_word_and_fits_its_room(words: list[str]) -> None:
    block = set_name(" ".join(words), BODY, 168)
    assert " ".join(block.lines).split() == words
    assert block.widest <= 168.05
    assert len(block.lines) <= 4


def test_personal_texts_are_not_remembered() -> None:
    from clinic_app.handouts.typeset import _remembered

    before = _remembered.cache_info().currsize
    set_text("カルテに書いた秘密のこと", BODY, 200, personal=True)
    assert _remembered.cache_info().currsize == before


@pytest.mark.parametrize("pair", ["とを", "とき", "こと", "もの"])
def test_a_line_begins_with_no_particle_and_inside_no_short_word(pair: str) -> None:
    assert not may_break(*pair)
