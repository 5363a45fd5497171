"""Addenda: a closed visit is added to, with author and time, and never changed."""

import pytest

from clinic_app import actions
from clinic_app.domain.visit import Visit
from clinic_app.errors import Refused
from clinic_app.records.record import Record


def test_what_is_added_to_a_closed_visit_stays_with_author_and_order(record: Record, visit: Visit) -> None:
    actions.close_visit(record, visit.id, actor="staff-1", result="joined")
    before = actions.resume_visit(record, visit.id).assessment
    actions.add_addendum(record, visit.id, " 右のヒンジは動画で再確認した ", actor="staff-1", written_by="佐藤")
    actions.add_addendum(record, visit.id, "電話で様子を確認", actor="staff-2", written_by="鈴木")
    found = actions.addenda_of(record, visit.id)
    assert [(added.text, added.written_by) for added in found] == [
        ("右のヒンジは動画で再確認した", "佐藤"),
        ("電話で様子を確認", "鈴木"),
    ]
    assert actions.resume_visit(record, visit.id).assessment == before


def test_an_open_visit_takes_no_addendum(record: Record, visit: Visit) -> None:
    with pytest.raises(Refused, match="still open"):
        actions.add_addendum(record, visit.id, "追記", actor="staff-1", written_by="佐藤")
    assert actions.addenda_of(record, visit.id) == ()


def test_an_empty_addendum_is_refused(record: Record, visit: Visit) -> None:
    actions.close_visit(record, visit.id, actor="staff-1", result="joined")
    with pytest.raises(Refused, match="Write what"):
        actions.add_addendum(record, visit.id, "  ", actor="staff-1", written_by="佐藤")
