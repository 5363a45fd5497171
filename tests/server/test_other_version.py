"""A server that another version of the program set up, at sign-in and under a window that is open.

The newer program is a process of its own, with one migration more than this one has.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from clinic_app import actions, bundle
from clinic_app.bootstrap.server_copying import UP_TO_DATE, upgrade_server
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.records.engines import server_engine
from clinic_app.records.fault_sentences import NEWER, OUTGROWN
from clinic_app.records.faults import RecordError
from clinic_app.records.live import NewsLine
from clinic_app.records.provision import Admin, Step, as_tables_owner, connected
from clinic_app.records.record import Record
from clinic_app.records.server import sign_in
from clinic_app.records.server_faults import OLDER, OTHERWISE
from clinic_app.records.server_version import marks, ours, read
from clinic_app.rules.evaluate import Evaluator
from tests.faults.harness import DAY, HANAKO
from tests.faults.killed_upgrades import NEXT
from tests.server.clusters import Cluster, fresh_record
from tests.server.listening import listening_window, until
from tests.server.staffed import PEOPLE, Staffed

NEWER_PROGRAM = """
import sys
from pathlib import Path
from clinic_app import bundle
bundle.migrations = lambda: Path(sys.argv[2])
from clinic_app.records.engines import server_engine
from clinic_app.records.server_version import marks
from clinic_app.records.upgrade import upgrade
engine = server_engine(sys.argv[1])
upgrade(engine)
with engine.begin() as connection:
    for statement in marks():
        connection.exec_driver_sql(statement)
engine.dispose()
"""


@pytest.fixture
def record(cluster: Cluster) -> Iterator[Record]:  # type: ignore[override]
    """A fresh record, as somebody holds it."""
    made = fresh_record(cluster.url())
    yield made
    made.close()


def upgraded(cluster: Cluster, folder: Path) -> None:
    """Somebody elsewhere brings the record to a newer version."""
    scripts = folder / "migrations"
    shutil.copytree(bundle.migrations(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "2099_01_01_9999_next_one.py").write_text(NEXT, encoding="utf-8")
    subprocess.run([sys.executable, "-c", NEWER_PROGRAM, cluster.url(), str(scripts)], check=True)


def said_at_sign_in(staffed: Staffed) -> set[str]:
    """What everybody of the staff is told; empty for those who are let in."""
    said = set()
    for name in PEOPLE:
        try:
            staffed.keep(sign_in(staffed.place, name, staffed.passwords[name]))
            said.add("")
        except Refused as refused:
            said.add(refused.message)
    return said


def mark(admin: Admin, written: str) -> None:
    """Let the database say that it was set up by another version."""
    with as_tables_owner(admin) as engine, engine.begin() as connection:
        connection.execute(text(f"COMMENT ON SCHEMA clinic IS {written}"))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("NULL", OLDER),
        ("'clinic-app 0001 somehow'", OLDER),
        (f"'clinic-app {ours().revision} otherwise'", OTHERWISE),
        ("'clinic-app 9999 somehow'", NEWER),
    ],
)
def test_whoever_signs_in_with_another_version_is_told_what_to_do(
    staffed: Staffed, admin: Admin, written: str, sentence: str
) -> None:
    try:
        mark(admin, written)
        assert said_at_sign_in(staffed) == {sentence}
    finally:
        with as_tables_owner(admin) as engine, engine.begin() as connection:
            connection.exec_driver_sql(marks()[0])
    assert said_at_sign_in(staffed) == {""}


def test_a_function_that_a_server_set_up_earlier_does_not_have_comes_with_an_upgrade_of_the_same_version(
    staffed: Staffed, admin: Admin, tools: Path, tmp_path: Path
) -> None:
    with connected(admin, admin.place.database) as connection:
        connection.execute(text("DROP FUNCTION staff.logins()"))
    mark(admin, f"'clinic-app {ours().revision} before'")
    assert said_at_sign_in(staffed) == {OTHERWISE}
    said: list[Step] = []
    upgrade_server(admin, tmp_path, tools, said.append)
    assert [step.message for step in said] == [UP_TO_DATE]
    assert list(tmp_path.iterdir()) == [], "nothing of the record is touched, so no copy is made"
    assert said_at_sign_in(staffed) == {""}
    assert len(staffed.staff.logins()) >= len(PEOPLE)


def test_a_window_left_open_during_an_upgrade_says_so_and_keeps_what_was_entered(
    qapp: QApplication, cluster: Cluster, record: Record, evaluator: Evaluator, tmp_path: Path
) -> None:
    assert qapp is not None
    client = actions.register_client(record, HANAKO, actor="staff-1").value
    visit = actions.open_visit(record, client.id, day=DAY, trainer="見本", actor="staff-1").value
    with listening_window(cluster.url(), evaluator) as window:
        window.open_visit(visit.id)
        page = window.session_page
        assert page is not None
        page.session.put("weekly_km", 20)
        upgraded(cluster, tmp_path)
        until(lambda: window.said.isVisible() and window.said.text() == texts("messages", "ja")(OUTGROWN))
        page.session.put("nrs.now", 4)
        assert page.session.refused is not None
        assert page.session.refused.message == OUTGROWN
        assert (page.session.value("nrs.now"), window.has_unsaved) == (4, True)
    line = NewsLine(record.engine)
    assert line.is_outgrown, "and whoever comes back to a locked window is told by the new line"
    line.close()
    assert stored_km(cluster, visit.id) == [(20, None)]


def stored_km(cluster: Cluster, visit_id: str) -> list[tuple[int, int | None]]:
    """What the record holds of the two entries, past the program."""
    engine = server_engine(cluster.url())
    asked = text("SELECT findings->'weekly_km', findings->'nrs'->'now' FROM assessment WHERE visit_id = :visit")
    with engine.connect() as connection:
        found = [(row[0], row[1]) for row in connection.execute(asked, {"visit": visit_id})]
    engine.dispose()
    return found


def test_nothing_is_saved_or_shown_of_a_record_that_got_ahead_unless_it_fits(cluster: Cluster, record: Record) -> None:
    actions.register_client(record, HANAKO, actor="staff-1")
    cluster.psql("ALTER TABLE clinic.client RENAME COLUMN note TO remark")
    with pytest.raises(RecordError):
        actions.find_clients(record, "")  # a bug, as long as the record is of this version
    cluster.psql("UPDATE clinic.alembic_version SET version_num = '9999'")
    for ask in (lambda: actions.find_clients(record, ""), lambda: actions.register_client(record, HANAKO, actor="x")):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.message == OUTGROWN
    cluster.psql("ALTER TABLE clinic.client RENAME COLUMN remark TO note")
    with pytest.raises(Refused) as refused:
        actions.register_client(record, HANAKO, actor="x")
    assert refused.value.message == OUTGROWN, "also where every column is still there"
    assert len(actions.find_clients(record, "")) == 1


def test_what_a_server_says_about_itself_is_read_or_counts_as_unknown() -> None:
    assert read(marks()[0].split("'")[1]) == ours()
    assert [read(said) for said in (None, "", "standard public schema", "clinic-app 0001")] == [None] * 4


def test_each_sentence_says_what_to_do_in_both_languages() -> None:
    say = {language: texts("messages", language) for language in ("ja", "en")}
    for message, acts in (
        (OLDER, "管理者"),
        (OTHERWISE, "同じバージョン"),
        (OUTGROWN, "書き写して"),
        (NEWER, "バージョン"),
    ):
        assert say["en"](message) == message
        assert acts in say["ja"](message), message
