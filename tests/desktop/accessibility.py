"""What a person who listens, types, or sees little needs from a page, asked from what Qt hands to such helpers."""

from itertools import pairwise

from geometry import shown, text_of
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

INPUTS = (QAbstractButton, QLineEdit, QPlainTextEdit, QListView)
TEXT_CONTRAST, LARGE, LARGE_CONTRAST = 4.5, 24, 3.0
APART = 8
Place = tuple[QWidget, QRect]


class LooseWindows(QObject):
    """Notes every widget that is shown as a window of its own, be it only for a moment."""

    def __init__(self, allowed: QWidget) -> None:
        super().__init__()
        self._allowed = allowed
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown_now = event.type() is QEvent.Type.Show and isinstance(watched, QWidget)
        if shown_now and watched.isWindow() and watched is not self._allowed:
            self.seen.append(f"{type(watched).__name__} {text_of(watched)!r}")
        return False


def unheard(root: QWidget) -> list[str]:
    """Inputs whose name, as a screen reader gets it, is empty or says nothing."""
    found = []
    for widget in shown(root):
        if isinstance(widget, INPUTS) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            interface = QAccessible.queryAccessibleInterface(widget)
            name = "" if interface is None else interface.text(QAccessible.Text.Name)
            if not any(letter.isalnum() for letter in name):
                found.append(f"{_called(widget)} is heard as {name!r}")
    return found


def heard_alike(stops: list[QWidget]) -> list[str]:
    """Inputs on one page that a listener could not tell apart."""
    names: dict[str, int] = {}
    for widget in stops:
        if isinstance(widget, INPUTS):
            interface = QAccessible.queryAccessibleInterface(widget)
            name = "" if interface is None else interface.text(QAccessible.Text.Name)
            names[name] = names.get(name, 0) + 1
    return [f"{count} x {name!r}" for name, count in names.items() if count > 1]


def out_of_order(stops: list[QWidget], root: QWidget) -> list[str]:
    """Steps of the Tab key that go up, or back in a line, instead of on as one reads."""
    found = []
    for one, other in pairwise(stops):
        before, after = _seen_together(one, other, root)
        above = after.bottom() <= before.top() and after.left() < before.right()
        level = min(before.bottom(), after.bottom()) - max(before.top(), after.top())
        beside = level > min(before.height(), after.height()) / 2
        if above or (beside and after.right() <= before.left()):
            found.append(f"{_called(one)} {before.getRect()} -> {_called(other)} {after.getRect()}")
    return found


def crowded(root: QWidget) -> list[str]:
    """Targets that stand so close that a finger takes the wrong one."""
    found = []
    for holder in {button.parentWidget() for button in shown(root) if isinstance(button, QAbstractButton)}:
        targets = [one for one in holder.children() if isinstance(one, QAbstractButton) and one.isVisibleTo(root)]
        if holder.property("crowded"):  # a body has no more room; what is drawn of its targets is smaller
            continue
        for number, one in enumerate(targets):
            for other in targets[number + 1 :]:
                a, b = one.geometry(), other.geometry()
                across = max(a.left(), b.left()) - min(a.right(), b.right()) - 1
                down = max(a.top(), b.top()) - min(a.bottom(), b.bottom()) - 1
                if max(across, down) < APART:
                    found.append(f"{_called(one)} and {_called(other)}: {max(across, down)} apart")
    return found


def focus_unseen(stops: list[QWidget], kinds: set[str]) -> list[str]:
    """Controls that look with the focus as they look without; one of each kind that was not looked at yet."""
    found = []
    for widget in stops:
        kind = _kind(widget)
        if kind in kinds or not widget.visibleRegion().contains(QPoint(widget.width() // 2, widget.height() // 2)):
            continue
        kinds.add(kind)
        widget.clearFocus()
        without = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if not widget.hasFocus():
            found.append(f"{kind}: takes no focus")
            continue
        changed = _changed(without, widget.grab().toImage())
        widget.clearFocus()
        if changed < widget.width():
            found.append(f"{kind} {_called(widget)}: {changed} pixels")
    return found


def too_faint(root: QWidget, kinds: set[str]) -> list[str]:
    """Words whose painted colour does not stand out from what they are painted on; one of each kind."""
    found = []
    picture = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    for widget in shown(root):
        kind = _kind(widget)
        letters = sum(letter.isalnum() for letter in text_of(widget))  # one thin mark has no pixel of its full colour
        if kind in kinds or not isinstance(widget, QLabel | QAbstractButton) or letters < 2:
            continue
        box = QRect(widget.mapTo(root, QPoint()), widget.size()).adjusted(4, 4, -4, -4)
        if widget.visibleRegion().boundingRect().size() != widget.size() or not picture.rect().contains(box):
            continue
        kinds.add(kind)
        ratio = _contrast(picture, box)
        least = LARGE_CONTRAST if widget.font().pixelSize() >= LARGE else TEXT_CONTRAST
        if ratio < least:
            found.append(f"{kind} {_called(widget)}: {ratio:.1f}")
    return found


def contrast_of(one: QColor, other: QColor) -> float:
    """Contrast ratio of two colours, WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(picture: QImage, box: QRect) -> float:
    """Between the commonest colour of a part of a picture and the one that stands out most."""
    counts: dict[int, int] = {}
    for y in range(box.top(), box.bottom() + 1):
        for x in range(box.left(), min(box.right(), box.left() + 200) + 1):
            colour = picture.pixel(x, y)
            counts[colour] = counts.get(colour, 0) + 1
    ground = QColor(max(counts, key=lambda colour: counts[colour]))
    return max(contrast_of(QColor(colour), ground) for colour in counts)


def _changed(one: QImage, other: QImage) -> int:
    if one.size() != other.size():
        return one.width() * one.height()
    places = ((x, y) for y in range(one.height()) for x in range(one.width()))
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in places)


def tabbed(root: QWidget) -> list[QWidget]:
    """What the Tab key goes through, from the first: the focus goes with it, as no other way can be walked safely."""
    QTest.keyClick(
        QApplication.focusWidget() or root, Qt.Key.Key_Tab
    )  # pages put their order right when it is asked for
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    root.setFocus()
    found: list[QWidget] = []
    while (widget := QApplication.focusWidget()) is not None and widget not in found:
        if widget is not root:
            found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return found


def _seen_together(one: QWidget, other: QWidget, root: QWidget) -> tuple[QRect, QRect]:
    """Where two widgets are; what scrolls apart from the other counts as where its scrolling page is."""
    pages = [_pages(one), _pages(other)]
    while pages[0] and pages[1] and pages[0][0] is pages[1][0]:
        pages = [pages[0][1:], pages[1][1:]]
    parts = [inner[0] if inner else widget for inner, widget in zip(pages, (one, other), strict=True)]
    before, after = (QRect(part.mapTo(root, QPoint()), part.size()) for part in parts)
    return before, after


def _pages(widget: QWidget) -> list[QWidget]:
    """The scrolling pages around a widget, outermost first."""
    found: list[QWidget] = []
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if isinstance(parent, QScrollArea):
            found.insert(0, parent)
        parent = parent.parentWidget()
    return found


def _kind(widget: QWidget) -> str:
    """What decides how a widget is painted, apart from its words."""
    checked = isinstance(widget, QAbstractButton) and widget.isChecked()
    parts = [
        type(widget).__name__,
        str(getattr(widget, "_tone", "")),
        *("checked" * checked, "off" * (not widget.isEnabled())),
    ]
    parts += [str(widget.property(name) or "") for name in ("role", "tone")]
    return " ".join(part for part in parts if part)


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {(widget.accessibleName() or text_of(widget))!r}"


def focused_window(window: QWidget) -> None:
    """Make a window the one that keys go to."""
    window.activateWindow()
    for _turn in range(1000):
        if window.isActiveWindow():
            return
        QApplication.processEvents()
