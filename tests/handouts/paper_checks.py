"""What every paper must keep: nothing outside the page, nothing over something else, no word lost."""

from collections.abc import Iterator
from ctypes import c_float
from itertools import combinations, pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw
from reading_back import boxes, squeezed, text_of

from clinic_app.handouts import SheetContent, fonts
from clinic_app.handouts.style import BOTTOM, PAGE, SIDE, TOP


def check_layout(pdf: bytes) -> None:
    """Everything stands inside the margins, and no two texts touch."""
    for page in boxes(pdf):
        for box in page:
            if box.kind == "picture":
                continue  # pdfium gives a form's bounds before its own matrix; the frame around it is a path
            edge = 1.0 if box.kind == "text" else 3.0  # pdfium adds the line's width to a path
            assert box.left >= SIDE - edge, box
            assert box.right <= PAGE[0] - SIDE + edge, box
            assert box.bottom >= BOTTOM - 2, box
            assert box.top <= PAGE[1] - TOP + 2, box
        texts = [box for box in page if box.kind == "text"]
        clashes = [(a.text, b.text) for a, b in combinations(texts, 2) if a.overlaps(b, 0.8)]
        assert clashes == []


def lost_words(content: SheetContent, pdf: bytes) -> list[str]:
    """The texts of a content that cannot be read back from its paper."""
    pages = text_of(pdf)
    return [text for text in words_of(content) if not _stands(squeezed(shown(text)), pages)]


def _stands(text: str, pages: list[str]) -> bool:
    """Whether a text stands on the pages; a note may begin on one and go on upon the next, with a foot between."""
    return text in "".join(pages) or any(
        text[:cut] in page and text[cut:] in following
        for page, following in pairwise(pages)
        for cut in range(1, len(text))
    )


def words_of(content: SheetContent) -> Iterator[str]:
    """Every text of a content that must stand on its paper."""
    person, clinic = content.person, content.clinic
    yield from (person.name, person.kana, person.trainer, clinic.name, clinic.phone, content.plan_code, content.note)
    yield from (*content.reasons, *content.changes, *content.watched)
    for tendency in content.tendencies:
        yield from (tendency.headline, tendency.body)
    for test in content.tests:
        yield test.name
    for exercise in content.exercises:
        yield from (exercise.name, exercise.form, exercise.dose, exercise.cue)
        yield from (*exercise.steps, *exercise.points, *exercise.avoid)


def shown(text: str) -> str:
    """A text as it can be printed: a character that no font has is the geta mark, a mark without a glyph is gone."""
    return "".join(
        character
        if character == "\n" or fonts.GLYPHS[False][character][0]
        else fonts.MISSING
        if fonts.GLYPHS[False][character][1]
        else ""
        for character in fonts.printable(text)
    )


def sizes(pdf: bytes) -> set[float]:
    """The type sizes that really stand on the paper, in points."""
    found = set()
    document: Any = pypdfium2.PdfDocument(pdf)
    for page in document:
        for item in page.get_objects(max_depth=1):
            if item.type == raw.FPDF_PAGEOBJ_TEXT:
                size = c_float()
                raw.FPDFTextObj_GetFontSize(item.raw, size)
                found.add(round(size.value, 2))
        page.close()
    document.close()
    return found
