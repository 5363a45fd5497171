"""The staff of a clinic on a server while an owner's window is open: the calls of `Staffing`, answered by the server.

Nothing is renewed and nothing is shut for it: the server lets somebody in, or does not, from one moment to the next.
"""

from collections.abc import Collection
from pathlib import Path
from typing import NoReturn

from clinic_app.actions import staff as actions
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.key_ring import HeldRing, Role
from clinic_app.records.record import Record
from clinic_app.records.server import ServerRing
from clinic_app.records.server_people import ServerStaff
from clinic_app.records.staff_keys import Person

NO_KIT = N_(
    "A clinic on a server has no recovery kit: whoever looks after the server makes an owner, as the manual says."
)
BY_COMMAND = N_(
    "Backups of a server are made by whoever looks after it, with “clinic-app database backup”, as the manual says. "
    "Nothing was copied just now."
)


class ServerStaffing:
    """What the owner's staff page can do on a server. Call it off the GUI thread: the network may be slow."""

    def __init__(self, held: HeldRing, record: Record) -> None:
        self.held, self.record = held, record

    def people(self) -> tuple[Person, ...]:
        """Everybody who may sign in."""
        return self._staff().people()

    def names(self) -> dict[str, str]:
        """Names by id for who reads the audit: those who are here, and those who left."""
        return actions.former_staff(self.record) | {person.id: person.name for person in self.people()}

    def add(self, name: str, roles: Collection[Role]) -> str:
        """Take a person on; gives the one-time password."""
        return actions.add_person(self._staff(), self.record, self._ring(), name=name, roles=roles).password

    def reset_password(self, person: str) -> str:
        """Give a person a one-time password."""
        return actions.reset_password(self._staff(), self.record, self._ring(), person).password

    def rename(self, person: str, name: str) -> None:
        """Write a person's name anew; the name they sign in with stays."""
        actions.rename_person(self._staff(), self.record, self._ring(), person, name=name)

    def change_roles(self, person: str, roles: Collection[Role]) -> None:
        """Give a person other roles."""
        actions.change_roles(
            self._staff(), self._ring(), person, roles, newest_backup=lambda: None, reopen=lambda _ring: self.record
        )

    def works_in(self) -> dict[str, tuple[str, ...]]:
        """The codes of the studios that each person works in, by id."""
        return self._staff().studios()

    def set_studios(self, person: str, codes: Collection[str]) -> None:
        """Say in which studios a person works; they sign in anew."""
        actions.set_studios(self._staff(), self.record, self._ring(), person, codes)

    def remove(self, person: str) -> None:
        """Take a person off the staff; they are signed out at this moment. Their open visits stay open."""
        actions.remove_person(
            self._staff(), self._ring(), person, newest_backup=lambda: None, reopen=lambda _ring: self.record
        )

    def may_know_every_key(self, person: str) -> bool:
        """Nobody knows a key here, so everybody leaves without new passwords for the others."""
        return False

    def end_ownership(
        self, person: str, roles: Collection[Role], password: str
    ) -> tuple[tuple[tuple[str, str], ...], str]:
        """Take the role of owner from another person; nobody else needs a new password."""
        if roles:
            self.change_roles(person, roles)
        else:
            self.remove(person)
        return (), ""

    def has_fresh_backup(self) -> bool:
        """No change of the staff waits for a backup here."""
        return True

    def came_back(self) -> tuple[Person, ...]:
        """Nobody comes back with an older backup: logins lie outside the record."""
        return ()

    def kit_confirmed(self) -> bool:
        """There is no kit that could still have to be typed back."""
        return True

    def replace_kit(self) -> NoReturn:
        """There is no kit."""
        raise Refused(NO_KIT)

    def confirm_kit(self, typed: str) -> NoReturn:
        """There is no kit."""
        raise Refused(NO_KIT)

    def save_kit(self, path: Path, code: str, language: Language) -> NoReturn:
        """There is no kit."""
        raise Refused(NO_KIT)

    def _ring(self) -> ServerRing:
        ring = self.held.ring
        if not isinstance(ring, ServerRing):
            raise TypeError("this ring opens no server")
        return ring

    def _staff(self) -> ServerStaff:
        return ServerStaff(self._ring().connected)
