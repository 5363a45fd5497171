"""A large target with wrapped text: one choice of a set, a tick, or a plain button. Painted from the theme's tokens.

Qt's own buttons neither wrap their text nor grow with it; on the floor both matter.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from clinic_app.desktop.qt_numbers import IN_THE_MIDDLE, WRAPPED, WRAPPED_IN_THE_MIDDLE
from clinic_app.desktop.theme import BODY, PALETTES, SMALL, Theme, ThemeName
from clinic_app.desktop.widgets.measured import font_of, width_of, wrapped_height

if TYPE_CHECKING:
    from clinic_app.figures import Pose

KEY = 13
PICTURE = (56, 44)  # design pixels of the figure beside the words
Tone = Literal["choice", "primary", "plain", "warn", "stop", "quiet"]


class OptionButton(QAbstractButton):
    """A choice with an optional second line and key hint; `leading` sets the text to the left, as in a list."""

    def __init__(
        self, theme: Theme, text: str, *, tone: Tone = "choice", hint: str = "", leading: bool = False
    ) -> None:
        super().__init__()
        self._theme, self._tone, self._hint, self._note = theme, tone, hint, ""
        self._leading = leading
        self._pose: Pose | None = None
        self.setText(text)
        self.setCheckable(tone in ("choice", "warn", "stop"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_note(self, note: str) -> None:
        """Change the second line."""
        if note != self._note:
            self._note = note
            self.updateGeometry()
            self.update()

    def note(self) -> str:
        """The second line."""
        return self._note

    def set_picture(self, pose: "Pose | None") -> None:
        """Draw a figure before the words."""
        self._pose = pose
        self.updateGeometry()
        self.update()

    def set_hint(self, hint: str) -> None:
        """Print a key in the corner, or take it away; only where the words would run into it the target grows."""
        if hint != self._hint:
            self._hint = hint
            self.updateGeometry()
            self.update()

    def hint(self) -> str:
        """The key that is printed."""
        return self._hint

    def set_tone(self, tone: Tone) -> None:
        """Change what the fill means when checked."""
        self._tone = tone
        self.update()

    def _font(self, size: int, *, bold: bool) -> QFont:
        return font_of(self._theme.px(size), bold=bold)

    def _pad(self) -> int:
        return self._theme.px(16)

    def _sides(self) -> tuple[int, int]:
        """What the words leave free at the left (a figure, a key) and at the right (a key), in pixels."""
        left = right = self._pad()
        if self._pose is not None:
            left = self._theme.px(PICTURE[0] + 8)
        if self._leading:
            right = max(right, self._theme.px(KEY + 8))
        elif self._hint and self._tone in ("primary", "quiet"):
            left += self._theme.px(KEY + 4)
        return left, right

    def _room(self, width: int) -> int:
        return max(self._theme.px(24), width - sum(self._sides()))

    def _text_height(self, width: int) -> int:
        """Pixels that the wrapped text takes at a given width of the button."""
        return wrapped_height(self.text(), self._room(width), self._theme.px(BODY), bold=True)

    def _note_height(self, width: int) -> int:
        if not self._note:
            return 0
        return wrapped_height(self._note, self._room(width), self._theme.px(SMALL), bold=True)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        needed = self._text_height(width) + self._note_height(width) + self._theme.px(16)
        pictured = self._theme.px(PICTURE[1] + 4) if self._pose is not None else 0
        return max(self._theme.target, needed, pictured)

    def sizeHint(self) -> QSize:
        text = width_of(self.text(), self._theme.px(BODY), bold=True)
        note = width_of(self._note, self._theme.px(SMALL), bold=True) if self._note else 0
        width = max(text, note) + sum(self._sides()) + 2
        width = max(self._theme.target, min(width, self._theme.px(420)))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        words = self.text().replace("・", "・ ").split() or [""]
        pixels = self._theme.px(BODY)
        longest = max(width_of(word, pixels, bold=True) for word in words) if self.text().isascii() else 0
        width = max(self._theme.target, min(longest + sum(self._sides()), self.sizeHint().width()))
        return QSize(width, self._theme.target)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill, border, text, note = _paints(self._theme.name, self._tone, self.isChecked(), self.isEnabled())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._theme.px(9)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(border, 1))
        painter.setBrush(fill.darker(106) if self.isDown() else fill)
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius - 1, radius - 1)
        self._paint_text(painter, text, note)
        if self._pose is not None:
            painter.drawImage(0, 0, self._picture(self._pose))
        if self._hint:
            self._paint_hint(painter)
        painter.end()

    def _paint_text(self, painter: QPainter, text: QColor, note: QColor) -> None:
        left, right = self._sides()
        room = self.width() - left - right
        note_height = self._note_height(self.width())
        text_height = min(self._text_height(self.width()), self.height() - note_height)
        top = (self.height() - text_height - note_height) // 2
        painter.setFont(self._font(BODY, bold=self.isChecked() or self._tone == "primary"))
        painter.setPen(text)
        flags = WRAPPED if self._leading else WRAPPED_IN_THE_MIDDLE
        painter.drawText(QRect(left, top, room, text_height), flags, self.text())
        if self._note:
            painter.setFont(self._font(SMALL, bold=True))
            painter.setPen(note)
            painter.drawText(QRect(left, top + text_height, room, note_height), flags, self._note)

    def _paint_hint(self, painter: QPainter) -> None:
        """A small key cap in the corner that the text leaves free."""
        font = self._font(KEY - 3, bold=True)
        side, edge = self._theme.px(KEY), self._theme.px(2)
        width = max(side, QFontMetrics(font).horizontalAdvance(self._hint) + 2 * edge)
        box = QRect(self.width() - width - edge if self._leading else edge, edge, width, side)
        if not self._leading and self._tone in ("primary", "quiet"):
            box.moveTo(self._pad(), (self.height() - side) // 2)  # before the words, which make room for it
        colour = QColor(self._theme.colours.on_accent if self._filled() else self._theme.colours.soft_text)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, self._theme.px(3), self._theme.px(3))
        painter.setFont(font)
        painter.drawText(box, IN_THE_MIDDLE, self._hint)

    def _picture(self, pose: "Pose") -> QImage:
        ratio = self.devicePixelRatioF()
        return _picture(self._theme, pose, self.height(), ratio, (self._filled(), not self.isEnabled()))

    def _filled(self) -> bool:
        return self._tone == "primary" or (self._tone == "choice" and self.isChecked())


@lru_cache(maxsize=64)
def _paints(palette: ThemeName, tone: Tone, on: bool, enabled: bool) -> tuple[QColor, QColor, QColor, QColor]:
    """Fill, border, text and note colours of a state; to be painted with, never changed."""
    c = PALETTES[palette]
    found = (c.surface, c.strong_line, c.text, c.soft_text)
    if not enabled:
        found = c.sunken, c.line, c.soft_text, c.soft_text
    elif tone == "primary" or (tone == "choice" and on):
        found = c.accent, c.accent, c.on_accent, c.on_accent
    elif tone == "quiet":
        found = c.surface, c.surface, c.accent_text, c.soft_text
    elif tone == "warn" and on:
        found = c.warn_ground, c.warn_text, c.text, c.warn_text
    elif tone == "stop" and on:
        found = c.stop_ground, c.stop_text, c.text, c.stop_text
    fill, border, text, note = (QColor(name) for name in found)
    return fill, border, text, note


@lru_cache(maxsize=128)
def _picture(theme: Theme, pose: "Pose", height: int, ratio: float, state: tuple[bool, bool]) -> QImage:
    """The figure before the words as pixels: an entry paints a dozen of them again."""
    on_accent, faint = state
    # The first window has buttons and no figures; it must not wait for them.
    from clinic_app.desktop.widgets.figure import paint_pose  # noqa: PLC0415

    frame = pose.frame
    wide, high = (theme.px(size) for size in PICTURE)
    scale = min(wide / frame.width, high / frame.height)
    made = QImage(round((wide + theme.px(8)) * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(ratio)
    made.fill(0)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.5 if faint else 1.0)
    if on_accent:  # the shirt has nearly the accent's colour
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours.surface))
        edge, corner = theme.px(3), theme.px(7)
        painter.drawRoundedRect(QRectF(edge, edge, wide + 2, height - 2 * edge), corner, corner)
    painter.translate(theme.px(4) + (wide - frame.width * scale) / 2, (height - frame.height * scale) / 2)
    painter.scale(scale, scale)
    paint_pose(painter, pose, theme.name)
    painter.end()
    return made


def action_button(theme: Theme, text: str, tone: Tone = "plain", parent: QWidget | None = None) -> OptionButton:
    """A push button in the same look."""
    button = OptionButton(theme, text, tone=tone)
    button.setParent(parent)
    return button
