"""A company with two studios on one server, who works there, and how they come in."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from clinic_app import actions
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.domain.client import ClientDetails
from clinic_app.records.key_ring import HeldRing, Role
from clinic_app.records.provision import Admin, provision
from clinic_app.records.record import Record
from clinic_app.records.server import ServerRing, engine_of, sign_in
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import ServerPlace

PEOPLE: dict[str, tuple[Role, tuple[str, ...]]] = {
    "社長": ("owner", ()),
    "渋谷のトレーナー": ("trainer", ("SBY",)),
    "上野のトレーナー": ("trainer", ("UEN",)),
    "両店のトレーナー": ("trainer", ("SBY", "UEN")),
    "渋谷の受付": ("front_desk", ("SBY",)),
    "上野の受付": ("front_desk", ("UEN",)),
    "両店の受付": ("front_desk", ("SBY", "UEN")),
}
A, B, BOTH = "渋谷のトレーナー", "上野のトレーナー", "両店のトレーナー"
DESK_A, DESK_B, DESK_BOTH, OWNER = "渋谷の受付", "上野の受付", "両店の受付", "社長"


class Company(NamedTuple):
    """A server with two studios, and who works there."""

    admin: Admin
    passwords: dict[str, str]

    def ring(self, name: str) -> ServerRing:
        """Somebody signs in."""
        return sign_in(self.admin.place, name, self.passwords[name])

    def raw(self, name: str) -> psycopg.Connection[Any]:
        """Somebody connects with the driver itself."""
        place = self.admin.place
        return psycopg.connect(host=place.host, dbname=place.database, user=name, password=self.passwords[name])


def record_of(ring: ServerRing) -> Record:
    record = Record(ring.connected)
    record.studio = ring.studio
    return record


def company_on(admin: Admin, database: str) -> Company:
    """Set the server up and let everybody choose a password."""
    own = Admin(ServerPlace(admin.place.host, database, sslmode="disable"), admin.login, admin.password)
    provision(own, lambda _step: None)
    engine = engine_of(own.place, own.login, own.password)
    staff, passwords, ids = ServerStaff(engine), {}, {}
    for name, (role, _studios) in PEOPLE.items():
        invited = staff.add(None, name, (role,))
        passwords[name], ids[name] = f"the words of {name}", invited.person.id
        set_own_password(own.place, name, invited.password, passwords[name]).forget()
    made = Company(own, passwords)
    owner = made.ring(OWNER)
    record = record_of(owner)
    before = actions.register_client(record, details("はじめ"), actor=owner.person).value
    for code, name in (("ＳＢＹ", "渋谷"), ("uen", "上野")):
        actions.name_studio(record, code=code, name=name, actor=owner.person)
    assert actions.read_client(record, before.id).studio == "SBY", "what was there is in the first studio"
    assert set(staff.studios().values()) == {("SBY",)}, "everybody who was there works in the first studio"
    for name, (_role, studios) in PEOPLE.items():
        ServerStaff(owner.connected).set_studios(ids[name], studios)
    engine.dispose()
    owner.forget()
    return made


def link_of(ring: ServerRing, folder: Path) -> DeskLink:
    return DeskLink(record_of(ring), folder, HeldRing(ring), lambda _heard: None)


def details(name: str, **more: Any) -> ClientDetails:
    return ClientDetails(f"架空 {name}", f"かくう {name}", "female", date(1990, 5, 1), **more)
