"""F20: every role's keys against every file, by the raw drivers and not through the program."""

from pathlib import Path

import pytest

from clinic_app.records.engines import make_file
from clinic_app.records.key_ring import OPENS
from tests.records.keys_setup import Clinic, all_keys, make_clinic, opens_raw, opens_sealed

# Section 3 of the trust design, written out by hand.
TABLE = {
    "owner": {"clinic.db", "desk/out", "desk/in", "stats/out", "stats/in"},
    "trainer": {"clinic.db", "desk/out", "desk/in", "stats/out", "stats/in"},
    "desk": {"desk/out", "desk/in"},
    "manager": {"stats/out", "stats/in"},
    "both": {"desk/out", "desk/in", "stats/out", "stats/in"},
}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    return make_clinic(tmp_path_factory.mktemp("clinic"))


@pytest.mark.parametrize("who", TABLE)
def test_a_roles_keys_open_exactly_what_the_table_says(clinic: Clinic, who: str) -> None:
    home, held = clinic.places.sealed, list(all_keys(clinic.ring(who)))
    files = {"clinic.db": [home / "clinic.db"]}
    files |= {place: sorted((home / place).glob("*.sealed")) for place in TABLE["owner"] - {"clinic.db"}}
    assert all(len(found) == (1 if place == "clinic.db" else 2) for place, found in files.items())
    opened = set()
    for place, found in files.items():
        opens = opens_raw if place == "clinic.db" else opens_sealed
        verdicts = {any(opens(file, key) for key in held) for file in found}
        assert len(verdicts) == 1
        opened |= {place} if verdicts == {True} else set()
    assert opened == TABLE[who]


def test_a_ring_holds_no_more_keys_than_its_places_and_the_owners_escrow(clinic: Clinic) -> None:
    counted = {who: len(list(all_keys(clinic.ring(who)))) for who in TABLE}
    assert counted == {"owner": 4, "trainer": 3, "desk": 1, "manager": 1, "both": 2}


def test_the_escrow_key_opens_no_data_by_itself(clinic: Clinic) -> None:
    escrow = clinic.owner.escrow
    assert escrow is not None
    assert not opens_raw(clinic.places.record, escrow)
    assert not any(opens_sealed(file, escrow) for file in clinic.places.sealed.rglob("*.sealed"))


def test_the_keys_of_the_three_places_are_three(clinic: Clinic) -> None:
    assert len({key for keys in clinic.owner.keys.values() for key in keys}) == 3
    assert set(OPENS) == {"owner", "trainer", "front_desk", "manager"}


def test_nothing_readable_is_stored_beside_the_sealed_bytes(clinic: Clinic) -> None:
    secrets = [*all_keys(clinic.owner), *(word.encode() for word in clinic.passwords.values())]
    secrets += [key.hex().encode() for key in all_keys(clinic.owner)] + [clinic.kit.code.encode()]
    for file in (path for path in clinic.places.sealed.rglob("*") if path.is_file()):
        data = file.read_bytes()
        assert not [secret for secret in secrets if secret in data], file
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_raw_check_can_fail(tmp_path: Path) -> None:
    make_file(tmp_path / "other.db", bytes(32))
    assert opens_raw(tmp_path / "other.db", bytes(32))
    assert not opens_raw(tmp_path / "other.db", bytes(31) + b"x")
