"""Each variant read back by pypdf, a reader that knows nothing of how it was made: words, fonts, pictures, places."""

import io
from functools import cache
from itertools import combinations
from typing import Any

import msgspec
import pypdf
import pytest
from paper_checks import shown, words_of
from reading_back import boxes, squeezed
from sheet_samples import THREE, memo, sheet

from clinic_app.handouts import SheetContent, render_memo, render_sheet
from clinic_app.handouts.style import PAGE

VARIANTS = ("standard", "large", "plain")
OUTCOMES: dict[str, tuple[tuple[str, str], ...] | None] = {
    "leading": THREE, "mixed": None, "provisional": None, "undetermined": None, "normal": None, "irritable": None,
}  # fmt: skip
ALL = [
    pytest.param(outcome, language, variant, id=f"{outcome}-{language}-{variant}")
    for outcome in OUTCOMES
    for language in ("ja", "en")
    for variant in VARIANTS
]


@cache
def made(outcome: str, language: str, variant: str) -> tuple[SheetContent, pypdf.PdfReader]:
    content = sheet(outcome, language, OUTCOMES[outcome], variant=variant, running=True, note="週末は休みましょう。")
    return content, pypdf.PdfReader(io.BytesIO(render_sheet(content)))


@pytest.mark.parametrize(("outcome", "language", "variant"), ALL)
def test_the_words_of_the_plan_are_those_of_the_paper(outcome: str, language: str, variant: str) -> None:
    content, reader = made(outcome, language, variant)
    whole = "".join(squeezed(page.extract_text()) for page in reader.pages)
    said = msgspec.structs.replace(content, tendencies=()) if variant == "plain" and language == "en" else content
    assert [text for text in words_of(said) if squeezed(shown(text)) not in whole] == []


def fonts_of(reader: pypdf.PdfReader) -> list[Any]:
    found = [page["/Resources"].get("/Font", {}) for page in reader.pages]  # type: ignore[attr-defined]
    return [font.get_object() for fonts in found for font in fonts.values()]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("variant", [*VARIANTS, "memo"])
def test_every_font_is_embedded_and_holds_only_what_is_needed(variant: str, language: str) -> None:
    reader = made("leading", language, variant)[1] if variant != "memo" else None
    reader = reader or pypdf.PdfReader(io.BytesIO(render_memo(memo(language))))
    fonts = fonts_of(reader)
    assert fonts
    for font in fonts:
        tag, plus, _name = font["/BaseFont"].lstrip("/").partition("+")
        assert (len(tag), plus) == (6, "+")
        assert tag.isupper()
        assert len(font["/FontDescriptor"]["/FontFile2"].get_data()) < 200_000


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_large_print_shows_every_picture_of_the_plan_once(outcome: str, language: str) -> None:
    content, reader = made(outcome, language, "large")
    wanted = [pose for exercise in content.exercises for pose in (exercise.start, exercise.end)]
    drawn = []
    for page in reader.pages[1:]:
        code = page.get_contents().get_data()  # type: ignore[union-attr]
        forms = page["/Resources"].get("/XObject", {})  # type: ignore[attr-defined]
        drawn += [name.removeprefix("/FormXob.") for name in forms if f"{name} Do".encode() in code]
    assert sorted(drawn) == sorted(wanted)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_plain_sheet_sets_no_line_over_another_and_none_off_the_page(outcome: str, language: str) -> None:
    content = made(outcome, language, "plain")[0]
    for page in boxes(render_sheet(content)):
        lines = [box for box in page if box.kind == "text"]
        assert all(box.left > 40 and box.right < PAGE[0] - 40 for box in lines)
        assert all(box.bottom > 15 and box.top < PAGE[1] - 20 for box in lines)
        assert [(a.text, b.text) for a, b in combinations(lines, 2) if a.overlaps(b, 0.8)] == []
