"""Sheets, releases and events on a server: the calls of sealed folders, from the trainer to the desk and back."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.bootstrap.releasing import publish_releases, read_shelf
from clinic_app.domain.desk_event import Booked
from clinic_app.errors import Refused
from clinic_app.records.exchange import exchange
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.record import Record
from clinic_app.records.sealed import SealedFolder
from clinic_app.records.server_box import ServerBox
from tests.server.staffed import Staffed


@pytest.fixture
def trainer(staffed: Staffed) -> HeldRing:
    """A trainer who is signed in."""
    return HeldRing(staffed.sign_in("髙橋 見本"))


@pytest.fixture
def desk(staffed: Staffed) -> HeldRing:
    """The front desk."""
    return HeldRing(staffed.sign_in("受付"))


def record_of(held: HeldRing) -> Record:
    return Record(held.ring.connected)  # type: ignore[attr-defined]


def test_what_a_trainer_puts_out_the_desk_reads_and_cannot_change(
    trainer: HeldRing, desk: HeldRing, tmp_path: Path
) -> None:
    out = exchange(tmp_path, "desk", "out", trainer.ring)
    assert isinstance(out, ServerBox)
    one, other = str(uuid.uuid4()), str(uuid.uuid4())
    out.write(one, b"first")
    before = out.marks()[one]
    out.write(one, b"second")
    assert out.marks()[one] != before
    assert out.publish({one: b"second", other: b"other"}).written == 1
    there = exchange(tmp_path, "desk", "out", desk.ring)
    assert there.read(one) == b"second"
    assert dict(there.contents(lambda identity: identity != other)) == {other: b"other"}
    assert there.has(one)
    for forbidden in (lambda: there.write(one, b"mine"), lambda: there.withdraw(one)):
        with pytest.raises(Refused):
            forbidden()
    out.withdraw(one)
    with pytest.raises(FileNotFoundError):
        there.read(one)
    assert not (tmp_path / "desk").exists()


def test_each_role_sees_the_boxes_of_its_places_only(desk: HeldRing, staffed: Staffed, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        exchange(tmp_path, "stats", "out", desk.ring)
    with pytest.raises(KeyError):
        exchange(tmp_path, "desk", "out", staffed.sign_in("集計"))


def test_a_visitor_whom_the_desk_writes_down_is_in_the_record_under_the_desk_s_own_name(
    trainer: HeldRing, desk: HeldRing, tmp_path: Path
) -> None:
    record = record_of(trainer)
    counter = Counter(tmp_path, desk)
    booking = str(uuid.uuid4())
    at = datetime.now(UTC) + timedelta(days=1)
    counter.note(Booked(booking, at, "trial", "架空 来客", by="受付", kana="かくう らいきゃく"))
    heard: list[int] = []
    link = DeskLink(record, tmp_path, trainer, heard.append)
    assert link.once() >= 1
    assert link.left == ()
    assert link.once() == 0, "an event is taken in once"
    newest = actions.audit_entries(record)[:3]
    assert desk.person in {entry.actor for entry in newest}
    assert booking in {line.id for line in Counter(tmp_path, desk).look().lines}
    assert not (tmp_path / "desk").exists()


def test_the_manager_reads_releases_from_the_server_and_nothing_is_there_before(
    trainer: HeldRing, staffed: Staffed, tmp_path: Path
) -> None:
    record = record_of(trainer)
    assert publish_releases(record, tmp_path, trainer.ring).written == 0
    manager = staffed.sign_in("集計")
    assert read_shelf(tmp_path, manager).releases == ()


def test_keys_that_were_dropped_open_no_box(desk: HeldRing, tmp_path: Path) -> None:
    box = exchange(tmp_path, "desk", "out", desk.ring)
    assert isinstance(box, SealedFolder)
    desk.drop()
    with pytest.raises(Refused):
        box.ids()
