"""The chain of the audit: one row for each action that writes, in its transaction; what a check finds and what not."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from clinic_app import actions
from clinic_app.bootstrap.record_files import open_record
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.records import audit
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator


def _names(record: Record) -> list[str]:
    return [entry.action for entry in audit.entries(record.engine)]


def test_each_action_that_writes_adds_one_row(record: Record, visit: Visit, evaluator: Evaluator) -> None:
    before = len(_names(record))
    stored = actions.resume_visit(record, visit.id).assessment
    actions.record_findings(
        record,
        visit.id,
        stored.assessment,
        evaluator=evaluator,
        revision=stored.revision,
        step="intake",
        actor="staff-1",
    )
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    actions.propose(record, visit.id, evaluator, actor="staff-1")
    actions.close_visit(record, visit.id, result="joined", actor="staff-1")
    assert _names(record)[before - 2 :] == ["register_client", "open_visit", "propose", "close_visit"]
    last = audit.entries(record.engine)[-1]
    assert (last.actor, last.record_id, last.revision > 0) == ("staff-1", visit.id, True)


def test_a_change_that_is_refused_leaves_no_row(record: Record, visit: Visit) -> None:
    before = audit.head(record.engine)
    with pytest.raises(Refused):
        actions.close_visit(record, visit.id, actor="staff-1")
    assert audit.head(record.engine) == before


def test_no_row_tells_of_a_change_that_was_rolled_back(record: Record, hanako: ClientDetails) -> None:
    before = audit.head(record.engine)
    with record.unit_of_work() as work:
        work.clients.add(Client(work.new_id(), hanako, work.now))
        work.audit("register_client", "", "id")
    assert audit.head(record.engine) == before


def test_the_chain_of_a_session_verifies(record: Record, visit: Visit) -> None:
    head = audit.head(record.engine)
    verdict = audit.verify(record.engine, [head, None])
    assert (verdict.fault, verdict.head, verdict.anchors) == (None, head, 1)
    assert audit.NO_ANCHOR not in verdict.limits
    assert audit.NO_ANCHOR in audit.verify(record.engine).limits


def test_the_chain_holds_no_text_of_a_client(file_record: Record, hanako: ClientDetails) -> None:
    client = actions.register_client(file_record, hanako, actor="staff-1").value
    assert hanako.name not in str(audit.entries(file_record.engine))
    assert audit.entries(file_record.engine)[-1].record_id == client.id


def test_a_hundred_thousand_rows_are_verified_within_a_second(record_path: Path, key: bytes) -> None:
    record = open_record(record_path, key)
    with record.in_one_transaction() as joined, joined.unit_of_work() as work:
        seq, previous = 1, audit.verify(record.engine).head
        assert previous is not None
        whole = work._session.execute(text("SELECT hash FROM audit")).scalar_one()
        rows, began = [], time.process_time()
        for seq in range(2, 100_001):
            values = (seq, datetime.now(UTC).isoformat(), "staff", "record_findings", str(seq), 1, whole)
            whole = audit._hash(values)
            rows.append((*values, whole))
        made = time.process_time() - began
        raw = work._session.connection().connection.driver_connection
        assert raw is not None
        raw.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    started = time.process_time()
    verdict = audit.verify(record.engine)
    taken = time.process_time() - started
    record.close()
    assert (verdict.fault, verdict.rows) == (None, 100_000)
    print(f"100,000 rows verified in {taken:.2f} s of processor time")
    # The promise is 1 s of a quiet machine; where making the rows takes long as well, the machine is not quiet.
    assert taken < max(2.5, 3 * made)
