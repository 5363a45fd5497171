"""Sealed folders and inboxes: bound to their place, published twice as once, and never hiding what cannot be read."""

import random
import shutil
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_app.errors import Refused
from clinic_app.records import faults as record_faults
from clinic_app.records import key_faults as faults
from clinic_app.records.aes_gcm import NotAuthenticError, new_key, seal, unseal
from clinic_app.records.inbox import Event, append_event, import_events
from clinic_app.records.sealed import SealedFolder, Unreadable, UnreadableError
from tests.records.keys_setup import JOB, Clinic, make_clinic

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    return make_clinic(tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def out(whole: Clinic, tmp_path: Path) -> SealedFolder:
    return SealedFolder(tmp_path, "desk", "out", whole.owner)


def event(number: int) -> Event:
    made = str(uuid.UUID(int=random.Random(number).getrandbits(128), version=4))  # noqa: S311
    return Event(made, AT + timedelta(minutes=number), "desk", "handed_over", {"job": JOB + "1"})


def test_publishing_twice_writes_once_and_a_lost_folder_is_rebuilt(out: SealedFolder) -> None:
    wanted = {JOB + str(number): b"pdf %d" % number for number in range(5)}
    assert out.publish(wanted) == (5, ())
    before = {path: (path.read_bytes(), path.stat().st_ino) for path in out.path.iterdir()}
    assert out.publish(wanted) == (0, ())
    assert {path: (path.read_bytes(), path.stat().st_ino) for path in out.path.iterdir()} == before
    shutil.rmtree(out.path)
    assert out.ids() == []
    assert out.publish(wanted) == (5, ())
    assert dict(out.contents()) == wanted
    out.withdraw(JOB + "1")
    assert len(out.ids()) == 4


def test_a_file_that_was_altered_or_cut_is_named_and_left_alone(out: SealedFolder) -> None:
    wanted = {JOB + "1": b"first", JOB + "2": b"second"}
    out.publish(wanted)
    path = out.file(JOB + "1")
    good = path.read_bytes()
    for at in range(len(good)):
        for bad in (good[:at], good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :]):
            path.write_bytes(bad)
            with pytest.raises(UnreadableError):
                out.read(JOB + "1")
    written, unreadable = out.publish(wanted)
    assert (written, [entry.path for entry in unreadable]) == (0, [path])
    assert path.read_bytes() == bad
    assert dict(out.contents())[JOB + "2"] == b"second"
    with pytest.raises(Refused, match="sealed file"):
        out.check()
    assert out.set_aside(JOB + "1").read_bytes() == bad
    assert out.publish(wanted) == (1, ())
    out.check()


def test_a_rebuild_sets_aside_what_it_cannot_read_and_deletes_nothing(out: SealedFolder) -> None:
    wanted = {JOB + "1": b"first", JOB + "2": b"second"}
    out.publish(wanted)
    out.file(JOB + "1").write_bytes(b"altered")
    written, aside = out.rebuild(wanted)
    assert (written, [entry.path.read_bytes() for entry in aside]) == (1, [b"altered"])
    assert dict(out.contents()) == wanted
    assert out.rebuild(wanted) == (0, ())


def test_a_file_of_another_clinic_another_folder_or_another_name_is_named(
    out: SealedFolder, whole: Clinic, tmp_path: Path
) -> None:
    out.publish({JOB + "1": b"first"})
    other = make_clinic(tmp_path / "other")
    foreign = SealedFolder(other.places.sealed, "desk", "out", other.owner).file(JOB + "2")
    shutil.copy(foreign, out.file(JOB + "2"))
    shutil.copy(out.file(JOB + "1"), out.file(JOB + "3"))
    incoming = SealedFolder(tmp_path, "desk", "in", whole.owner)
    shutil.copytree(out.path, incoming.path)
    said = {name: found.fault for name, found in out.contents() if isinstance(found, Unreadable)}
    assert said == {JOB + "2": "other clinic", JOB + "3": "other place"}
    assert {found.fault for _, found in incoming.contents() if isinstance(found, Unreadable)} == {
        "other clinic",
        "other place",
    }
    stats = SealedFolder(tmp_path, "stats", "out", whole.owner)
    shutil.copytree(out.path, stats.path)
    assert all(isinstance(found, Unreadable) for _, found in stats.contents())


def test_a_ring_without_the_key_has_no_folder(whole: Clinic, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        SealedFolder(tmp_path, "stats", "out", whole.ring("desk"))
    with pytest.raises(KeyError):
        SealedFolder(tmp_path, "desk", "out", whole.ring("manager"))


@pytest.mark.parametrize("name", ["../../slots", "", "/etc/passwd", "CON", JOB + "1.sealed", JOB.upper() + "A"])
def test_a_name_that_is_no_uuid_never_becomes_a_path(out: SealedFolder, name: str) -> None:
    with pytest.raises(ValueError, match="UUID"):
        out.write(name, b"")


def test_strangers_in_the_folder_are_not_read(out: SealedFolder) -> None:
    out.publish({JOB + "1": b"first"})
    for name in (f".{JOB}2.sealed.part", "Thumbs.db", f"{JOB}3.sealed.aside", "x.sealed"):
        (out.path / name).write_bytes(b"junk")
    (out.file(JOB + "4")).mkdir()
    assert [name for name, found in out.contents() if not isinstance(found, Unreadable)] == [JOB + "1"]
    assert out.ids() == [JOB + "1", JOB + "4"]


def test_a_read_only_folder_says_so_and_keeps_what_was_there(
    out: SealedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.publish({JOB + "1": b"first"})

    def refuse(*_: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(Refused) as caught:
        out.write(JOB + "1", b"second")
    assert caught.value.message == record_faults.READ_ONLY
    assert out.read(JOB + "1") == b"first"
    assert [path.name for path in out.path.iterdir()] == [f"{JOB}1.sealed"]


def test_events_are_taken_in_once_each_and_oldest_first(out: SealedFolder) -> None:
    events = [event(number) for number in range(6)]
    for one in reversed(events):
        append_event(out, one)
    append_event(out, events[0])
    taken: list[Event] = []
    for _ in range(3):
        import_events(out, lambda identity: any(one.uuid == identity for one in taken), taken.append)
    assert taken == events
    with pytest.raises(Refused) as caught:
        append_event(out, Event(events[0].uuid, AT, "somebody", "cancelled"))
    assert caught.value.message == faults.EVENT_DIFFERS
    assert out.read(events[0].uuid) == out.read(events[0].uuid)


def test_an_event_that_does_not_fit_is_named_and_the_others_are_taken(out: SealedFolder) -> None:
    append_event(out, event(1))
    out.write(JOB + "7", b'{"uuid": "something else"}')
    out.write(JOB + "8", b"[" * 100_000)
    out.file(JOB + "9").write_bytes(b"")
    taken: list[Event] = []
    events, unreadable = import_events(out, lambda _: False, taken.append)
    assert (events, len(unreadable)) == (1, 3)
    assert taken == [event(1)]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain=st.binary(max_size=300), bound=st.binary(max_size=60), other=st.binary(max_size=60), at=st.integers(0))
def test_what_is_bound_cannot_be_exchanged_and_no_byte_altered(
    plain: bytes, bound: bytes, other: bytes, at: int
) -> None:
    key = new_key()
    sealed = seal(key, plain, bound)
    assert unseal(key, sealed, bound) == plain
    at %= len(sealed)
    altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    for attempt in ((key, altered, bound), (key, sealed[:at], bound), (new_key(), sealed, bound)):
        with pytest.raises(NotAuthenticError):
            unseal(*attempt)
    if other != bound:
        with pytest.raises(NotAuthenticError):
            unseal(key, sealed, other)
