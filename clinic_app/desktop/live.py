"""The window's side of a record that others save into as well: what they did is shown at once, nothing is polled.

A line of its own tells of every save. When it breaks, the server is tried again until it answers; then everything on
screen is looked at anew, and what could not be saved meanwhile is saved. It also tells when the server was brought to
a newer version, for which this program is too old from then on.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.window import Window
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import BROKEN, NO_NEWS, OUTGROWN, SERVER_BUSY, SHUT_OUT
from clinic_app.records.live import AtWork, News, NewsLine
from clinic_app.records.server_audit import STUDIOS
from clinic_app.records.server_version import SET_UP

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clinic_app.desktop.presence import Presence

TOGETHER_MS = 200  # many people's entries in one look
TO_DESK, FROM_DESK = "desk.outbox", "desk.inbox"  # as a server announces them (`server_box`)
AGAIN_MS = (500, 1000, 2000, 5000)


class Live(QObject):
    """The line of one window. `told` comes with everything since the last time, `back` once after `lost`.

    `lost` says why, and comes anew when that changes; `ended` comes with the reason for which no other try is made.
    """

    told = Signal(object)
    lost = Signal(str)
    back = Signal()
    ended = Signal(str)

    def __init__(self, make: Callable[[], NewsLine]) -> None:
        super().__init__()
        self._make = make
        self.line: NewsLine | None = None
        self._notifier: QSocketNotifier | None = None
        self._wanted, self._lost_for, self._tries, self._visit = False, "", 0, ""
        self._news: list[News] = []
        self._together = QTimer(self, interval=TOGETHER_MS, singleShot=True)
        self._together.timeout.connect(self._tell)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._open)

    def begin(self) -> None:
        """Listen from now on."""
        if not self._wanted:
            self._wanted = True
            self._open()

    def rest(self) -> None:
        """Listen no more: the keys are dropped, or somebody left."""
        self._wanted = False
        self._again.stop()
        self._hang_up()

    def enter(self, visit_id: str) -> None:
        """Let the others know which session is on screen here; none for an empty id."""
        if visit_id != self._visit:
            self._visit = visit_id
            self._say_where()

    def others(self) -> tuple[AtWork, ...]:
        """Who else has the session on screen open; refused while the line is broken."""
        if self.line is None or not self._visit:
            return ()
        try:
            found = self.line.others(self._visit)
        except Refused:
            self._on_broken()
            raise
        self._on_news()  # what was told meanwhile lies here already, and wakes nobody
        return found

    def _open(self) -> None:
        if self._wanted and self.line is None:
            run_task(self._make, self._on_open, self._on_not_open, self)

    def _on_not_open(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        if error.message == SHUT_OUT:
            self._end(SHUT_OUT)  # trying again would only lock the door
        else:
            self._on_broken(NO_NEWS if error.message == SERVER_BUSY else BROKEN)

    def _on_open(self, line: NewsLine) -> None:
        if not self._wanted or self.line is not None:
            line.close()
            return
        if line.is_outgrown:
            line.close()
            self._end(OUTGROWN)
            return
        self.line, self._tries = line, 0
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda *_args: self._on_news())
        self._say_where()
        if self._lost_for and self.line is not None:  # it may have broken on its way here
            self._lost_for = ""
            self.back.emit()

    def _say_where(self) -> None:
        if self.line is None:
            return
        try:
            if self._visit:
                self.line.enter(self._visit)
            else:
                self.line.leave()
        except Refused:
            self._on_broken()
            return
        self._on_news()

    def _on_news(self) -> None:
        if self.line is None:
            return
        try:
            news = self.line.take()
        except Refused:
            self._on_broken()
            return
        if any(one.action == SET_UP for one in news):  # a new line learns to which version
            self._hang_up()
            self._open()
        self._news += news
        if self._news and not self._together.isActive():
            self._together.start()

    def _tell(self) -> None:
        news, self._news = tuple(self._news), []
        self.told.emit(news)

    def _end(self, why: str) -> None:
        self.rest()
        self.ended.emit(why)

    def _on_broken(self, why: str = BROKEN) -> None:
        self._hang_up()
        if not self._wanted:
            return
        if why != self._lost_for:
            self._lost_for = why
            self.lost.emit(why)
        self._again.start(AGAIN_MS[min(self._tries, len(AGAIN_MS) - 1)])
        self._tries += 1

    def _hang_up(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self.line is not None:
            self.line.close()
            self.line = None


def stay_in_touch(presence: "Presence", live: Live, wake: Callable[[], object] = lambda: None) -> None:
    """Keep the window of somebody who works on a server in step with what others do.

    `wake` takes in what the front desk wrote down; nobody's does where the window has no record.
    """
    window = presence.view

    def page_shown() -> None:
        page = window.session_page if isinstance(window, Window) else None
        live.enter("" if page is None or page.session.visit.state == "closed" else page.session.visit_id)
        if isinstance(page, SessionPage):
            page.session.elsewhere.ask = live.others
            page.session.elsewhere.look()

    def hear(news: tuple[News, ...] | None) -> None:
        said = None if news is None else {one.action for one in news}
        if said is None or FROM_DESK in said:
            wake()
        if window.is_covered:
            return
        if (there := window.context.whereabouts) is not None and (said is None or not said.isdisjoint(STUDIOS)):
            there.look_again()
        if said is None or not said.isdisjoint((TO_DESK, FROM_DESK, *STUDIOS)):
            _look_at_desk(window.stack.currentWidget())
        if isinstance(window, Window):
            window.hear(news)

    def back() -> None:
        window.unsay()
        if not window.is_covered and isinstance(window, Window):
            window.retry()
        hear(None)

    live.told.connect(hear)
    live.lost.connect(lambda why: window.say(Refused(why)))
    live.back.connect(back)
    live.ended.connect(lambda why: window.say(Refused(why)))
    window.page_shown.connect(page_shown)
    presence.keys_dropped.connect(live.rest)
    presence.unlocked.connect(live.begin)
    presence.unlocked.connect(lambda: hear(None))
    presence.left.connect(lambda _closing: live.rest())
    live.setParent(presence)
    live.begin()
    page_shown()


def _look_at_desk(page: "QWidget | None") -> None:
    """Let the front desk's page on screen read what is new."""
    from clinic_app.desktop.front_desk.page import DeskPage  # noqa: PLC0415 - a trainer's window does not wait for it

    if isinstance(page, DeskPage):
        page.look_again()
