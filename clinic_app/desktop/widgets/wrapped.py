"""Words broken into lines that stand apart: their sizes, and how they are painted. As Qt's own rich text does it.

Qt gives lines a height in rich text alone, and there every label holds a document of its own, which costs more to make
than all the rest of the label. Here one document measures for all of them, and a label paints its lines itself.
"""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QFont, QPainter, QTextDocument, QTextLayout, QTextOption

LINE_HEIGHT = 130
BROKEN = "\u2028"  # ends a line without ending the paragraph
ANY_WIDTH = 16_777_215


@lru_cache(maxsize=1)
def _options() -> QTextOption:
    made = QTextOption()
    made.setWrapMode(QTextOption.WrapMode.WordWrap)
    return made


@lru_cache(maxsize=1)
def _document() -> QTextDocument:
    made = QTextDocument()
    made.setUndoRedoEnabled(False)
    made.setDefaultTextOption(_options())
    made.setDocumentMargin(0)
    return made


def _escaped(line: str) -> str:
    """Text as markup that shows it; `html` would do it, but loads a table of 2,000 names before the first window."""
    for character, shown in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        line = line.replace(character, shown)
    return line


def size_of(text: str, font: QFont, width: int | None) -> tuple[int, int]:
    """Width and height in pixels of words in a room of a width; without one, in the shape Qt likes best."""
    document = _document()
    document.setDefaultFont(font)
    lines = "<br>".join(_escaped(line) for line in text.split("\n"))
    document.setHtml(f'<p style="line-height:{LINE_HEIGHT}%">{lines}</p>' if text else "")
    if width is None:
        document.adjustSize()
    else:
        document.setTextWidth(max(0, width))
    size = document.size()
    document.clear()  # a client's name must not stay behind
    return -int(-size.width() // 1), -int(-size.height() // 1)


def paint(painter: QPainter, text: str, font: QFont, room: QRect) -> None:
    """Paint words into a room with the painter's pen; fewer lines than it has room for stand in its middle."""
    layout = QTextLayout(text.replace("\n", BROKEN), font, painter.device())
    layout.setTextOption(_options())
    layout.beginLayout()
    high = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, high))
        high += line.height() * LINE_HEIGHT / 100
    layout.endLayout()
    top = int(max(0.0, (room.height() - high) / 2))
    painter.translate(room.x(), room.y() + top)
    painter.setClipRect(QRect(0, 0, room.width(), room.height()))
    layout.draw(painter, QPointF(0, 0))
