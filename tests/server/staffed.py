"""A clinic on a server with one person of each role, who have passwords of their own."""

from clinic_app.records.key_ring import Role
from clinic_app.records.provision import Admin
from clinic_app.records.server import ServerRing, engine_of, sign_in
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import ServerPlace

PEOPLE: dict[str, Role] = {"院長": "owner", "髙橋 見本": "trainer", "受付": "front_desk", "集計": "manager"}


class Staffed:
    """Signs people in; what was opened is closed with `close`."""

    def __init__(self, admin: Admin) -> None:
        self.place: ServerPlace = admin.place
        self.passwords: dict[str, str] = {}
        self._open: list[ServerRing] = []
        engine = engine_of(admin.place, admin.login, admin.password)
        self.staff = ServerStaff(engine)
        self.ids = {name: self.hire(name, role) for name, role in PEOPLE.items()}
        engine.dispose()
        self.owner = self.sign_in("院長")
        assert self.owner.engine is not None
        self.staff = ServerStaff(self.owner.engine)

    def hire(self, name: str, role: Role) -> str:
        """Take somebody on, with a password of their own; gives the id."""
        made = self.staff.add(None, name, (role,))
        self.passwords[name] = f"the words of {name} {len(self._open)}"
        self.keep(set_own_password(self.place, name, made.password, self.passwords[name]))
        return made.person.id

    def sign_in(self, name: str) -> ServerRing:
        """Somebody signs in."""
        return self.keep(sign_in(self.place, name, self.passwords[name]))

    def keep(self, ring: ServerRing) -> ServerRing:
        """Close a ring's connections with the others."""
        self._open.append(ring)
        return ring

    def close(self) -> None:
        """End all connections."""
        for ring in self._open:
            ring.forget()
