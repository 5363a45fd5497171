"""The reading of a name is gathered from what an input method shows while the name is typed."""

import pytest

from clinic_app.domain.furigana import Furigana


class Typist:
    """A field and somebody who types into it through an input method."""

    def __init__(self) -> None:
        self.furigana, self.text = Furigana(), ""

    def compose(self, *shown: str) -> "Typist":
        for preedit in shown:
            self.furigana.composing(preedit)
        return self

    def commit(self, text: str, rest: str = "", at: int | None = None, replacing: int = 0) -> "Typist":
        self.furigana.committed(text, rest)
        at = len(self.text) if at is None else at
        return self.put(self.text[:at] + text + self.text[at + replacing :])

    def put(self, text: str) -> "Typist":
        self.text = text
        self.furigana.changed(text)
        return self

    @property
    def reading(self) -> str:
        return self.furigana.reading


def test_kana_that_become_kanji_are_the_reading() -> None:
    typist = Typist().compose("t", "た", "たk", "たか", "たかh", "たかは", "たかはs", "たかはし", "高橋").commit("高橋")
    assert typist.reading == "タカハシ"
    typist.compose("　").commit("　").compose("はなこ", "花子").commit("花子")
    assert (typist.furigana.written, typist.reading) == ("高橋　花子", "タカハシ ハナコ")


def test_a_prediction_gives_what_was_typed_of_it() -> None:
    assert Typist().compose("たか", "高橋").commit("高橋").reading == "タカ"


def test_a_single_n_that_is_left_is_read_as_a_syllable() -> None:
    assert Typist().compose("し", "しn", "新").commit("新").reading == "シン"


def test_kana_without_conversion_read_as_they_are_written() -> None:
    assert Typist().compose("さくら").commit("さくら").reading == "サクラ"
    assert Typist().put("サクラ").reading == "サクラ"


def test_escape_leaves_nothing_and_the_next_word_begins_anew() -> None:
    typist = Typist().compose("たかはし", "高橋", "たかはし", "")
    assert typist.reading == ""
    assert typist.compose("さとう", "佐藤").commit("佐藤").reading == "サトウ"


def test_what_is_typed_after_escape_has_nothing_of_what_was_left() -> None:
    typist = Typist().compose("たか", "高橋").commit("高橋").compose("はな", "花", "はな", "").commit(" ")
    assert typist.compose("ようこ", "陽子").commit("陽子").reading == "タカ ヨウコ"


def test_an_input_method_may_clear_what_it_shows_before_it_commits() -> None:
    assert Typist().compose("たかはし", "高橋", "").commit("高橋").reading == "タカハシ"


def test_clauses_committed_one_after_the_other_share_what_was_typed() -> None:
    typist = Typist().compose("たかはしはなこ", "高橋はなこ").commit("高橋", "はなこ")
    assert typist.reading == "タカハシ"
    assert typist.compose("花子").commit("花子").reading == "タカハシハナコ"


def test_a_clause_whose_rest_is_kanji_already_takes_the_whole_reading() -> None:
    typist = Typist().compose("たかはしはなこ", "高橋花子").commit("高橋", "花子").commit("花子")
    assert typist.reading == "タカハシハナコ"


def test_converting_again_keeps_the_reading() -> None:
    typist = Typist().compose("たかはし", "高橋").commit("高橋").compose("高橋", "髙橋")
    assert typist.commit("髙橋", at=0, replacing=2).reading == "タカハシ"
    assert typist.compose("髙橋", "高階").commit("高階", at=0, replacing=2).reading == "タカハシ"


def test_converting_back_to_kana_and_typing_another_reading_replaces_it() -> None:
    typist = Typist().compose("こうの", "河野").commit("河野")
    typist.compose("河野", "かわの", "河野")
    assert typist.commit("河野", at=0, replacing=2).reading in ("カワノ", "コウノ")


def test_a_piece_that_is_deleted_takes_its_reading_along() -> None:
    typist = Typist().compose("たかはし", "高橋").commit("高橋").commit("　").compose("はなこ").commit("花子")
    assert typist.put("高橋　").reading == "タカハシ"
    assert typist.compose("ようこ", "陽子").commit("陽子").reading == "タカハシ ヨウコ"
    assert typist.put("").reading == ""


def test_half_of_a_piece_has_no_reading_that_could_be_known() -> None:
    assert Typist().compose("たかはし").commit("高橋").put("高").reading == ""
    assert Typist().compose("さくら").commit("さくら").put("さく").reading == "サク"


def test_a_name_put_before_another_comes_first_in_the_reading() -> None:
    typist = Typist().compose("はなこ").commit("花子").compose("たかはし").commit("高橋", at=0)
    assert typist.reading == "タカハシハナコ"


@pytest.mark.parametrize("pasted", ["高橋 花子", "Smith", "123", "👩"])
def test_what_is_pasted_has_no_reading(pasted: str) -> None:
    assert Typist().put(pasted).reading == ""
