"""The window behind the door: what a person's keys open is tied together here, and ends together.

A ring that opens the record gets the record's window, any other one the rooms of its roles on the sealed folders.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from clinic_app.actions import house_defaults
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.bootstrap.factory import damaged_poses, poses
from clinic_app.bootstrap.own_clinic import NO_WORKSPACE, Entered, OwnClinic
from clinic_app.bootstrap.sealed_papers import empty_bin_on_opening, paper_withdrawal
from clinic_app.bootstrap.server_clinic import ServerClinic
from clinic_app.bootstrap.standing import chosen_studio, stand_at_desk, stand_in, studios_here
from clinic_app.desktop.context import Context, Surroundings
from clinic_app.desktop.copying import Copying
from clinic_app.desktop.desk_side import DeskSide
from clinic_app.desktop.door import Door
from clinic_app.desktop.housekeeping import owners_house
from clinic_app.desktop.leaving import say_leaving
from clinic_app.desktop.live import Live, stay_in_touch
from clinic_app.desktop.lock_screen import Keeper
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.presence import Presence
from clinic_app.desktop.rooms import rooms_for
from clinic_app.desktop.server_house import server_house
from clinic_app.desktop.shell import Shell
from clinic_app.desktop.statistics_side import keep_in_step
from clinic_app.desktop.whereabouts import Whereabouts
from clinic_app.desktop.window import Window
from clinic_app.desktop.workspaces import Workspaces, keeper
from clinic_app.domain.locking import Locking
from clinic_app.errors import Refused
from clinic_app.logs import Event, Log, as_id
from clinic_app.records.automatic_copies import Copies
from clinic_app.records.key_ring import HeldRing, KeyRing
from clinic_app.records.live import NewsLine
from clinic_app.records.record import Record, utc_now
from clinic_app.records.server import ServerRing
from clinic_app.records.server_people import places_of


class Behind(NamedTuple):
    """What stands behind the door of one clinic."""

    clinic: OwnClinic | ServerClinic
    workspaces: Workspaces
    door: Door
    log: Log
    stack: ExitStack
    """Closes what was opened when the program ends."""
    opened: Callable[[KeyRing], None]
    """Opens the window of somebody else who signs in over this one."""

    def tell(self, event: Event, error: BaseException | None = None) -> None:
        """Write down what happened."""
        self.log.write(event, error=error)


def _tell_damaged_figures(log: Log) -> None:
    """Write down which files of figures cannot be used, by name; the pages say so where a figure is missing."""
    for name in damaged_poses():
        log.write("figure_damaged", about=as_id(Path(name).stem))


def open_window(ring: KeyRing, behind: Behind, *, knowingly: bool) -> None:
    """Open the window of whoever holds a ring; raises `Refused`. `knowingly` as in `OwnClinic.enter`."""
    opens_record = "clinic" in ring.keys
    presence = _open_record(ring, behind, knowingly=knowingly) if opens_record else _open_rooms(ring, behind)
    presence.left.connect(lambda _closing: behind.log.write("signed_out"))
    behind.log.write("signed_in", about=ring.person)
    if opens_record:
        _tell_damaged_figures(behind.log)


def _open_record(ring: KeyRing, behind: Behind, *, knowingly: bool) -> Presence:
    """The record's window; its copies, and what the desk and the manager exchange with it, go on beside it."""
    entered, held = behind.clinic.enter(ring, knowingly=knowingly), HeldRing(ring)
    behind.stack.callback(entered.record.close)
    copying = _copying(behind, held, entered)

    def start_over() -> None:
        presence.sign_out()

    context = _context(behind, held, entered, copying, start_over)
    presence = behind.workspaces.open(Window(context), keeper(behind.clinic, held, entered.record, behind.opened))
    if copying is not None:
        _copy_while_here(presence, copying, behind.door)
    desk = _exchange_while_here(presence, behind, held, entered)
    if isinstance(behind.clinic, ServerClinic):
        clinic = behind.clinic
        presence.on_sign_out.append(lambda: clinic.remember_seen(entered.record))
    if entered.record.is_shared:
        stay_in_touch(presence, Live(lambda: NewsLine(entered.record.engine)), desk.link.wake)
    _disconnect_at_the_end(presence, behind, held)
    return presence


def _disconnect_at_the_end(presence: Presence, behind: Behind, held: HeldRing) -> None:
    """On a server nobody who left keeps a connection. Only the holder is kept here: the ring goes with each lock."""
    if held.ring.at_server:
        presence.left.connect(lambda _closing: held.drop())
        behind.stack.callback(held.drop)


def _copying(behind: Behind, held: HeldRing, entered: Entered) -> Copying | None:
    """The copies that are made beside the window; of a record on a server the server's keeper makes them."""
    if isinstance(behind.clinic, ServerClinic):
        return None
    copying = Copying(Copies(behind.clinic.studio, held, log=behind.tell), entered.record, utc_now)
    behind.stack.callback(copying.stop)
    return copying


def _context(
    behind: Behind, held: HeldRing, entered: Entered, copying: Copying | None, start_over: Callable[[], None]
) -> Context:
    """What every page of the record's window has. The bin is emptied first, so that no page shows what is due."""
    clinic, ring = behind.clinic, held.ring
    withdraw = paper_withdrawal(clinic.folder, held)
    empty_bin_on_opening(entered.record, withdraw, ring.person)

    return Context(
        record=entered.record,
        evaluator=entered.evaluator,
        poses=poses(),
        clinic=entered.profile,
        person=entered.person,
        staff_id=ring.person,
        defaults=house_defaults(entered.record),
        withdraw_paper=withdraw,
        tell=behind.tell,
        language=behind.door.language,
        theme=behind.door.theme,
        copying=copying,
        rooms=rooms_for(clinic.folder, held, ring),
        house=_house(clinic, held, entered, start_over) if "owner" in ring.roles else None,
        whereabouts=_whereabouts(clinic.folder, held, entered.record),
    )


def _whereabouts(folder: Path, held: HeldRing, record: Record) -> Whereabouts:
    """Where this computer stands, and what choosing another studio for it does."""

    def choose(code: str) -> None:
        stand_in(folder, record, code)
        held.stand_in(code)  # who is a trainer may stand at the front desk as well

    mine, others = studios_here(folder, record)
    return Whereabouts(
        studios=mine,
        here=lambda: record.studio,
        chosen=lambda: chosen_studio(folder),
        choose=choose,
        others=others,
        read=lambda: studios_here(folder, record),
    )


def _whereabouts_at_desk(folder: Path, held: HeldRing) -> Whereabouts:
    """The same for whoever has no record open."""
    return Whereabouts(
        studios=places_of(held.ring),
        here=lambda: held.studio,
        chosen=lambda: chosen_studio(folder),
        choose=lambda code: stand_at_desk(folder, held, code),
        read=lambda: (places_of(held.ring), ()),
    )


def _house(clinic: OwnClinic | ServerClinic, held: HeldRing, entered: Entered, start_over: Callable[[], None]) -> House:
    if isinstance(clinic, ServerClinic):
        return server_house(clinic, held, entered.record)
    return owners_house(clinic, held, entered.record, start_over)


def _copy_while_here(presence: Presence, copying: Copying, door: Door) -> None:
    """Copies are made as long as the keys are here, and a last one when their holder leaves."""

    def left(closing: bool) -> None:
        copying.rest()
        copying.farewell = say_leaving(presence.view.context, copying, door, closing=closing)

    presence.on_sign_out.append(copying.sign_out)
    presence.left.connect(left)
    presence.keys_dropped.connect(copying.on_lock)
    presence.unlocked.connect(copying.on_unlock)
    copying.begin()


def _exchange_while_here(presence: Presence, behind: Behind, held: HeldRing, entered: Entered) -> DeskSide:
    """Finished papers go out to the desk and releases to the manager; what they wrote down comes in."""
    folder = behind.clinic.folder
    desk = DeskSide(lambda heard: DeskLink(entered.record, folder, held, heard))
    behind.stack.callback(desk.link.stop)
    desk.begin(presence)
    keep_in_step(entered.record, folder, held, presence)
    return desk


def _open_rooms(ring: KeyRing, behind: Behind) -> Presence:
    """The window of the rooms of a ring; refused for roles that have none."""
    held = HeldRing(ring)
    rooms = rooms_for(behind.clinic.folder, held, ring)
    if not rooms:
        raise Refused(NO_WORKSPACE)
    surroundings = Surroundings(
        person=held.name,
        staff_id=held.person,
        language=behind.door.language,
        theme=behind.door.theme,
        rooms=rooms,
        whereabouts=_whereabouts_at_desk(behind.clinic.folder, held) if "front_desk" in ring.roles else None,
    )
    window = Shell(surroundings, rooms[0].name)
    window.dress(surroundings)
    presence = behind.workspaces.open(window, _keeper_of_rooms(behind, held))
    if ring.at_server:
        stay_in_touch(presence, Live(lambda: _news_for(held)))
    _disconnect_at_the_end(presence, behind, held)
    return presence


def _news_for(held: HeldRing) -> NewsLine:
    """The line on which a server tells somebody who holds no key of the record."""
    ring = held.ring
    if not isinstance(ring, ServerRing):
        raise TypeError("only a server tells of anything")
    return NewsLine(ring.connected)


def _keeper_of_rooms(behind: Behind, held: HeldRing) -> Keeper:
    """What locking and unlocking mean where there is nothing but a ring.

    The owner's minutes stand in the record, which no key here opens; those of the program hold.
    """
    clinic = behind.clinic
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
        somebody_else=behind.opened,
    )
