"""Sizes of words, measured once: laying a page out asks for the same ones hundreds of times, opening it again too.

What was measured is kept by a hash of the words, because a client's name must not outlive the page it stood on.
"""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QFont, QFontMetrics

from clinic_app.desktop.qt_numbers import WRAPPED
from clinic_app.desktop.theme import FAMILIES

Key = tuple[int | str | bool, ...]
MOST = 20_000  # sizes; then everything is forgotten and measured again
_sizes: dict[Key, int] = {}


@lru_cache(maxsize=64)
def font_of(pixels: int, *, bold: bool) -> QFont:
    """The program's font in a size; to be drawn with, never changed."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


def known(key: Key) -> int | None:
    """A size that was kept."""
    return _sizes.get(key)


def keep(key: Key, size: int) -> int:
    """Keep a size; before the bundled fonts are there, sizes are those of some other font."""
    application = QCoreApplication.instance()
    if application is not None and application.property("fonts"):
        if len(_sizes) >= MOST:
            _sizes.clear()
        _sizes[key] = size
    return size


def wrapped_height(text: str, room: int, pixels: int, *, bold: bool) -> int:
    """Pixels that words take when they are broken into lines of a width."""
    key = (hash(text), room, pixels, bold)
    found = _sizes.get(key)
    if found is None:
        box = QFontMetrics(font_of(pixels, bold=bold)).boundingRect(QRect(0, 0, room, 10_000), WRAPPED, text)
        found = keep(key, box.height())
    return found


def width_of(text: str, pixels: int, *, bold: bool) -> int:
    """Pixels that words take on one line."""
    key = (hash(text), pixels, bold)
    found = _sizes.get(key)
    return keep(key, QFontMetrics(font_of(pixels, bold=bold)).horizontalAdvance(text)) if found is None else found
