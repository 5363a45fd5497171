"""A clinic's record on a PostgreSQL server: signing in with the person's own login role, and what they then hold.

The server authenticates and says which roles a person has; nothing here decides it. What is stored stands in
`models`, what the server allows in `server_grants`.
"""

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sqlalchemy import URL, Engine, event, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from clinic_app.domain.studio import standing_in
from clinic_app.errors import Refused
from clinic_app.records import server_faults as faults
from clinic_app.records.engines import server_engine
from clinic_app.records.faults import translating
from clinic_app.records.key_faults import KEYS_DROPPED, UNKNOWN_PERSON
from clinic_app.records.key_ring import KeyRing, opened_by, role_set
from clinic_app.records.server_version import SAID, refuse_other

if TYPE_CHECKING:
    from clinic_app.records.server_place import ServerPlace

_ME = text(f"SELECT id, name, one_time, roles, staff.my_studios() AS studios, {SAID} AS version FROM staff.me()")  # noqa: S608
_NO_SUCH = ("42883", "42P01")  # a function, or the table it reads


@dataclass(frozen=True, repr=False, eq=False, slots=True)
class ServerRing(KeyRing):
    """What a person holds who signed in at a server: no keys, but the server's own answer to who they are.

    `engine` is their connection; `keys` names the places that are open to them and holds nothing. `studios` are the
    codes of those they work in, `stands_in` the one of this computer, if it is one of theirs.
    """

    at_server: ClassVar[bool] = True
    engine: Engine | None = None
    login: str = ""
    studios: tuple[str, ...] = ("",)
    stands_in: str = ""

    @property
    def studio(self) -> str:
        """Where the person stands."""
        return self.stands_in

    def standing(self, studio: str) -> Self:
        """The same ring, of somebody who stands in that studio if it is one of theirs."""
        return replace(self, stands_in=standing_in(studio, self.studios))

    @property
    def connected(self) -> Engine:
        """The engine; a ring without one is a bug."""
        if self.engine is None:
            raise TypeError("a ring of a server has its engine")
        return self.engine

    def forget(self) -> None:
        """End the person's connections for good; one that is in use on another thread ends when it is given back."""
        if self.engine is None:
            return
        event.listen(self.engine, "do_connect", _refuse_forgotten)
        self.engine.dispose()


def _refuse_forgotten(*_what: object) -> None:
    raise Refused(KEYS_DROPPED)


def sign_in(place: "ServerPlace", login: str, password: str) -> ServerRing:
    """Connect as a person; raises `Refused`. The engine of the ring is theirs until it is disposed."""
    login = plain(login)
    engine = engine_of(place, login, password)
    try:
        return _ring_of(engine, place, login)
    except BaseException:
        engine.dispose()
        raise


def engine_of(place: "ServerPlace", login: str, password: str) -> Engine:
    """An engine with a person's own login; nothing is connected yet. The password lives as long as the engine."""
    place.refuse_unsafe()
    query: dict[str, str] = {"sslmode": place.sslmode}
    if place.sslmode == "verify-full":
        query["sslrootcert"] = place.root_certificate or "system"
        query["channel_binding"] = "require"
        query["require_auth"] = "scram-sha-256"  # a false server cannot ask for the password itself
    host: str | None = place.host
    if place.host.startswith("/"):  # a socket's folder does not fit into the address itself
        host, query["host"] = None, place.host
    url = URL.create(
        "postgresql+psycopg", login, plain(password), host, None if host is None else place.port, place.database, query
    )
    try:
        return server_engine(url)
    except ModuleNotFoundError:
        raise Refused(faults.NO_DRIVER) from None


def _ring_of(engine: Engine, place: "ServerPlace", login: str) -> ServerRing:
    try:
        with engine.connect() as connection:
            me = connection.execute(_ME).one_or_none()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) is None:
            raise faults.refusal(str(error.orig), place) from None
        with translating():
            raise
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") in _NO_SUCH:  # a version set it up that knew of no studios
            raise Refused(faults.OLDER) from None
        raise Refused(faults.NOT_PROVISIONED, database=place.database) from None
    if me is None:
        raise Refused(UNKNOWN_PERSON)
    refuse_other(me.version)
    roles = role_set(me.roles)
    keys: Any = dict.fromkeys(sorted(opened_by(roles)), ())
    mine = tuple(me.studios)
    who = (me.id, me.name, roles, place.database, 0, keys, None, me.one_time)
    return ServerRing(*who, engine, login, mine, standing_in("", mine))


def plain(typed: str) -> str:
    """Full-width and composed forms count as the plain ones, in names and passwords alike."""
    return unicodedata.normalize("NFKC", typed).strip()


def verifier(engine: Engine, login: str, password: str) -> str:
    """What a server keeps of a password (SCRAM); the password itself is never sent, so no log can hold it."""
    with translating(), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        made: bytes = driver.pgconn.encrypt_password(plain(password).encode(), login.encode(), b"scram-sha-256")
    return made.decode()
