"""Measures, colours and type sizes of the papers, in points. One accent colour; signals keep their own."""

from functools import cache

import msgspec

from clinic_app.domain.text import Language
from clinic_app.handouts.typeset import Style

PAGE = (595.276, 841.890)  # A4
SIDE, TOP, BOTTOM = 48.0, 38.0, 26.0
WIDTH = PAGE[0] - 2 * SIDE
STRIP = 114.0  # height below the tear line, the same on both sides of the paper
FOOT = 30.0  # height of the foot line above it
GAP = 14.0
SMALLEST_LARGE = 14.0  # the smallest size of large print
CLOSER_ENGLISH = 0.87  # of the leading of Japanese, in large print

INK, MUTED = "#1b2a33", "#52626c"
ACCENT, TINT, PALE = "#0b6b63", "#e6f2f0", "#f4f8f8"
LINE, TRACK = "#c3ced3", "#e1e8ea"
PAPER = "#ffffff"
SIGNALS = {"blue": "#1f6fb2", "yellow": "#b97a00", "red": "#b3261e"}


class Type(msgspec.Struct, frozen=True):
    """The type sizes of one paper, all grown or shrunk together."""

    name: Style
    title: Style
    headline: Style
    subhead: Style
    heading: Style
    body: Style
    strong: Style
    small: Style
    small_strong: Style
    note: Style
    accent: Style
    foot: Style
    badge: Style


@cache
def type_at(scale: float = 1.0) -> Type:
    """The type sizes at a scale; 1.0 sets the body in 10 points."""

    def style(size: float, leading: float, bold: bool = False, colour: str = INK) -> Style:
        return Style(round(size * scale, 3), round(leading * scale, 3), bold, colour)

    return Type(
        name=style(21, 27, True),
        title=style(18, 24, True),
        headline=style(20, 27, True),
        subhead=style(12.5, 18, True),
        heading=style(11.5, 17, True, ACCENT),
        body=style(10, 16.5),
        strong=style(10, 16.5, True),
        small=style(8.6, 13.4),
        small_strong=style(8.6, 13.4, True),
        note=style(8.6, 13.4, False, MUTED),
        accent=style(8.6, 13.4, True, ACCENT),
        foot=style(8, 11, False, MUTED),
        badge=style(11, 16, True, PAPER),
    )


@cache
def large_type(language: Language = "ja", scale: float = 1.0) -> Type:
    """The type sizes of large print: nothing on the page is smaller than 14 points.

    Lines of letters stand closer than lines of kanji: they have air above and below of their own.
    """
    close = CLOSER_ENGLISH if language == "en" else 1.0

    def style(size: float, leading: float, bold: bool = False, colour: str = INK) -> Style:
        return Style(round(size * scale, 3), round(leading * scale * close, 3), bold, colour, SMALLEST_LARGE)

    return Type(
        name=style(27, 35, True),
        title=style(24, 32, True),
        headline=style(24, 32, True),
        subhead=style(18, 25, True),
        heading=style(16.5, 25, True, ACCENT),
        body=style(14.5, 23.5),
        strong=style(14.5, 23.5, True),
        small=style(14, 21),
        small_strong=style(14, 21, True),
        note=style(14, 21, False, MUTED),
        accent=style(14, 21, True, ACCENT),
        foot=style(14, 19, False, MUTED),
        badge=style(17, 25, True, PAPER),
    )
