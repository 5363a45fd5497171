"""A fault of ours on screen: one calm banner below the page, with a report to copy that holds nothing of any client.

The report is what the log says: versions, the class of the error, and lines of our own code. It covers nothing that
is being worked on and asks for nothing.
"""

import platform
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from clinic_app import __version__
from clinic_app.desktop.theme import Theme
from clinic_app.desktop.widgets.labels import Panel, label, row
from clinic_app.desktop.widgets.option import action_button
from clinic_app.errors import Refused
from clinic_app.i18n import Texts
from clinic_app.logs import described, path_of


def report_of(error: BaseException) -> str:
    """What an owner can send: no message of the error, no value, nothing a person typed."""
    lines = (
        f"clinic-app {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.machine()}",
        datetime.now(UTC).isoformat(timespec="seconds"),
        described(error),
        *path_of(error),
    )
    return "\n".join(lines)


class FaultTeller(QObject):
    """Takes faults from any thread and shows the newest in the window in front."""

    told = Signal(object)

    def __init__(self, theme: Theme, text: Texts) -> None:
        super().__init__()
        self._theme, self._words = theme, text
        self.banner: FaultBanner | None = None
        self.told.connect(self._on_told)

    def _on_told(self, error: BaseException) -> None:
        from clinic_app.desktop.shell import Shell  # noqa: PLC0415 - the door does not wait for it

        if self.banner is not None:
            self.banner.destroyed.disconnect(self._on_gone)  # it goes after the next one has come
            self.banner.leave()
            self.banner = None
        windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        front = QApplication.activeWindow() or (windows[0] if windows else None)
        if isinstance(error, Refused) and isinstance(front, Shell):
            front.say(error)  # no fault of ours: a page was asked for while the server was away, for example
        elif front is not None:
            self.banner = FaultBanner(self._theme, self._words, error, front)
            self.banner.destroyed.connect(self._on_gone)

    def _on_gone(self) -> None:
        self.banner = None


class FaultBanner(Panel):
    """Lies over the foot of a window and moves with its size."""

    def __init__(self, theme: Theme, text: Texts, error: BaseException, window: QWidget) -> None:
        super().__init__(theme, "banner", tone="stop", pad=14)
        self.setParent(window)
        self.setAccessibleName(text("A fault of the program"))
        self._theme, self.words, self.report = theme, text, report_of(error)
        _ = text
        said = _(
            "The program has a fault ({kind}). What was saved is safe. Go on; if it comes back, send the report: it "
            "holds nothing about any client."
        )
        self.sentence = label(said.format(kind=type(error).__name__), wrap=True)
        self.add(self.sentence)
        line = row(theme)
        self.copy = action_button(theme, _("Copy the report"))
        self.copy.clicked.connect(self._on_copy)
        self.close_button = action_button(theme, _("Close"), "quiet")
        self.close_button.clicked.connect(self.leave)
        line.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        self.add(line)
        window.installEventFilter(self)
        self._lie()
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Go away."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lie()
        return super().eventFilter(watched, event)

    def _lie(self) -> None:
        window, gap = self.parentWidget(), self._theme.px(16)
        if window is None:
            return
        width = max(window.width() - 2 * gap, 1)
        height = self.body.totalHeightForWidth(width)
        self.setGeometry(gap, window.height() - height - gap, width, height)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self.copy.setText(self.words("Copied"))
        self.copy.setFocus(Qt.FocusReason.OtherFocusReason)
