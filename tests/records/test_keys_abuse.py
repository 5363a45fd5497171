"""F30: guessing, a fuzzed file of keys, and lowered costs. No crash, no unlocking, nothing written.

The long form fuzzes 10,000 times: CLINIC_LONG=1.
"""

import base64
import json
import os
import random
from pathlib import Path

import pytest

from clinic_app.errors import Refused
from clinic_app.records import key_faults as faults
from clinic_app.records import slots as slot_files
from clinic_app.records.passwords import FLOOR, LEAST, Cost, calibrate, check_new, derive, one_time_password
from clinic_app.records.staff_keys import StaffKeys
from tests.records.keys_setup import Clinic, forge, make_clinic

FUZZED = 10_000 if os.environ.get("CLINIC_LONG") else 500


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return make_clinic(tmp_path)


def test_a_thousand_wrong_passwords_open_nothing_and_lock_nobody_out(clinic: Clinic) -> None:
    before, chance = clinic.places.slots.read_bytes(), random.Random(30)  # noqa: S311
    everyone = list(clinic.ids)
    for number in range(1000):
        who, right = everyone[number % len(everyone)], clinic.passwords[everyone[number % len(everyone)]]
        place = chance.randrange(len(right))
        near = right[:place] + chance.choice("abcXYZ!語 \0") + right[place + 1 :]
        guess = chance.choice([near, right[:-1], right + " ", right.upper() + "X", "", "\ud800", near[::-1]])
        if guess == right:
            continue
        with pytest.raises(Refused) as caught:
            clinic.staff.unlock(clinic.ids[who], guess)
        assert caught.value.message == faults.WRONG_PASSWORD
    assert clinic.places.slots.read_bytes() == before
    assert all(clinic.ring(who) for who in everyone)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One way to spoil a file."""
    at = chance.randrange(len(data))
    ways = [
        lambda: data[:at],
        lambda: data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
        lambda: data[:at] + chance.randbytes(chance.randint(1, 40)) + data[at:],
        lambda: data[:at] + data[min(len(data), at + chance.randint(1, 400)) :],
        lambda: data.replace(chance.choice([b'"owner"', b'"trainer"', b"1", b"false", b"["]), chance.choice(WILD)),
        lambda: data + chance.choice(WILD),
    ]
    return chance.choice(ways)()


WILD = [b"[" * 100_000, b"9" * 5000, b"null", b'"\\ud800"', b"-1", b"1e999", b"\xff\xfe", b"{}", b'"owner"', b"true"]


def test_a_fuzzed_file_of_keys_is_damaged_and_nothing_more(clinic: Clinic) -> None:
    path, chance = clinic.places.slots, random.Random(31)  # noqa: S311
    good, staff = path.read_bytes(), clinic.staff
    damaged = 0
    for _ in range(FUZZED):
        bad = mutated(good, chance)
        if chance.random() < 0.5:
            bad = with_checksum(bad)  # as a person with tools would
        path.write_bytes(bad)
        try:
            for person in staff.people():
                ring = staff.unlock(person.id, clinic.passwords["manager"])
                assert (ring.person, ring.roles) == (clinic.ids["manager"], ("manager",))
        except Refused as refused:
            damaged += refused.message == faults.DAMAGED_SLOTS
        assert path.read_bytes() == bad
    assert damaged > FUZZED / 2


def with_checksum(data: bytes) -> bytes:
    """The file with a checksum that fits, where it can still be read at all."""
    try:
        found = json.loads(data)
        found["checksum"] = ""
        slots = slot_files.msgspec.json.decode(json.dumps(found), type=slot_files.SlotFile)
        return slot_files.text(slots)
    except (ValueError, RecursionError, TypeError, KeyError):
        return data


def test_altering_any_sealed_byte_of_a_slot_opens_nothing(clinic: Clinic) -> None:
    path, trainer, chance = clinic.places.slots, clinic.ids["trainer"], random.Random(32)  # noqa: S311
    slots = slot_files.read(path)
    for field in ("staff_key", "bundle"):
        sealed = getattr(slots.person(trainer), field)
        for at in chance.sample(range(len(sealed)), 40):
            bad = sealed[:at] + bytes([sealed[at] ^ 1 << chance.randrange(8)]) + sealed[at + 1 :]
            forge(path, slots.with_person(slot_files.msgspec.structs.replace(slots.person(trainer), **{field: bad})))
            with pytest.raises(Refused):
                clinic.ring("trainer")


@pytest.mark.parametrize("lowered", [{"memory_kib": 32 * 1024}, {"passes": 1}, {"memory_kib": 8, "passes": 1}])
def test_lowered_costs_are_refused_before_the_password_is_used(clinic: Clinic, lowered: dict[str, int]) -> None:
    path, own = clinic.places.slots, clinic.ids["owner"]
    slots = slot_files.read(path)
    honest = slot_files.PasswordLock(bytes(16), *FLOOR)
    lock = slot_files.msgspec.structs.replace(honest, **lowered)
    forge(path, slots.with_person(slot_files.msgspec.structs.replace(slots.person(own), lock=lock)))
    with pytest.raises(Refused) as caught:
        StaffKeys(clinic.places).unlock(own, clinic.passwords["owner"])
    assert caught.value.message == faults.WEAK


def test_absurd_costs_make_a_damaged_file_and_no_endless_wait(clinic: Clinic) -> None:
    path = clinic.places.slots
    document = json.loads(path.read_bytes())
    for field, value in (("memory_kib", 2**31), ("passes", 2**31), ("lanes", 10_000), ("salt", "")):
        altered = json.loads(json.dumps(document))
        altered["people"][0]["lock"][field] = value
        path.write_text(json.dumps(altered))
        with pytest.raises(Refused) as caught:
            clinic.staff.people()
        assert caught.value.message == faults.DAMAGED_SLOTS


def test_a_huge_file_of_keys_is_not_even_parsed(clinic: Clinic) -> None:
    clinic.places.slots.write_bytes(b" " * 50_000_000)
    with pytest.raises(Refused) as caught:
        clinic.staff.people()
    assert caught.value.message == faults.DAMAGED_SLOTS


def test_the_real_floor_is_64_mib_and_a_real_password_opens_under_it(tmp_path: Path) -> None:
    assert FLOOR.memory_kib == 64 * 1024
    clinic = make_clinic(tmp_path)
    staff = StaffKeys(clinic.places._replace(slots=tmp_path / "honest" / "slots.json"))
    own = staff.create("院長", "correct horse battery", FLOOR).ring.person
    assert staff.unlock(own, "correct horse battery").person == own


@pytest.mark.parametrize(
    ("speed", "cost"),
    [
        (0.1, Cost(512 * 1024, 3, 4)),  # seconds for 64 MiB
        (0.33, Cost(128 * 1024, 3, 4)),
        (3.0, Cost(64 * 1024, 3, 4)),  # a slow machine waits, and the floor stays
        (0.01, Cost(1024 * 1024, 10, 4)),
    ],
)
def test_the_cost_is_measured_so_that_one_guess_takes_half_a_second_to_a_second(speed: float, cost: Cost) -> None:
    found = calibrate(lambda tried: speed * tried.memory_kib / FLOOR.memory_kib * tried.passes / 3)
    assert found == cost
    assert speed >= 1 or 0.5 <= speed * cost.memory_kib / FLOOR.memory_kib * cost.passes / 3 < 1


def test_a_password_has_twelve_characters_or_more_whatever_their_script() -> None:
    check_new("あ" * LEAST)
    for short in ("a" * (LEAST - 1), "", "\u304b\u3099" * (LEAST - 1)):
        with pytest.raises(Refused):
            check_new(short)
    with pytest.raises(Refused):
        check_new("a" * 1001)


def test_one_time_passwords_are_long_random_and_readable() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(word) == 17 and not set(word) & set("il1o0") for word in made)


def test_the_derived_key_is_argon2id_as_published() -> None:
    # From the reference implementation's test vectors: argon2id, v 0x13, t=2, m=64 MiB, p=1.
    key = derive("password", b"somesalt" * 1, Cost(65536, 2, 1), Cost(8, 1, 1))
    assert base64.b16encode(key).lower() == b"09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
