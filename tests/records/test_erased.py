"""An erased client leaves nothing readable: no row, no freed page, no sealed paper. Only a random id in the audit."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msgspec.structs import replace
from sqlalchemy import inspect, text

from clinic_app import actions
from clinic_app.bootstrap.sealed_papers import empty_bin_on_opening, paper_withdrawal
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import PlanItem
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.record import Record
from clinic_app.records.sealed import SealedFolder
from clinic_app.rules.evaluate import Evaluator
from tests.records.keys_setup import JOB, make_clinic

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
CANARY = "カナリア七四一"
BYTES = CANARY.encode()
ME = "staff-1"


@pytest.fixture
def record(file_record: Record) -> Record:
    """The encrypted file: what a server leaves on its disk is its own affair."""
    return file_record


def _pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Every page of the file as it is under the encryption, the free ones too."""
    content = path.read_bytes()
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        begin, end = SALT if start == 0 else 0, PAGE - RESERVED
        cipher = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
        yield cipher.update(page[begin:end]) + cipher.finalize()


def _in_pages(path: Path, key: bytes, wanted: bytes) -> int:
    return sum(wanted in page for page in _pages(path, key))


def _rows(record: Record) -> dict[str, int]:
    with record.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}  # noqa: S608


def _full_record(
    record: Record, hanako: ClientDetails, evaluator: Evaluator, enter: Callable[..., object], day: date
) -> Client:
    """A client in every table, with the canary in every text that can be typed."""
    details = replace(hanako, name=CANARY, kana="カナリア", note=CANARY * 900, email=CANARY)
    client = actions.register_client(record, details, actor=ME).value
    actions.record_consent(
        record,
        client.id,
        answers={"record": "given"},
        given_on=day,
        language="ja",
        recorded_by=CANARY,
        actor=ME,
    )
    visit = actions.open_visit(record, client.id, day=day, trainer=CANARY, actor=ME).value
    enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor=ME).value
    actions.decide_on_proposal(record, made.id, kind="accepted", actor=ME, decided_by=CANARY, note=CANARY)
    items = (PlanItem("hip_hinge", "easier", 10, 2, cue=CANARY),)
    actions.save_plan(
        record, visit.id, items=items, evaluator=evaluator, actor=ME, approved_by=CANARY, note=CANARY * 400
    )
    paper = b"%PDF-1.4 " + BYTES * 3000
    actions.issue_handout(record, visit.id, pdf=paper, pages=1, actor=ME, approved_by=CANARY)
    return client


def test_nothing_of_an_erased_client_is_left_in_the_file_under_the_encryption(
    record: Record,
    record_path: Path,
    key: bytes,
    hanako: ClientDetails,
    evaluator: Evaluator,
    enter: Callable[..., object],
    today: date,
) -> None:
    record.clock = lambda: datetime(today.year, today.month, today.day, 3).astimezone()
    before = _rows(record)
    client = _full_record(record, hanako, evaluator, enter, today)
    assert _in_pages(record_path, key, BYTES) > 20, "the canary must be there to be missed"
    actions.bin_client(record, client.id, actor=ME, reason=CANARY)
    assert _in_pages(record_path, key, BYTES) > 20, "the bin keeps everything"
    actions.erase_client(record, client.id, actor=ME, withdraw=lambda _paper: None)
    assert _in_pages(record_path, key, BYTES) == 0
    assert _in_pages(record_path, key, client.id.encode()) >= 1, "the audit keeps the random id"
    assert {name: rows for name, rows in _rows(record).items() if name != "audit"} == {
        name: rows for name, rows in before.items() if name != "audit"
    }
    assert list(record_path.parent.glob(f"{record_path.name}-*")) == []


def test_another_client_is_untouched_by_an_erasure(
    record: Record, hanako: ClientDetails, evaluator: Evaluator, enter: Callable[..., object], today: date
) -> None:
    other = actions.register_client(record, hanako, actor=ME).value
    visit = actions.open_visit(record, other.id, day=today, trainer="佐藤", actor=ME).value
    enter(visit, "thoracic")
    stays = actions.resume_visit(record, visit.id)
    client = _full_record(record, hanako, evaluator, enter, today)
    actions.bin_client(record, client.id, actor=ME)
    actions.erase_client(record, client.id, actor=ME, withdraw=lambda _paper: None)
    assert actions.resume_visit(record, visit.id) == stays
    with record.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_the_sealed_papers_of_an_erased_client_are_gone_and_no_others(
    record: Record,
    hanako: ClientDetails,
    evaluator: Evaluator,
    enter: Callable[..., object],
    today: date,
    tmp_path: Path,
) -> None:
    clinic = make_clinic(tmp_path / "keys")
    client = _full_record(record, hanako, evaluator, enter, today)
    with record.reading() as work:
        (paper,) = work.bin.papers_of(client.id)
    out = SealedFolder(tmp_path, "desk", "out", clinic.owner)
    out.publish({paper: BYTES, JOB + "1": b"somebody else's"})
    actions.bin_client(record, client.id, actor=ME)
    withdraw = paper_withdrawal(tmp_path, HeldRing(clinic.owner))
    actions.erase_client(record, client.id, actor=ME, withdraw=withdraw)
    assert out.ids() == [JOB + "1"]


def test_opening_the_record_empties_the_bin_and_a_share_that_is_away_keeps_nobody_out(
    record: Record, hanako: ClientDetails, evaluator: Evaluator, enter: Callable[..., object], today: date
) -> None:
    record.clock = lambda: datetime(today.year, today.month, today.day, 3).astimezone()
    client = _full_record(record, hanako, evaluator, enter, today)
    actions.bin_client(record, client.id, actor=ME)
    noon = datetime(today.year, today.month, today.day, 3).astimezone()
    for day in range(3, 29, 3):
        record.clock = lambda day=day: noon + timedelta(days=day)  # type: ignore[misc]
        actions.change_retention_years(record, 5 + day % 2, actor=ME)
    record.clock = lambda: datetime(today.year, today.month + 1, today.day, 3).astimezone()

    def away(_paper: str) -> None:
        raise OSError("away")

    empty_bin_on_opening(record, away, ME)  # leaves an entry of that day
    record.clock = lambda: datetime(today.year, today.month + 1, today.day + 1, 3).astimezone()
    empty_bin_on_opening(record, away, ME)
    assert [binned.client.id for binned in actions.bin_contents(record)] == [client.id]
    empty_bin_on_opening(record, lambda _paper: None, ME)
    assert actions.bin_contents(record) == ()
