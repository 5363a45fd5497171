"""A clinic whose record lies on a server: the calls of `OwnClinic` that a door and a window use, answered by it."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from clinic_app.actions.clinic import clinic_profile
from clinic_app.actions.exchanged import accept_exchanged_record
from clinic_app.actions.staff import note_own_password
from clinic_app.bootstrap.factory import evaluator_of
from clinic_app.bootstrap.own_clinic import NO_WORKSPACE, Entered
from clinic_app.domain.studio import standing_in
from clinic_app.errors import Refused
from clinic_app.records.audit import head
from clinic_app.records.faults import NEWER
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.last_seen import refuse_exchanged_on_server
from clinic_app.records.record import Record
from clinic_app.records.server import ServerRing, sign_in
from clinic_app.records.server_faults import OLDER
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import DAMAGED, FILE, ServerPlace
from clinic_app.records.upgrade import current, known
from clinic_app.settings import Workstation, remember


class ServerClinic:
    """The clinic of a folder that points at a server, before and after somebody signs in."""

    def __init__(self, folder: Path, place: ServerPlace) -> None:
        self.folder, self.place = folder, place
        self._known: dict[str, tuple[str, str]] = {}  # by id: login and name of whom this window has heard
        self._to_note: set[str] = set()  # who replaced a one-time password before their record was open

    def people(self) -> list[tuple[str, str]]:
        """Id and name of those this window knows: a server tells no names before somebody has signed in."""
        return [(person, name) for person, (_login, name) in self._known.items()]

    def owners(self) -> list[tuple[str, str]]:
        """Nobody: there is no recovery kit here. Whoever looks after the server can always make an owner."""
        return []

    def unlock(self, person: str, password: str) -> ServerRing:
        """Sign in; `person` is a name that was typed, or the id of somebody who is known."""
        login = self._known[person][0] if person in self._known else person
        ring = self._heard(sign_in(self.place, login, password))
        if ring.one_time:
            ring.forget()  # nothing is done with it but replacing the password, on a line of its own
        return ring

    def renew(self, person: str, old: str, new: str) -> ServerRing:
        """Replace a one-time password by one's own; the audit says so as soon as the record is open."""
        login = self._known[person][0] if person in self._known else person
        ring = self._heard(set_own_password(self.place, login, old, new))
        if "clinic" in ring.keys:  # nobody else may write in the audit, and nobody writes for somebody else
            self._to_note.add(ring.person)
        return ring

    def change_password(self, record: Record, person: str, old: str, new: str) -> ServerRing:
        """Replace the password of somebody who is signed in, and go on under the new one; gives the ring to hold."""
        ring = self._heard(set_own_password(self.place, self._known[person][0], old, new))
        record.reopen(ring.connected)
        note_own_password(record, person)
        return ring

    def fresh_kit(self, _ring: KeyRing) -> str:
        """There is no kit to be typed back."""
        return ""

    def is_older(self, ring: KeyRing, *, knowingly: bool = False) -> bool:
        """False; refused where the record has another schema than this program: no window may rearrange it.

        Refused as well, unless `knowingly`, where it is not the record this workstation saw last.
        """
        if "clinic" not in ring.keys:
            raise Refused(NO_WORKSPACE)
        revision = current(_of_server(ring).connected)
        if revision != known()[-1]:
            _of_server(ring).forget()  # nothing is done with it any more
            raise Refused(OLDER if revision in known() else NEWER)
        if not knowingly:
            refuse_exchanged_on_server(_of_server(ring).connected, Workstation.load(self.folder).last_seen)
        return False

    def enter(self, ring: KeyRing, *, knowingly: bool = False) -> Entered:
        """Open the record; raises `Refused`. Opened `knowingly` though it is another one, its audit says so."""
        self.is_older(ring, knowingly=knowingly)
        record = Record(_of_server(ring).connected)
        try:
            record.studio = ring.studio
            if knowingly:
                accept_exchanged_record(record, actor=ring.person)
            self._note(record, ring)
            self.remember_seen(record)
            return Entered(record, evaluator_of(record), clinic_profile(record), ring.name)
        except BaseException:
            record.close()
            raise

    def reopen(self, record: Record, ring: KeyRing) -> None:
        """Give a record that was closed its connection again, under the pages that hold it."""
        if "clinic" not in ring.keys:
            raise Refused(NO_WORKSPACE)
        refuse_exchanged_on_server(_of_server(ring).connected, Workstation.load(self.folder).last_seen)
        record.reopen(_of_server(ring).connected)
        record.studio = ring.studio
        self._note(record, ring)

    def remember_seen(self, record: Record) -> None:
        """Keep the end of the audit at this workstation, at sign-in and at sign-out; no harm where it cannot."""
        with suppress(Refused, OSError):
            remember(self.folder, last_seen=head(record.engine))

    def is_current(self, ring: KeyRing) -> bool:
        """Whether a ring still fits; who was removed or has other roles was disconnected by the server itself."""
        return True

    def _heard(self, ring: ServerRing) -> ServerRing:
        ring = replace(ring, stands_in=standing_in(Workstation.load(self.folder).studio, ring.studios))
        self._known[ring.person] = (ring.login, ring.name)
        for person, login, name in ServerStaff(ring.connected).logins():
            self._known[person] = (login, name)
        return ring

    def _note(self, record: Record, ring: KeyRing) -> None:
        if ring.person in self._to_note:
            note_own_password(record, ring.person)
            self._to_note.discard(ring.person)


def _of_server(ring: KeyRing) -> ServerRing:
    if not isinstance(ring, ServerRing):
        raise TypeError("this ring opens no server")
    return ring


def clinic_on_server(folder: Path) -> ServerClinic:
    """The clinic that a folder's `server.json` names; raises `Refused` where that says nothing clear."""
    place = ServerPlace.load(folder)
    if place is None:
        raise Refused(DAMAGED, path=folder / FILE)
    return ServerClinic(folder, place)
