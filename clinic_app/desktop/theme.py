"""Colour, space and type in one place, light and dark, and the style sheet made from them.

Text contrast is 4.5:1 and over on its ground (a test keeps it so). Nothing is told by colour alone. Widgets read
tokens from here; no other module names a colour or a pixel size.
"""

from typing import Literal, NamedTuple

ThemeName = Literal["light", "dark"]
FONT_FILES = (
    "BIZUDPGothic-Regular.ttf",
    "BIZUDPGothic-Bold.ttf",
    "NotoSansJP-Regular.ttf",
    "NotoSansJP-Bold.ttf",
)
FAMILIES = ("BIZ UDPGothic", "Noto Sans JP")
FINGER = 44
TEXT_SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class Colours(NamedTuple):
    """One palette; `x_ground` is what `x_text` is written on, `x_line` the border between them."""

    ground: str
    surface: str
    sunken: str
    line: str
    strong_line: str
    text: str
    soft_text: str
    accent: str
    on_accent: str
    accent_ground: str
    accent_text: str
    good_text: str
    warn_ground: str
    warn_line: str
    warn_text: str
    stop_ground: str
    stop_line: str
    stop_text: str
    bar_tests: str
    bar_posture: str
    bar_interview: str
    bar_empty: str


LIGHT = Colours(
    ground="#f2f6f6",
    surface="#ffffff",
    sunken="#eef2f3",
    line="#d7e0e1",
    strong_line="#788c91",
    text="#16262b",
    soft_text="#4f6167",
    accent="#0f7a73",
    on_accent="#ffffff",
    accent_ground="#e0f1ef",
    accent_text="#0a5d57",
    good_text="#0a6a5f",
    warn_ground="#fff4e2",
    warn_line="#e8b566",
    warn_text="#7d4400",
    stop_ground="#fdecea",
    stop_line="#e59a93",
    stop_text="#a8211a",
    bar_tests="#0f7a73",
    bar_posture="#57ada6",
    bar_interview="#a5d5d0",
    bar_empty="#e6ecec",
)
DARK = Colours(
    ground="#10181a",
    surface="#192427",
    sunken="#223033",
    line="#33454a",
    strong_line="#6f878d",
    text="#e9f1f1",
    soft_text="#a9babe",
    accent="#4fc3b8",
    on_accent="#05211e",
    accent_ground="#16393a",
    accent_text="#8fe0d8",
    good_text="#7fdccf",
    warn_ground="#3a2c12",
    warn_line="#8d6a2a",
    warn_text="#f6cf8a",
    stop_ground="#42201d",
    stop_line="#99453d",
    stop_text="#ffb4ab",
    bar_tests="#4fc3b8",
    bar_posture="#2f8f87",
    bar_interview="#22635f",
    bar_empty="#2a3a3e",
)
PALETTES: dict[ThemeName, Colours] = {"light": LIGHT, "dark": DARK}


class Theme(NamedTuple):
    """A palette at a text size; `px` turns a design size into pixels at that size."""

    name: ThemeName = "light"
    scale: float = 1.0

    @property
    def colours(self) -> Colours:
        """The palette of this theme."""
        return PALETTES[self.name]

    def px(self, size: float) -> int:
        """A size of the design grid in pixels, grown with the text."""
        return round(size * self.scale)

    @property
    def target(self) -> int:
        """Least side of anything that a finger must hit."""
        return max(FINGER, self.px(FINGER))


SMALL, BODY, STRONG, TITLE, DISPLAY = 13, 15, 17, 22, 28
GAP, PAD = 8, 16
SCROLL_BAR, BUTTON_PAD = 12, 16  # how wide a bar is, and what a button leaves beside its words


def style_sheet(theme: Theme) -> str:
    """The style sheet of a window; widgets choose with the dynamic properties `role` and `tone`."""
    c, px = theme.colours, theme.px
    return f"""
* {{ font-family: "{FAMILIES[0]}", "{FAMILIES[1]}"; font-size: {px(BODY)}px; color: {c.text}; }}
QWidget#window, QWidget[role="ground"], QScrollArea[role="ground"] {{ background: {c.ground}; }}
QFrame[role="surface"], QWidget[role="surface"] {{ background: {c.surface}; }}
QFrame[role="header"] {{ background: {c.surface}; border-bottom: 1px solid {c.line}; }}
QFrame[role="footer"] {{ background: {c.surface}; border-top: 1px solid {c.line}; }}
QFrame[role="left"] {{ background: {c.surface}; border-right: 1px solid {c.line}; }}
QFrame[role="right"] {{ background: {c.surface}; border-left: 1px solid {c.line}; }}
QFrame[role="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(12)}px; }}
QFrame[role="card"][tone="current"] {{ border-color: {c.accent}; }}
QFrame[role="rule"] {{ background: {c.line}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[role="banner"] {{ border-radius: {px(10)}px; border: 1px solid {c.line}; background: {c.sunken}; }}
QFrame[role="banner"][tone="accent"] {{ background: {c.accent_ground}; border-color: {c.accent_ground}; }}
QFrame[role="banner"][tone="warn"] {{ background: {c.warn_ground}; border-color: {c.warn_line}; }}
QFrame[role="banner"][tone="stop"] {{ background: {c.stop_ground}; border-color: {c.stop_line}; }}
QLabel {{ background: transparent; }}
QLabel[role="display"] {{ font-size: {px(DISPLAY)}px; font-weight: 700; }}
QLabel[role="title"] {{ font-size: {px(TITLE)}px; font-weight: 700; }}
QLabel[role="strong"] {{ font-size: {px(STRONG)}px; font-weight: 700; }}
QLabel[role="heading"] {{ font-size: {px(SMALL)}px; font-weight: 700; color: {c.soft_text}; }}
QLabel[role="soft"] {{ font-size: {px(SMALL)}px; color: {c.soft_text}; }}
QLabel[role="problem"] {{ font-size: {px(SMALL)}px; color: {c.stop_text}; }}
QLabel[role="question"] {{ font-size: {px(SMALL)}px; color: {c.warn_text}; }}
QLabel[tone="accent"] {{ color: {c.accent_text}; }}
QLabel[tone="good"] {{ color: {c.good_text}; }}
QLabel[tone="warn"] {{ color: {c.warn_text}; }}
QLabel[tone="stop"] {{ color: {c.stop_text}; }}
QLabel[role="pill"] {{ background: {c.sunken}; border-radius: {px(9)}px; padding: {px(3)}px {px(10)}px; }}
QLabel[role="pill"][tone="warn"] {{ background: {c.warn_ground}; color: {c.warn_text}; }}
QLabel[role="pill"][tone="stop"] {{ background: {c.stop_ground}; color: {c.stop_text}; }}
QLabel[role="pill"][tone="accent"] {{ background: {c.accent_ground}; color: {c.accent_text}; }}
QLineEdit, QPlainTextEdit {{
  background: {c.surface}; border: 1px solid {c.strong_line}; border-radius: {px(8)}px;
  padding: {px(8)}px {px(10)}px; selection-background-color: {c.accent}; selection-color: {c.on_accent};
}}
QLineEdit {{ min-height: {theme.target - 2 * px(8) - 2}px; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {c.accent}; padding: {px(8) - 1}px {px(10) - 1}px; }}
QLineEdit[tone="stop"] {{ border: 2px solid {c.stop_text}; padding: {px(8) - 1}px {px(10) - 1}px; }}
QLineEdit[tone="warn"] {{ background: {c.warn_ground}; border-color: {c.warn_text}; }}
QPushButton {{
  background: {c.surface}; border: 1px solid {c.strong_line}; border-radius: {px(9)}px; padding: 0 {px(BUTTON_PAD)}px;
  min-height: {theme.target - 2}px; min-width: {theme.target - 2 * px(BUTTON_PAD)}px; color: {c.text};
}}
QPushButton:checked, QPushButton[tone="primary"] {{
  background: {c.accent}; border-color: {c.accent}; color: {c.on_accent}; font-weight: 700;
}}
QPushButton[tone="quiet"] {{ border-color: {c.surface}; color: {c.accent_text}; }}
QPushButton:disabled {{ background: {c.sunken}; border-color: {c.line}; color: {c.soft_text}; }}
QPushButton:focus {{ border: 2px solid {c.text}; padding: 0 {px(BUTTON_PAD) - 1}px; min-height: {theme.target - 4}px; }}
QProgressBar {{ background: {c.sunken}; border: 0; border-radius: {px(4)}px; max-height: {px(8)}px; }}
QProgressBar::chunk {{ background: {c.accent}; width: {px(80)}px; }}
QListView {{ background: {c.surface}; border: 1px solid {c.strong_line}; border-radius: {px(10)}px; outline: 0; }}
QListView:focus {{ border: 2px solid {c.accent}; }}
QTableView {{
  background: {c.surface}; border: 0; outline: 0; gridline-color: {c.line};
  selection-background-color: {c.accent_ground}; selection-color: {c.text};
}}
QTableView:focus {{ border: 2px solid {c.accent}; }}
QHeaderView, QTableCornerButton::section {{ background: {c.surface}; border: 0; }}
QHeaderView::section {{
  background: {c.surface}; color: {c.soft_text}; border: 0; border-bottom: 1px solid {c.line};
  padding: {px(4)}px {px(12)}px; font-size: {px(SMALL)}px; font-weight: 700;
}}
QScrollArea {{ border: 0; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {px(SCROLL_BAR)}px; margin: 0; }}
QScrollBar::handle:vertical {{
  background: {c.strong_line}; min-height: {px(40)}px; border-radius: {px(4)}px; margin: {px(2)}px {px(4)}px;
}}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollBar:horizontal {{ background: transparent; height: {px(SCROLL_BAR)}px; margin: 0; }}
QScrollBar::handle:horizontal {{
  background: {c.strong_line}; min-width: {px(40)}px; border-radius: {px(4)}px; margin: {px(4)}px {px(2)}px;
}}
QToolTip {{ background: {c.text}; color: {c.surface}; border: 0; padding: {px(6)}px; }}
"""
