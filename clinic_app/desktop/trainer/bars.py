"""Points per cause as stacked bars: tests, posture and interview, told apart by lightness and by the legend's words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import label
from clinic_app.domain.proposal import BLOCKS, Block
from clinic_app.i18n import N_, Texts

FULL = 10
BLOCK_NAMES: dict[Block, str] = {"tests": N_("Tests"), "posture": N_("Posture"), "interview": N_("Interview")}


class PointsBar(QWidget):
    """One bar of `FULL` points; blocks below zero shorten nothing, the number beside the bar tells the total."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._blocks: dict[Block, int] = dict.fromkeys(BLOCKS, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(12))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(60), self._theme.px(12))

    def set_blocks(self, blocks: dict[Block, int]) -> None:
        """Show other points, at once: on the floor nobody waits for a bar to grow."""
        if blocks != self._blocks:
            self._blocks = blocks
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), QColor(self._theme.colours.bar_empty))
        left = 0.0
        for block, colour in zip(BLOCKS, block_colours(self._theme), strict=True):
            width = self.width() * max(0, self._blocks[block]) / FULL
            painter.fillRect(QRectF(left, 0, width, self.height()), QColor(colour))
            left += width
        painter.end()


def block_colours(theme: Theme) -> tuple[str, str, str]:
    """Colours of tests, posture and interview."""
    c = theme.colours
    return c.bar_tests, c.bar_posture, c.bar_interview


class Swatch(QWidget):
    """A small square of one block's colour for the legend."""

    def __init__(self, theme: Theme, colour: str) -> None:
        super().__init__()
        self._colour = colour
        self.setFixedSize(theme.px(11), theme.px(11))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colour))
        painter.end()


def legend(theme: Theme, text: Texts) -> QWidget:
    """What the three parts of a bar are."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(6))
    for block, colour in zip(BLOCKS, block_colours(theme), strict=True):
        line.addWidget(Swatch(theme, colour), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(label(text(BLOCK_NAMES[block]), "soft"))
    line.addStretch(1)
    return made


class CauseRow(QWidget):
    """A cause's name, its total and its bar."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        made = QVBoxLayout(self)
        made.setContentsMargins(0, 0, 0, 0)
        made.setSpacing(theme.px(3))
        self.total, self.bar = label("", "strong"), PointsBar(theme)
        line = QHBoxLayout()
        line.addWidget(label(name, wrap=True), 1)
        line.addWidget(self.total, 0, Qt.AlignmentFlag.AlignBottom)
        made.addLayout(line)
        made.addWidget(self.bar)

    def show_points(self, total: int, blocks: dict[Block, int]) -> None:
        """Show other points."""
        self.total.setText(str(total).replace("-", "−"))
        self.bar.set_blocks(blocks)
