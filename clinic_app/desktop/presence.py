"""Who is here: it covers the pages of somebody who is away, drops their keys in time, and signs them out.

What keys and records are is handed in (`Keeper`); here is only when they go. How a person comes back is in
`lock_screen`.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QApplication

from clinic_app.desktop.code_notice import CodeNotice
from clinic_app.desktop.idle import IdleWatch
from clinic_app.desktop.lock_screen import Keeper, LockScreen
from clinic_app.desktop.quick_code import QuickCode
from clinic_app.errors import Refused

if TYPE_CHECKING:
    from clinic_app.desktop.shell import Shell

TICK_MS = 1000
HIDE_KEY = Qt.Key.Key_F12  # no field and no step uses it; printed on the button
INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class Presence(QObject):
    """One person at one window. `on_sign_out` is called while the record is still open.

    `left` follows, with whether the window was closed by its own cross. `keys_dropped` comes with every lock and with
    leaving, `unlocked` when the same person is back.
    """

    left = Signal(bool)
    keys_dropped = Signal()
    unlocked = Signal()

    def __init__(self, view: "Shell", keeper: Keeper, watch: IdleWatch | None = None) -> None:
        super().__init__(view)
        self.view, self.keeper, self.watch = view, keeper, watch or IdleWatch()
        self.code = QuickCode()
        self.lock = LockScreen(view, keeper, self.code, self._on_unlocked)
        self.on_sign_out: list[Callable[[], None]] = []
        self.locking = keeper.locking()
        self._asked_for_code, self._copied, self._gone = False, False, False
        self._mouse: QPointF | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        QShortcut(QKeySequence(HIDE_KEY), view).activated.connect(self.hide_now)
        QGuiApplication.clipboard().changed.connect(self._on_copied)
        view.page_shown.connect(self._on_page)
        view.attend(self)
        self._on_page()

    # what the clocks call for

    def tick(self) -> None:
        """Cover or lock when nobody has been here for long enough, or the machine slept."""
        if not self._in_front:
            return
        due = self.watch.due(self.locking, in_session=self.view.in_session)
        if due == "cover":
            self.cover()
        elif due == "drop" and not (self.view.is_covered and not self.keeper.is_open()):
            self.hide_now()

    @property
    def _in_front(self) -> bool:
        """Whether this is the window on screen; behind somebody else's there is nothing left to lock."""
        return not self._gone and self.view.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in INPUT or not self._in_front:
            return False
        self.view.curtain.composition.follow(watched, event)
        if self._lies_still(event):
            return False
        before = self.view.is_covered
        self.tick()
        if self.view.is_covered and not before:
            return True  # it was meant for a page that is covered now
        self.watch.touched()
        return False

    def _lies_still(self, event: QEvent) -> bool:
        """A mouse that nobody moves is told anew whenever something moves below it."""
        if event.type() is not QEvent.Type.MouseMove or not isinstance(event, QMouseEvent):
            return False
        before, self._mouse = self._mouse, event.globalPosition()
        return before is None or before == self._mouse

    # covering, locking, leaving

    def cover(self) -> None:
        """Hide the page; the keys stay for the quick code, as long as the settings allow."""
        if not self.view.is_covered:
            self.lock.show()
            self.watch.covered()

    def hide_now(self) -> None:
        """Cover the page and drop the keys at once."""
        self.cover()
        self._drop()
        if self.lock.cover is not None:
            self.lock.cover.forget_code()

    def wait_behind(self) -> None:
        """Stand locked behind somebody else's window."""
        self.hide_now()
        self.lock.show()

    def sign_out(self, *, closing: bool = False) -> None:
        """Leave for good: what is typed is saved, the hooks run, the keys go, the way in is back."""
        if self._gone:
            return
        self.view.flush()
        if self.keeper.is_open():
            for hook in self.on_sign_out:
                hook()
        self._gone = True
        self._timer.stop()
        self._drop()
        QGuiApplication.clipboard().changed.disconnect(self._on_copied)
        self.left.emit(closing)

    def _drop(self) -> None:
        """Forget everything that opens the record, and what was copied out of it."""
        self.keeper.drop()
        self.keys_dropped.emit()
        self.code.forget()
        if self._copied:
            QGuiApplication.clipboard().clear()
            self._copied = False

    def _on_copied(self, mode: QClipboard.Mode) -> None:
        # Not every system says who owns the clipboard; a change while one of our windows has the focus is ours.
        if mode is QClipboard.Mode.Clipboard and self._in_front:
            owned = QGuiApplication.clipboard().ownsClipboard() or QGuiApplication.focusWindow() is not None
            self._copied = owned and bool(QGuiApplication.clipboard().text())

    def _on_unlocked(self) -> None:
        self.watch.uncovered()
        self.view.uncover()
        self._on_page()
        self.unlocked.emit()

    # what the window shows beside its pages

    def _on_page(self) -> None:
        """Another page, or the same one again: the owner's minutes as they are now, and the question for a code."""
        application = QApplication.instance()
        if application is not None:  # once more, to hear every key before the page that was just built
            application.installEventFilter(self)
        with suppress(Refused):  # closed or in use at this moment: the minutes that were known go on
            self.locking = self.keeper.locking()
        if self.view.in_session and not self.code.is_set and not self._asked_for_code:
            self.ask_for_code()

    def ask_for_code(self) -> None:
        """Offer a quick code above the page; working on without one is fine."""
        self._asked_for_code = True
        notice = CodeNotice(self.view.context.theme, self.view.context.text, self.code)
        notice.left.connect(lambda: self.view.notice(None))
        self.view.notice(notice)
