"""Clients who look alike, two made one and two again, and visits that hang under the wrong client."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from clinic_app import actions
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.records import models
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator

WHO = {"by": "見本", "actor": "staff-1"}


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({"name": "高橋 華子"}, ("kana", "phone", "birth_date")),
        ({"kana": "タカハシ ヨウコ", "birth_date": None}, ("phone",)),
        ({"phone": "", "birth_date": None}, ("kana",)),
        ({"kana": "たかはし　はなこ", "phone": "", "birth_date": None}, ("kana",)),
        ({"name": "佐藤 花子", "kana": "サトウ ハナコ", "phone": ""}, ("birth_date",)),
        ({"name": "高階 葉菜", "kana": "タカハシ ハナ", "phone": ""}, ("birth_date",)),
        ({"name": "佐藤 誠", "kana": "サトウ マコト", "phone": ""}, ()),
        ({"name": "佐藤 誠", "kana": "サトウ マコト", "phone": "1234", "birth_date": None}, ()),
    ],
)
def test_who_looks_alike_is_named_with_the_reason(
    record: Record, client: Client, hanako: ClientDetails, changes: dict[str, object], by: tuple[str, ...]
) -> None:
    typed = replace(hanako, **changes)
    assert [alike.by for alike in actions.alike_clients(record, typed)] == ([by] if by else [])


def test_another_person_is_remembered_from_the_first_day(record: Record, client: Client, hanako: ClientDetails) -> None:
    twin = actions.register_client(record, hanako, actor="staff-1", not_same_as=(client.id,), by="見本").value
    assert actions.alike_clients(record, twin.details, client_id=twin.id) == ()
    assert actions.alike_clients(record, client.details, client_id=client.id) == ()
    third = actions.register_client(record, hanako, actor="staff-1").value
    assert len(actions.alike_clients(record, third.details, client_id=third.id)) == 2
    actions.say_another_person(record, third.id, twin.id, **WHO)
    actions.say_another_person(record, twin.id, third.id, **WHO)
    assert [one.client.id for one in actions.alike_clients(record, third.details, client_id=third.id)] == [client.id]


@pytest.fixture
def twin(record: Record, visit: Visit, hanako: ClientDetails) -> Client:
    """The same woman, written down a second time with a visit, a booking and a call of her own."""
    details = replace(hanako, name="高橋 花子", phone="", email="hanako@example.jp", note="")
    second = actions.register_client(record, details, actor="staff-1").value
    actions.open_visit(record, second.id, day=date(2026, 11, 20), trainer="見本", actor="staff-1")
    at = datetime.now().astimezone() + timedelta(days=1)
    actions.book_visit(record, name="", at=at, kind="follow_up", client_id=second.id, **WHO)
    actions.note_call(record, name="", client_id=second.id, **WHO)
    return second


def everything(record: Record) -> dict[str, object]:
    """Every row that belongs to a client, and the clients themselves without their revisions."""
    with record.reading() as work:
        session = work._session
        found: dict[str, object] = {
            model.__tablename__: sorted(session.query(model.id, model.client_id).all())
            for model in (models.Visit, models.Episode, models.Booking, models.Call)
        }
        found["client"] = sorted((c.id, c.name, c.kana, c.phone, c.email) for c in session.query(models.Client))
        return {name: [tuple(row) for row in rows] for name, rows in found.items()}  # type: ignore[attr-defined]


def test_the_preview_says_what_stays_what_is_filled_in_and_what_moves(
    record: Record, client: Client, twin: Client
) -> None:
    preview = actions.preview_merge(record, client.id, twin.id)
    assert [(one.field, one.kept, one.merged) for one in preview.differences] == [("name", "髙橋 花子", "高橋 花子")]
    assert [(one.field, one.merged) for one in preview.filled] == [("email", "hanako@example.jp")]
    assert (preview.visits, preview.bookings, preview.consents) == (1, 1, 0)


def test_a_merge_moves_everything_and_its_undo_brings_everything_back(
    record: Record, client: Client, twin: Client
) -> None:
    before = everything(record)
    preview = actions.preview_merge(record, client.id, twin.id)
    merge = actions.merge_clients(record, preview, take=frozenset({"name"}), **WHO).value
    after = everything(record)
    assert after["client"] == [(client.id, "高橋 花子", "タカハシ ハナコ", "090-0000-1234", "hanako@example.jp")]
    assert {owner for name in ("visit", "episode", "booking", "call") for _, owner in after[name]} == {client.id}  # type: ignore[attr-defined]
    assert [one.id for one in actions.merges_of(record, client.id)] == [merge.id]
    assert [found.id for found in actions.find_clients(record, "hanako")] == [client.id]
    actions.undo_merge(record, merge.id, **WHO)
    assert everything(record) == before
    assert actions.merges_of(record, client.id) == ()
    assert actions.alike_clients(record, twin.details, client_id=twin.id) == ()


def test_what_was_changed_after_a_merge_survives_its_undo(record: Record, client: Client, twin: Client) -> None:
    merge = actions.merge_clients(record, actions.preview_merge(record, client.id, twin.id), **WHO).value
    changed = replace(merge.kept, details=replace(merge.kept.details, phone="090-0000-9999"))
    actions.change_client(record, changed, actor="staff-1")
    later = actions.open_visit(record, client.id, day=date(2026, 11, 25), trainer="見本", actor="staff-1").value
    actions.undo_merge(record, merge.id, **WHO)
    with record.reading() as work:
        kept = work.clients.get(client.id)
        assert (kept.details.phone, kept.details.email) == ("090-0000-9999", "")
        assert work.visits.get(later.id).client_id == client.id


def test_a_chain_of_merges_is_taken_back_link_by_link(record: Record, client: Client, twin: Client) -> None:
    third = actions.register_client(record, replace(client.details, name="高橋 ハナコ"), actor="staff-1").value
    before = everything(record)
    first = actions.merge_clients(record, actions.preview_merge(record, twin.id, third.id), **WHO).value
    second = actions.merge_clients(record, actions.preview_merge(record, client.id, twin.id), **WHO).value
    assert [merge.id for merge in actions.merges_of(record, client.id)] == [second.id, first.id]
    actions.undo_merge(record, second.id, **WHO)
    actions.undo_merge(record, first.id, **WHO)
    assert everything(record) == before


def test_a_preview_that_is_out_of_date_merges_nothing(record: Record, client: Client, twin: Client) -> None:
    preview = actions.preview_merge(record, client.id, twin.id)
    actions.change_client(record, replace(twin, details=replace(twin.details, phone="03-0000-0000")), actor="staff-2")
    before = everything(record)
    with pytest.raises(Refused, match="changed since"):
        actions.merge_clients(record, preview, **WHO)
    assert everything(record) == before


def test_nobody_is_merged_with_themselves(record: Record, client: Client) -> None:
    with pytest.raises(Refused, match="themselves"):
        actions.preview_merge(record, client.id, client.id)


def test_a_merge_leaves_nothing_of_either_when_the_one_who_stayed_is_erased(
    record: Record, client: Client, twin: Client
) -> None:
    actions.merge_clients(record, actions.preview_merge(record, client.id, twin.id), **WHO)
    with record.unit_of_work() as work:
        work._session.query(models.Client).delete()
        left = {model: work._session.query(model).count() for model in (models.Visit, models.Booking, models.Merge)}
    assert set(left.values()) == {0}


@pytest.fixture
def taro(record: Record) -> Client:
    """Somebody else."""
    details = ClientDetails("見本 太郎", "ミホン タロウ", "male", date(1970, 1, 2))
    return actions.register_client(record, details, actor="staff-1").value


def test_a_visit_under_the_wrong_client_is_moved_with_all_it_holds(
    record: Record, client: Client, visit: Visit, taro: Client, evaluator: Evaluator, enter: Callable[..., object]
) -> None:
    enter(visit, "gluteal")
    proposed = actions.propose(record, visit.id, evaluator, actor="staff-1").value
    actions.move_visit(record, visit.id, taro.id, **WHO)
    opened = actions.resume_visit(record, visit.id)
    who = opened.assessment.assessment.client
    assert opened.client.id == taro.id
    assert (who.name, who.kana, who.sex, who.age) == ("見本 太郎", "ミホン タロウ", "male", 56)
    assert opened.proposal is not None
    assert (opened.proposal.id, opened.proposal.assessment.client.name) == (proposed.id, "髙橋 花子")
    preview = actions.preview_move(record, visit.id)
    assert preview.moved_from is not None
    assert (preview.moved_from.id, preview.handouts) == (client.id, 0)


def test_a_move_is_taken_back_to_where_the_visit_hung(
    record: Record, client: Client, visit: Visit, taro: Client
) -> None:
    earlier = actions.open_visit(record, taro.id, day=date(2026, 11, 1), trainer="見本", actor="staff-1").value
    move = actions.move_visit(record, visit.id, taro.id, **WHO).value
    moved = actions.resume_visit(record, visit.id)
    assert (moved.visit.kind, moved.visit.episode_id) == ("follow_up", earlier.episode_id)
    actions.undo_move(record, move.id, actor="staff-1")
    back = actions.resume_visit(record, visit.id)
    assert (back.client.id, back.visit.kind, back.visit.episode_id) == (client.id, "trial", visit.episode_id)
    assert back.assessment.assessment.client.name == "髙橋 花子"
    assert actions.preview_move(record, visit.id).last_move is None


def test_the_booking_of_a_moved_visit_goes_with_it(record: Record, client: Client, taro: Client) -> None:
    now = datetime.now().astimezone()
    booking = actions.book_visit(record, name="", at=now, kind="trial", client_id=client.id, **WHO).value
    visit = actions.arrive(record, booking.id, day=now.date(), trainer="見本", actor="staff-1").value
    actions.move_visit(record, visit.id, taro.id, **WHO)
    (expected,) = actions.day_overview(record, now.date(), now.date()).expected
    assert expected.name == "見本 太郎"


def test_a_visit_is_not_moved_to_whom_it_belongs(record: Record, client: Client, visit: Visit) -> None:
    with pytest.raises(Refused, match="already"):
        actions.move_visit(record, visit.id, client.id, **WHO)
