"""What a page must never do: squeeze a widget, cut a text, or leave a control without a name."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QScrollArea, QWidget


def shown(root: QWidget) -> Iterator[QWidget]:
    """Every visible widget below `root`."""
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and widget.width() > 0:
            yield widget


def squeezed(root: QWidget) -> list[str]:
    """Widgets that got less room than they need to show everything."""
    found = []
    for widget in shown(root):
        least, name = widget.minimumSizeHint(), f"{type(widget).__name__} {text_of(widget)!r}"
        if isinstance(widget, QLabel):
            if widget.wordWrap():
                needed = widget.heightForWidth(widget.width())
                if widget.height() < needed:
                    found.append(f"{name}: {widget.height()} high, needs {needed}")
            elif widget.width() < widget.sizeHint().width() or widget.height() < widget.sizeHint().height():
                found.append(f"{name}: {widget.size().toTuple()}, needs {widget.sizeHint().toTuple()}")
        elif isinstance(widget, QAbstractButton):
            needed = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else least.height()
            if widget.height() < needed or widget.width() < least.width():
                found.append(f"{name}: {widget.size().toTuple()}, needs {needed} high, {least.width()} wide")
        elif isinstance(widget, QLineEdit) and widget.height() < least.height():
            found.append(f"{name}: {widget.height()} high, needs {least.height()}")
    return found


def cut_off(root: QWidget) -> list[str]:
    """Scrolling pages whose content is wider than what can be seen."""
    found = []
    for area in root.findChildren(QScrollArea):
        inside = area.widget()
        if area.isVisibleTo(root) and inside is not None and inside.width() > area.viewport().width():
            found.append(f"{area.accessibleName()}: {inside.width()} in {area.viewport().width()}")
    return found


def nameless(root: QWidget) -> list[str]:
    """Controls that a person who listens could not tell apart."""
    found = []
    for widget in shown(root):
        takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and isinstance(widget, QAbstractButton | QLineEdit)
        if takes_focus and not (widget.accessibleName() or text_of(widget)):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def small_targets(root: QWidget) -> list[str]:
    """Buttons that a finger would miss; the empty corner of a table is one to Qt alone."""
    buttons = (
        widget
        for widget in shown(root)
        if isinstance(widget, QAbstractButton) and widget.metaObject().className() != "QTableCornerButton"
    )
    return [f"{text_of(b)!r}: {b.size().toTuple()}" for b in buttons if min(b.width(), b.height()) < 44]


def text_of(widget: QWidget) -> str:
    """The words on a label or button."""
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
