"""A client's rights on both engines: consent, the bin, erasing, and who is looked at again after years."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.actions import bin as bin_actions
from clinic_app.actions import consents, retention
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.consent import is_minor, newest, standing
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.records import bin as bin_store
from clinic_app.records.audit import entries
from clinic_app.records.record import Record
from clinic_app.records.store import GONE

ME = "staff-1"
BOTH: Any = {"record": "given", "statistics": "refused"}


def _consent(record: Record, client: Client, day: date, **more: Any) -> tuple[Any, ...]:
    given = {"answers": BOTH, "given_on": day, "language": "ja", "recorded_by": "佐藤", "actor": ME, **more}
    return actions.record_consent(record, client.id, **given).value


def _actions(record: Record, record_id: str) -> list[str]:
    return [entry.action for entry in entries(record.engine) if entry.record_id == record_id]


def _day(record: Record) -> date:
    return record.clock().astimezone().date()


@pytest.fixture(autouse=True)
def _clock(record: Record, today: date) -> None:
    record.clock = lambda: datetime(today.year, today.month, today.day, 3).astimezone()


def test_an_answer_keeps_the_very_words_it_was_given_to(record: Record, client: Client, today: date) -> None:
    kept = _consent(record, client, today)
    text = actions.consent_text()
    assert [consent.kind for consent in kept] == ["record", "statistics"]
    assert kept[0].purpose == text.record.words("ja")
    assert kept[0].version == text.version
    assert kept[0].text_hash == text.hash("record", "ja") != text.hash("record", "en")
    assert actions.consents_of(record, client.id) == kept
    assert [_actions(record, consent.id) for consent in kept] == [["record_consent"], ["record_consent"]]


def test_statistics_are_refused_without_touching_the_record(record: Record, client: Client, today: date) -> None:
    assert standing(actions.consents_of(record, client.id), "record") == "missing"
    _consent(record, client, today)
    stored = actions.consents_of(record, client.id)
    assert (standing(stored, "record"), standing(stored, "statistics")) == ("given", "refused")


def test_a_consent_to_the_record_is_never_stored_as_refused(record: Record, client: Client, today: date) -> None:
    with pytest.raises(Refused) as refused:
        _consent(record, client, today, answers={"record": "refused"})
    assert refused.value.message == consents.ONLY_GIVEN


def test_a_consent_of_tomorrow_is_refused(record: Record, client: Client, today: date) -> None:
    with pytest.raises(Refused) as refused:
        _consent(record, client, today + timedelta(days=1))
    assert refused.value.message == consents.FUTURE
    assert actions.consents_of(record, client.id) == ()


@pytest.mark.parametrize(("birth_date", "minor"), [(date(2008, 11, 23), True), (date(2008, 11, 22), False)])
def test_under_18_on_the_day_a_guardian_answers(
    record: Record, hanako: ClientDetails, today: date, birth_date: date, minor: bool
) -> None:
    assert is_minor(birth_date, today) is minor
    client = actions.register_client(record, replace(hanako, birth_date=birth_date), actor=ME).value
    if minor:
        with pytest.raises(Refused) as refused:
            _consent(record, client, today, guardian="  ")
        assert refused.value.message == consents.GUARDIAN_MISSING
    kept = _consent(record, client, today, guardian=" 髙橋 月子 ")
    assert kept[0].guardian == ("髙橋 月子" if minor else "")


def test_without_a_birth_date_the_age_is_asked(record: Record, hanako: ClientDetails, today: date) -> None:
    client = actions.register_client(record, replace(hanako, birth_date=None), actor=ME).value
    with pytest.raises(Refused) as refused:
        _consent(record, client, today)
    assert refused.value.message == consents.AGE_ASKED
    with pytest.raises(Refused):
        _consent(record, client, today, of_age=False)
    assert _consent(record, client, today, of_age=True)[0].guardian == ""


def test_taking_back_the_consent_to_statistics_leaves_the_record(record: Record, client: Client, today: date) -> None:
    given = _consent(record, client, today, answers={"record": "given", "statistics": "given"})
    actions.withdraw_consent(record, given[1].id, day=today, actor=ME)
    stored = actions.consents_of(record, client.id)
    assert standing(stored, "statistics") == "withdrawn"
    assert standing(stored, "record") == "given"
    assert not actions.is_in_bin(record, client.id)
    with pytest.raises(Refused) as refused:
        actions.withdraw_consent(record, given[1].id, day=today, actor=ME)
    assert refused.value.message == consents.NOT_STANDING


def test_taking_back_the_consent_to_the_record_leads_to_the_bin(record: Record, client: Client, today: date) -> None:
    given = _consent(record, client, today)
    done = actions.withdraw_consent(record, given[0].id, day=today, actor=ME)
    assert done.kinds == {"consent", "client"}
    (binned,) = actions.bin_contents(record)
    assert (binned.client.id, binned.reason) == (client.id, consents.WITHDRAWN)
    last = newest(actions.consents_of(record, client.id), "record")
    assert last is not None
    assert (last.withdrawn_on, last.withdrawn_by) == (today, ME)
    assert _actions(record, client.id)[-1] == "bin_client"


def test_a_consent_is_not_taken_back_before_it_was_given(record: Record, client: Client, today: date) -> None:
    given = _consent(record, client, today)
    with pytest.raises(Refused) as refused:
        actions.withdraw_consent(record, given[0].id, day=today - timedelta(days=1), actor=ME)
    assert refused.value.message == consents.BEFORE_IT_WAS_GIVEN


def test_a_client_in_the_bin_is_out_of_every_list_and_comes_back_whole(
    record: Record, client: Client, visit: Visit, today: date
) -> None:
    before = actions.resume_visit(record, visit.id)
    actions.bin_client(record, client.id, actor=ME, reason="二重登録")
    assert actions.find_clients(record, "たかはし") == ()
    assert actions.find_clients(record, "") == ()
    assert actions.visits_of_day(record, visit.done_on) == ()
    with pytest.raises(Refused) as refused:
        actions.open_visit(record, client.id, day=today, trainer="佐藤", actor=ME)
    assert refused.value.message == bin_store.IN_BIN
    (binned,) = actions.bin_contents(record)
    assert (binned.reason, binned.visits, binned.erased_on) == ("二重登録", 1, today + timedelta(days=30))
    actions.take_out_of_bin(record, client.id, actor=ME)
    assert [found.id for found in actions.find_clients(record, "たかはし")] == [client.id]
    after = actions.resume_visit(record, visit.id)
    assert replace(after, client=before.client) == before
    assert actions.bin_contents(record) == ()
    assert _actions(record, client.id)[-2:] == ["bin_client", "take_out_of_bin"]


def test_the_bin_counts_its_days_from_the_first_time(record: Record, client: Client, today: date) -> None:
    actions.bin_client(record, client.id, actor=ME)
    record.clock = lambda: datetime(today.year, today.month, today.day + 5, 3).astimezone()
    assert actions.bin_client(record, client.id, actor=ME).kinds == frozenset()
    assert actions.bin_contents(record)[0].erased_on == today + timedelta(days=30)


def test_the_bin_is_emptied_of_those_whose_thirty_days_are_over(
    record: Record, client: Client, hanako: ClientDetails, today: date
) -> None:
    other = actions.register_client(record, replace(hanako, name="別の人", kana="ベツノヒト"), actor=ME).value
    actions.bin_client(record, client.id, actor=ME)
    for days in range(3, 31, 3):
        at = datetime(today.year, today.month, today.day, 3).astimezone() + timedelta(days=days)
        record.clock = lambda at=at: at  # type: ignore[misc]
        actions.change_retention_years(record, 5 + days % 2, actor=ME)
    withdrawn: list[str] = []
    assert actions.empty_bin(record, today + timedelta(days=29), actor=ME, withdraw=withdrawn.append) == 0
    assert actions.empty_bin(record, today + timedelta(days=30), actor=ME, withdraw=withdrawn.append) == 0
    assert actions.empty_bin(record, today + timedelta(days=31), actor=ME, withdraw=withdrawn.append) == 1
    assert actions.bin_contents(record) == ()
    assert [found.id for found in actions.find_clients(record, "")] == [other.id]
    assert _actions(record, client.id)[-1] == "erase_client"


def test_only_who_is_in_the_bin_is_erased(record: Record, client: Client) -> None:
    with pytest.raises(Refused) as refused:
        actions.erase_client(record, client.id, actor=ME, withdraw=lambda _paper: None)
    assert refused.value.message == bin_actions.NOT_IN_BIN
    assert actions.find_clients(record, "たかはし")


def test_erasing_twice_says_that_the_entry_is_gone(record: Record, client: Client) -> None:
    actions.bin_client(record, client.id, actor=ME)
    actions.erase_client(record, client.id, actor=ME, withdraw=lambda _paper: None)
    with pytest.raises(Refused) as refused:
        actions.erase_client(record, client.id, actor=ME, withdraw=lambda _paper: None)
    assert refused.value.message == GONE


def test_when_a_sealed_copy_cannot_be_removed_nobody_is_erased(record: Record, client: Client, visit: Visit) -> None:
    actions.issue_handout(record, visit.id, pdf=b"%PDF-1.4", pages=1, actor=ME, approved_by="佐藤", kind="memo")
    actions.bin_client(record, client.id, actor=ME)

    def fails(_paper: str) -> None:
        raise OSError("the share is away")

    with pytest.raises(OSError, match="share"):
        actions.erase_client(record, client.id, actor=ME, withdraw=fails)
    assert [binned.client.id for binned in actions.bin_contents(record)] == [client.id]


def _visited(record: Record, details: ClientDetails, name: str, day: date) -> Client:
    client = actions.register_client(record, replace(details, name=name), actor=ME).value
    visit = actions.open_visit(record, client.id, day=day, trainer="佐藤", actor=ME).value
    actions.close_visit(record, visit.id, result="joined", actor=ME)
    return client


def test_the_list_holds_whose_last_visit_is_older_than_the_years_chosen(
    record: Record, hanako: ClientDetails, today: date
) -> None:
    old = _visited(record, hanako, "五年より前", date(2021, 11, 21))
    _visited(record, hanako, "ちょうど五年", date(2021, 11, 22))
    new = actions.register_client(record, replace(hanako, name="来たばかり"), actor=ME).value
    assert [(due.client.id, due.last_visit, due.visits) for due in actions.retention_list(record, today)] == [
        (old.id, date(2021, 11, 21), 1)
    ]
    actions.change_retention_years(record, 4, actor=ME)
    assert len(actions.retention_list(record, today)) == 2
    assert new.id not in [due.client.id for due in actions.retention_list(record, today)]


def test_who_is_kept_on_comes_back_on_the_day_chosen_and_who_is_binned_does_not(
    record: Record, hanako: ClientDetails, today: date
) -> None:
    kept = _visited(record, hanako, "残す人", date(2020, 1, 1))
    binned = _visited(record, hanako, "消す人", date(2020, 1, 1))
    until = today + timedelta(days=365)
    assert actions.keep_clients(record, [kept.id], until=until, actor=ME).value == 1
    assert actions.bin_clients(record, [binned.id], actor=ME).value == 1
    assert actions.retention_list(record, today) == ()
    assert [due.client.id for due in actions.retention_list(record, until)] == [kept.id]
    assert _actions(record, kept.id)[-1] == "keep_client"
    assert _actions(record, binned.id)[-1] == "bin_client"


def test_a_client_is_not_kept_until_a_day_that_is_over(record: Record, client: Client, today: date) -> None:
    with pytest.raises(Refused) as refused:
        actions.keep_clients(record, [client.id], until=today, actor=ME)
    assert refused.value.message == retention.KEPT_UNTIL


def test_the_list_is_due_once_a_year(record: Record, today: date) -> None:
    assert actions.retention_settings(record).is_due(today)
    actions.finish_retention_list(record, today, actor=ME)
    chosen = actions.retention_settings(record)
    assert not chosen.is_due(today + timedelta(days=364))
    assert chosen.is_due(today.replace(year=2027))
    with pytest.raises(Refused):
        actions.change_retention_years(record, 0, actor=ME)
    assert actions.retention_settings(record) == chosen


def test_the_list_is_read_in_pages_and_misses_nobody(
    record: Record, hanako: ClientDetails, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clinic_app.records import retention as store

    monkeypatch.setattr(store, "PAGE", 2)
    expected = [_visited(record, hanako, f"見本{number}", date(2020, 1, 1)).id for number in range(5)]
    assert [due.client.id for due in actions.retention_list(record, today)] == expected
