"""Copies of a server's clinic from the command line, bringing one back, and the upgrade that follows a copy."""

import platform
from collections.abc import Callable
from pathlib import Path

from clinic_app.actions.audit import note_move
from clinic_app.bootstrap.server_setup import next_step
from clinic_app.domain.clinic import PROGRAM
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import copy_key
from clinic_app.records.faults import NEWER
from clinic_app.records.provision import (
    Admin,
    Step,
    as_tables_owner,
    grant,
    make_empty,
    one_at_a_time,
    provision,
    renew_functions,
)
from clinic_app.records.record import Record, utc_now
from clinic_app.records.recovery_kit import RecoveryKit
from clinic_app.records.server import engine_of
from clinic_app.records.server_copies import make_copy, people_of, put_back, read_copy, thin_out
from clinic_app.records.server_copy_list import ServerCopy, note_copies
from clinic_app.records.server_grants import tables_role
from clinic_app.records.server_people import ServerStaff
from clinic_app.records.server_tools import Tools
from clinic_app.records.upgrade import current, known, upgrade

KIT = N_(
    "Recovery kit for the copies of this server, shown only now: {code} – write it down and keep it away from the "
    "server; without it no copy can be opened."
)
COPIED = N_(
    "The copy {name} was made, encrypted, brought back on trial and is good: {clients} clients, {entries} entries."
)
UP_TO_DATE = N_("The record on the server is at version {revision} already. What is set up around it was made anew.")
UPGRADED = N_(
    "The record on the server was brought from version {before} to {revision}. The copy {name} is from before."
)
INVITED = N_("{name} signs in as {login}. One-time password, shown only now: {password}")
CAME_BACK = N_("{name} signs in as {login}, with the password they have on this server.")
RESTORED = N_("The clinic of {made} is in the database {database} now: {clients} clients.")

Say = Callable[[Step], None]


def copy_server(admin: Admin, place: Path, tools: Path | None, say: Say) -> str:
    """Make a copy that counts; gives its name."""
    now = utc_now()
    made = make_copy(admin, place, now, Tools(tools))
    if made.kit:
        say(Step(KIT, {"code": made.kit}, warns=True))
    entries = 0 if made.listed.head is None else made.listed.head.seq
    clients = made.listed.rows.get("client", 0)
    say(Step(COPIED, {"name": made.folder.name, "clients": clients, "entries": entries}))
    there = thin_out(place, made, now)
    where = f"{platform.node()}:{place.resolve()}"
    note_copies(admin, ServerCopy(made.folder.name, where, now, sum(made.listed.rows.values())), there)
    return made.folder.name


def upgrade_server(admin: Admin, place: Path, tools: Path | None, say: Say) -> None:
    """Bring the record to this version, after a copy, while nobody else does the same."""
    with one_at_a_time(admin), as_tables_owner(admin) as engine:
        before = current(engine)
        if before == known()[-1]:
            closed = renew_functions(admin)
            grant(engine, admin.place.database)
            if closed.warns:
                say(closed)
            say(Step(UP_TO_DATE, {"revision": before}))
            return
        if before not in known():
            raise Refused(NEWER)
        name = copy_server(admin, place, tools, say)
        closed = renew_functions(admin)
        upgrade(engine)
        grant(engine, admin.place.database)
        note_move(Record(engine), "upgrade_server", PROGRAM)
        if closed.warns:
            say(closed)
        say(Step(UPGRADED, {"before": before, "revision": known()[-1], "name": name}))


def restore_server(admin: Admin, folder: Path, code: str, tools: Path | None, say: Say) -> None:
    """Put a copy into a database that has no record yet; who is new to the server gets a one-time password."""
    listed = read_copy(folder)
    if listed.revision not in known():
        raise Refused(NEWER)
    key = copy_key.unlock(RecoveryKit.typed(code), bytes.fromhex(listed.key))
    people = people_of(folder, key)
    make_empty(admin, say)
    put_back(admin, folder, key, tables_role(admin.place.database), Tools(tools))
    provision(admin, say)
    engine = engine_of(admin.place, admin.login, admin.password)
    try:
        staff = ServerStaff(engine)
        for one in people:
            who, name, login = str(one["id"]), str(one["name"]), str(one["login"])
            roles = [role for role in one["roles"] if isinstance(role, str)] if isinstance(one["roles"], list) else []
            if staff.take_back(who, name, login, roles):  # where the old database stands beside this one
                said = Step(CAME_BACK, {"name": name, "login": login})
            else:
                invited = staff.add(None, name, roles, who, login)  # type: ignore[arg-type]  # `role_set` drops others
                said = Step(INVITED, {"name": name, "login": login, "password": invited.password})
            if isinstance(studios := one.get("studios"), list) and studios:
                staff.set_studios(who, [str(code) for code in studios])
            say(said)
    finally:
        engine.dispose()
    made = listed.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    clients = listed.rows.get("client", 0)
    say(Step(RESTORED, {"made": made, "database": admin.place.database, "clients": clients}))
    say(next_step(admin))
