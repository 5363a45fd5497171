"""Sizes of words, measured once: laying a page out asks for the same ones hundreds of times, opening it again too.

What was measured is kept by a hash of the words, because a client's name must not outlive the page it stood on.
"""

from functools import lru_cache
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QFont, QFontMetrics

from clinic_app.desktop.qt_numbers import WRAPPED
from clinic_app.desktop.theme import FAMILIES

Key = tuple[int | str | bool, ...]
Box = tuple[int, int]  # width and height
Size = TypeVar("Size", int, Box)
MOST = 20_000  # sizes; then everything is forgotten and measured again
_sizes: dict[Key, int] = {}
_boxes: dict[Key, Box] = {}


@lru_cache(maxsize=64)
def font_of(pixels: int, *, bold: bool) -> QFont:
    """The program's font in a size; to be drawn with, never changed."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


def known(key: Key) -> Box | None:
    """A size that was kept."""
    return _boxes.get(key)


def keep(key: Key, box: Box) -> Box:
    """Keep the size of wrapped words."""
    return _keep(_boxes, key, box)


def _keep(kept: dict[Key, Size], key: Key, size: Size) -> Size:
    """Before the bundled fonts are there, sizes are those of some other font, and not kept."""
    application = QCoreApplication.instance()
    if application is not None and application.property("fonts"):
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = size
    return size


def wrapped_height(text: str, room: int, pixels: int, *, bold: bool) -> int:
    """Pixels that words take when they are broken into lines of a width."""
    key = (hash(text), room, pixels, bold)
    found = _sizes.get(key)
    if found is None:
        box = QFontMetrics(font_of(pixels, bold=bold)).boundingRect(QRect(0, 0, room, 10_000), WRAPPED, text)
        found = _keep(_sizes, key, box.height())
    return found


def width_of(text: str, pixels: int, *, bold: bool) -> int:
    """Pixels that words take on one line."""
    key = (hash(text), pixels, bold)
    found = _sizes.get(key)
    return (
        _keep(_sizes, key, QFontMetrics(font_of(pixels, bold=bold)).horizontalAdvance(text)) if found is None else found
    )
