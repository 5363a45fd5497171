"""The list of clients: read a page at a time as it is scrolled, painted row by row, smooth with a hundred thousand."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clinic_app import actions
from clinic_app.actions import ClientLine
from clinic_app.desktop.context import Context
from clinic_app.desktop.theme import BODY, SMALL, STRONG
from clinic_app.domain.client import age_on
from clinic_app.domain.marks import with_marks

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole


class ClientList(QAbstractListModel):
    """Rows of the record: all clients from a reading on, or those who fit a text."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._lines: list[ClientLine] = []
        self._more = False

    def show_from(self, first: str) -> None:
        """All clients in the order of the fifty sounds, from a reading on."""
        self._begin(actions.list_clients(self.context.record, first=first), paged=True)

    def show_found(self, text: str) -> None:
        """Those who fit what is typed."""
        self._begin(actions.search_clients(self.context.record, text), paged=False)

    def _begin(self, lines: tuple[ClientLine, ...], *, paged: bool) -> None:
        self.beginResetModel()
        self._lines, self._more = list(lines), paged and bool(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        return self._more and self.context.record.is_open and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 - Qt's name
        lines = actions.list_clients(self.context.record, after=self._lines[-1].client)
        self._more = bool(lines)
        if lines:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index.row())
        if line is None:
            return None
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            details = line.client.details
            return " ".join(part for part in (details.name, details.kana, self.beside(line)) if part)
        return None

    def line(self, row: int) -> ClientLine | None:
        """The client in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def beside(self, line: ClientLine) -> str:
        """What tells people of one name apart: age, birth date, phone, last visit."""
        _, details = self.context.text, line.client.details
        parts = []
        if details.birth_date is not None:
            age = age_on(details.birth_date, self.context.today())
            parts.append(f"{_('{age} years').format(age=age)} ({details.birth_date.isoformat()})")
        parts.append(details.phone)
        parts.append(self.context.studio_word(line.client.studio))
        if line.last_visit is not None:
            parts.append(_("last visit {day}").format(day=line.last_visit.isoformat()))
        return " · ".join(part for part in parts if part)


class ClientDelegate(QStyledItemDelegate):
    """Paints a row: name and kana above, what tells them apart below; long names end in an ellipsis before the kana."""

    def __init__(self, model: ClientList) -> None:
        super().__init__()
        self.model, self.theme = model, model.context.theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(self._font(STRONG, bold=True)).height() + QFontMetrics(self._font(SMALL)).height()
        return QSize(self.theme.px(200), max(self.theme.target, lines + self.theme.px(26)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if line is None:
            return
        c, pad, rect = self.theme.colours, self.theme.px(14), option.rect
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, QColor(c.accent_ground if chosen else c.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(c.line))
        if chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), self.theme.px(4), rect.height()), QColor(c.accent))
        inside = rect.adjusted(pad, self.theme.px(8), -pad, -self.theme.px(8))
        details = line.client.details
        above, half = self._font(STRONG, bold=True), QFontMetrics(self._font(STRONG, bold=True)).height()
        kana = QFontMetrics(self._font(BODY))
        room = max(inside.width() // 2, inside.width() - self.theme.px(12) - kana.horizontalAdvance(details.kana))
        name = QFontMetrics(above).elidedText(with_marks(details.name), Qt.TextElideMode.ElideRight, room)
        painter.setFont(above)
        painter.setPen(QColor(c.text))
        first = QRect(inside.left(), inside.top(), inside.width(), half)
        painter.drawText(first, int(Qt.AlignmentFlag.AlignLeft), name)
        left = inside.left() + QFontMetrics(above).horizontalAdvance(name) + self.theme.px(12)
        self._soft(painter, QRect(left, inside.top(), inside.right() - left, half), details.kana, BODY)
        top = inside.top() + half + self.theme.px(4)
        below = QRect(inside.left(), top, inside.width(), inside.bottom() - top)
        self._soft(painter, below, self.model.beside(line), SMALL)
        painter.restore()

    def _soft(self, painter: QPainter, rect: QRect, text: str, size: int) -> None:
        painter.setFont(self._font(size))
        painter.setPen(QColor(self.theme.colours.soft_text))
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QApplication.font()
        font.setPixelSize(self.theme.px(size))
        font.setBold(bold)
        return font
