"""Making a server ready for a clinic: the database, the rules that speak in it, and its first owner."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from clinic_app.actions.clinic import change_clinic_profile
from clinic_app.actions.rule_sets import active_rule_set, import_rule_set
from clinic_app.actions.staff import note_taken_on
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.domain.clinic import PROGRAM, ClinicProfile
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import Role
from clinic_app.records.provision import Admin, Step, as_tables_owner, provision, read_url
from clinic_app.records.record import Record
from clinic_app.records.server import engine_of
from clinic_app.records.server_people import ServerStaff
from clinic_app.records.server_place import PORT, ServerPlace
from clinic_app.settings import remember

HAS_PEOPLE = N_("Staff: {count} people can sign in already, so nobody was added.")
OWNER_MADE = N_("Staff: {name} is the first owner. One-time password, shown only now: {password}")
NOBODY = N_("Staff: nobody can sign in yet. Repeat this with --owner NAME, or move an existing clinic here.")
OWN_RECORD = N_(
    "There is a record in the folder {folder} already. Nothing was changed: move it to the server first, with "
    "“clinic-app database move --to URL”."
)
NEXT = N_("Next: write this on every PC, once; then open the program there and sign in.\n{command}")


class FirstOwner(NamedTuple):
    """Who looks after a new clinic, and what it is called."""

    name: str
    clinic: str


def set_up(admin: Admin, say: Callable[[Step], None], first: FirstOwner | None = None) -> None:
    """Set the database up, and where nobody is there yet, take on the first owner."""
    provision(admin, say)
    engine = engine_of(admin.place, admin.login, admin.password)
    try:
        staff = ServerStaff(engine)
        people = staff.people()
        if people or first is None:
            say(Step(HAS_PEOPLE, {"count": len(people)}) if people else Step(NOBODY, {}, warns=True))
            return
        owner: tuple[Role, ...] = ("owner",)
        invited = staff.add(None, first.name, owner)
    finally:
        engine.dispose()
    with as_tables_owner(admin) as engine:
        record = Record(engine)
        if active_rule_set(record) is None:
            texts = factory_texts()
            import_rule_set(record, build_evaluator(texts).rule_set.ref, texts, actor=PROGRAM)
        change_clinic_profile(record, ClinicProfile(first.clinic), actor=PROGRAM)
        note_taken_on(record, invited.person.id, PROGRAM)
    say(Step(OWNER_MADE, {"name": first.name, "password": invited.password}))
    say(next_step(admin))


def next_step(admin: Admin) -> Step:
    """What is left to do on the PCs, as a line to be copied."""
    place, root, query = admin.place, Path(admin.place.root_certificate), []
    if place.sslmode != "verify-full":
        query.append(f"sslmode={place.sslmode}")
    if place.root_certificate:
        here = root.is_relative_to(Path.home())
        query.append(f"sslrootcert={Path('~') / root.relative_to(Path.home()) if here else root}")
    if place.host.startswith("/"):
        query.append(f"host={place.host}")
    host = "" if place.host.startswith("/") else place.host
    where = f"{host}{'' if place.port == PORT else f':{place.port}'}/{place.database}"
    url = f"postgresql://{admin.login}@{where}{'?' if query else ''}{'&'.join(query)}"
    return Step(NEXT, {"command": f"clinic-app database use '{url}'"})


def use_server(folder: Path, url: str) -> ServerPlace:
    """Let a folder point at a server from now on; refused where it holds a record of its own."""
    place, _login = read_url(url)
    if ClinicFiles(folder).state() != "new" and ServerPlace.load(folder) is None:
        raise Refused(OWN_RECORD, folder=folder)
    before = ServerPlace.load(folder)
    place.keep(folder)
    if before is not None and (before.host, before.database) != (place.host, place.database):
        remember(folder, last_seen=None)  # what was seen last was seen elsewhere
    return place


__all__ = ["Admin", "FirstOwner", "Step", "next_step", "read_url", "set_up", "use_server"]
