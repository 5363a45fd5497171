"""A small text setter: plain text in, measured lines out, drawn where the caller wants them.

Text is never parsed for markup, so `<b>` prints as `<b>`. A block knows its height before anything is drawn.
Which characters belong together stands in `kinsoku`, which font has them in `fonts`.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import msgspec
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts import fonts
from clinic_app.handouts.kinsoku import NO_START, atoms

MOST_CHARACTERS = 4_000
Align = Literal["left", "right", "centre"]
LOOK_BACK = 5.0  # ems a line may end earlier so that it ends with a phrase
FAIR = 0.7  # of that, for the end of what is perhaps a word: better than a break inside one
MOST_LINES = 4  # of what should be one line
LEAST_SHRUNK, NAME_SIZES = 0.85, (1.0, 0.93, 0.86, 0.78, 0.7)  # of a name in one line, and of one in two
RUNT = 4.0  # ems; a last line shorter than this makes the paragraph narrower


class Style(msgspec.Struct, frozen=True):
    """How a text looks: sizes in points; it is never made smaller than `least`."""

    size: float
    leading: float
    bold: bool = False
    colour: str = "#1b2a33"
    least: float = 0.0


class Block(msgspec.Struct, frozen=True):
    """Lines ready to be drawn; `width` is the measure they were set to, `height` what they take."""

    lines: tuple[str, ...]
    style: Style
    width: float
    align: Align = "left"

    @property
    def height(self) -> float:
        """Height in points, half the leading above and below included."""
        return len(self.lines) * self.style.leading

    @property
    def widest(self) -> float:
        """Width of the longest line in points."""
        return max((fonts.width(line, self.style.size, self.style.bold) for line in self.lines), default=0.0)

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        """Draw the block with its upper left corner at (x, top)."""
        style = self.style
        canvas.setFillColor(colour(style.colour))
        text = canvas.beginText()
        baseline = top - (style.leading - style.size) / 2 - fonts.ASCENT * style.size
        for line in self.lines:
            if line:
                text.setTextOrigin(x + self._indent(line), baseline)
                for name, piece in fonts.runs(line, style.bold):
                    text.setFont(name, style.size)
                    text.textOut(piece)
            baseline -= style.leading
        canvas.drawText(text)

    def _indent(self, line: str) -> float:
        if self.align == "left":
            return 0.0
        free = self.width - fonts.width(line, self.style.size, self.style.bold)
        return free if self.align == "right" else free / 2


_colours: dict[str, HexColor] = {}


def colour(value: str) -> HexColor:
    """A colour by its hex text, parsed once."""
    if value not in _colours:
        _colours[value] = HexColor(value)
    return _colours[value]


def shortened(text: str, most: int) -> str:
    """A text of at most `most` characters; an ellipsis tells that it went on."""
    return text if len(text) <= most else text[: most - 1] + "…"


def set_text(text: str, style: Style, width: float, align: Align = "left", *, personal: bool = False) -> Block:
    """Break a text into lines of at most `width` points; more than 4,000 characters are cut with an ellipsis.

    The lines of our own texts are remembered between sheets; those of a `personal` text never are.
    """
    breaker = _lines if personal else _remembered
    return Block(breaker(text, style.size, style.bold, round(width, 3)), style, width, align)


def _lines(text: str, size: float, bold: bool, width: float) -> tuple[str, ...]:
    text = fonts.printable(text)
    text = shortened(text, MOST_CHARACTERS)
    return tuple(line for paragraph in text.split("\n") for line in _paragraph(paragraph, size, bold, width))


_remembered = lru_cache(maxsize=8192)(_lines)


def set_phrases(text: str, style: Style, width: float, align: Align = "left") -> Block:
    """Set a headline: `\\n` marks where it may break; it stays on one line if it fits, else breaks there."""
    phrases = fonts.printable(text).split("\n")
    whole = phrases[0]
    for phrase in phrases[1:]:
        whole += (" " if whole[-1:].isascii() and phrase[:1].isascii() else "") + phrase
    if fonts.width(whole, style.size, style.bold) <= width:
        return Block((whole,), style, width, align)
    return set_text("\n".join(phrases), style, width, align)


def set_line(text: str, style: Style, width: float, align: Align = "left", smallest: float = 0.6) -> Block:
    """Set one line: smaller down to `smallest` of its size, then cut with an ellipsis."""
    text = fonts.printable(text).replace("\n", " ").strip()[:MOST_CHARACTERS]
    natural = fonts.width(text, style.size, style.bold)
    if natural > width:
        size = max(style.size * max(smallest, width / natural * 0.999), min(style.least, style.size))
        style = msgspec.structs.replace(style, size=size)
        if fonts.width(text, size, style.bold) > width:
            text = _cut(text, style, width)
    return Block((text,), style, width, align)


set_label = lru_cache(maxsize=8192)(set_line)  # for our own words only: they are remembered between sheets


def set_whole(text: str, style: Style, width: float, align: Align = "left", smallest: float = 0.7) -> Block:
    """Set one line, smaller if need be; what is too long even then goes on over up to four lines."""
    line = set_line(text, style, width, align, smallest)
    if not line.lines[0].endswith("…"):
        return line
    block = set_text(fonts.printable(text).replace("\n", " ").strip(), line.style, width, align, personal=True)
    if len(block.lines) <= MOST_LINES:
        return block
    last = _cut(block.lines[MOST_LINES - 1] + block.lines[MOST_LINES], line.style, width)
    return msgspec.structs.replace(block, lines=(*block.lines[: MOST_LINES - 1], last))


def set_name(text: str, style: Style, width: float, align: Align = "left") -> Block:
    """Set a name: one line, else two with no word broken, smaller if need be; then as `set_whole` does.

    Two lines of fair size are easier to read than one of small print.
    """
    text = fonts.printable(text).replace("\n", " ").strip()
    line = set_line(text, style, width, align, LEAST_SHRUNK)
    if not line.lines[0].endswith("…"):
        return line
    pieces = atoms(text)
    look = style
    for share in NAME_SIZES:
        size = max(style.size * share, min(style.least, style.size))
        look = msgspec.structs.replace(style, size=size, leading=style.leading * size / style.size)
        if lines := _in_two(pieces, size, style.bold, width):
            return Block(lines, look, width, align)
    return set_whole(text, look, width, align, 1.0)


def _in_two(pieces: list[tuple[str, int]], size: float, bold: bool, width: float) -> tuple[str, str] | None:
    """Two lines of whole pieces, parted at a space if one will do, and then as evenly as can be; None if too long."""
    found: list[tuple[bool, float, tuple[str, str]]] = []
    for stop in range(1, len(pieces)):
        head, tail = ("".join(piece for piece, _ in part) for part in (pieces[:stop], pieces[stop:]))
        wide, rest = (fonts.width(line.strip(), size, bold) for line in (head, tail))
        if max(wide, rest) <= width:
            found.append((head != head.rstrip(), -abs(wide - rest), (head.rstrip(), tail.strip())))
    return max(found)[2] if found else None


def _cut(text: str, style: Style, width: float) -> str:
    room = width - fonts.width("…", style.size, style.bold)
    glyphs = fonts.GLYPHS[style.bold]
    for index, character in enumerate(text):
        room -= style.size * glyphs[character][1]
        if room < 0:
            return text[:index] + "…"
    return text


def _paragraph(paragraph: str, size: float, bold: bool, width: float) -> list[str]:
    measured = list(_measured(atoms(paragraph.rstrip()), size, bold, width))
    lines = _fill(measured, size, width)
    if len(lines) < 2 or fonts.width(lines[-1], size, bold) >= RUNT * size:
        return lines
    for share in (0.97, 0.94, 0.91, 0.88, 0.85):
        narrower = _fill(measured, size, width * share)
        if len(narrower) > len(lines):
            break
        if fonts.width(narrower[-1], size, bold) >= RUNT * size:
            return narrower
    return lines


def _measured(pieces: list[tuple[str, int]], size: float, bold: bool, width: float) -> Iterator[tuple[str, float, int]]:
    """Pieces with their widths; only one that is longer than a line is broken by force."""
    glyphs = fonts.GLYPHS[bold]
    limit = width * 0.85
    for piece, ends in pieces:
        total = size * sum(glyphs[c][1] for c in piece)
        if total <= width or fonts.width(piece.rstrip(" \u3000"), size, bold) <= width:
            yield piece, total, ends
            continue
        yield from _forced(piece, size, bold, limit, ends)


def _forced(piece: str, size: float, bold: bool, limit: float, ends: int) -> Iterator[tuple[str, float, int]]:
    glyphs = fonts.GLYPHS[bold]
    start, used = 0, 0.0
    for index, character in enumerate(piece):
        step = size * glyphs[character][1]
        if used + step > limit and index > start and not (character in NO_START and used + step <= limit / 0.85):
            yield piece[start:index], used, 1
            start, used = index, 0.0
        used += step
    yield piece[start:], used, ends


def _fill(pieces: list[tuple[str, float, int]], size: float, width: float) -> list[str]:
    """First fit, then back to the end of a phrase when that costs at most `LOOK_BACK` ems."""
    lines: list[str] = []
    start, used = 0, 0.0
    index = 0
    while index < len(pieces):
        piece, wide, _ = pieces[index]
        spaces = piece[len(piece.rstrip(" \u3000")) :]
        bare = wide - size * sum(0.25 if space == " " else 1.0 for space in spaces)
        if index > start and used + bare > width + 0.01:
            stop = _phrase_end(pieces, start, index, size, width)
            lines.append("".join(text for text, _, _ in pieces[start:stop]).rstrip(" \u3000"))
            start = index = stop
            used = 0.0
            continue
        used += wide
        index += 1
    lines.append("".join(text for text, _, _ in pieces[start:]).rstrip(" \u3000"))
    return lines


def _phrase_end(pieces: list[tuple[str, float, int]], start: int, stop: int, size: float, width: float) -> int:
    lost, fair = 0.0, 0
    most = min(LOOK_BACK * size, width * 0.3)
    for index in range(stop, start + 1, -1):
        quality = pieces[index - 1][2]
        if quality == 3:
            return index
        if quality == 2 and not fair and lost <= most * FAIR:
            fair = index
        lost += pieces[index - 1][1]
        if lost > most:
            break
    return fair or stop
