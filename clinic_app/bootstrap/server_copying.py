"""Copies of a server's clinic from the command line, bringing one back, and the upgrade that follows a copy."""

from collections.abc import Callable
from pathlib import Path

from clinic_app.actions.audit import note_move
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
from clinic_app.records.server_copies import make_copy, people_of, put_back, read_copy
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
UP_TO_DATE = N_("The record on the server is at version {revision} already. Nothing was changed.")
UPGRADED = N_(
    "The record on the server was brought from version {before} to {revision}. The copy {name} is from before."
)
INVITED = N_("{name} signs in as {login}. One-time password, shown only now: {password}")
RESTORED = N_("The clinic of {made} is in the database {database} now: {clients} clients.")

Say = Callable[[Step], None]


def copy_server(admin: Admin, place: Path, tools: Path | None, say: Say) -> str:
    """Make a copy that counts; gives its name."""
    made = make_copy(admin, place, utc_now(), Tools(tools))
    if made.kit:
        say(Step(KIT, {"code": made.kit}, warns=True))
    entries = 0 if made.listed.head is None else made.listed.head.seq
    clients = made.listed.rows.get("client", 0)
    say(Step(COPIED, {"name": made.folder.name, "clients": clients, "entries": entries}))
    return made.folder.name


def upgrade_server(admin: Admin, place: Path, tools: Path | None, say: Say) -> None:
    """Bring the record to this version, after a copy, while nobody else does the same."""
    with one_at_a_time(admin), as_tables_owner(admin) as engine:
        before = current(engine)
        if before == known()[-1]:
            say(Step(UP_TO_DATE, {"revision": before}))
            return
        if before not in known():
            raise Refused(NEWER)
        name = copy_server(admin, place, tools, say)
        renew_functions(admin)
        upgrade(engine)
        grant(engine, admin.place.database)
        note_move(Record(engine), "upgrade_server", PROGRAM)
        say(Step(UPGRADED, {"before": before, "revision": known()[-1], "name": name}))


def restore_server(admin: Admin, folder: Path, code: str, tools: Path | None, say: Say) -> None:
    """Put a copy into a database that has no record yet; everybody gets a one-time password."""
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
            invited = staff.add(None, name, roles, who, login)  # type: ignore[arg-type]  # `role_set` drops others
            if isinstance(studios := one.get("studios"), list) and studios:
                staff.set_studios(who, [str(code) for code in studios])
            say(Step(INVITED, {"name": name, "login": login, "password": invited.password}))
    finally:
        engine.dispose()
    made = listed.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    clients = listed.rows.get("client", 0)
    say(Step(RESTORED, {"made": made, "database": admin.place.database, "clients": clients}))
