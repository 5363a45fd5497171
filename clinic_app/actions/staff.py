"""What an owner does with the staff, and a person with their own password; each leaves its row in the audit.

No keys and no files here: `bootstrap` hands over `records.staff_keys.StaffKeys`, and an action knows of it and of a
key ring only what it calls, as the protocols below. A password takes up to a second: call these off the GUI thread.

Where a change renews keys, nothing may have the record open. The caller closes its own, the action opens it anew
with `reopen` and gives it back; when the change is refused the caller reopens it with the ring it has.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from clinic_app.records.record import Record

Role = Literal["owner", "trainer", "front_desk", "manager"]
NewestBackup = Callable[[], datetime | None]


class SignedIn(Protocol):
    """What an action reads of a key ring."""

    @property
    def person(self) -> str:
        """The person's id."""

    @property
    def name(self) -> str:
        """The person's name."""


class Listed(Protocol):
    """One line of the sign-in list."""

    @property
    def id(self) -> str:
        """The person's id."""

    @property
    def name(self) -> str:
        """The person's name."""


class Invitation(Protocol):
    """A person and the one-time password to read out to them."""

    @property
    def person(self) -> Listed:
        """Who it is for."""

    @property
    def password(self) -> str:
        """Valid until the first sign-in."""


Ring = TypeVar("Ring", bound=SignedIn)
Back_co = TypeVar("Back_co", covariant=True)


class KitCode(Protocol):
    """What a recovery kit shows of itself."""

    @property
    def code(self) -> str:
        """What is printed."""


Ring_co = TypeVar("Ring_co", bound=SignedIn, covariant=True)


class Ownership(Protocol[Ring_co]):
    """What the end of an ownership gives: a ring, everybody's one-time passwords and the next kit."""

    @property
    def ring(self) -> Ring_co: ...
    @property
    def invited(self) -> Sequence[Invitation]: ...
    @property
    def kit(self) -> KitCode: ...


class Hiring(Protocol[Ring]):
    """Who comes, changes and leaves: the part that a clinic on a server has too. See `StaffKeys` for each."""

    def add(self, ring: Ring, name: str, roles: Collection[Role]) -> Invitation: ...
    def reset_password(self, ring: Ring, person: str) -> Invitation: ...
    def change_roles(self, ring: Ring, person: str, roles: Collection[Role], newest_backup: NewestBackup) -> Ring: ...
    def remove(self, ring: Ring, person: str, newest_backup: NewestBackup) -> Ring: ...
    def rename(self, ring: Ring, person: str, name: str) -> Ring: ...
    def people(self) -> Sequence[Listed]: ...


class StudioStaff(Protocol):
    """What a server knows beside it: who works in which studio."""

    def set_studios(self, person: str, codes: Collection[str]) -> None: ...


class Staff(Hiring[Ring], Protocol[Ring, Back_co]):
    """The staff of one clinic and its keys; `Back_co` is what a recovery kit gives: a ring and the next kit."""

    def unlock(self, person: str, password: str) -> Ring: ...
    def resume(self, ring: Ring) -> Ring: ...
    def set_password(self, person: str, old: str, new: str) -> Ring: ...
    def end_ownership(
        self, ring: Ring, person: str, roles: Collection[Role], *, password: str, newest_backup: NewestBackup
    ) -> Ownership[Ring]: ...
    def replace_kit(self, ring: Ring) -> KitCode: ...
    def use_kit(self, typed: str, owner: str, password: str) -> Back_co: ...


class Ended(NamedTuple, Generic[Ring]):
    """After an ownership ended: the acting owner's ring, who needs which one-time password, the next kit's code."""

    ring: Ring
    passwords: tuple[tuple[str, str], ...]
    kit: str


class Reopened(NamedTuple, Generic[Ring]):
    """An owner's ring after a change of keys, and the record opened with it."""

    ring: Ring
    record: Record


def unlock(staff: Staff[Ring, Back_co], person: str, password: str) -> Ring:
    """Sign in; an owner also finishes a change of keys that was interrupted. Nothing may have the record open."""
    return staff.resume(staff.unlock(person, password))


def add_person(staff: Hiring[Ring], record: Record, ring: Ring, *, name: str, roles: Collection[Role]) -> Invitation:
    """Take a person on, under a one-time password."""
    invitation = staff.add(ring, name, roles)
    _audit(record, "add_person", ring, invitation.person.id)
    return invitation


def reset_password(staff: Hiring[Ring], record: Record, ring: Ring, person: str) -> Invitation:
    """Give a person who forgot theirs a one-time password."""
    invitation = staff.reset_password(ring, person)
    _audit(record, "reset_password", ring, person)
    return invitation


def set_password(staff: Staff[Ring, Back_co], record: Record | None, person: str, *, old: str, new: str) -> Ring:
    """Change one's own password. Who holds no key of the record leaves no row in it: `record` is None."""
    ring = staff.set_password(person, old, new)
    if record is not None:
        _audit(record, "set_password", ring, person)
    return ring


def change_roles(  # noqa: PLR0913 - who, what, and what it takes to renew keys
    staff: Hiring[Ring],
    ring: Ring,
    person: str,
    roles: Collection[Role],
    *,
    newest_backup: NewestBackup,
    reopen: Callable[[Ring], Record],
) -> Reopened[Ring]:
    """Give a person other roles; what they lose by it gets new keys."""
    after = staff.change_roles(ring, person, roles, newest_backup)
    return _reopened(after, reopen, "change_roles", ring, person)


def set_studios(staff: StudioStaff, record: Record, ring: SignedIn, person: str, codes: Collection[str]) -> None:
    """Say in which studios a person works; they sign in anew."""
    staff.set_studios(person, codes)
    with record.unit_of_work() as work:
        work.audit("set_studios", ring.person, person)
        work.commit()


def remove_person(
    staff: Hiring[Ring],
    ring: Ring,
    person: str,
    *,
    newest_backup: NewestBackup,
    reopen: Callable[[Ring], Record],
) -> Reopened[Ring]:
    """Take a person off the staff; all they could read gets new keys."""
    name = _name_of(staff, person)
    after = staff.remove(ring, person, newest_backup)
    return _reopened(after, reopen, "remove_person", ring, person, left=name)


def end_ownership(  # noqa: PLR0913 - who, what, and what it takes to renew keys
    staff: Staff[Ring, Back_co],
    ring: Ring,
    person: str,
    roles: Collection[Role],
    *,
    password: str,
    newest_backup: NewestBackup,
    reopen: Callable[[Ring], Record],
) -> Ended[Ring]:
    """Take the role of owner from another person; without `roles` they leave. Everybody else starts anew.

    `password` is the acting owner's own.
    """
    name = _name_of(staff, person)
    after = staff.end_ownership(ring, person, roles, password=password, newest_backup=newest_backup)
    _reopened(after.ring, reopen, "end_ownership", ring, person, left="" if roles else name)
    passwords = tuple((invited.person.name, invited.password) for invited in after.invited)
    return Ended(after.ring, passwords, after.kit.code)


def rename_person(staff: Hiring[Ring], record: Record, ring: Ring, person: str, *, name: str) -> Ring:
    """Write a person's name anew. What they decided and approved keeps the name it was signed with."""
    after = staff.rename(ring, person, name)
    _audit(record, "rename_person", ring, person)
    return after


def replace_kit(staff: Staff[Ring, Back_co], record: Record, ring: Ring) -> str:
    """Make a new recovery kit and give its code; the paper of the old one is worth nothing from then on."""
    kit = staff.replace_kit(ring)
    _audit(record, "replace_kit", ring, ring.person)
    return kit.code


def former_staff(record: Record) -> dict[str, str]:
    """The names of people who left, by id."""
    with record.reading() as work:
        return work.settings.former_staff()


def use_recovery_kit(staff: Staff[Ring, Back_co], typed: str, owner: str, *, password: str) -> Back_co:
    """Give an owner a new password by the kit; print the kit that comes back, the old one is worth nothing.

    The row of the audit is `note_recovery`, once the record is open.
    """
    return staff.use_kit(typed, owner, password)


def note_recovery(record: Record, ring: SignedIn) -> None:
    """Write down that the recovery kit was used."""
    _audit(record, "use_recovery_kit", ring, ring.person)


def note_own_password(record: Record, person: str) -> None:
    """Write down that somebody replaced their one-time password, which happens before the record is open."""
    with record.unit_of_work() as work:
        work.audit("set_password", person, person)
        work.commit()


def note_taken_on(record: Record, person: str, actor: str) -> None:
    """Write down that somebody was taken on before anybody could sign in, as the first owner on a server is."""
    with record.unit_of_work() as work:
        work.audit("add_person", actor, person)
        work.commit()


def note_new_kit(record: Record, ring: SignedIn) -> None:
    """Write down that the recovery kit was replaced at the door, because the last one was never typed back."""
    _audit(record, "replace_kit", ring, ring.person)


def _reopened(  # noqa: PLR0913 - what changed, and what the audit says of it
    after: Ring, reopen: Callable[[Ring], Record], action: str, actor: SignedIn, person: str, *, left: str = ""
) -> Reopened[Ring]:
    record = reopen(after)
    try:
        _audit(record, action, actor, person, left=left)
    except BaseException:
        record.close()
        raise
    return Reopened(after, record)


def _name_of(staff: Hiring[Ring], person: str) -> str:
    return next((listed.name for listed in staff.people() if listed.id == person), "")


def _audit(record: Record, action: str, actor: SignedIn, person: str, *, left: str = "") -> None:
    # After the change, not around it: a password takes longer than a save may wait.
    with record.unit_of_work() as work:
        if left:
            work.settings.keep_former(person, left)  # the audit names people by id, and is read after they left
        work.audit(action, actor.person, person)
        work.commit()
