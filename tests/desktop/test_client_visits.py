"""Visits on the client's page: notes added later, a visit entered from paper, and the course of each episode."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from visits import STAIRS, read

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_page import ClientPage
from clinic_app.desktop.trainer.course_matrix import CourseMatrix
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import SessionPage
from clinic_app.errors import Refused


def test_a_note_is_added_to_a_closed_visit_from_the_clients_page(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ClientPage(context, follow_up.client.id))
    assert isinstance(page, ClientPage)
    trial = page.visits[0]
    page.visit_list._ask_for_note(trial)
    line = next(one for one in page.visit_list.findChildren(QWidget) if hasattr(one, "kept"))
    line.field.edit.setText("右は動画で再確認")  # type: ignore[union-attr]
    line.kept.emit()  # type: ignore[union-attr]
    assert [one.text for one in actions.addenda_of(context.record, trial.id)] == ["右は動画で再確認"]
    again = show(ClientPage(context, follow_up.client.id))
    assert "右は動画で再確認" in read(again)
    for one in (page, again):
        one.close()


def test_a_visit_on_paper_is_entered_with_both_days(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ClientPage(context, follow_up.client.id))
    assert isinstance(page, ClientPage)
    chosen: list[str] = []
    page.visit_chosen.connect(chosen.append)
    page.visit_list.late.click()
    settle()
    line = next(one for one in page.visit_list.findChildren(QWidget) if hasattr(one, "kept"))
    for typed in ("いつか", "2026-11-22"):
        line.field.edit.setText(typed)  # type: ignore[union-attr]
        line.kept.emit()  # type: ignore[union-attr]
        assert line.field.problem.isVisible()  # type: ignore[union-attr]
    line.field.edit.setText("R8.11.15")  # type: ignore[union-attr]
    line.kept.emit()  # type: ignore[union-attr]
    visit = actions.resume_visit(context.record, chosen[0]).visit
    assert (visit.done_on, visit.entered_on) == (date(2026, 11, 15), date(2026, 11, 22))
    session = show(SessionPage(Session(context, chosen[0])))
    assert "2026-11-15の来店を2026-11-22に入力" in read(session)
    for one in (page, session):
        one.close()


def test_the_course_of_each_episode_is_on_the_clients_page(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    page = show(ClientPage(context, follow_up.client.id))
    assert isinstance(page, ClientPage)
    (course,) = page.course.histories
    assert len(course.points) == 2
    assert page.findChildren(CourseMatrix)[0].rowCount() > 6
    page.close()


def test_a_closed_visit_takes_no_measure(follow_up: Session) -> None:
    follow_up.close(None)
    with pytest.raises(Refused, match="closed"):
        actions.record_measures(
            follow_up.context.record, follow_up.visit_id, (STAIRS,), actor="staff-1", recorded_by="佐藤"
        )
