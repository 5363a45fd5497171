"""What an unlocked person holds: the keys that their roles open, and nothing else. In memory only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NoReturn, Self, get_args

from clinic_app.errors import Refused
from clinic_app.records.key_faults import KEYS_DROPPED, NOT_OWNER

Role = Literal["owner", "trainer", "front_desk", "manager"]
Place = Literal["clinic", "desk", "stats"]
ROLES: tuple[Role, ...] = get_args(Role)
PLACES: tuple[Place, ...] = get_args(Place)
OPENS: Mapping[Role, frozenset[Place]] = {
    "owner": frozenset(PLACES),
    "trainer": frozenset(PLACES),
    "front_desk": frozenset({"desk"}),
    "manager": frozenset({"stats"}),
}
# Newest first. Two keys of one place mean that a rotation was begun and not finished.
DataKeys = Mapping[Place, tuple[bytes, ...]]


def opened_by(roles: Collection[Role]) -> frozenset[Place]:
    """The places that a set of roles opens: the union of what each of them opens."""
    return frozenset().union(*(OPENS[role] for role in roles))


def role_set(roles: Collection[Role]) -> tuple[Role, ...]:
    """Roles in the one order in which they are stored and bound."""
    return tuple(role for role in ROLES if role in roles)


@dataclass(frozen=True, repr=False, eq=False, slots=True)
class KeyRing:
    """The keys of one signed-in person; drop every reference to it when the person leaves.

    `escrow` is there for owners only. `one_time` means that the person must choose a password of their own.
    """

    at_server: ClassVar[bool] = False  # where a server opens the places, and no keys do
    person: str
    name: str
    roles: tuple[Role, ...]
    clinic: str
    epoch: int
    keys: DataKeys
    escrow: bytes | None = None
    one_time: bool = False

    @property
    def studio(self) -> str:
        """The code of the studio where the person stands; only a server knows of several."""
        return ""

    def standing(self, _studio: str) -> Self:
        """The same ring of somebody who stands in that studio from now on."""
        return self

    def __repr__(self) -> str:
        return f"KeyRing({self.person}, {'+'.join(self.roles)}, epoch {self.epoch})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are never written to a file or sent anywhere")

    @property
    def rotating(self) -> tuple[Place, ...]:
        """The places whose rotation was begun and is not finished."""
        return tuple(place for place in PLACES if len(self.keys.get(place, ())) > 1)

    def forget(self) -> None:
        """Called when the person's keys are dropped; bytes go with the last reference."""

    def owner_key(self) -> bytes:
        """The owner's escrow key; refused for everybody else."""
        if self.escrow is None:
            raise Refused(NOT_OWNER)
        return self.escrow


class HeldRing:
    """The one place where a signed-in person's ring is kept, so that dropping it here drops it for everybody.

    Hand this on instead of the ring; ask it for the ring at the moment of use and never keep the answer. `person` and
    `name` stay known when the ring is gone: they stand on the covered screen. So does the `studio` of the computer.
    """

    def __init__(self, ring: KeyRing) -> None:
        self.person, self.name, self.studio = ring.person, ring.name, ring.studio
        self._ring: KeyRing | None = ring

    @property
    def ring(self) -> KeyRing:
        """The ring; refused while the keys are dropped."""
        if self._ring is None:
            raise Refused(KEYS_DROPPED)
        return self._ring

    @property
    def is_held(self) -> bool:
        """Whether the keys are there."""
        return self._ring is not None

    def take(self, ring: KeyRing) -> None:
        """Go on with another ring of the same person: after signing in anew, or after keys were renewed."""
        if self._ring is not None and self._ring is not ring:
            self._ring.forget()
        self._ring, self.studio = ring, ring.studio

    def stand_in(self, studio: str) -> None:
        """From now on what the person does belongs to that studio, if it is one of theirs."""
        self._ring = self.ring.standing(studio)  # nothing is forgotten: it is the same ring at another place
        self.studio = self._ring.studio

    def drop(self) -> None:
        """Forget the ring."""
        if self._ring is not None:
            self._ring.forget()
        self._ring = None
