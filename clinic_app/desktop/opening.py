"""The window of somebody who holds no key to the record: the rooms of their roles, on the sealed folders alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from clinic_app.bootstrap.own_clinic import NO_WORKSPACE
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.lock_screen import Keeper
from clinic_app.desktop.rooms import rooms_for
from clinic_app.desktop.shell import Shell
from clinic_app.domain.locking import Locking
from clinic_app.errors import Refused
from clinic_app.records.key_ring import HeldRing

if TYPE_CHECKING:
    from clinic_app.bootstrap.own_clinic import OwnClinic
    from clinic_app.desktop.door import Door
    from clinic_app.desktop.presence import Presence
    from clinic_app.desktop.workspaces import Workspaces


def open_rooms(
    ring: Any, clinic: "OwnClinic", workspaces: "Workspaces", door: "Door", opened: Callable[[Any], None]
) -> "Presence":
    """Open the rooms of a ring; refused for roles that have none."""
    held = HeldRing(ring)
    rooms = rooms_for(clinic.folder, held, ring)
    if not rooms:
        raise Refused(NO_WORKSPACE)
    surroundings = Surroundings(
        person=held.name, staff_id=held.person, language=door.language, theme=door.theme, rooms=rooms
    )
    window = Shell(surroundings, rooms[0].name)
    window.dress(surroundings)
    return workspaces.open(window, keeper_of_rooms(clinic, held, opened))


def keeper_of_rooms(clinic: "OwnClinic", held: HeldRing, opened: Callable[[Any], None]) -> Keeper:
    """What locking and unlocking mean where there is nothing but a ring.

    The owner's minutes stand in the record, which no key here opens; those of the program hold.
    """
    return Keeper(
        person=(held.person, held.name),
        people=lambda: clinic.people() or (),
        unlock=clinic.unlock,
        renew=clinic.renew,
        change_password=lambda old, new: held.take(clinic.renew(held.person, old, new)),
        locking=Locking,
        is_open=lambda: held.is_held,
        drop=held.drop,
        reopen=held.take,
        somebody_else=opened,
    )
