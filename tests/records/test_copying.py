"""Copies make themselves at their occasions, wait for a drive that is away, and never hold up anybody."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest

from clinic_app import actions
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import audit, page_copy, second_place, slots
from clinic_app.records.automatic_copies import Copies
from clinic_app.records.backups import backups, verify_backup
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.page_copy import Patience
from clinic_app.records.record import Record
from clinic_app.settings import Workstation, remember
from tests.records.keys_setup import Clinic, make_clinic

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HASTE = Patience(pause=0.0)
WHO = ClientDetails("見本 花子", "みほん はなこ")


class Clock:
    """A clock that only moves when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """Keys and a record, as cheap as tests may have them."""
    made = make_clinic(tmp_path_factory.mktemp("made"))
    made.places.record.unlink()
    create_record(made.places.record, made.owner.keys["clinic"][0]).close()
    return made


@pytest.fixture
def clinic(made_once: Clinic) -> Clinic:
    return made_once


@pytest.fixture
def studio(clinic: Clinic, tmp_path: Path) -> ClinicFiles:
    made = ClinicFiles(tmp_path / "studio")
    with made.new_generation(NOW) as begun:
        shutil.copy(clinic.places.record, begun.record)
        shutil.copy(clinic.places.slots, begun.slots)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def copies(studio: ClinicFiles, clinic: Clinic, clock: Clock) -> Copies:
    return Copies(studio, HeldRing(clinic.owner), clock=clock, patience=HASTE)


@pytest.fixture
def record(studio: ClinicFiles, clinic: Clinic) -> Iterator[Record]:
    opened = open_record(studio.current().record, clinic.owner.keys["clinic"][0])
    yield opened
    opened.close()


@pytest.fixture
def usb(studio: ClinicFiles, tmp_path: Path) -> Path:
    place = tmp_path / "usb"
    place.mkdir()
    remember(studio.folder, second_place=str(place))
    return place


def names(place: Path) -> list[str]:
    return [backup.folder.name for backup in backups(place)]


def test_one_copy_a_day_is_made_at_start_and_while_open(copies: Copies, studio: ClinicFiles, clock: Clock) -> None:
    for occasion in ("start", "tick", "tick"):
        copies.occasion(occasion)  # type: ignore[arg-type]
    assert len(names(studio.backups)) == 1
    clock.now += timedelta(days=1)
    copies.occasion("tick")
    assert len(names(studio.backups)) == 2


def test_each_closed_visit_goes_to_the_second_place_verified(
    copies: Copies, studio: ClinicFiles, clinic: Clinic, record: Record, usb: Path
) -> None:
    copies.occasion("start")
    actions.register_client(record, WHO, actor="t")
    state = copies.occasion("visit_closed")
    assert names(usb) == names(studio.backups)
    assert len(names(usb)) == 2
    newest = verify_backup(usb / names(usb)[-1], clinic.owner.keys["clinic"][0])
    assert (
        newest.manifest.rows["client"]
        == 1 + verify_backup(usb / names(usb)[0], clinic.owner.keys["clinic"][0]).manifest.rows["client"]
    )
    assert (state.there, state.problem, state.late) == (NOW, None, False)


def test_a_sign_out_after_which_nothing_changed_makes_no_second_copy(copies: Copies, studio: ClinicFiles) -> None:
    copies.occasion("start")
    copies.occasion("sign_out")
    assert len(names(studio.backups)) == 1


def test_the_last_three_of_the_day_stay_at_both_places(
    copies: Copies, studio: ClinicFiles, record: Record, usb: Path, clock: Clock
) -> None:
    for _ in range(5):
        actions.register_client(record, WHO, actor="t")
        clock.now += timedelta(minutes=1)
        copies.occasion("visit_closed")
    assert names(usb) == names(studio.backups)
    assert len(names(usb)) == 3


def test_a_drive_that_is_away_is_said_tried_again_and_red_after_three_days(
    copies: Copies, usb: Path, tmp_path: Path, clock: Clock
) -> None:
    copies.occasion("start")
    away = usb.rename(tmp_path / "in a pocket")
    clock.now += timedelta(days=1)
    state = copies.occasion("tick")
    assert state.problem is not None
    assert state.problem.message == second_place.AWAY
    assert (state.there, state.here, state.late) == (NOW, clock.now, False)
    usb.mkdir()  # where a stick was mounted, an empty folder stays
    state = copies.occasion("tick")
    assert state.problem is not None
    assert state.problem.message == second_place.ANOTHER
    assert list(usb.iterdir()) == []
    clock.now += timedelta(days=2)
    assert copies.occasion("tick").late
    usb.rmdir()
    away.rename(usb)
    state = copies.occasion("tick")
    assert (state.there, state.problem, state.late) == (clock.now, None, False)


def test_another_drive_is_used_when_it_is_chosen(
    copies: Copies, studio: ClinicFiles, usb: Path, tmp_path: Path
) -> None:
    copies.occasion("start")
    other = tmp_path / "other"
    remember(studio.folder, second_place=str(other), copied_to="", copied_at=None)
    assert copies.state().there is None
    assert copies.occasion("tick").there == NOW
    assert names(other) == names(usb)


def test_whoever_leaves_without_a_copy_hears_of_it_next_time(
    copies: Copies, studio: ClinicFiles, clinic: Clinic, clock: Clock, record: Record
) -> None:
    copies.occasion("start")
    actions.register_client(record, WHO, actor="t")
    copies.leaving()
    copies.stop()
    state = copies.occasion("sign_out")
    assert state.problem is not None
    assert state.problem.message == page_copy.STOPPED
    assert [path.name for path in studio.backups.iterdir() if path.name.endswith(".partial")] == []
    later = Copies(studio, HeldRing(clinic.owner), clock=clock, patience=HASTE)
    assert later.state().left_without
    assert not later.occasion("start").left_without
    assert len(names(studio.backups)) == 2


def test_an_entry_is_saved_at_once_while_a_copy_is_made(
    copies: Copies, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_copy, "PAGES", 20)  # several steps also of a small record
    looks: list[None] = []
    under_way, entered = Event(), Event()

    def stands_after_its_first_step() -> bool:
        looks.append(None)
        if len(looks) == 2:  # the first look is before the copy begins
            under_way.set()
            entered.wait(60)
        return False

    copying = Thread(target=lambda: copies.occasion("asked", cut=stands_after_its_first_step))
    copying.start()
    try:
        assert under_way.wait(60)
        assert copying.is_alive()
        actions.register_client(record, WHO, actor="t")
    finally:
        entered.set()
    saved = 1
    while copying.is_alive() and saved < 20:
        actions.register_client(record, WHO, actor="t")
        saved += 1
    copying.join()
    assert copies.state().problem is None


def test_keys_go_to_the_second_place_at_each_change_and_only_then(studio: ClinicFiles, tmp_path: Path) -> None:
    second, ours = tmp_path / "second", studio.current().slots
    assert second_place.copy_slots(studio, second)
    assert not second_place.copy_slots(studio, second)
    kept = slots.read(ours)
    slots.write(ours, kept)
    assert second_place.copy_slots(studio, second)
    assert (second / "slots.json").read_bytes() == ours.read_bytes()
    assert (second / "slots.previous.json").read_bytes() == slots.previous(ours).read_bytes()


def test_damaged_keys_never_reach_the_second_place(studio: ClinicFiles, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second_place.copy_slots(studio, second)
    good = (second / "slots.json").read_bytes()
    studio.current().slots.write_bytes(b"{}")
    with pytest.raises(Refused):
        second_place.copy_slots(studio, second)
    assert (second / "slots.json").read_bytes() == good


def test_the_keys_of_another_clinic_are_left_alone(studio: ClinicFiles, tmp_path: Path) -> None:
    theirs = make_clinic(tmp_path / "theirs")
    second = tmp_path / "second"
    second.mkdir()
    shutil.copy(theirs.places.slots, second / "slots.json")
    with pytest.raises(Refused) as refused:
        second_place.copy_slots(studio, second)
    assert refused.value.message == second_place.OTHER_CLINIC
    assert (second / "slots.json").read_bytes() == theirs.places.slots.read_bytes()


def test_what_was_seen_last_is_kept(copies: Copies, studio: ClinicFiles, record: Record) -> None:
    actions.register_client(record, WHO, actor="t")
    copies.remember_seen(record)
    assert Workstation.load(studio.folder).last_seen == audit.head(record.engine)
    record.close()
    copies.remember_seen(record)
    assert Workstation.load(studio.folder).last_seen is not None


@pytest.mark.parametrize("back", [timedelta(minutes=6), timedelta(days=1), timedelta(days=3653)])
def test_a_clock_that_went_back_is_noticed_until_it_is_right_or_trusted(
    copies: Copies, clock: Clock, back: timedelta
) -> None:
    assert not copies.clock_went_back()
    clock.now -= back
    assert copies.clock_went_back()
    clock.now += back
    assert not copies.clock_went_back()
    clock.now -= back
    copies.trust_clock()
    assert not copies.clock_went_back()


def test_a_clock_a_year_ahead_is_noticed_when_it_is_put_right(copies: Copies, clock: Clock) -> None:
    copies.clock_went_back()
    clock.now += timedelta(days=365)
    assert not copies.clock_went_back()
    clock.now -= timedelta(days=365)
    assert copies.clock_went_back()


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])
def test_summer_time_and_other_zones_are_no_change_of_the_clock(copies: Copies, clock: Clock, zone: str) -> None:
    clock.now = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # half an hour before summer time ends in New York
    assert not copies.clock_went_back()
    clock.now = (clock.now + timedelta(hours=1)).astimezone(ZoneInfo(zone))
    assert not copies.clock_went_back()


def test_entries_from_before_a_crash_count_for_the_clock(
    copies: Copies, clock: Clock, record: Record, studio: ClinicFiles
) -> None:
    record.clock = lambda: NOW + timedelta(days=2)
    actions.register_client(record, WHO, actor="t")
    copies.look_at_times(record)
    assert copies.clock_went_back()
    copies.remember_seen(record)
    copies.trust_clock()
    copies.look_at_times(record)
    assert not copies.clock_went_back()


def test_order_comes_from_seq_whatever_the_clock_says(record: Record) -> None:
    times = [NOW, NOW - timedelta(days=3653), NOW + timedelta(days=365), NOW - timedelta(days=1)]
    for now in times:
        record.clock = lambda now=now: now  # type: ignore[misc]
        actions.register_client(record, WHO, actor="t")
    found = audit.entries(record.engine)[-4:]
    assert [entry.at for entry in found] == times
    assert [entry.seq for entry in found] == sorted(entry.seq for entry in found)
    assert audit.verify(record.engine).fault is None
