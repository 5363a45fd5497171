"""The staff of a clinic while an owner's window is open: who comes, who leaves, and the kit on paper.

Where keys are renewed nothing may have the record open. It is shut for these seconds and opened again under the same
object, so that the window and a half-filled page behind it go on. The new ring goes to the one place it is held in.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from clinic_app.actions import staff as actions
from clinic_app.bootstrap.chosen_place import send_keys
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import slots as slot_files
from clinic_app.records.backups import newest_backup
from clinic_app.records.engines import file_engine
from clinic_app.records.key_ring import HeldRing, KeyRing, Role
from clinic_app.records.passwords import FLOOR, Cost
from clinic_app.records.record import Record, utc_now
from clinic_app.records.restore import restored_at
from clinic_app.records.rotation import BACKUP_AGE, Places, record_key
from clinic_app.records.staff_keys import Person, StaffKeys

COPYING = N_("A copy is being made just now. Nothing was changed: wait until it is done, then repeat this.")
SIGN_IN_AGAIN = N_(
    "The change of keys was begun and could not be finished here. Nothing is lost: close the program, sign in again "
    "as an owner, and it is finished before anything else."
)


class Staffing:
    """What the owner's staff page can do. All of it takes up to seconds: call it off the GUI thread."""

    def __init__(self, clinic: OwnClinic, held: HeldRing, record: Record, floor: Cost = FLOOR) -> None:
        self.clinic, self.held, self.record, self._floor = clinic, held, record, floor

    def people(self) -> tuple[Person, ...]:
        """Everybody who may sign in."""
        return self._staff().people()

    def names(self) -> dict[str, str]:
        """Names by id for who reads the audit: those who are here, and those who left."""
        return actions.former_staff(self.record) | {person.id: person.name for person in self.people()}

    def add(self, name: str, roles: Collection[Role]) -> str:
        """Take a person on; gives the one-time password."""
        made = actions.add_person(self._staff(), self.record, self.held.ring, name=name, roles=roles)
        send_keys(self.clinic.studio)
        return made.password

    def reset_password(self, person: str) -> str:
        """Give a person a one-time password."""
        made = actions.reset_password(self._staff(), self.record, self.held.ring, person)
        send_keys(self.clinic.studio)
        return made.password

    def rename(self, person: str, name: str) -> None:
        """Write a person's name anew."""
        self.held.take(actions.rename_person(self._staff(), self.record, self.held.ring, person, name=name))
        send_keys(self.clinic.studio)

    def may_know_every_key(self, person: str) -> bool:
        """Whether this person leaves only with new passwords for everybody else."""
        return self._staff().may_know_every_key(self.held.ring, person)

    def change_roles(self, person: str, roles: Collection[Role]) -> None:
        """Give a person other roles; what they lose by it gets new keys."""
        staff = self._staff()
        with self._renewing():
            after = actions.change_roles(
                staff, self.held.ring, person, roles, newest_backup=self._newest_backup, reopen=self._reopen
            )
            self.held.take(after.ring)

    def remove(self, person: str) -> None:
        """Take a person off the staff; what they could read gets new keys. Their open visits stay open."""
        staff = self._staff()
        with self._renewing():
            after = actions.remove_person(
                staff, self.held.ring, person, newest_backup=self._newest_backup, reopen=self._reopen
            )
            self.held.take(after.ring)

    def end_ownership(
        self, person: str, roles: Collection[Role], password: str
    ) -> tuple[tuple[tuple[str, str], ...], str]:
        """Take the role of owner from another person; gives everybody's one-time passwords and the next kit's code."""
        staff = self._staff()
        with self._renewing():
            after = actions.end_ownership(
                staff,
                self.held.ring,
                person,
                roles,
                password=password,
                newest_backup=self._newest_backup,
                reopen=self._reopen,
            )
            self.held.take(after.ring)
        return after.passwords, after.kit

    def replace_kit(self) -> str:
        """Make a new recovery kit; gives its code."""
        code = actions.replace_kit(self._staff(), self.record, self.held.ring)
        send_keys(self.clinic.studio)
        return code

    def confirm_kit(self, typed: str) -> None:
        """Check the code that was typed back from the paper."""
        self._staff().confirm_kit(typed)

    def kit_confirmed(self) -> bool:
        """Whether the present kit was ever typed back."""
        return self._staff().kit_confirmed()

    def save_kit(self, path: Path, code: str, language: Language) -> None:
        """Write the kit's paper where a person chose; raises `OSError`."""
        self.clinic.save_kit(path, code, language)

    def has_fresh_backup(self) -> bool:
        """Whether keys may be renewed now, as far as backups go."""
        made = self._newest_backup()
        return made is not None and utc_now() - made < BACKUP_AGE

    def came_back(self) -> tuple[Person, ...]:
        """Who can sign in again only because an older backup was restored: not on the staff as it was before.

        Known as long as the record before the restore, with its file of keys, is still beside the one in use.
        """
        studio = self.clinic.studio
        if restored_at(studio) is None:
            return ()
        current = studio.current()
        earlier = sorted(path for path in studio.generations.iterdir() if path.name < current.folder.name)
        for folder in reversed(earlier):
            try:
                before = {slot.id for slot in slot_files.read(folder / "slots.json").people}
            except Refused:
                continue
            return tuple(person for person in self.people() if person.id not in before)
        return ()

    def _staff(self) -> StaffKeys:
        current = self.clinic.studio.current()
        return StaffKeys(Places(current.slots, current.record, self.clinic.folder), floor=self._floor)

    def _newest_backup(self) -> datetime | None:
        return newest_backup(self.clinic.studio.backups)

    def _reopen(self, ring: KeyRing) -> Record:
        path = self.clinic.studio.current().record
        self.record.reopen(file_engine(path, record_key(path, ring)))
        return self.record

    @contextmanager
    def _renewing(self) -> Iterator[None]:
        """No copy runs and the record is shut; afterwards it is open, and the second place has the new keys."""
        lock = self.clinic.studio.backup_lock()
        if not lock.acquire():
            raise Refused(COPYING)
        self.record.close()
        try:
            yield
        finally:
            lock.release()
            if not self.record.is_open:
                self._open_as_before()
        send_keys(self.clinic.studio)

    def _open_as_before(self) -> None:
        try:
            self._reopen(self.held.ring)
        except Refused:
            raise Refused(SIGN_IN_AGAIN) from None
