"""The session's clock: what is left of the planned time, how long each step took, and what to do when time gets short.

It never blocks and never hurries: one line says what may be left out and what that means for the result.
"""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.step import title_of
from clinic_app.desktop.widgets.labels import label, set_tone
from clinic_app.domain.assessment import TESTS
from clinic_app.domain.session_time import seconds_left, seconds_needed
from clinic_app.rules import explain

UNSAID = 8 * 60  # seconds behind the plan that are nothing yet: a first question may take its time
KEEP_EVERY = 30  # seconds of work after which the times of the steps are stored


def time_left(session: Session) -> int | None:
    """Seconds until the planned end of an open session; None where no clock runs."""
    if session.visit.state != "open" or session.visit.entered_on is not None:
        return None
    context = session.context
    return seconds_left(session.visit.started_at, context.clock(), context.defaults.session_minutes)


def shortest_path(session: Session) -> str:
    """The shortest honest way to a paper, in one sentence; empty while the time suffices or nothing can be left out."""
    left = time_left(session)
    rest = ("teach", "plan") if session.decided is not None else session.steps  # what came before is decided on
    todo = [step for step in rest if session.step_state(step) != "done"]
    if left is None or not todo:
        return ""
    planned = session.context.defaults.session_minutes
    if left * 2 > planned * 60 or left + UNSAID >= seconds_needed(todo, planned):
        return ""  # in the first half there is time to catch up
    return "" if session.proposal.outcome == "refer" else _what_may_wait(session)


def _what_may_wait(session: Session) -> str:
    _ = session.context.text
    if not session.gate_open:
        return _(
            "Time is short. The screening stays; after it one test and the decision are enough. "
            "With a test missing a result is provisional at most."
        )
    if session.proposal.outcome == "insufficient":
        return _("Time is short. One test and the decision are enough for a sheet; its result is provisional at most.")
    if session.decided is not None:
        return _("Time is short. Teach the first exercise and issue the sheet; the rest can wait for the re-check.")
    missing = [test for test in TESTS if session.levels.tests[test] is None]
    stands = explain.outcome_text(session.proposal, session.context.rule_set, session.context.language)
    if not missing:
        return _("Time is short. Decide now: {result}").format(result=stands)
    names = ("、" if session.context.language == "ja" else ", ").join(title_of(test, _) for test in missing)
    return _("Time is short. You can decide now ({result}). Left out: {tests}; their types cannot lead then.").format(
        result=stands, tests=names
    )


class Clock(QWidget):
    """What is left, in the session's header; counts the seconds of each step while the window is in use."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._unkept = 0
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(session.context.theme.px(8))
        self.caption, self.shown = label("", "soft"), label("", "title")
        line.addWidget(self.caption)
        line.addWidget(self.shown)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self.tick)
        self.refresh()

    def refresh(self) -> None:
        """Show what the clock says now."""
        _, left = self.session.context.text, time_left(self.session)
        for part in (self.caption, self.shown):
            part.setHidden(left is None)
        if left is None:
            return
        late = left < 0
        self.caption.setText(_("over the planned time by") if late else _("time left, about"))
        self.shown.setText(f"{abs(left) // 60}:{abs(left) % 60:02}")
        set_tone(self.shown, "warn" if left < 300 else "")

    def tick(self) -> None:
        """One second has passed."""
        self.refresh()
        if self.session.visit.state != "open" or not self.window().isActiveWindow():
            return
        self.session.spent(1)
        self._unkept += 1
        if self._unkept >= KEEP_EVERY:
            self.keep()

    def keep(self) -> None:
        """Store the times of the steps."""
        if self._unkept:
            self._unkept = 0
            self.session.keep_timings()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._second.stop()
        self.keep()
        super().hideEvent(event)
