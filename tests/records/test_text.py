"""Text is stored as it was typed, byte for byte; what cannot be stored is refused with a sentence."""

import time
from datetime import date

import pytest
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.domain.assessment import Clearance
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.records import faults
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

HOSTILE = [
    "𠮷野家で𩸽",
    "が (NFC) が (NFD か\u3099)",
    "ﾊﾝｶｸ ｶﾅ",
    "abc\u202edcba\u202c",
    "👨\u200d👩\u200d👧 zero\u200cwidth \ufeffBOM",
    "葛\U000e0100城 辻\ufe00",
    "a" + "\u0301" * 200,
    "'; DROP TABLE client; --",
    "{braces} %s %(name)s \\u0000 \\",
    "<b>&amp;</b>",
    "line\nline\r\nline\ttab",
    "   ",
    "\x01\x1b[31m",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_text_comes_back_byte_for_byte(record: Record, hanako: ClientDetails, typed: str) -> None:
    client = actions.register_client(record, replace(hanako, note=typed, email=typed), actor="staff-1").value
    with record.reading() as work:
        read = work.clients.get(client.id).details
    assert (read.note, read.email) == (typed, typed)


@pytest.mark.parametrize("typed", HOSTILE)
def test_text_in_findings_comes_back_byte_for_byte(
    record: Record, visit: Visit, evaluator: Evaluator, typed: str, today: date
) -> None:
    stored = actions.resume_visit(record, visit.id).assessment
    note = Clearance(["fever"], "医師 " + typed, today.isoformat(), typed)
    document = replace(stored.assessment, cleared_by_doctor=note)
    actions.record_findings(
        record, visit.id, document, evaluator=evaluator, revision=stored.revision, step="screening", actor="staff-1"
    )
    assert actions.resume_visit(record, visit.id).assessment.assessment == document


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "ok \udfff"])
def test_what_cannot_be_stored_is_refused_in_every_place(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, typed: str, today: date
) -> None:
    with pytest.raises(Refused) as refused:
        actions.change_client(record, replace(client, details=replace(client.details, note=typed)), actor="staff-1")
    assert refused.value.message == faults.UNSTORABLE
    stored = actions.resume_visit(record, visit.id).assessment
    note = Clearance(["fever"], "医師", today.isoformat(), typed)
    with pytest.raises(Refused) as refused:
        actions.record_findings(
            record,
            visit.id,
            replace(stored.assessment, cleared_by_doctor=note),
            evaluator=evaluator,
            revision=stored.revision,
            step="screening",
            actor="staff-1",
        )
    assert refused.value.message == faults.UNSTORABLE


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800"])
def test_a_search_for_what_cannot_be_stored_finds_nothing(record: Record, client: Client, typed: str) -> None:
    assert actions.find_clients(record, typed) == ()


def test_a_pasted_megabyte_is_refused_at_once(record: Record, hanako: ClientDetails) -> None:
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        actions.register_client(record, replace(hanako, note="x" * 1_000_000), actor="staff-1")
    assert refused.value.message == faults.TOO_LONG
    assert refused.value.values == {"limit": 10_000}
    assert time.process_time() - began < 1


def test_a_name_is_stored_without_stray_spaces_and_its_reading_in_katakana(record: Record) -> None:
    client = actions.register_client(record, ClientDetails("  𠮷田\u3000 葵 ", "ﾖｼﾀﾞ　あおい"), actor="staff-1").value
    assert (client.details.name, client.details.kana) == ("𠮷田 葵", "ヨシダ アオイ")
