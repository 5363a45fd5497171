"""A release on paper: every shown number, no hidden one, and how it was made."""

from datetime import date
from io import BytesIO

import pypdf
import pytest
from msgspec.structs import replace

from clinic_app.domain.release_view import Grid, Shown
from clinic_app.domain.text import Language
from clinic_app.handouts.statistics_report import ReportContent, render_report


def shown(number: int | None) -> Shown:
    return Shown("x", None) if number is None else Shown(str(number), number)


def grid(identity: str, rows: int, hidden: int) -> Grid:
    names = (*tuple(f"{identity} 行{place}" for place in range(rows)), "計")
    values = (*tuple((shown(None if place < hidden else 100 + place),) for place in range(rows)), (shown(900),))
    return Grid(identity, f"表 {identity}", "数えた人", "行", "", ("人数",), names, values, False, True)


def content(grids: tuple[Grid, ...], language: Language = "ja") -> ReportContent:
    lines = (("目的", "年次の報告 <b>&amp;</b>"), ("指紋", "0123456789abcdef" * 4))
    return ReportContent("架空コンディショニング", "2026年上半期", date(2026, 7, 4), grids, lines, language)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_every_shown_number_stands_on_the_paper_and_a_hidden_one_as_x() -> None:
    text = text_of(render_report(content((grid("a", 6, 2),))))
    assert [f"{100 + place}" in text for place in range(6)] == [False, False, True, True, True, True]
    assert text.count("x") >= 2
    assert "年次の報告 <b>&amp;</b>" in text, "what was typed is no markup"


def test_a_table_longer_than_a_page_goes_on_under_its_heads() -> None:
    reader = pypdf.PdfReader(BytesIO(render_report(content((grid("a", 90, 3),)))))
    assert len(reader.pages) > 1
    assert all("表 a" in page.extract_text() for page in reader.pages[1:-1])
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert all(f"a 行{place}" in text for place in range(90))


def test_a_small_table_before_a_long_one_is_not_left_alone_on_its_page() -> None:
    grids = tuple(grid(identity, rows, 0) for identity, rows in (("a", 14), ("b", 12), ("c", 8), ("d", 34)))
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(render_report(content(grids)))).pages]
    assert [[name for name in "abcd" if f"表 {name}" in page] for page in pages[:3]] == [["a"], ["b", "c"], ["d"]]


def test_a_column_head_does_not_break_off_its_last_character() -> None:
    one = replace(grid("a", 4, 0), columns=("20〜40km未満",) * 5 + ("計",), values=((shown(7),) * 6,) * 5)
    lines = text_of(render_report(content((one,)))).splitlines()
    assert "満" not in lines


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_paper_says_its_title_and_language_and_leads_to_its_tables(language: Language) -> None:
    pdf = render_report(content((grid("a", 4, 0), grid("b", 4, 1)), language))
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.metadata is not None and "2026年上半期" in str(reader.metadata.title)  # noqa: PT018
    assert [str(mark["/Title"]) for mark in reader.outline] == ["表 a", "表 b"]
    assert pdf == render_report(content((grid("a", 4, 0), grid("b", 4, 1)), language)), "the same bytes"


def test_a_hidden_value_is_drawn_alike_whatever_stands_beside_it() -> None:
    def boxes(pdf: bytes) -> set[tuple[float, float]]:
        stream = pypdf.PdfReader(BytesIO(pdf)).pages[0].get_contents()
        assert stream is not None
        lines = stream.get_data().decode("latin-1").splitlines()
        drawn = [line.split() for line in lines if line.endswith(" re S")]
        return {(float(parts[-4]), float(parts[-3])) for parts in drawn}

    assert len(boxes(render_report(content((grid("a", 6, 3), grid("b", 8, 7)))))) == 1
