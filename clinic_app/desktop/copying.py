"""When copies are made while somebody is signed in, and the one quiet line that says how they stand.

What a copy is stands in `records.automatic_copies`. One copy runs at a time, off the window's thread, and holds the
keys it was begun with until it ends. So a lock cuts it short, and it is made again after the unlock; only the copy of
a sign-out goes on, because nobody comes back to make it again.
"""

import threading
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from clinic_app.desktop.context import Context
from clinic_app.desktop.tasks import run_task
from clinic_app.desktop.widgets.labels import Panel, Words, label, row, set_tone
from clinic_app.desktop.widgets.option import action_button
from clinic_app.errors import Refused
from clinic_app.i18n import Texts
from clinic_app.records.automatic_copies import Copies, CopyState, Occasion
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.record import Record

TICK_MS = 10 * 60 * 1000


class Copying(QObject):
    """The copies of one signed-in person's window. `changed` tells that there is something new to show."""

    changed = Signal()
    ended = Signal()

    def __init__(self, copies: Copies, record: Record, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._copies, self._record, self.clock = copies, record, clock
        self.running = False
        self._next: Occasion | None = None
        self._leaving: KeyRing | None = None  # held by a sign-out that waits for the copy under way, and by nobody else
        self._making: Occasion | None = None
        self._cut = threading.Event()
        self._again: Occasion | None = None
        self.state: CopyState = copies.state()
        self.clock_is_back = False
        self.farewell: QWidget | None = None  # what says how the last copy goes: a window that nobody else holds
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)

    def begin(self) -> None:
        """After sign-in: look at the clock and the end of the audit, and copy when none was made today."""
        try:
            self._copies.look_at_times(self._record)
            self._copies.remember_seen(self._record)
        except Refused:
            pass  # a folder that cannot be written shows itself at the first entry, with its own words
        self._timer.start()
        self._look_at_clock()
        self._make("start")

    def tick(self) -> None:
        """Now and then: a new day, a drive that is back, a clock that was moved."""
        self._look_at_clock()
        self._make("tick")

    def visit_closed(self) -> None:
        """A visit was closed: remember the end of the audit, and copy."""
        self._copies.remember_seen(self._record)
        self._make("visit_closed")

    def make_now(self) -> None:
        """Somebody asked for it."""
        self._make("asked")

    def sign_out(self) -> None:
        """Called while the record is open and the keys are held; the copy goes on without either."""
        if self._record.is_open:
            self._copies.remember_seen(self._record)
            self._copies.leaving()
            if self.running:
                self._leaving = self._copies.held.ring
            self._make("sign_out")

    def on_lock(self) -> None:
        """The keys are dropped: let a copy under way drop its own soon, unless somebody signs out with it."""
        if not self.running or "sign_out" in (self._making, self._next):
            return
        self._again, self._next = self._next or self._making, None
        self._cut.set()

    def on_unlock(self) -> None:
        """Somebody is back with their keys: make the copy that the lock cut short."""
        again, self._again = self._again, None
        if again is not None:
            self._make(again)

    def rest(self) -> None:
        """Nobody is here any more: begin nothing new."""
        self._timer.stop()

    def stop(self) -> None:
        """Leave without waiting for the copy; it is said at the next sign-in."""
        self._next = self._leaving = None
        self._copies.stop()

    def trust_clock(self) -> None:
        """The person says that the clock is right."""
        self._copies.trust_clock()
        self._look_at_clock()

    def refresh(self) -> None:
        """Look again, as after another second place was chosen."""
        self.state = self._copies.state()
        self.changed.emit()

    def _look_at_clock(self) -> None:
        before = self.clock_is_back
        self.clock_is_back = self._copies.clock_went_back()
        if before != self.clock_is_back:
            if self.clock_is_back:
                self._copies.log("clock_went_back")
            self.changed.emit()

    def _make(self, occasion: Occasion) -> None:
        if self.running:
            # A look at the calendar must not push out the copy that a closed visit waits for.
            self._next = self._next if occasion == "tick" and self._next else occasion
            return
        try:
            ring = self._leaving or self._copies.held.ring
        except Refused:
            self._again = None if occasion == "tick" else occasion
            self.ended.emit()
            return  # locked: copied when somebody is back
        self._leaving, self._cut = None, threading.Event()
        self.running, self._making, cut = True, occasion, self._cut.is_set
        self.changed.emit()
        run_task(lambda: self._copies.occasion(occasion, ring, cut), self._on_made, self._on_fault, self)

    def _on_made(self, state: CopyState) -> None:
        self.running, self._making, self.state = False, None, state
        self.changed.emit()
        following, self._next = self._next, None
        if following is not None:
            self._make(following)
        else:
            self.ended.emit()

    def _on_fault(self, error: Exception) -> None:
        self._copies.log("backup_failed", error)
        self._on_made(self._copies.state())


def day_and_time(at: datetime, now: datetime) -> str:
    """The time alone today, with its date on another day."""
    local, today = at.astimezone(), now.astimezone().date()
    return local.strftime("%H:%M" if local.date() == today else "%Y-%m-%d %H:%M")


def line_of(copying: Copying, text: Texts) -> tuple[str, str]:
    """How the copies stand in a few words, and the tone they are said in."""
    state, now = copying.state, copying.clock()
    if copying.running:
        return text("Copying…"), "soft"
    if state.left_without:
        return text("The last sign-out was without a copy"), "warn"
    if state.here is None:
        return text("No copy yet"), "stop"
    here = text("Copy {time}").format(time=day_and_time(state.here, now))
    tone = "stop" if state.late else "warn" if state.problem is not None else "good"
    if not state.place:
        return here, tone
    if state.there is None:
        return text("{here} · second place: none yet").format(here=here), "stop" if state.late else "warn"
    there = day_and_time(state.there, now)
    return text("{here} · second place {time}").format(here=here, time=there), tone


class CopyLine(Words):
    """One quiet line on every page; the owner's page tells more. `brief` leaves out a second place that is well."""

    def __init__(self, context: Context, copying: Copying, *, brief: bool = False) -> None:
        super().__init__("", wrap=False)
        self.setProperty("role", "soft")
        self._context, self._copying, self._brief = context, copying, brief
        copying.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say how the copies stand now."""
        words, tone = line_of(self._copying, self._context.text)
        problem = self._copying.state.problem
        said = problem.sentence(self._context.language) if problem is not None else words
        state = self._copying.state
        if self._brief and tone == "good" and state.here is not None:
            at = day_and_time(state.here, self._copying.clock())
            self.setText(self._context.text("Copy {time}").format(time=at))
        else:
            self.setText(words)
        self.setToolTip(said if said != words else "")
        self.setAccessibleName(f"{words} {said}" if said != words else words)
        set_tone(self, "" if tone == "soft" else tone)


class ClockBanner(Panel):
    """Says that the clock went back, for as long as it is so; nothing is held up by it."""

    def __init__(self, context: Context, copying: Copying) -> None:
        super().__init__(context.theme, "banner", tone="warn", pad=10)
        self._copying = copying
        _ = context.text
        line = row(context.theme, 12)
        line.addWidget(
            label(
                _(
                    "This computer's clock is earlier than it was before. The order of entries stays right; dates on "
                    "papers may not. Set the clock, or say that it is right now."
                ),
                wrap=True,
            ),
            1,
        )
        button = action_button(context.theme, _("The clock is right"))
        button.clicked.connect(copying.trust_clock)
        line.addWidget(button)
        self.add(line)
        copying.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shown only while the clock is behind."""
        self.setVisible(self._copying.clock_is_back)
