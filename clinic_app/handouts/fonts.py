"""The printed alphabets: BIZ UDPGothic, with the whole Noto Sans JP for what it lacks, as embedded TrueType subsets.

Here a text becomes what can be printed, and every character finds its font and width. How lines are made of it is
not decided here. Fonts are loaded once per process, and Noto only when a rare character asks for it (60 ms each).
"""

import re
import threading
import unicodedata
from functools import cache
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from clinic_app import bundle

MISSING = "\u3013"  # the geta mark: what Japanese printers set where a sort is missing
ASCENT = 0.88  # of the em, the same in both families
_FAMILIES = ("BIZUDPGothic", "NotoSansJP")
_LOADING = threading.Lock()

# CJK compatibility ideographs are other shapes of a name's kanji; NFC would replace them by the common shape.
_KEPT_SHAPES = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
# Never printed: selectors, bidi controls, zero-width marks, control characters, lone surrogates. Joiners go as well.
_UNPRINTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SELECTED = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff][\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\xa0\u2000-\u200a\u202f\u205f]")


class SheetFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose characters above U+FFFF can be read back from the PDF.

    ReportLab 5.1 writes them into the ToUnicode map as one number of five digits, which readers drop or take for
    something else; the format wants UTF-16. A test tells when the library does it itself.
    """

    def addObjects(self, doc: object) -> None:  # noqa: N802 - ReportLab's own name
        """Add the font to a document, then write its map of characters anew."""
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():  # type: ignore[attr-defined]
            if name.startswith("toUnicodeCMap:"):
                stream.content = re.sub(r"> <([0-9A-F]{5,6})>", _as_utf16, stream.content)


def _as_utf16(match: re.Match[str]) -> str:
    return f"> <{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"


@cache
def _font(family: str, weight: str) -> SheetFont:
    with _LOADING:
        name = f"{family}-{weight}"
        font = SheetFont(name, bundle.resource("fonts", f"{name}.ttf"), asciiReadable=False)
        pdfmetrics.registerFont(font)
        return font


class Glyphs(dict[str, tuple[str, float]]):
    """Character to (name of its font, width in ems), filled as characters come along.

    A character that neither family has is set as the geta mark; a combining mark that is missing has no width.
    """

    def __init__(self, weight: str) -> None:
        super().__init__()
        self.weight = weight

    def __missing__(self, character: str) -> tuple[str, float]:
        code = ord(character)
        for family in _FAMILIES:
            font = _font(family, self.weight)
            if code in font.face.charToGlyph:
                entry = font.fontName, font.face.getCharWidth(code) / 1000
                break
        else:
            entry = ("", 0.0) if unicodedata.combining(character) else ("", self[MISSING][1])
        self[character] = entry
        return entry


GLYPHS = {False: Glyphs("Regular"), True: Glyphs("Bold")}


def printable(text: str) -> str:
    """A text as it is printed: NFC, without selectors, controls and bidi marks; only `\\n` ends a line."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNPRINTED.sub("", _SPACES.sub(" ", _LINE_ENDS.sub("\n", text)))
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _KEPT_SHAPES.split(text)
    return "".join(part if index % 2 else unicodedata.normalize("NFC", part) for index, part in enumerate(parts))


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of a text that no embedded font can print, each once, in order."""
    glyphs = GLYPHS[False]
    return tuple(dict.fromkeys(c for c in printable(text) if c != "\n" and not glyphs[c][0]))


def selected_shapes(text: str) -> tuple[str, ...]:
    """The characters of a text whose shape a selector asks for: they are printed in their usual shape."""
    return tuple(dict.fromkeys(_SELECTED.findall(text)))


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of printable text in points."""
    glyphs = GLYPHS[bold]
    return size * sum(glyphs[c][1] for c in text)


def runs(text: str, bold: bool = False) -> list[tuple[str, str]]:
    """A line of printable text as (font name, characters) pieces; what is missing has become the geta mark."""
    glyphs = GLYPHS[bold]
    first = glyphs[text[0]][0] if text else ""
    if first and all(glyphs[c][0] == first for c in text):
        return [(first, text)]
    shown = [c if glyphs[c][0] else MISSING for c in text if glyphs[c][0] or glyphs[c][1]]
    return [(name, "".join(piece)) for name, piece in groupby(shown, key=lambda c: glyphs[c][0])]
