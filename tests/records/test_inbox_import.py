"""Events of the desk come into the record once each, in order; what cannot be read or taken stays and is named."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic_app.bootstrap.inbox import import_events
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import audit
from clinic_app.records.inbox import Event, append_event
from clinic_app.records.key_faults import SEALED_UNREADABLE
from clinic_app.records.record import Record, UnitOfWork
from clinic_app.records.sealed import SealedFolder
from tests.records.keys_setup import make_clinic

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def inbox(tmp_path: Path) -> SealedFolder:
    """The desk's inbox, empty."""
    clinic = make_clinic(tmp_path / "clinic")
    folder = SealedFolder(clinic.places.sealed, "desk", "in", clinic.owner)
    for identity in folder.ids():
        folder.withdraw(identity)
    return folder


def event(number: int, kind: str = "printed") -> Event:
    return Event(str(uuid.UUID(int=number, version=4)), AT - timedelta(seconds=number), "desk-1", kind)


def taken_in(record: Record) -> list[str]:
    return [entry.record_id for entry in audit.entries(record.engine) if entry.action == "import_event"]


def nothing(_work: UnitOfWork, _event: Event) -> None:
    """An event without an effect."""


def test_each_event_is_taken_in_once_and_oldest_first(file_record: Record, inbox: SealedFolder) -> None:
    sent = [event(number) for number in (1, 2, 3)]
    for one in sent:
        append_event(inbox, one)
    assert import_events(file_record, inbox, nothing) == (3, ())
    assert import_events(file_record, inbox, nothing) == (0, ())
    assert taken_in(file_record) == [one.uuid for one in reversed(sent)]


def test_an_event_whose_effect_is_refused_leaves_no_trace_and_comes_again(
    file_record: Record, inbox: SealedFolder
) -> None:
    append_event(inbox, event(1))
    append_event(inbox, event(2))

    def refuse_the_first(work: UnitOfWork, one: Event) -> None:
        work.audit("half_an_effect", "desk-1", one.uuid)
        if one.uuid == event(1).uuid:
            raise Refused(N_("Enter the studio's name; it is printed on every paper."))

    found = import_events(file_record, inbox, refuse_the_first)
    assert (found.events, len(found.left)) == (1, 1)
    assert found.left[0].__traceback__ is None, "why is kept, but not the frames with the keys"
    effects = [one.record_id for one in audit.entries(file_record.engine) if one.action == "half_an_effect"]
    assert effects == [event(2).uuid]
    assert import_events(file_record, inbox, nothing) == (1, ())


def test_what_cannot_be_read_stays_and_is_named(file_record: Record, inbox: SealedFolder) -> None:
    append_event(inbox, event(1))
    append_event(inbox, event(2))
    damaged = inbox.file(event(1).uuid)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    found = import_events(file_record, inbox, nothing)
    assert found.events == 1
    assert [(left.message, left.values["file"]) for left in found.left] == [(SEALED_UNREADABLE, damaged)]
    assert damaged.exists()
