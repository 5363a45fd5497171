"""Who may sign in at a server: the same calls as `staff_keys.StaffKeys`, answered by the server's own functions.

No keys are renewed here, so nothing has to be closed and no backup has to be fresh: the server shuts somebody out at
once. A recovery kit does not exist either: whoever looks after the server can always make an owner.
"""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from clinic_app.domain.studio import Studio
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import key_faults as faults
from clinic_app.records import server_staff as codes
from clinic_app.records.faults import translating
from clinic_app.records.key_ring import ROLES, KeyRing, Role, role_set
from clinic_app.records.passwords import check_new, one_time_password
from clinic_app.records.rotation import NewestBackup
from clinic_app.records.server import ServerRing, plain, sign_in, verifier
from clinic_app.records.server_place import ServerPlace
from clinic_app.records.slots import MOST_NAME
from clinic_app.records.staff_keys import Invited, Person

TAKEN = N_(
    "The server has a login of the name {name} already. Nothing was changed: add something to the name, for example "
    "the first name."
)
LONG_LOGIN = N_("The server takes names of up to 20 characters for signing in. Nothing was changed: shorten the name.")
OWN_LEAVING = N_(
    "Nobody takes themselves off the staff or ends their own ownership. Nothing was changed: ask another owner to "
    "do it."
)
_PEOPLE = text("SELECT id, login, name, one_time, roles FROM staff.people()")
_MEMBERSHIPS = text("SELECT person, studio FROM staff.memberships()")
_PLACES = text("SELECT code, name, closed_on FROM staff.places()")
_LOGINS = text("SELECT id, login, name FROM staff.logins()")
_IS_PERSON = text(
    "SELECT rolcanlogin AND NOT rolsuper AND NOT rolcreaterole AND NOT rolcreatedb FROM pg_roles WHERE rolname = :login"
)
_LET_IN = text("INSERT INTO staff.person (id, login, name, one_time) VALUES (:person, :login, :name, false)")
_MOST_BYTES = 63


class ServerStaff:
    """The staff of one clinic on a server, as the owner whose engine this is may change it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def people(self) -> tuple[Person, ...]:
        """Everybody who may sign in."""
        with translating(), self._engine.execution_options(reading=True).connect() as connection:
            found = connection.execute(_PEOPLE).all()
        return tuple(Person(row.id, row.name, role_set(row.roles), row.one_time) for row in found)

    def logins(self) -> list[tuple[str, str, str]]:
        """Id, the name to sign in with, and the name that is shown, of everybody."""
        with translating(), self._engine.connect() as connection:
            return [(row.id, row.login, row.name) for row in connection.execute(_LOGINS)]

    def names_on_server(self) -> set[str]:
        """Every login and group of the whole server, where another database may have people of its own."""
        with translating(), self._engine.connect() as connection:
            return set(connection.scalars(text("SELECT rolname FROM pg_roles")))

    def add(
        self, ring: ServerRing | None, name: str, roles: Collection[Role], person: str = "", login: str = ""
    ) -> Invited:
        """Take a person on under a one-time password; they sign in with their name, or with `login`.

        `person` is an id by which a record from elsewhere knows them already.
        """
        called, wanted = _name(name), role_set(roles)
        if not wanted:
            raise Refused(faults.NO_ROLE)
        made = Person(person or str(uuid.uuid4()), called, wanted, one_time=True)
        password, login = one_time_password(), _login(login or called)
        kept = verifier(self._engine, login, password)
        with self._changing(name=called) as connection:
            connection.execute(
                text("SELECT staff.add(:person, :login, :name, :roles, :kept)"),
                {"person": made.id, "login": login, "name": called, "roles": list(wanted), "kept": kept},
            )
        return Invited(made, password)

    def take_back(self, person: str, name: str, login: str, roles: Collection[str]) -> bool:
        """For whoever looks after the server: let a login that is on it already into this database as well.

        False where there is none, or where it may do what nobody of a clinic may.
        """
        with self._changing(name=name) as connection:
            found = connection.scalar(_IS_PERSON, {"login": login})
            if found:
                connection.execute(_LET_IN, {"person": person, "login": login, "name": name})
                wanted = [role for role in ROLES if role in roles]
                connection.execute(text("SELECT staff.give_roles(:login, :wanted)"), {"login": login, "wanted": wanted})
        return bool(found)

    def reset_password(self, ring: ServerRing | None, person: str) -> Invited:
        """Give a person a one-time password; who is signed in with the old one is not any more."""
        found = self._person(person)
        password = one_time_password()
        kept = verifier(self._engine, self._login_of(person), password)
        with self._changing() as connection:
            connection.execute(text("SELECT staff.set_password(:person, :kept)"), {"person": person, "kept": kept})
        return Invited(Person(found.id, found.name, found.roles, one_time=True), password)

    def change_roles(
        self, ring: ServerRing, person: str, roles: Collection[Role], newest_backup: NewestBackup | None = None
    ) -> ServerRing:
        """Give a person other roles; they sign in anew."""
        wanted = role_set(roles)
        if not wanted:
            raise Refused(faults.NO_ROLE)
        with self._changing(name=self._person(person).name) as connection:
            asked = {"person": person, "roles": list(wanted)}
            connection.execute(text("SELECT staff.change_roles(:person, :roles)"), asked)
        return ring

    def remove(self, ring: ServerRing, person: str, newest_backup: NewestBackup | None = None) -> ServerRing:
        """Take a person off the staff: they are signed out at this moment and cannot sign in again."""
        with self._changing(name=self._person(person).name) as connection:
            connection.execute(text("SELECT staff.leave(:person)"), {"person": person})
        return ring

    def rename(self, ring: ServerRing, person: str, name: str) -> ServerRing:
        """Write a person's name anew; the name they sign in with stays."""
        with self._changing() as connection:
            asked = {"person": person, "name": _name(name)}
            connection.execute(text("SELECT staff.rename(:person, :name)"), asked)
        return ring

    def studios(self) -> dict[str, tuple[str, ...]]:
        """The codes of the studios each person works in, by id; owners see every studio whatever stands here."""
        found: dict[str, tuple[str, ...]] = {}
        with translating(), self._engine.connect() as connection:
            for person, studio in connection.execute(_MEMBERSHIPS):
                found[person] = (*found.get(person, ()), studio)
        return found

    def set_studios(self, person: str, codes: Collection[str]) -> None:
        """Say in which studios a person works; they sign in anew."""
        with self._changing() as connection:
            asked = {"person": person, "codes": sorted(codes)}
            connection.execute(text("SELECT staff.set_studios(:person, CAST(:codes AS text[]))"), asked)

    def _person(self, person: str) -> Person:
        found = next((one for one in self.people() if one.id == person), None)
        if found is None:
            raise Refused(faults.UNKNOWN_PERSON)
        return found

    def _login_of(self, person: str) -> str:
        return next((login for identity, login, _name in self.logins() if identity == person), "")

    @contextmanager
    def _changing(self, name: str = "") -> Iterator[Connection]:
        with refusing(name), self._engine.begin() as connection:
            yield connection


def places_of(ring: KeyRing) -> tuple[Studio, ...]:
    """What the studios of somebody are called who holds no key of the record; none where there is only one place."""
    if not isinstance(ring, ServerRing) or not any(ring.studios):
        return ()
    with translating(), ring.connected.execution_options(reading=True).connect() as connection:
        return tuple(Studio("", row.code, row.name, closed_on=row.closed_on) for row in connection.execute(_PLACES))


def set_own_password(place: ServerPlace, login: str, old: str, new: str) -> ServerRing:
    """Change one's own password; gives a ring that was signed in with the new one."""
    check_new(new)
    ring = sign_in(place, login, old)
    if ring.engine is None:
        raise Refused(faults.UNKNOWN_PERSON)
    try:
        kept = verifier(ring.engine, ring.login, new)
        with refusing(), ring.engine.begin() as connection:
            connection.execute(text("SELECT staff.own_password(:kept)"), {"kept": kept})
    finally:
        ring.engine.dispose()
    return sign_in(place, login, new)


@contextmanager
def refusing(name: str = "") -> Iterator[None]:
    """Say what the server's functions refuse in the user's words."""
    said = {
        codes.UNKNOWN: Refused(faults.UNKNOWN_PERSON),
        codes.TAKEN: Refused(TAKEN, name=name),
        codes.LAST_OWNER: Refused(faults.LAST_OWNER, name=name),
        codes.OWN_OWNERSHIP: Refused(OWN_LEAVING),
        "42501": Refused(faults.NOT_OWNER),
    }
    with translating():
        try:
            yield
        except DBAPIError as error:
            refused = said.get(getattr(error.orig, "sqlstate", None) or "")
            if refused is None:
                raise
            raise refused from None


def _name(typed: str) -> str:
    name = typed.strip()
    if not name or len(name) > MOST_NAME:
        raise Refused(faults.NO_NAME, most=MOST_NAME)
    return name


def _login(name: str) -> str:
    login = plain(name)
    if len(login.encode()) > _MOST_BYTES:
        raise Refused(LONG_LOGIN)
    return login
