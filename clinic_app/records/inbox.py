"""Events from the front desk and the manager: append-only, one sealed file each, taken into the record once each."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, NamedTuple

import msgspec

from clinic_app.errors import Refused
from clinic_app.records.key_faults import EVENT_DIFFERS
from clinic_app.records.sealed import SealedFolder, Unreadable, UnreadableError
from clinic_app.records.slots import Uuid


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened at the desk or in statistics. `payload` is JSON; its reader checks it."""

    uuid: Uuid
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    actor: str
    kind: Annotated[str, msgspec.Meta(pattern=r"\A[a-z_]{1,40}\Z")]
    payload: dict[str, Any] = {}


class Imported(NamedTuple):
    """What an import did."""

    events: int
    unreadable: tuple[Unreadable, ...]


def append_event(inbox: SealedFolder, event: Event) -> None:
    """Write an event down; returns when it is durable. The same event again changes nothing, another is refused."""
    content = msgspec.json.encode(event, order="deterministic")
    try:
        if inbox.read(event.uuid) == content:
            return
    except FileNotFoundError:
        inbox.write(event.uuid, content)
        return
    except UnreadableError:
        pass
    raise Refused(EVENT_DIFFERS, event=event.uuid)


def import_events(inbox: SealedFolder, known: Callable[[str], bool], take: Callable[[Event], None]) -> Imported:
    """Hand each event that is not `known` to `take`, oldest first. Files stay; unreadable ones are named.

    `take` stores the effect and the event's uuid in one transaction: that is what makes it once, also after a kill.
    """
    events, unreadable = [], []
    for identity, content in inbox.contents(known):
        if isinstance(content, Unreadable):
            unreadable.append(content)
        else:
            event = read_event(identity, content)
            if event is None:
                unreadable.append(Unreadable(inbox.file(identity), "damaged"))
            else:
                events.append(event)
    for event in sorted(events, key=lambda event: (event.at, event.uuid)):
        take(event)
    return Imported(len(events), tuple(unreadable))


def read_event(identity: str, content: bytes) -> Event | None:
    """One event; None when the file is not the event it is named after."""
    try:
        event = msgspec.json.decode(content, type=Event)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return event if event.uuid == identity else None
