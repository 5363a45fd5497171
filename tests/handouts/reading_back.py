"""Reads a finished PDF back with pdfium, an implementation that knows nothing of how it was made."""

from typing import Any

import msgspec
import pypdfium2
from pypdfium2 import raw


class Box(msgspec.Struct, frozen=True):
    """One drawn object with its ink in points, y up; `text` is empty for paths and pictures."""

    kind: str
    left: float
    bottom: float
    right: float
    top: float
    text: str = ""

    def overlaps(self, other: "Box", by: float) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > by and up > by


KINDS = {raw.FPDF_PAGEOBJ_TEXT: "text", raw.FPDF_PAGEOBJ_PATH: "path", raw.FPDF_PAGEOBJ_FORM: "picture"}


def boxes(pdf: bytes) -> list[list[Box]]:
    """All objects of every page."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [_page(document[index]) for index in range(len(document))]
    document.close()
    return pages


def _page(page: Any) -> list[Box]:
    text_page = page.get_textpage()
    found = []
    for item in page.get_objects(max_depth=1):
        kind = KINDS.get(item.type, f"other {item.type}")
        text = _text(text_page, item) if kind == "text" else ""
        if kind == "text" and not text.strip():
            continue
        found.append(Box(kind, *item.get_bounds(), text))
    text_page.close()
    page.close()
    return found


def _text(text_page: Any, item: Any) -> str:
    length = raw.FPDFTextObj_GetText(item.raw, text_page.raw, None, 0)
    buffer = (raw.FPDF_WCHAR * length)()
    raw.FPDFTextObj_GetText(item.raw, text_page.raw, buffer, length)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def text_of(pdf: bytes) -> list[str]:
    """The text of every page, without white space: where a line ended is the setter's choice."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text_page = page.get_textpage()
        pages.append(squeezed(text_page.get_text_range()))
        text_page.close()
        page.close()
    document.close()
    return pages


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())
