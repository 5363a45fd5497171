"""The windows of those who are signed in, one over the other: who came last is in front, the others wait locked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clinic_app import actions
from clinic_app.desktop.door import Door
from clinic_app.desktop.lock_screen import Keeper
from clinic_app.desktop.presence import Presence

if TYPE_CHECKING:
    from clinic_app.desktop.shell import Shell
    from clinic_app.records.key_ring import HeldRing


class Workspaces:
    """Opens a window over the one in front, and finds the one behind again when somebody leaves."""

    def __init__(self, door: "Door") -> None:
        self._door = door
        self._present: list[Presence] = []

    def open(self, window: "Shell", keeper: "Keeper") -> Presence:
        """Show the window of somebody who just signed in; whoever was in front waits behind it without their keys."""
        presence = Presence(window, keeper)
        presence.left.connect(lambda closing: self._on_left(presence, closing=closing))
        front = self._present[-1].view if self._present else self._door
        window.setGeometry(front.geometry())
        window.setWindowState(front.windowState())
        window.show()
        if self._present:
            self._present[-1].wait_behind()
        front.hide()
        self._present.append(presence)
        self._door.window_behind = window
        self._door.begin()  # what stood there may still hold a password or a key
        return presence

    def _on_left(self, presence: Presence, *, closing: bool) -> None:
        """Somebody signed out: the one behind comes up locked, or the sign-in, unless the last window was closed."""
        self._present.remove(presence)
        behind = self._present[-1].view if self._present else None
        self._door.window_behind = behind
        if behind is not None:
            self._come_forward(behind, presence.view)
        elif not closing:
            self._door.begin()
            self._come_forward(self._door, presence.view)
        presence.view.hide()
        presence.view.deleteLater()

    def _come_forward(self, window: "Shell | Door", left: "Shell") -> None:
        """Show a window where the one that was left stood."""
        window.setGeometry(left.geometry())
        window.setWindowState(left.windowState())
        window.show()
        window.activateWindow()


def keeper(clinic: Any, held: "HeldRing", record: Any, opened: Callable[[Any], None]) -> Keeper:
    """What locking, unlocking and making room mean for one person's keys and record in a clinic's folder."""

    def drop() -> None:
        held.drop()
        record.close()

    def reopen(ring: Any) -> None:
        clinic.reopen(record, ring)
        held.take(ring)

    def change_password(old: str, new: str) -> None:
        ring = clinic.change_password(record, held.person, old, new)
        if ring is not None:  # on a server the old one signs in no more
            held.take(ring)

    return Keeper(
        person=(held.person, held.name),
        people=lambda: clinic.people() or (),
        unlock=clinic.unlock,
        renew=clinic.renew,
        change_password=change_password,
        locking=lambda: actions.locking_settings(record),
        is_open=lambda: record.is_open,
        drop=drop,
        reopen=reopen,
        somebody_else=opened,
    )
