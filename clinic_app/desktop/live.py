"""The window's side of a record that others save into as well: what they did is shown at once, nothing is polled.

A line of its own tells of every save. When it breaks, the server is tried again until it answers; then everything on
screen is looked at anew, and what could not be saved meanwhile is saved.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.desktop.window import Window
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import BROKEN
from clinic_app.records.live import AtWork, News, NewsLine

if TYPE_CHECKING:
    from clinic_app.desktop.presence import Presence

TOGETHER_MS = 200  # many people's entries in one look
AGAIN_MS = (500, 1000, 2000, 5000)


class Live(QObject):
    """The line of one window. `told` comes with everything since the last time, `lost` and `back` once each."""

    told = Signal(object)
    lost = Signal()
    back = Signal()

    def __init__(self, make: Callable[[], NewsLine]) -> None:
        super().__init__()
        self._make = make
        self.line: NewsLine | None = None
        self._notifier: QSocketNotifier | None = None
        self._wanted, self._was_lost, self._tries, self._visit = False, False, 0, ""
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
            run_task(self._make, self._on_open, lambda _error: self._on_broken(), self)

    def _on_open(self, line: NewsLine) -> None:
        if not self._wanted or self.line is not None:
            line.close()
            return
        self.line, self._tries = line, 0
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda *_args: self._on_news())
        self._say_where()
        if self._was_lost:
            self._was_lost = False
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
            self._news += self.line.take()
        except Refused:
            self._on_broken()
            return
        if self._news and not self._together.isActive():
            self._together.start()

    def _tell(self) -> None:
        news, self._news = tuple(self._news), []
        self.told.emit(news)

    def _on_broken(self) -> None:
        self._hang_up()
        if not self._wanted:
            return
        if not self._was_lost:
            self._was_lost = True
            self.lost.emit()
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


def stay_in_touch(presence: "Presence", live: Live) -> None:
    """Keep the window of somebody who works on a server in step with what others do."""
    window = presence.view
    if not isinstance(window, Window):
        return

    def page_shown() -> None:
        page = window.session_page
        live.enter("" if page is None or page.session.visit.state == "closed" else page.session.visit_id)
        if isinstance(page, SessionPage):
            page.session.elsewhere.ask = live.others
            page.session.elsewhere.look()

    def told(news: tuple[News, ...]) -> None:
        if not window.is_covered:
            window.hear(news)

    def lost() -> None:
        window.say(Refused(BROKEN))

    def back() -> None:
        window.said.hide()
        if not window.is_covered:
            window.retry()
            window.hear(None)

    live.told.connect(told)
    live.lost.connect(lost)
    live.back.connect(back)
    window.page_shown.connect(page_shown)
    presence.keys_dropped.connect(live.rest)
    presence.unlocked.connect(live.begin)
    presence.unlocked.connect(lambda: window.hear(None))
    presence.left.connect(lambda _closing: live.rest())
    live.setParent(presence)
    live.begin()
    page_shown()
