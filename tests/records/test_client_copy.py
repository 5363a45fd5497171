"""A client's copy on both engines: everything that hangs on them, nothing about anybody else, nothing internal."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from clinic_app import actions
from clinic_app.actions.client_copy import KEYS
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.diary import Diary
from clinic_app.domain.follow_up import OutcomeMeasure
from clinic_app.domain.problem import Problem
from clinic_app.domain.visit import PlanItem, Visit
from clinic_app.errors import Refused
from clinic_app.records.audit import entries
from clinic_app.records.client_copy import LEFT_OUT, owner_of
from clinic_app.records.models import Base
from clinic_app.records.record import Record
from clinic_app.records.store import GONE
from clinic_app.rules.evaluate import Evaluator

ME = "staff-1"
PAPER = b"%PDF-1.4 the paper itself"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HASH = re.compile(r"\b[0-9a-f]{64}\b")


@pytest.fixture
def full(
    record: Record, client: Client, visit: Visit, evaluator: Evaluator, enter: Callable[..., object], today: date
) -> Client:
    """Hanako with consent, findings, a decision, a plan and a paper."""
    record.clock = lambda: datetime(today.year, today.month, today.day, 3).astimezone()
    actions.record_consent(
        record,
        client.id,
        answers={"record": "given", "statistics": "refused"},
        given_on=today,
        language="ja",
        recorded_by="佐藤",
        actor=ME,
    )
    enter(visit, "gluteal")
    made = actions.propose(record, visit.id, evaluator, actor=ME).value
    actions.decide_on_proposal(record, made.id, kind="accepted", actor=ME, decided_by="佐藤", note="決めた理由")
    again = actions.resume_visit(record, visit.id).assessment.assessment.tests
    actions.record_retest(record, visit.id, "hip_hinge", again, evaluator=evaluator, actor=ME, entered_by="佐藤")
    asked = Problem("nrs.now", "unusual", "confirm", {"value": "8"})
    actions.confirm_value(record, visit.id, asked, actor=ME, confirmed_by="佐藤")
    stairs = OutcomeMeasure("activity_1", 4, "階段を下りる")
    actions.record_measures(record, visit.id, (stairs,), actor=ME, recorded_by="佐藤")
    items = (PlanItem("hip_hinge", "easier", 10, 2, cue="お尻を後ろへ"),)
    actions.save_plan(record, visit.id, items=items, evaluator=evaluator, actor=ME, approved_by="佐藤", note="無理せず")
    actions.issue_handout(record, visit.id, pdf=PAPER, pages=1, actor=ME, approved_by="佐藤")
    return client


def _json(record: Record, client: Client) -> dict[str, Any]:
    copy = actions.take_client_copy(record, client.id, actor=ME).value
    read: dict[str, Any] = json.loads(actions.copy_as_json(copy, "架空コンディショニング", "ja"))
    return read


def _keys(plain: Any) -> Iterator[str]:
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield key
            yield from _keys(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from _keys(value)


def test_the_copy_holds_person_consents_visits_findings_plans_and_papers(record: Record, full: Client) -> None:
    read = _json(record, full)
    client = read["client"]
    (visit,) = client["visit"]
    assert (read["format"], client["name"], client["note"]) == ("clinic-app/client-copy/1", "髙橋 花子", "架空のデータ")
    assert [(consent["kind"], consent["answer"]) for consent in client["consent"]] == [
        ("record", "given"),
        ("statistics", "refused"),
    ]
    assert visit["assessment"][0]["findings"]["tests"]
    assert visit["proposal"][0]["document"]["reasons"]
    assert visit["decision"][0]["note"] == "決めた理由"
    assert visit["plan"][0]["plan_item"][0]["cue"] == "お尻を後ろへ"
    assert b64decode(visit["handout"][0]["pdf"]) == PAPER


def test_a_strip_that_came_back_is_in_both_copies(record: Record, full: Client, visit: Visit) -> None:
    with record.unit_of_work() as work:
        plan = work.plans.newest_of(visit.id)
        assert plan is not None
        strip = Diary("1101----------", "bby-----------", work.now)
        work.print_jobs.return_diary("11111111-1111-4111-8111-111111111111", plan.id, strip, "田中")
        work.commit()
    copy = actions.take_client_copy(record, full.id, actor=ME).value
    assert copy.visits[0].diary == strip
    (told,) = _json(record, full)["client"]["visit"][0]["plan"][0]["diary_return"]
    assert (told["ticks"], told["signals"], told["entered_by"]) == (strip.ticks, strip.signals, "田中")


def test_every_table_that_hangs_on_a_client_is_in_the_copy_or_left_out_by_name(record: Record, full: Client) -> None:
    found = set(_keys(_json(record, full)["client"]))
    hanging, grew = {"client"}, True
    while grew:
        more = {
            table.name
            for table in Base.metadata.sorted_tables
            for column in table.columns
            for reference in column.foreign_keys
            if reference.column.table.name in hanging
        }
        grew = not more <= hanging
        hanging |= more
    assert hanging - {"client", *LEFT_OUT} <= found
    assert all(owner_of(Base.metadata.tables[name]) is not None for name in hanging - {"client"})
    assert set(LEFT_OUT) & found == set()


def test_no_id_of_the_record_and_no_hash_is_in_the_copy(record: Record, full: Client) -> None:
    read = _json(record, full)
    assert UUID.findall(json.dumps(read)) == []
    assert HASH.findall(json.dumps(read)) == []
    assert {key for key in _keys(read["client"]) if key in ("id", "seq", "revision") or key.endswith("_id")} <= {"id"}


def test_nothing_about_anybody_else_is_in_the_copy(record: Record, full: Client, hanako: ClientDetails) -> None:
    before = _json(record, full)
    details = replace(hanako, name="別の人の名前", kana="ベツノヒト", phone="080-9999-8888", note="別の人のメモ")
    other = actions.register_client(record, details, actor=ME).value
    visit = actions.open_visit(record, other.id, day=date(2026, 11, 22), trainer="別の担当", actor=ME).value
    actions.issue_handout(record, visit.id, pdf=PAPER, pages=1, actor=ME, approved_by="別の担当", kind="memo")
    after = _json(record, full)
    assert after["client"] == before["client"]
    assert "別の" not in json.dumps(after, ensure_ascii=False)


def test_the_keys_that_need_a_word_have_one_in_both_languages(record: Record, full: Client) -> None:
    copy = actions.take_client_copy(record, full.id, actor=ME).value
    spoken = [json.loads(actions.copy_as_json(copy, "x", language))["keys"] for language in ("ja", "en")]  # type: ignore[arg-type]
    assert spoken[0].keys() == spoken[1].keys() == KEYS.keys()
    assert all(spoken[0][key] != spoken[1][key] for key in KEYS)
    known = set(_keys(copy.rows)) | {"client"}
    assert {path.rpartition(".")[2] for path in KEYS} <= known


def test_each_copy_stands_in_the_audit(record: Record, full: Client) -> None:
    actions.take_client_copy(record, full.id, actor=ME)
    last = entries(record.engine)[-1]
    assert (last.action, last.actor, last.record_id) == ("copy_client", ME, full.id)


def test_a_client_in_the_bin_can_still_have_a_copy_and_one_who_is_gone_cannot(record: Record, full: Client) -> None:
    before = _json(record, full)["client"]["visit"]
    actions.bin_client(record, full.id, actor=ME)
    assert _json(record, full)["client"]["visit"] == before
    actions.erase_client(record, full.id, actor=ME, withdraw=lambda _paper: None)
    rows = entries(record.engine)
    with pytest.raises(Refused) as refused:
        actions.take_client_copy(record, full.id, actor=ME)
    assert refused.value.message == GONE
    assert entries(record.engine) == rows


def test_the_copy_is_valid_json_whatever_was_typed(record: Record, full: Client) -> None:
    typed = '\u202e𠮷"\\</script>\r\n\t\u2028\x7f'
    actions.change_client(record, replace(full, details=replace(full.details, note=typed)), actor=ME)
    assert _json(record, full)["client"]["note"] == typed
    with record.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM client")) == 1
