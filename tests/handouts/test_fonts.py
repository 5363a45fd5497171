"""What can be printed: fallback by glyph, shapes of names, what is removed, and characters readers can find again."""

import io

import pypdf
import pytest
import reading_back
from reportlab.pdfbase import ttfonts
from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts import fonts
from clinic_app.handouts.typeset import Style, set_line


def printed(text: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    set_line(text, Style(12, 18), 500).draw(canvas, 40, 700)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "山﨑 健一",
        "𠮷田",
        "髙橋",
        "渡邉",
        "渡邊",
        "濵田",
        "\ufa19社 \ufa1b",
        "\ufa10本",
        "斎藤 齋藤 齊藤",
        "ﾔﾏﾀﾞ",
        "José Müller",
    ],
)
def test_a_name_can_be_read_back_as_it_was_written(name: str) -> None:
    pdf = printed(name)
    wanted = reading_back.squeezed(fonts.printable(name))
    assert reading_back.text_of(pdf) == [wanted]
    assert reading_back.squeezed(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()) == wanted


def test_reportlab_still_needs_its_map_of_characters_mended() -> None:
    """Fails when the library writes characters above U+FFFF itself: then `SheetFont` can go."""
    assert "<D842DFB7>" not in ttfonts.makeToUnicodeCMap("x", [0x20BB7])


def test_each_character_takes_the_first_family_that_has_it() -> None:
    assert fonts.runs("髙𠮷a") == [
        ("BIZUDPGothic-Regular", "髙"),
        ("NotoSansJP-Regular", "𠮷"),
        ("BIZUDPGothic-Regular", "a"),
    ]
    assert fonts.runs("𠮷", bold=True) == [("NotoSansJP-Bold", "𠮷")]


def test_missing_glyphs_are_named_once_and_printed_as_the_geta_mark() -> None:
    assert fonts.missing_glyphs("健一🏃🏃と\U0001f9ea") == ("🏃", "\U0001f9ea")
    assert fonts.missing_glyphs("山﨑 𠮷田 髙橋\nABC") == ()
    assert reading_back.text_of(printed("健🏃一")) == ["健〓一"]


def test_decomposed_text_prints_composed_and_names_keep_their_shape() -> None:
    assert fonts.printable("か\u3099") == "が"
    assert fonts.printable("\ufa19\ufa1bか\u3099") == "\ufa19\ufa1bが"


def test_selectors_controls_and_bidi_marks_are_not_printed() -> None:
    assert fonts.printable("葛\U000e0100飾") == "葛飾"
    assert fonts.printable("a\u202eb\u2066c\u200d\ufeffd\x00e\x1bf") == "abcdef"
    assert fonts.printable("a\ud800b") == "ab"
    assert fonts.printable("1行目\r\n2行目\u20283行目\tx") == "1行目\n2行目\n3行目 x"


def test_two_hundred_combining_marks_print_in_no_time() -> None:
    assert reading_back.text_of(printed("か" + "\u0488" * 200))[0].startswith("か")


def test_widths_are_those_of_the_fonts() -> None:
    assert fonts.width("腰", 10) == pytest.approx(10)
    assert fonts.width("腰" * 7, 20, bold=True) == pytest.approx(140)
    assert 0 < fonts.width("i", 10) < fonts.width("W", 10) < 11
