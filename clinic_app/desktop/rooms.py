"""The rooms of a window that need no record: they live on the sealed folders whose keys their holder has."""

from functools import cache
from typing import TYPE_CHECKING

from clinic_app.desktop.context import Room
from clinic_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from clinic_app.actions.counter import Counter
    from clinic_app.bootstrap.demo import Demo
    from clinic_app.desktop.context import Surroundings
    from clinic_app.desktop.front_desk.desk import Desk
    from clinic_app.desktop.statistics.shelf import Shelf
    from clinic_app.records.key_ring import HeldRing, KeyRing


def rooms_for(folder: "Path", held: "HeldRing", ring: "KeyRing") -> tuple[Room, ...]:
    """What the roles of a signed-in person open besides the record, first the one they begin in."""
    rooms = []
    if "front_desk" in ring.roles:
        rooms.append(_desk_room(lambda: _counter(folder, held)))
    if "manager" in ring.roles:
        rooms.append(_statistics_room(lambda: _shelf(folder, held)))
    return tuple(rooms)


def made_up_rooms(demo: "Demo") -> tuple[Room, ...]:
    """The rooms of the demo; what lies in them is made when one is entered for the first time."""

    def counter() -> "Counter":
        from clinic_app.bootstrap.demo_desk import made_up_counter  # noqa: PLC0415 - sets sheets

        return made_up_counter(demo)

    def shelf() -> "Shelf":
        from clinic_app.desktop.statistics_side import made_up_shelf  # noqa: PLC0415 - counts

        return made_up_shelf(demo)

    return _desk_room(counter), _statistics_room(cache(shelf))


def _counter(folder: "Path", held: "HeldRing") -> "Counter":
    from clinic_app.actions.counter import Counter  # noqa: PLC0415 - no window of the trainer's waits for it

    if held.ring.at_server:  # where the server itself turns away whoever may no longer sign in
        return Counter(folder, held)
    from clinic_app.bootstrap.own_clinic import OwnClinic  # noqa: PLC0415 - as above
    from clinic_app.records.clinic_files import ClinicFiles  # noqa: PLC0415 - as above

    return Counter(folder, held, has_renewed=OwnClinic(ClinicFiles(folder)).has_renewed)


def _desk_room(counter: "Callable[[], Counter]") -> Room:
    """The front desk. Its folders are looked at from when it is entered."""

    @cache
    def desk() -> "Desk":
        from clinic_app.desktop.front_desk.desk import Desk  # noqa: PLC0415 - as above
        from clinic_app.desktop.printing_qt import print_system  # noqa: PLC0415 - as above

        return Desk(counter(), print_system())

    def make(surroundings: "Surroundings") -> "QWidget":
        from clinic_app.desktop.front_desk.page import DeskPage  # noqa: PLC0415 - as above

        return DeskPage(surroundings, desk())

    return Room("desk", N_("Front desk"), make)


def _shelf(folder: "Path", held: "HeldRing") -> "Shelf":
    from clinic_app.desktop.statistics_side import shelf_of  # noqa: PLC0415 - as above

    return shelf_of(folder, held)


def _statistics_room(shelf: "Callable[[], Shelf]") -> Room:
    """The manager's releases."""

    def make(surroundings: "Surroundings") -> "QWidget":
        from clinic_app.desktop.statistics.page import StatisticsPage  # noqa: PLC0415 - as above

        return StatisticsPage(surroundings, shelf())

    return Room("statistics", N_("Statistics"), make)
