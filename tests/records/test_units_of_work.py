"""Units of work: all or nothing, nobody overwrites a newer version, every fault is said in words without names."""

import logging
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.records import faults, models
from clinic_app.records import record as record_module
from clinic_app.records.engines import file_engine, server_engine
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator


def _count(record: Record, table: str) -> int:
    with record.engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 - names of ours


def test_leaving_without_commit_rolls_back(record: Record, client: Client) -> None:
    with record.unit_of_work() as work:
        work.clients.add(Client("other", client.details, work.now))
    assert _count(record, "client") == 1


def test_an_exception_rolls_back_and_keeps_its_kind(record: Record, client: Client) -> None:
    with pytest.raises(ZeroDivisionError), record.unit_of_work() as work:  # noqa: PT012 - one unit of work
        work.clients.add(Client("other", client.details, work.now))
        raise ZeroDivisionError
    assert _count(record, "client") == 1


def test_work_goes_on_after_a_failed_unit(record: Record, client: Client) -> None:
    with pytest.raises(faults.RecordError), record.unit_of_work() as work:
        work.clients.add(client)  # the same id again
    assert actions.register_client(record, client.details, actor="staff-1").value.details == client.details


def test_actions_in_one_transaction_become_durable_together(record: Record, hanako: ClientDetails) -> None:
    with pytest.raises(ZeroDivisionError), record.in_one_transaction() as joined:  # noqa: PT012 - one unit of work
        actions.register_client(joined, hanako, actor="staff-1")
        assert len(actions.find_clients(joined, "花子")) == 1
        raise ZeroDivisionError
    assert _count(record, "client") == 0
    with record.in_one_transaction() as joined:
        actions.register_client(joined, hanako, actor="staff-1")
    assert _count(record, "client") == 1


def test_a_record_that_another_thread_locks_as_something_is_read_never_has_a_fault(
    record: Record, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = record.engine

    @contextmanager
    def locked_meanwhile() -> Iterator[None]:
        record.close()
        yield

    for moment in ("_remembering_doubt", "_fitting"):  # whatever comes before the first question is asked
        record.reopen(engine)
        with monkeypatch.context() as patch:
            patch.setattr(record, moment, locked_meanwhile)
            for ask in (lambda: actions.find_clients(record, "花子"), lambda: _rename(record, client)):
                with pytest.raises(Refused) as refused:
                    ask()
                assert refused.value.message == record_module.CLOSED
    record.reopen(engine)
    assert [found.details.note for found in actions.find_clients(record, "花子")] == [client.details.note]


def _rename(record: Record, client: Client) -> None:
    actions.change_client(record, replace(client, details=replace(client.details, note="never")), actor="staff-1")


def test_a_client_saved_elsewhere_is_not_overwritten(record: Record, client: Client) -> None:
    first = replace(client, details=replace(client.details, note="first"))
    second = replace(client, details=replace(client.details, note="second"))
    saved = actions.change_client(record, first, actor="staff-1")
    assert saved.kinds == {"client"}
    assert saved.value.revision == client.revision + 1
    with pytest.raises(Refused) as refused:
        actions.change_client(record, second, actor="staff-1")
    assert refused.value.message == faults.STALE
    assert [found.details.note for found in actions.find_clients(record, "花子")] == ["first"]


def test_the_second_of_two_sessions_that_save_the_same_visit_is_refused(
    record: Record, visit: Visit, evaluator: Evaluator
) -> None:
    opened = actions.resume_visit(record, visit.id).assessment

    def save(km: float) -> None:
        document = replace(opened.assessment, weekly_km=km)
        actions.record_findings(
            record,
            visit.id,
            document,
            evaluator=evaluator,
            revision=opened.revision,
            step="intake",
            actor="staff-1",
        )

    save(20)
    with pytest.raises(Refused) as refused:
        save(30)
    assert refused.value.message == faults.STALE
    assert actions.resume_visit(record, visit.id).assessment.assessment.weekly_km == 20


def test_a_change_between_reading_and_writing_is_noticed_by_the_row_itself(record: Record, client: Client) -> None:
    with pytest.raises(Refused) as refused, record.unit_of_work() as work:  # noqa: PT012 - one unit of work
        row = work.clients._row(models.Client, client.id)
        work._session.execute(text("UPDATE client SET revision = revision + 1"))
        row.note = "late"
        work.commit()
    assert refused.value.message == faults.STALE


def test_decisions_proposals_and_handouts_are_never_changed(record: Record, visit: Visit, evaluator: Evaluator) -> None:
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    actions.decide_on_proposal(record, made.id, kind="none", actor="見本", decided_by="見本")
    for model in (models.Proposal, models.Decision):
        with pytest.raises(TypeError, match="written once"), record.unit_of_work() as work:  # noqa: PT012 - one unit of work
            row: Any = work._session.query(model).one()
            row.visit_id = "another"
            work.commit()
    assert actions.resume_visit(record, visit.id).decision is not None


def test_a_full_disk_is_said_and_the_next_save_works(file_record: Record, hanako: ClientDetails) -> None:
    with file_record.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Refused) as refused:
        actions.register_client(file_record, replace(hanako, note="あ" * 9000), actor="staff-1")
    assert refused.value.message == faults.FULL
    assert actions.find_clients(file_record, "") == ()
    with file_record.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA max_page_count = 100000")
    actions.register_client(file_record, hanako, actor="staff-1")


IN_A_SMALL_DISK = """
import resource, signal, sys
from pathlib import Path
from typing import Any
from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
path = Path(sys.argv[1])
record = open_record(path, bytes(range(32)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
details = ClientDetails("a", "a", note="x" * 9000)
try:
    actions.register_client(record, details, actor="staff-1")
except Refused as refused:
    print(refused.message)
print(len(actions.find_clients(record, "")))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
actions.register_client(record, details, actor="staff-1")
print(len(actions.find_clients(record, "")))
record.close()
"""


def test_a_disk_that_fails_in_the_middle_loses_only_this_save(record_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    command = [sys.executable, "-c", IN_A_SMALL_DISK, str(record_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] in (faults.NOT_SAVED, faults.FULL)
    assert said[1:] == ["0", "1"]


AS_NOBODY = """
import os, sys
from pathlib import Path
from typing import Any
import alembic.command
from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import ClientDetails
from clinic_app.errors import Refused
record = open_record(Path(sys.argv[1]), bytes(range(32)))
record.engine.dispose()
if os.getuid() == 0:
    os.setuid(65534)
print(len(actions.find_clients(record, "")))
try:
    actions.register_client(record, ClientDetails("a", "a"), actor="staff-1")
except Refused as refused:
    print(refused.message)
record.close()
"""


def test_a_record_that_may_only_be_read_is_read_and_says_so(record_path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:  # where nobody may look, unlike pytest's own folders
        path = Path(shutil.copy(record_path, folder))
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        command = [sys.executable, "-c", AS_NOBODY, str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        Path(folder).chmod(0o755)
    assert said == ["0", faults.READ_ONLY]


def test_a_record_in_use_by_another_program_is_said(
    file_record: Record, record_path: Path, key: bytes, hanako: ClientDetails
) -> None:
    other = open_record(record_path, key)
    with other.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout = 0")
    with file_record.unit_of_work() as work:
        work.client_search.find("")  # the lock is taken with the first statement
        with pytest.raises(Refused) as refused:
            actions.register_client(other, hanako, actor="staff-1")
    assert refused.value.message == faults.IN_USE
    actions.register_client(other, hanako, actor="staff-1")
    other.close()


def test_a_lost_server_is_said_and_found_again(server: object, server_url: str, hanako: ClientDetails) -> None:
    record = Record(server_engine(server_url))
    killer = server_engine(server_url)
    with pytest.raises(Refused) as refused, record.unit_of_work() as work:  # noqa: PT012 - one unit of work
        work.client_search.find("")
        with killer.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                     "AND state IS NOT NULL AND backend_type = 'client backend'")
            )  # fmt: skip
        work.clients.add(Client("lost", hanako, work.now))
        work.commit()
    assert refused.value.message == faults.CONNECTION_LOST
    assert actions.register_client(record, hanako, actor="staff-1").value.details.note == hanako.note
    killer.dispose()
    record.close()


def test_a_missing_server_is_said() -> None:
    record = Record(server_engine("postgresql+psycopg://nobody@127.0.0.1:1/nowhere"))
    with pytest.raises(Refused) as refused:
        actions.find_clients(record, "")
    assert refused.value.message == faults.CONNECTION_LOST
    record.close()


def test_no_name_shows_in_the_text_of_an_error(
    record: Record, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    canary = replace(client, details=replace(client.details, name="カナリア", phone="090-0000-7777"))
    with pytest.raises(faults.RecordError) as failed, record.unit_of_work() as work:
        work.clients.add(canary)
    said = "".join(traceback.format_exception(failed.value)) + caplog.text
    said = re.sub(r"\[(cached since|generated in) [\d.e-]+s", "", said)  # a time may have the digits of the number
    for secret in ("カナリア", "7777", client.id, "花子"):
        assert secret not in said
    assert "IntegrityError" in str(failed.value) or "UniqueViolation" in str(failed.value)


def test_times_are_utc_and_order_does_not_come_from_the_clock(record: Record, client: Client) -> None:
    tokyo = timezone(timedelta(hours=9))
    clocked = Record(record.engine, clock=lambda: datetime(1999, 1, 1, 9, tzinfo=tokyo))
    later = actions.register_client(clocked, client.details, actor="staff-1").value
    assert later.created_at == datetime(1999, 1, 1, 0, tzinfo=UTC)
    assert [found.id for found in actions.find_clients(record, "")] == [later.id, client.id]
    zoneless = Record(record.engine, clock=lambda: datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake itself
    with pytest.raises(faults.RecordError):
        actions.register_client(zoneless, client.details, actor="staff-1")


def test_an_id_of_a_deleted_row_is_never_given_again(record: Record, client: Client) -> None:
    with record.engine.begin() as connection:
        before = connection.scalar(text("SELECT max(seq) FROM client")) or 0
        connection.execute(text("DELETE FROM client"))
    actions.register_client(record, client.details, actor="staff-1")
    with record.engine.connect() as connection:
        assert (connection.scalar(text("SELECT max(seq) FROM client")) or 0) > before


def test_deleting_a_client_leaves_nothing_of_them(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, today: date
) -> None:
    made = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    actions.decide_on_proposal(record, made.id, kind="none", actor="見本", decided_by="見本")
    actions.issue_handout(record, visit.id, pdf=b"%PDF-1.4", pages=1, actor="見本", kind="memo", approved_by="見本")
    with record.engine.begin() as connection:
        connection.execute(text("DELETE FROM client"))
    tables = ("client_key", "episode", "visit", "assessment", "proposal", "decision", "handout")
    assert {table: _count(record, table) for table in tables} == dict.fromkeys(tables, 0)


def test_a_closed_record_refuses_and_goes_on_when_it_is_reopened(
    record_path: Path, key: bytes, file_record: Record, hanako: ClientDetails
) -> None:
    client = actions.register_client(file_record, hanako, actor="staff-1").value
    file_record.close()
    assert not file_record.is_open
    with pytest.raises(Refused, match="locked"), file_record.reading():
        pass
    with pytest.raises(Refused, match="locked"), file_record.unit_of_work():
        pass
    file_record.reopen(file_engine(record_path, key))
    with file_record.reading() as work:
        assert work.clients.get(client.id) == client
