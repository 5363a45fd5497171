"""The rooms of a window that need no record: they live on the sealed folders whose keys their holder has."""

from typing import TYPE_CHECKING

from clinic_app.desktop.context import Room

if TYPE_CHECKING:
    from pathlib import Path

    from clinic_app.records.key_ring import HeldRing, KeyRing


def rooms_for(folder: "Path", held: "HeldRing", ring: "KeyRing") -> tuple[Room, ...]:
    """What the roles of a signed-in person open besides the record, first the one they begin in."""
    return ()
