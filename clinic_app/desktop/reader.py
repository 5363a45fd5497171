"""A page of Markdown in the program's own type and colours, with marks on what is searched for."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from clinic_app.desktop.theme import BODY, DISPLAY, FAMILIES, STRONG, Theme

LINE_HEIGHT, HEADING_HEIGHT = 165, 130
WIDEST, SIDE = 780, 28
HEADINGS = {1: (DISPLAY, 0, 14), 2: (20, 26, 8), 3: (STRONG, 18, 6)}  # size, room above, room below


class Reader(QTextBrowser):
    """Read only, no network, links announced by `anchorClicked`; lines never get longer than the eye can follow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        c, px = theme.colours, theme.px
        self.setStyleSheet(
            f"QTextBrowser {{ background: {c.surface}; selection-background-color: {c.accent};"
            f" selection-color: {c.on_accent}; font-size: {px(BODY)}px; border: 2px solid {c.surface}; }}"
            f"QTextBrowser:focus {{ border-color: {c.accent}; }}"
        )

    def loadResource(self, kind: int, name: object) -> object:  # noqa: N802 - Qt's name
        """Nothing is ever fetched, from the disk or from elsewhere."""
        return None

    def show_markdown(self, markdown: str) -> None:
        """Show a text from its beginning."""
        document = self.document()
        features = QTextDocument.MarkdownFeature
        document.setIndentWidth(self._theme.px(24))
        document.setMarkdown(markdown, features.MarkdownDialectCommonMark | features.MarkdownNoHTML)
        block = document.begin()
        while block.isValid():
            self._dress(block)
            block = block.next()
        self._set_margins()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _dress(self, block: QTextBlock) -> None:
        c, px = self._theme.colours, self._theme.px
        shape, level = QTextBlockFormat(), block.blockFormat().headingLevel()
        size, above, below = HEADINGS.get(level, (BODY, 0, 4 if block.textList() else 10))
        shape.setLineHeight(
            LINE_HEIGHT if not level else 130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        after_list = not block.textList() and block.previous().isValid() and block.previous().textList()
        shape.setTopMargin(px(above or (8 if after_list else 0)))
        shape.setBottomMargin(px(below))
        if block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel):
            shape.setBackground(QColor(c.warn_ground))
            shape.setLeftMargin(0)
            shape.setRightMargin(0)
        if _is_command(block):  # lines of one command stay together, on a ground of their own
            more = _is_command(block.next())
            shape.setBackground(QColor(c.sunken))
            shape.setBottomMargin(0 if more else px(14))
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(shape)
        for fragment in list(_fragments(block)):
            kind = QTextCharFormat()
            font = QFont(FAMILIES[0])
            font.setFamilies(list(FAMILIES))
            font.setPixelSize(px(size))
            font.setBold(bool(level) or fragment.charFormat().fontWeight() > QFont.Weight.Medium)
            kind.setFont(font)
            now = fragment.charFormat()
            quoted = block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel)
            kind.setForeground(QColor(c.accent_text if now.isAnchor() else c.warn_text if quoted else c.text))
            if now.fontFixedPitch():
                kind.setBackground(QColor(c.sunken))
            cursor.setPosition(fragment.position())
            cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(kind)

    def mark(self, wanted: str) -> None:
        """Colour every place that holds the words, and bring the first into view."""
        marks: list[QTextEdit.ExtraSelection] = []
        c = self._theme.colours
        cursor = QTextCursor(self.document())
        while wanted and not (cursor := self.document().find(wanted, cursor)).isNull():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(cursor)
            mark.format.setBackground(QColor(c.accent))
            mark.format.setForeground(QColor(c.on_accent))
            marks.append(mark)
        self.setExtraSelections(marks)
        if marks:
            first = QTextCursor(marks[0].cursor)
            first.clearSelection()
            self.setTextCursor(first)
            self.ensureCursorVisible()

    def find_next(self, wanted: str) -> None:
        """Go to the next place; after the last comes the first."""
        if wanted and not self.find(wanted):
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.find(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_margins()
        super().resizeEvent(event)

    def _set_margins(self) -> None:
        """Keep the lines short in a wide window; the margins belong to the document, which is laid out anew by it."""
        frame, px = self.document().rootFrame(), self._theme.px
        shape = frame.frameFormat()
        side = max(px(SIDE), self.viewport().width() - px(WIDEST) - px(SIDE))
        if (shape.leftMargin(), shape.rightMargin()) != (px(SIDE), side):
            shape.setMargin(px(SIDE))
            shape.setTopMargin(px(20))
            shape.setRightMargin(side)
            frame.setFrameFormat(shape)


def _is_command(block: QTextBlock) -> bool:
    """Whether a block is a line to be typed in a terminal."""
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    places = block.begin()
    while not places.atEnd():
        yield places.fragment()
        places += 1
