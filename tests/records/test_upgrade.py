"""Upgrades: with data under every parent, on both engines, whole or not at all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, text
from sqlalchemy.orm import Session

from clinic_app import actions, bundle
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.visit import PlanItem, Visit
from clinic_app.errors import Refused
from clinic_app.records import faults, upgrade
from clinic_app.records.models import (
    Addendum,
    Base,
    Booking,
    Call,
    Client,
    Confirmation,
    Consent,
    DiaryReturn,
    ImportedEvent,
    Merge,
    NotSamePerson,
    OutcomeMeasure,
    PrintEvent,
    Release,
    ReleaseExport,
    ReprintRequest,
    Retest,
    Studio,
    VisitMove,
)
from clinic_app.records.record import Record
from clinic_app.records.statistics_models import case_fact
from clinic_app.rules.evaluate import Evaluator

PARENTS = ("client", "episode", "visit", "assessment", "proposal", "plan", "rule_set", "decision", "handout")
OF_A_FACT = ("visit", "client", "episode")

LAST = upgrade.known()[-1]
# Widens a column of every parent, for which SQLite must copy the table, drop it and rename the copy.
NEXT = '''"""The next one."""
import os, signal
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", {last!r}
branch_labels = depends_on = None

def upgrade():
    for place, table in enumerate({tables!r}):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("extra", sa.Text(), nullable=True))
            batch.alter_column("id", existing_type=sa.Text(), type_=sa.String(64), existing_nullable=False)
        {then}
'''


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes a next migration, whose loop ends with the given statement, into a copy of the scripts."""
    folder = tmp_path / "migrations"
    shutil.copytree(bundle.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))

    def write(then: str) -> None:
        monkeypatch.setattr(bundle, "migrations", lambda: folder)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        script = folder / "versions" / "2099_01_01_9999_next_one.py"
        script.write_text(NEXT.format(last=LAST, tables=PARENTS, then=then), encoding="utf-8")

    return write


@pytest.fixture
def counts(record: Record, visit: Visit, evaluator: Evaluator, enter: Callable[..., object]) -> dict[str, int]:
    """A record with rows in every table, and how many."""
    enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    actions.decide_on_proposal(record, made.id, kind="accepted", actor="見本", decided_by="見本")
    item = PlanItem("hip_hinge", "easier", 10, 2)
    actions.save_plan(record, visit.id, items=(item,), evaluator=evaluator, actor="見本", approved_by="見本")
    actions.issue_handout(record, visit.id, pdf=b"%PDF-1.4", pages=1, actor="見本", approved_by="見本")
    actions.change_clinic_profile(record, ClinicProfile("見本スタジオ"), actor="見本")
    _add_rows_no_action_makes(record, visit)
    counted = _counts(record)
    assert set(counted) == set(Base.metadata.tables)
    assert 0 not in counted.values()
    return counted


def _add_rows_no_action_makes(record: Record, visit: Visit) -> None:
    client_id = visit.client_id
    now = datetime(2026, 11, 22, tzinfo=UTC)
    words = dict.fromkeys(("kind", "answer", "version", "language", "purpose", "text_hash", "guardian"), "見本")
    with Session(record.engine) as session:
        row = Consent(id="1", client_id=client_id, given_on=now.date(), recorded_by="", recorded_at=now, **words)
        session.add(row)
        session.add(ImportedEvent(id="1", kind="booking", at=now, actor="見本", imported_at=now))
        empty = dict.fromkeys(("sex", "phone", "email", "language", "note", "goal", "kana_order"), "")
        session.add(Client(id="other", name="見本", kana="ミホン", created_at=now, **empty))
        session.flush()
        session.add_all(_rows_of_a_day(visit, now))
        session.add_all(_rows_of_the_desk(session, now))
        session.execute(insert(case_fact), _facts_of_the_visit(session, now))
        session.commit()


def _facts_of_the_visit(session: Session, now: datetime) -> dict[str, object]:
    numbers = {f"{table}_seq": session.scalar(text(f"SELECT max(seq) FROM {table}")) for table in OF_A_FACT}  # noqa: S608
    rest = {column.name: "" if str(column.type) == "TEXT" else 1 for column in case_fact.columns}
    return rest | numbers | {"day": now.date().toordinal(), "counted": True, "first": True}


def _rows_of_a_day(visit: Visit, now: datetime) -> list[Base]:
    """What bookings, calls, merges, moves and follow-ups leave behind."""
    return [
        Booking(id="1", at=now, minutes=60, kind="trial", state="booked", name="見本", kana="", phone="", trainer="",
                made_by="見本", made_at=now, client_id=visit.client_id),
        Call(id="1", name="見本", about="red_pain", note="", at=now, taken_by="見本"),
        NotSamePerson(first_id=visit.client_id, second_id="other", said_by="見本", said_at=now),
        Merge(id="1", kept_id=visit.client_id, merged_id="gone", undo={}, merged_by="見本", merged_at=now),
        Studio(id="studio", code="A", name="見本", address="", phone=""),
        VisitMove(id="1", visit_id=visit.id, from_client_id="other", from_episode_id="1", from_kind="trial",
                  moved_by="見本", moved_at=now),
        Release(id="1", period="2025-H1", payload=b"{}", sha256="", closed_at=now, closed_by="見本"),
        ReleaseExport(id="1", release_id="1", form="csv", language="ja", file_name="", purpose="", recipient="",
                      actor="見本", at=now),
        Addendum(id="1", visit_id=visit.id, text="見本", written_by="見本", written_at=now),
        Retest(id="1", visit_id=visit.id, test="hip_hinge", findings={}, entered_by="見本", entered_at=now),
        Confirmation(id="1", visit_id=visit.id, path="nrs.now", code="unusual", values={"value": "8"}, stands=True,
                     confirmed_by="見本", confirmed_at=now),
        OutcomeMeasure(id="1", visit_id=visit.id, measure="activity_1", value=3.0, words="", recorded_by="見本",
                       recorded_at=now),
    ]  # fmt: skip


def _rows_of_the_desk(session: Session, now: datetime) -> list[Base]:
    handout, plan = (session.scalar(text(f"SELECT id FROM {table}")) or "" for table in ("handout", "plan"))  # noqa: S608
    return [
        PrintEvent(id="1", handout_id=handout, job_id="1", kind="print_state", state="sent", detail={}, at=now,
                   actor="見本"),
        DiaryReturn(id="1", plan_id=plan, ticks="1" * 14, at=now, entered_by="見本"),
        ReprintRequest(id="1", handout_id=handout, at=now, asked_by="見本"),
    ]  # fmt: skip


def _counts(record: Record) -> dict[str, int]:
    with record.engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


def _columns(record: Record, table: str) -> set[str]:
    with record.engine.connect() as connection:
        return {column["name"] for column in inspect(connection).get_columns(table)}


def test_the_scripts_make_exactly_the_models(record: Record) -> None:
    with record.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_names_of_the_scripts_tell_their_order() -> None:
    scripts = ScriptDirectory.from_config(upgrade.config())
    assert upgrade.known()[-1] == scripts.get_current_head()
    assert upgrade.known() == [script.revision for script in scripts.walk_revisions()][::-1]


def test_an_upgrade_keeps_every_row_under_every_parent(
    record: Record, counts: dict[str, int], scripts: Callable[[str], None], visit: Visit
) -> None:
    scripts("pass")
    before = actions.resume_visit(record, visit.id)
    upgrade.upgrade(record.engine)
    assert upgrade.current(record.engine) == "9999"
    assert _counts(record) == counts
    assert all("extra" in _columns(record, table) for table in PARENTS)
    assert actions.resume_visit(record, visit.id) == before


def test_a_failing_upgrade_leaves_the_record_as_it_was_and_can_be_repeated(
    record: Record, counts: dict[str, int], scripts: Callable[[str], None]
) -> None:
    scripts("if place == 4: raise ValueError('花子')")
    with pytest.raises(Refused) as refused:
        upgrade.upgrade(record.engine)
    assert refused.value.message == faults.UPGRADE_FAILED
    assert refused.value.values == {"reason": "ValueError"}
    assert upgrade.current(record.engine) == LAST
    assert _counts(record) == counts
    assert "extra" not in _columns(record, "client")
    scripts("pass")
    upgrade.upgrade(record.engine)
    assert _counts(record) == counts


@pytest.mark.parametrize("loss", ["decision", "client_key"])
def test_an_upgrade_that_loses_rows_is_taken_back(
    record: Record, counts: dict[str, int], scripts: Callable[[str], None], loss: str
) -> None:
    scripts(f"op.execute('DELETE FROM {loss}')")  # noqa: S608 - the mistake itself
    with pytest.raises(Refused) as refused:
        upgrade.upgrade(record.engine)
    assert loss in str(refused.value.values["reason"])
    assert upgrade.current(record.engine) == LAST
    assert _counts(record) == counts


def test_an_upgrade_that_breaks_a_reference_is_taken_back(
    file_record: Record, hanako: ClientDetails, today: date, scripts: Callable[[str], None]
) -> None:
    client = actions.register_client(file_record, hanako, actor="staff-1").value
    actions.open_visit(file_record, client.id, day=today, trainer="見本", actor="staff-1")
    scripts("op.execute(\"UPDATE visit SET client_id = 'nobody'\")")
    with pytest.raises(Refused) as refused:
        upgrade.upgrade(file_record.engine)
    assert refused.value.values == {"reason": "foreign keys"}
    assert upgrade.current(file_record.engine) == LAST


KILLED = """
import sys
from pathlib import Path
from clinic_app import bundle
bundle.migrations = lambda: Path(sys.argv[2])
from clinic_app.bootstrap.record_files import open_record
open_record(Path(sys.argv[1]), bytes(range(32)))
"""


@pytest.mark.parametrize("place", [0, 5, 8])
def test_a_killed_upgrade_leaves_the_record_as_it_was_and_can_be_repeated(
    record_path: Path, key: bytes, scripts: Callable[[str], None], hanako: ClientDetails, place: int
) -> None:
    record = open_record(record_path, key)
    actions.register_client(record, hanako, actor="staff-1")
    counts = _counts(record)
    record.close()
    scripts(f"if place == {place}: os.kill(os.getpid(), signal.SIGKILL)")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(record_path), str(bundle.migrations())], check=False)
    assert ended.returncode == -9
    scripts("pass")
    record = open_record(record_path, key)
    assert upgrade.current(record.engine) == "9999"
    assert _counts(record) == counts
    record.close()


def test_an_upgrade_ends_with_foreign_keys_on_again(file_record: Record, scripts: Callable[[str], None]) -> None:
    scripts("pass")
    upgrade.upgrade(file_record.engine)
    with file_record.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_an_up_to_date_record_opens_without_the_upgrade_library(record_path: Path) -> None:
    code = "import sys; sys.argv; import pathlib; from clinic_app.bootstrap.record_files import open_record; "
    code += "open_record(pathlib.Path(sys.argv[1]), bytes(range(32))).close(); "
    code += "print([name for name in sys.modules if name.startswith('alembic')])"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run(
        [sys.executable, "-c", code, str(record_path)], capture_output=True, text=True, check=True, env=environment
    )
    assert said.stdout.strip() == "[]"
