"""A table of a release as Qt's views read it. It knows what `release_view` hands out and nothing else."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from clinic_app.domain.release_view import Grid, Shown
from clinic_app.i18n import Texts

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NOWHERE = QModelIndex()


class GridModel(QAbstractTableModel):
    """Rows, columns and totals of one table; hidden values are spoken as hidden."""

    def __init__(self, grid: Grid, text: Texts) -> None:
        super().__init__()
        self.grid, self._text = grid, text

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.grid.columns)

    def value(self, index: Index) -> Shown:
        """The value at a place."""
        return self.grid.values[index.row()][index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value = self.value(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return value.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._text("hidden") if value.hidden else value.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT
            case Qt.ItemDataRole.FontRole if self.grid.is_total(index.row(), index.column()):
                font = QFont()
                font.setBold(True)
                return font
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        across = orientation is Qt.Orientation.Horizontal
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (self.grid.columns if across else self.grid.rows)[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if across else LEFT
        return None
