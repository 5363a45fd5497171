"""Moving a clinic to a server and back: the record with everything in it, its people, and what waits in its folders.

Where the record comes from nothing is changed but one thing: it is put aside for reading only. So nothing is lost
whatever happens on the way, and the old record is there until an owner deletes it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from clinic_app.actions.audit import note_move
from clinic_app.actions.desk_events import take_desk_event
from clinic_app.bootstrap.copies import Ask
from clinic_app.bootstrap.doorway import held_studio
from clinic_app.bootstrap.inbox import import_events
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.releasing import take_in_exports
from clinic_app.bootstrap.server_setup import next_step
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import moving
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.engines import file_engine, make_file
from clinic_app.records.faults import NOT_THERE
from clinic_app.records.key_faults import NOT_OWNER, UNKNOWN_PERSON
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.moving import Progress
from clinic_app.records.provision import Admin, Step, as_tables_owner, provision
from clinic_app.records.record import Record, utc_now
from clinic_app.records.rotation import Places
from clinic_app.records.sealed import SealedFolder
from clinic_app.records.server import engine_of, sign_in
from clinic_app.records.server_people import ServerStaff
from clinic_app.records.server_place import ServerPlace
from clinic_app.records.staff_keys import Person, StaffKeys
from clinic_app.records.upgrade import upgrade

MOVED_ALREADY = N_("The folder {folder} uses a server already. Nothing was moved.")
ON_NO_SERVER = N_("The folder {folder} does not use a server, so there is nothing to bring back. Nothing was moved.")
NOT_NEW = N_("There is a studio in the folder {folder} already. Nothing was moved: name a new folder.")
LEFT_EVENTS = N_(
    "{count} files in the folders of the front desk and the manager could not be read, so the move was not begun. Open "
    "the program and look at them first."
)
WOULD_MOVE = N_("It would move {rows} rows in {tables} tables, and {people} people. Nothing was written.")
COPYING = N_("{table}: {done} of {rows}")
SAME = N_("All {tables} tables are the same at both places, row by row: {rows} rows.")
INVITED = N_("{name} signs in as {login}. One-time password, shown only now: {password}")
MOVED = N_(
    "The clinic is on the server now. The record that was here can only be read from now on; delete the folder {old} "
    "when you are sure that nobody needs it."
)
BACK = N_(
    "The clinic is in the folder {folder} now. The record on the server is as it was; tell everybody to stop there."
)
KIT = N_("Recovery kit, shown only now; write it down: {code}")

Say = Callable[[Step], None]
Move = Literal["move_to_server", "move_from_server"]


class _Own(NamedTuple):
    """An open record of this folder, and whose keys opened it."""

    clinic: OwnClinic
    record: Record
    ring: KeyRing


def move_to_server(folder: Path, admin: Admin, ask: Ask, say: Say, *, dry_run: bool = False) -> None:
    """Move the clinic of a folder to a database. Cut short, the same call goes on."""
    if ServerPlace.load(folder) is not None:
        raise Refused(MOVED_ALREADY, folder=folder)
    with _own_record(folder, ask) as own:
        people = own.clinic.staff()
        if dry_run:
            found = moving.counts(own.record.engine)
            values = {"rows": sum(found.values()), "tables": len(found), "people": len(people)}
            say(Step(WOULD_MOVE, {name: str(value) for name, value in values.items()}))
            return
        _take_in(own, folder)
        provision(admin, say)
        with as_tables_owner(admin) as engine:
            rows = _carry(own.record, Record(engine), own.ring.person, "move_to_server", say)
        passwords = _invite_at_server(admin, people)
        old = own.clinic.studio.current().record
    admin.place.keep(folder)
    old.chmod(0o400)
    for step in (rows, *passwords, Step(MOVED, {"old": old.parent}), next_step(admin)):
        say(step)


def move_back(source: Path, target: Path, ask: Ask, say: Say) -> None:
    """Bring the clinic of a server into a new folder, for an owner; the owner chooses the same password there."""
    place = ServerPlace.load(source)
    if place is None:
        raise Refused(ON_NO_SERVER, folder=source)
    if ClinicFiles(target).state() != "new":
        raise Refused(NOT_NEW, folder=target)
    name, password = ask(())
    ring = sign_in(place, name, password)
    try:
        if "owner" not in ring.roles:
            raise Refused(NOT_OWNER)
        people = ServerStaff(ring.connected).people()
        with held_studio(target) as studio, studio.new_generation(utc_now()) as generation:
            keys = StaffKeys(Places(generation.slots, generation.record, target))
            made = keys.create(ring.name, password, person=ring.person)
            key = made.ring.keys["clinic"][0]
            make_file(generation.record, key)
            record = Record(file_engine(generation.record, key))
            try:
                upgrade(record.engine)
                rows = _carry(Record(ring.connected), record, ring.person, "move_from_server", say)
            finally:
                record.close()
            others = [person for person in people if person.id != ring.person]
            invited = [keys.add(made.ring, person.name, person.roles, person.id) for person in others]
    finally:
        ring.forget()
    say(rows)
    for one in invited:
        say(Step(INVITED, {"name": one.person.name, "login": one.person.name, "password": one.password}))
    say(Step(KIT, {"code": made.kit.code}))
    say(Step(BACK, {"folder": target}))


def _carry(source: Record, target: Record, actor: str, action: Move, say: Say) -> Step:
    """Copy, compare, and write down in the record that lives on that it was moved."""

    def report(progress: Progress) -> None:
        if progress.rows and progress.done == progress.rows:
            say(Step(COPYING, progress._asdict()))

    was_begun = any(moving.counts(target.engine).values())
    moving.copy(source.engine, target.engine, report)
    here, there = moving.contents(source.engine), moving.contents(target.engine)
    if here != there and was_begun:  # the record went on between two attempts
        moving.clear(target.engine)
        moving.copy(source.engine, target.engine, report)
        there = moving.contents(target.engine)
    moving.refuse_difference(here, there)
    note_move(target, action, actor)
    return Step(SAME, {"tables": len(here), "rows": sum(content.rows for content in here.values())})


@contextmanager
def _own_record(folder: Path, ask: Ask) -> Iterator[_Own]:
    """The record of a folder, open for an owner alone, while no window has it."""
    with held_studio(folder) as studio, ExitStack() as stack:
        clinic = OwnClinic(studio)
        people = clinic.people()
        if people is None:
            raise Refused(NOT_THERE, path=folder)
        owners = clinic.owners()
        name, password = ask(tuple(owner for _, owner in owners))
        ids = [identity for identity, known in owners if known == name]
        if len(ids) != 1:
            raise Refused(NOT_OWNER if any(known == name for _, known in people) else UNKNOWN_PERSON)
        ring = clinic.unlock(ids[0], password)
        record = clinic.enter(ring).record
        stack.callback(record.close)
        yield _Own(clinic, record, ring)


def _take_in(own: _Own, folder: Path) -> None:
    """Take in what waits in the folders: on the server nobody looks there any more."""
    desk = import_events(own.record, SealedFolder(folder, "desk", "in", own.ring), take_desk_event)
    left = [*desk.left, *take_in_exports(own.record, folder, own.ring).left]
    if left:
        raise Refused(LEFT_EVENTS, count=len(left))


def _invite_at_server(admin: Admin, people: tuple[Person, ...]) -> list[Step]:
    """Give everybody a login under the id that the record knows; who has one already keeps it."""
    engine, said = engine_of(admin.place, admin.login, admin.password), []
    try:
        staff = ServerStaff(engine)
        there, taken = {identity for identity, _, _ in staff.logins()}, {login for _, login, _ in staff.logins()}
        for person in people:
            if person.id in there:
                continue
            login, number = person.name, 2
            while login in taken:
                login, number = f"{person.name} {number}", number + 1
            taken.add(login)
            invited = staff.add(None, person.name, person.roles, person.id, login)
            said.append(Step(INVITED, {"name": person.name, "login": login, "password": invited.password}))
    finally:
        engine.dispose()
    return said
