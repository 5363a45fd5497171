"""Moving a clinic to a server: the record with everything in it, its people, and what waits in its folders.

Where the record comes from nothing is changed but one thing: it is put aside for reading only. So nothing is lost
whatever happens on the way, and the old record is there until an owner deletes it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from clinic_app.bootstrap.carrying import Say, carry, going_on_later, same, take_in
from clinic_app.bootstrap.copies import Ask
from clinic_app.bootstrap.doorway import held_studio
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.server_setup import next_step
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import moving
from clinic_app.records.faults import NOT_THERE
from clinic_app.records.key_faults import NOT_OWNER, UNKNOWN_PERSON
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.provision import Admin, Step, as_tables_owner, provision
from clinic_app.records.record import Record
from clinic_app.records.server import engine_of
from clinic_app.records.server_people import ServerStaff
from clinic_app.records.server_place import ServerPlace
from clinic_app.records.staff_keys import Person

MOVED_ALREADY = N_(
    "The folder {folder} uses a server already. Nothing was moved. To bring a record from one server to another, make "
    "a copy of it and put that back there: “clinic-app database backup”, then “clinic-app database restore”."
)
WOULD_MOVE = N_("It would move {rows} rows in {tables} tables, and {people} people. Nothing was written.")
INVITED = N_("{name} signs in as {login}. One-time password, shown only now: {password}")
IN_NO_STUDIO = N_(
    "The record names {count} studios, and who works in which does not come along. Until an owner ticks it under "
    "“Owner”, “Staff”, “Change…”, these people see no client: {names}."
)
MOVED = N_(
    "The clinic is on the server now. The record that was here can only be read from now on; delete the folder {old} "
    "when you are sure that nobody needs it."
)


class _Own(NamedTuple):
    """An open record of this folder, and whose keys opened it."""

    clinic: OwnClinic
    record: Record
    ring: KeyRing


def move_to_server(folder: Path, admin: Admin, ask: Ask, say: Say, *, dry_run: bool = False) -> None:
    """Move the clinic of a folder to a database. Cut short, the same call goes on."""
    if ServerPlace.load(folder) is not None:
        raise Refused(MOVED_ALREADY, folder=folder)
    with _own_record(folder, ask) as own, going_on_later():
        people = own.clinic.staff()
        if dry_run:
            rows = moving.counts(own.record.engine)
            values = {"rows": sum(rows.values()), "tables": len(rows), "people": len(people)}
            say(Step(WOULD_MOVE, {name: str(value) for name, value in values.items()}))
            return
        take_in(own.record, folder, own.ring)
        provision(admin, say)
        with as_tables_owner(admin) as engine:
            found = carry(own.record, Record(engine), own.ring.person, "move_to_server", say)
        # Said before the folder points at the server: cut short here, the same call makes new passwords.
        for step in (same(found), *_invite(admin, people, found["studio"].rows)):
            say(step)
        old = own.clinic.studio.current().record
    admin.place.keep(folder)
    old.chmod(0o400)
    for step in (Step(MOVED, {"old": old.parent}), next_step(admin)):
        say(step)


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


def _invite(admin: Admin, people: tuple[Person, ...], studios: int) -> list[Step]:
    """Give everybody a login under the id that the record knows; who chose a password there already keeps it."""
    engine, said = engine_of(admin.place, admin.login, admin.password), []
    try:
        staff = ServerStaff(engine)
        logins = {identity: login for identity, login, _ in staff.logins()}
        # Whose one-time password a move made that was cut short before it could show it.
        unshown = {person.id for person in staff.people() if person.one_time}
        for person in people:
            if person.id not in logins:
                logins[person.id] = login = _free(person.name, staff.names_on_server())
                invited = staff.add(None, person.name, person.roles, person.id, login)
            elif person.id in unshown:
                login, invited = logins[person.id], staff.reset_password(None, person.id)
            else:
                continue
            said.append(Step(INVITED, {"name": person.name, "login": login, "password": invited.password}))
        placed = staff.studios()
        nowhere = [person.name for person in people if "owner" not in person.roles and person.id not in placed]
        if studios and nowhere:
            said.append(Step(IN_NO_STUDIO, {"count": studios, "names": "、".join(nowhere)}, warns=True))
    finally:
        engine.dispose()
    return said


def _free(name: str, taken: set[str]) -> str:
    login, number = name, 2
    while login in taken:
        login, number = f"{name} {number}", number + 1
    return login
