"""The window's side of the link between the record and the front desk: when to look, and what to show anew."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from clinic_app.desktop.trainer.today import TodayPage

if TYPE_CHECKING:
    from clinic_app.desktop.presence import Presence


class Link(Protocol):
    """What joins the two; it works on a thread of its own."""

    @property
    def inbox(self) -> Path:
        """Where the desk's events arrive."""

    def begin(self) -> None:
        """Work from now on."""

    def wake(self) -> None:
        """Look soon."""

    def stop(self, *, wait: bool = True) -> None:
        """Work no more."""


class DeskSide(QObject):
    """One for each open record; `heard` tells that something of the desk came in."""

    heard = Signal(int)

    def __init__(self, make: Callable[[Callable[[int], None]], Link]) -> None:
        super().__init__()
        tell = self.heard.emit  # keeps nothing of the window alive on the link's thread

        def heard(count: int) -> None:
            with suppress(RuntimeError):  # the window has gone meanwhile, and nobody asks any more
                tell(count)

        self.link = make(heard)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _folder: self.link.wake())

    def begin(self, presence: "Presence") -> None:
        """Work for as long as somebody is here; what came in while they were away comes in when they are back."""
        self.link.begin()
        self._watcher.addPath(str(self.link.inbox))
        presence.unlocked.connect(self.link.wake)
        presence.left.connect(lambda _closing: self.link.stop(wait=False))
        self.heard.connect(lambda _count: self._show(presence))

    def _show(self, presence: "Presence") -> None:
        """The day on screen as it is now, unless somebody is typing there, or left while this was on its way."""
        page, covered = presence.view.stack.currentWidget(), presence.view.is_covered
        if isinstance(page, TodayPage) and page.form is None and not covered and page.context.record.is_open:
            page.refresh()
