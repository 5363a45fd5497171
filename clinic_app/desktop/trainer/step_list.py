"""The list of steps with their state, and how far the session is."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from clinic_app.desktop.theme import BODY, FINGER, SCROLL_BAR, Theme
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.step import title_of
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label
from clinic_app.domain.session_time import seconds_needed

MARKS = {"done": "✓", "begun": "…", "locked": "–", "todo": ""}


class StepButton(QAbstractButton):
    """One step: a round mark (done, begun, locked, open) and its name."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.state = "todo"
        self.compact = False
        self.setText(name)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_state(self, state: str, words: Mapping[str, str]) -> None:
        """Mark how far the step is, and say so to those who listen."""
        name = f"{self.text()}: {words[state]}"
        if (state, name) != (self.state, self.accessibleName()):
            self.state = state
            self.setAccessibleName(name)
            self.update()

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.px(BODY))
        font.setBold(bold)
        return font

    def sizeHint(self) -> QSize:
        if self.compact:
            return QSize(self._theme.px(46), self._theme.target)
        text = QFontMetrics(self._font(bold=True)).horizontalAdvance(self.text())
        return QSize(text + self._theme.px(58), self._theme.target)

    def minimumSizeHint(self) -> QSize:
        """Nine steps must fit at any text size, so a row may shrink to what a finger and a line of text need."""
        line = QFontMetrics(self._font(bold=True)).height() + 8
        return QSize(self.sizeHint().width(), max(FINGER, line))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, c = self._theme, self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(QColor(c.text if self.hasFocus() else c.accent_ground), 2 if self.hasFocus() else 1))
            painter.setBrush(QColor(c.accent_ground if self.isChecked() else c.surface))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), theme.px(8), theme.px(8))
        side = theme.px(22)
        mark = QRect(theme.px(12), (self.height() - side) // 2, side, side)
        done = self.state == "done"
        painter.setPen(QPen(QColor(c.accent if done or self.isChecked() else c.strong_line), 2))
        painter.setBrush(QColor(c.accent) if done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(mark)
        painter.setFont(self._font(bold=True))
        painter.setPen(QColor(c.on_accent if done else c.soft_text))
        painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), MARKS[self.state])
        if self.compact:
            painter.end()
            return
        painter.setFont(self._font(bold=self.isChecked()))
        painter.setPen(QColor(c.accent_text if self.isChecked() else c.soft_text if self.state == "locked" else c.text))
        words = QRect(theme.px(46), 0, self.width() - theme.px(50), self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        painter.end()


class ProgressBar(QWidget):
    """How much of the plan is done, by the time its steps may take; the words below it say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._share = theme, 0.0
        self.setFixedHeight(theme.px(6))

    def set_share(self, share: float) -> None:
        """Show a share from 0 to 1."""
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self), self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, share in ((c.bar_empty, 1.0), (c.accent, self._share)):
            painter.setBrush(QColor(colour))
            wide = round(self.width() * share)
            painter.drawRoundedRect(QRect(0, 0, wide, self.height()), self.height() / 2, self.height() / 2)
        painter.end()


class StepList(Panel):
    """All steps; any can be looked at, locked ones say why."""

    chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        theme, text = session.context.theme, session.context.text
        super().__init__(theme, "left", pad=12, gap=8)
        self.session = session
        self.buttons: dict[str, StepButton] = {}
        self._compact = False
        self.list = ScrollColumn(theme, role="surface", pad=0, gap=8)  # scrolls where large text leaves too little room
        for step in session.steps:
            button = StepButton(theme, title_of(step, text))
            button.clicked.connect(lambda _checked=False, step=step: self.chosen.emit(step))
            self.buttons[step] = button
            self.list.add(button)
        self.list.body.addStretch(1)
        self.add(self.list, 1)
        self._widen()
        self.bar = ProgressBar(theme)
        self.add(self.bar)
        self.progress = label("", "soft", wrap=True)
        self.add(self.progress)

    def set_compact(self, compact: bool) -> None:
        """Marks only, for a very narrow window; the names stay for those who listen."""
        if compact == self._compact:
            return
        self._compact = compact
        for button in self.buttons.values():
            button.compact = compact
            button.setToolTip(button.text() if compact else "")
            button.updateGeometry()
        self.progress.setVisible(not compact)
        self.bar.setVisible(not compact)
        self._widen()

    def _widen(self) -> None:
        """As wide as the widest step, beside a scroll bar."""
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        self.list.setFixedWidth(widest + self.session.context.theme.px(SCROLL_BAR))

    def refresh(self) -> None:
        """Show each step's state and how many are done."""
        text, minutes = self.session.context.text, self.session.context.defaults.session_minutes
        done = [step for step in self.buttons if self.session.step_state(step) == "done"]
        words = {
            "done": text("done"),
            "begun": text("begun"),
            "locked": text("locked"),
            "todo": text("open"),
        }
        for step, button in self.buttons.items():
            button.setChecked(step == self.session.step)
            button.show_state(self.session.step_state(step), words)
        share = seconds_needed(done, minutes) / max(1, seconds_needed(self.buttons, minutes))
        self.bar.set_share(share)
        planned = text("{percent} % of the {minutes}-minute plan")
        self.progress.setText(planned.format(percent=round(share * 100), minutes=minutes))
