"""The recovery kit as a person types it back from paper."""

import contextlib
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.errors import Refused
from clinic_app.records.recovery_kit import ALPHABET, SECRET_BYTES, RecoveryKit

kits = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES).map(RecoveryKit)
LOOK_ALIKE = {"0": "0Oo", "1": "1IiLl"}


def test_a_kit_is_nine_groups_of_four_from_an_alphabet_without_look_alikes() -> None:
    groups = RecoveryKit.new().code.split("-")
    assert [len(group) for group in groups] == [4] * 9
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("ILOU")
    assert len({RecoveryKit.new().code for _ in range(100)}) == 100


@settings(max_examples=100)
@given(kit=kits, chance=st.randoms(use_true_random=False))
def test_case_spaces_dashes_full_width_and_look_alikes_do_not_matter(kit: RecoveryKit, chance: random.Random) -> None:
    typed = ""
    for character in kit.code.replace("-", ""):
        shown = chance.choice(LOOK_ALIKE.get(character, character + character.lower()))
        wide = chr(ord(shown) + 0xFEE0)
        assert unicodedata.normalize("NFKC", wide) == shown
        typed += chance.choice([shown, wide]) + chance.choice(["", "", " ", "-", "\u3000", "\n", "ー"])
    assert RecoveryKit.typed(typed).code == kit.code
    assert RecoveryKit.typed(typed).key(bytes(16)) == kit.key(bytes(16))


@settings(max_examples=100)
@given(kit=kits, at=st.integers(0, 35), shift=st.integers(1, 31))
def test_a_wrong_character_is_noticed_or_at_least_never_gives_the_same_key(
    kit: RecoveryKit, at: int, shift: int
) -> None:
    code = kit.code.replace("-", "")
    wrong = code[:at] + ALPHABET[(ALPHABET.index(code[at]) + shift) % 32] + code[at + 1 :]
    with contextlib.suppress(Refused):
        assert RecoveryKit.typed(wrong).key(bytes(16)) != kit.key(bytes(16))  # one in a million gets here


@settings(max_examples=100)
@given(text=st.text(max_size=80))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    with pytest.raises(Refused):
        RecoveryKit.typed(text)


@pytest.mark.parametrize("cut", [0, 1, 4, 35])
def test_a_code_that_is_cut_off_or_doubled_is_refused(cut: int) -> None:
    code = RecoveryKit.new().code
    for text in (code[:cut], code + code, code[:-1] + "U", code.replace("-", "x")):
        with pytest.raises(Refused):
            RecoveryKit.typed(text)


def test_the_salt_makes_another_key() -> None:
    kit = RecoveryKit(bytes(SECRET_BYTES))
    assert kit.key(bytes(16)) != kit.key(bytes(15) + b"1")
    assert len(kit.key(bytes(16))) == 32
