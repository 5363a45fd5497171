"""Copies of a server: of one moment, encrypted before they touch a disk, tried at once, opened by the paper alone."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from clinic_app import actions
from clinic_app.bootstrap.server_clinic import ServerClinic
from clinic_app.bootstrap.server_copying import copy_server, restore_server, upgrade_server
from clinic_app.bootstrap.server_setup import FirstOwner, set_up
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
from clinic_app.records import copy_key, manifest, piped
from clinic_app.records.copy_key import OTHER_KIT
from clinic_app.records.faults import NEWER
from clinic_app.records.moving import contents
from clinic_app.records.provision import BUSY, NOT_EMPTY, Admin, Step, as_tables_owner, connected, one_at_a_time
from clinic_app.records.record import Record
from clinic_app.records.recovery_kit import RecoveryKit
from clinic_app.records.server import sign_in
from clinic_app.records.server_copies import read_copy
from clinic_app.records.server_faults import OLDER
from clinic_app.records.server_place import ServerPlace
from clinic_app.records.server_tools import NO_TOOLS
from clinic_app.records.upgrade import current, known, upgrade
from tests.server.clusters import Cluster
from tests.server.staffed import Staffed


@pytest.fixture(scope="module")
def copied(
    admin: Admin, staffed: Staffed, tools: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, dict[str, object]]:
    """A copy of a server with a client, the code of its kit, and what the tables held."""
    trainer = staffed.sign_in("髙橋 見本")
    record = Record(trainer.connected)
    details = ClientDetails(
        "複写 花子", "ふくしゃ はなこ", "female", date(1980, 1, 2), "090-0000-4321", note="架空の人"
    )
    actions.register_client(record, details, actor=trainer.person)
    with connected(admin, admin.place.database) as connection:
        connection.execute(text("DELETE FROM staff.copy_key"))  # as before the first copy: others made theirs here
    place, said = tmp_path_factory.mktemp("copies"), []
    name = copy_server(admin, place, tools, said.append)
    code = next(str(step.values["code"]) for step in said if "code" in step.values)
    with as_tables_owner(admin) as engine:
        return place / name, code, dict(contents(engine))


def test_nothing_of_a_client_or_of_the_staff_can_be_read_in_a_copy(copied: tuple[Path, str, dict[str, object]]) -> None:
    folder, code, _held = copied
    assert sorted(path.name for path in folder.iterdir()) == [
        "clinic.dump", "desk.dump", "manifest.json", "people.json", "stats.dump",
    ]  # fmt: skip
    for path in folder.iterdir():
        data = path.read_bytes()
        for word in ("複写", "ふくしゃ", "0000-4321", "髙橋 見本", code, "PGDMP"):
            assert word.encode() not in data, path.name
    assert read_copy(folder).rows["client"] >= 1


def test_a_second_copy_goes_under_the_same_kit_and_shows_no_code(
    copied: tuple[Path, str, dict[str, object]], admin: Admin, tools: Path, tmp_path: Path
) -> None:
    said: list[Step] = []
    name = copy_server(admin, tmp_path, tools, said.append)
    assert not [step for step in said if "code" in step.values]
    listed = read_copy(tmp_path / name)
    assert len(copy_key.unlock(RecoveryKit.typed(copied[1]), bytes.fromhex(listed.key))) == 32
    with pytest.raises(Refused) as refused:
        copy_key.unlock(RecoveryKit.new(), bytes.fromhex(listed.key))
    assert refused.value.message == OTHER_KIT


def test_a_copy_comes_back_whole_into_an_empty_database_and_everybody_under_their_id(
    copied: tuple[Path, str, dict[str, object]], admin: Admin, staffed: Staffed, cluster: Cluster, tools: Path
) -> None:
    """On another server, as after a fire; it has no login of the clinic's yet."""
    folder, code, held = copied
    fresh = Admin(ServerPlace(str(cluster.socket.parent), "studio", sslmode="disable"), "postgres", "")
    said: list[Step] = []
    restore_server(fresh, folder, code, tools, said.append)
    with as_tables_owner(fresh) as engine:
        assert contents(engine) == held
    once = {str(s.values["login"]): str(s.values["password"]) for s in said if "password" in s.values}
    assert set(staffed.ids) <= set(once)
    for name, person in staffed.ids.items():
        ring = sign_in(fresh.place, name, once[name])
        assert (ring.person, ring.one_time) == (person, True)
        assert ring.roles == staffed.sign_in(name).roles
        ring.forget()
    with pytest.raises(Refused) as refused:
        restore_server(fresh, folder, code, tools, said.append)
    assert refused.value.message == NOT_EMPTY


def test_no_database_of_the_trial_is_left(copied: tuple[Path, str, dict[str, object]], scram_cluster: Cluster) -> None:
    assert copied
    found = scram_cluster.psql("COPY (SELECT datname FROM pg_database) TO STDOUT")
    assert "trial" not in found


@pytest.mark.parametrize("file", ["clinic.dump", "people.json"])
def test_a_flipped_bit_a_cut_end_and_a_lost_piece_are_found(
    file: str, copied: tuple[Path, str, dict[str, object]], tmp_path: Path
) -> None:
    folder, code, _held = copied
    key = copy_key.unlock(RecoveryKit.typed(code), bytes.fromhex(read_copy(folder).key))
    whole = (folder / file).read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for number, data in enumerate((flipped, whole[:-1], whole[: len(piped.MAGIC)], b"")):
        other = tmp_path / str(number) / file
        other.parent.mkdir()
        other.write_bytes(data)
        with pytest.raises(Refused):
            piped.read(other, key, lambda _piece: None)


def test_a_copy_with_a_changed_file_is_refused_before_anything_is_done(
    copied: tuple[Path, str, dict[str, object]], tmp_path: Path
) -> None:
    for path in copied[0].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "desk.dump").write_bytes(b"something else")
    with pytest.raises(Refused) as refused:
        read_copy(tmp_path)
    assert refused.value.message == manifest.ALTERED


def test_without_the_server_s_programs_no_copy_is_begun(admin: Admin, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        copy_server(admin, tmp_path / "copies", tmp_path, lambda _step: None)
    assert refused.value.message == NO_TOOLS
    assert not (tmp_path / "copies").exists()


def test_two_people_never_rearrange_a_database_at_once(
    admin: Admin, provisioned: list[Step], tools: Path, tmp_path: Path
) -> None:
    assert provisioned
    with one_at_a_time(admin), pytest.raises(Refused) as refused:
        upgrade_server(admin, tmp_path, tools, lambda _step: None)
    assert refused.value.message == BUSY


def test_an_older_record_is_refused_at_the_door_and_upgraded_after_a_copy(
    cluster: Cluster, tools: Path, tmp_path: Path
) -> None:
    older = Admin(ServerPlace(str(cluster.socket.parent), "older", sslmode="disable"), "postgres", "")
    said: list[Step] = []
    set_up(older, said.append, FirstOwner("古い 院長", "古い院"))
    password = next(str(step.values["password"]) for step in said if "password" in step.values)
    with connected(older, "older") as connection:
        connection.execute(text("DROP SCHEMA clinic CASCADE"))
        connection.execute(text("CREATE SCHEMA clinic AUTHORIZATION older_tables"))
    with as_tables_owner(older) as engine:
        upgrade(engine, to=known()[-2])
        grant_older(engine)
        assert door(older, password, tmp_path) == OLDER

        upgrade_server(older, tmp_path, tools, said.append)
        assert current(engine) == known()[-1]
        assert door(older, password, tmp_path) == ""
        assert said[-1].values["before"] == known()[-2]
        assert read_copy(tmp_path / str(said[-1].values["name"])).revision == known()[-2]

        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert door(older, password, tmp_path) == NEWER


def grant_older(engine: Engine) -> None:
    """As an older program left it."""
    with engine.begin() as connection:
        connection.execute(text("GRANT USAGE ON SCHEMA clinic TO older_owner"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA clinic TO older_owner"))


def door(admin: Admin, password: str, folder: Path) -> str:
    """What the owner is told who wants to work; nothing where the record opens."""
    try:
        ring = sign_in(admin.place, "古い 院長", password)
    except Refused as refused:
        return refused.message
    try:
        ServerClinic(folder, admin.place).enter(ring).record.close()
    except Refused as refused:
        return refused.message
    finally:
        ring.forget()
    return ""
