"""Copies of a server that are kept: which stay, what its owner sees of them, and one brought back beside the old."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import text

from clinic_app.bootstrap.server_copying import copy_server, restore_server
from clinic_app.errors import Refused
from clinic_app.records import manifest
from clinic_app.records.copy_faults import COPY_READ_ONLY
from clinic_app.records.provision import Admin, Step, connected
from clinic_app.records.server import sign_in
from clinic_app.records.server_copies import Copied, make_copy, read_copy, thin_out
from clinic_app.records.server_copy_list import copies_of_server
from clinic_app.records.server_tools import Tools
from tests.server.owners_page import owners_page
from tests.server.staffed import Staffed


def _aged(copy: Path, name: str, made_at: datetime, database: str) -> None:
    """A copy of another day, as far as its manifest says."""
    listed = msgspec.structs.replace(read_copy(copy), made_at=made_at, database=database)
    older = copy.parent / name
    older.mkdir()
    (older / manifest.NAME).write_bytes(msgspec.json.encode(listed))


def test_old_copies_go_by_the_rules_of_every_backup_and_never_those_of_another_database(
    admin: Admin, staffed: Staffed, tools: Path, tmp_path: Path
) -> None:
    assert staffed.ids
    now = datetime.now(UTC)
    newest = make_copy(admin, tmp_path, now, Tools(tools))
    days = {f"server-{number:03}": now - timedelta(days=number) for number in range(1, 60)}
    for name, made_at in days.items():
        _aged(newest.folder, name, made_at, "studio")
    _aged(newest.folder, "server-of-others", now - timedelta(days=41), "another")
    (tmp_path / "server-unreadable").mkdir()
    left = thin_out(tmp_path, newest, now)
    assert {newest.folder.name, "server-001", "server-002", "server-of-others", "server-unreadable"} <= set(left)
    assert {path.name for path in tmp_path.iterdir()} == set(left)
    assert 14 < len(left) < 30
    assert thin_out(tmp_path, Copied(newest.folder, newest.listed), now) == left


def test_a_place_where_nothing_can_be_written_is_named_as_such(
    admin: Admin, staffed: Staffed, tools: Path, tmp_path: Path
) -> None:
    assert staffed.ids
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Refused) as refused:
        make_copy(admin, Path("/proc/copies"), datetime.now(UTC), Tools(tools))
    assert refused.value.message != COPY_READ_ONLY or "folder" in refused.value.message
    with pytest.raises(Refused):
        make_copy(admin, tmp_path / "file", datetime.now(UTC), Tools(tools))


def test_a_copy_comes_back_beside_the_old_database_and_everybody_keeps_their_password(
    admin: Admin, staffed: Staffed, tools: Path, tmp_path: Path
) -> None:
    with connected(admin, admin.place.database) as connection:
        connection.execute(text("DELETE FROM staff.copy_key"))  # as before the first copy
    said: list[Step] = []
    name = copy_server(admin, tmp_path, tools, said.append)
    code = next(str(step.values["code"]) for step in said if "code" in step.values)
    beside = admin._replace(place=msgspec.structs.replace(admin.place, database="studio_beside"))
    restore_server(beside, tmp_path / name, code, tools, said.append)
    for person, identity in staffed.ids.items():
        ring = sign_in(beside.place, person, staffed.passwords[person])
        assert (ring.person, ring.one_time) == (identity, False)
        assert ring.roles == staffed.sign_in(person).roles
        ring.forget()


def test_the_owner_sees_when_and_where_each_copy_was_made_and_the_others_do_not(
    admin: Admin, staffed: Staffed, tools: Path, tmp_path: Path, qapp: QApplication
) -> None:
    assert qapp is not None
    name = copy_server(admin, tmp_path / "copies", tools, lambda _step: None)
    newest = copies_of_server(staffed.owner.connected)[0]
    assert (newest.name, newest.place.rsplit(":", 1)[1]) == (name, str(tmp_path / "copies"))
    with pytest.raises(Refused):
        copies_of_server(staffed.sign_in("髙橋 見本").connected)
    with owners_page(staffed, tmp_path, "copies") as page:
        read = "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
        assert str(tmp_path / "copies") in read
        assert newest.made_at.astimezone().strftime("%Y-%m-%d %H:%M") in read
        assert not page.backups.button.isVisible()
