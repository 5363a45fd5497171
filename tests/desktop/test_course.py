"""The course of an episode: a matrix and charts with arrows for real change only, and a dash for the unknown."""

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from visits import GLUTEAL, GOOD, STAIRS, record

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.course_matrix import CourseMatrix
from clinic_app.desktop.trainer.evidence import Evidence
from clinic_app.desktop.trainer.line_chart import LineChart
from clinic_app.desktop.trainer.progress import ProgressStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.follow_up import OutcomeMeasure


def matrix_of(table: CourseMatrix) -> dict[str, list[str]]:
    """The matrix as it is read, row by row."""
    found = {}
    for row in range(table.rowCount()):
        cells = [table.item(row, column) for column in range(table.columnCount())]
        found[table.verticalHeaderItem(row).text()] = [cell.text() for cell in cells if cell is not None]
    return found


def test_the_matrix_shows_arrows_for_real_change_only_and_a_dash_for_unknown(
    follow_up: Session, show: Callable[..., QWidget]
) -> None:
    record(follow_up, GLUTEAL)
    for side in ("left", "right"):
        for field, value in GOOD.items():
            follow_up.put_side("hip_hinge", side, field, value)
    follow_up.set_status("dead_bug", "left", "not_done")
    follow_up.course.put_measure(replace(STAIRS, value=5))
    page = show(ProgressStep(follow_up, "progress"))
    rows = matrix_of(page.findChildren(CourseMatrix)[0])
    assert rows["ヒップヒンジ 左"][1:] == ["レベル3 ↑改善", "↑改善"]
    assert rows["デッドバグ 左"][1:] == ["未実施", "–"]
    assert rows["活動(平均)"] == ["4", "5", "明らかな変化なし"], "one point is no real change"
    assert rows["デッドバグ 右"][-1] == "明らかな変化なし", "known twice is not unknown"
    assert "改善" not in "".join(rows["今の痛み"])
    page.close()


def test_each_activity_stands_in_the_clients_words_and_only_their_mean_can_change_really(
    follow_up: Session, show: Callable[..., QWidget]
) -> None:
    follow_up.course.put_measure(replace(STAIRS, value=9))
    long = "朝の支度で靴下をはき、そのまま玄関で靴ひもを結ぶこと"
    follow_up.course.put_measure(OutcomeMeasure("activity_2", 2, long))
    page = show(ProgressStep(follow_up, "progress"))
    table = page.findChildren(CourseMatrix)[0]
    rows = matrix_of(table)
    assert rows["・階段を下りる"] == ["4", "9", ""], "no amount is laid down as real for one activity alone"
    name = next(name for name in rows if name.replace("\n", "") == f"・{long}")
    assert name.count("\n") == 2, "long words break, so that the visits keep their room"
    assert rows[name] == ["–", "2", "–"]
    assert rows["活動(平均)"][1:] == ["5.5", ""], "other activities than last time are not compared"
    page.close()


def test_a_course_wider_than_its_room_begins_at_its_newest_visit_and_stays_where_somebody_scrolled(
    follow_up: Session, show: Callable[..., QWidget]
) -> None:
    record(follow_up, GLUTEAL)
    page = show(ProgressStep(follow_up, "progress"))
    bar = page.findChildren(CourseMatrix)[0].horizontalScrollBar()
    for wide in (420, 360, 390):
        page.resize(wide, 900)
        settle()
        assert bar.maximum() > 0
        assert bar.value() == bar.maximum()
    bar.setValue(1)
    page.resize(400, 900)
    settle()
    assert bar.value() == 1
    page.close()


def test_the_charts_say_their_values_to_who_cannot_see_them(follow_up: Session, show: Callable[..., QWidget]) -> None:
    follow_up.put("nrs.now", 1)
    page = show(ProgressStep(follow_up, "progress"))
    pain = page.findChildren(LineChart)[0]
    before = GLUTEAL["nrs"]["now"]
    assert f"2026-11-08 {before}, 2026-11-22 1" in pain.accessibleDescription()
    assert pain.accessibleName()
    page.close()


def test_the_evidence_names_what_really_changed_since_last_time(follow_up: Session) -> None:
    record(follow_up, GLUTEAL)
    evidence = Evidence(follow_up)
    assert evidence.changes.texts() == []
    for side in ("left", "right"):
        for field, value in GOOD.items():
            follow_up.put_side("hip_hinge", side, field, value)
    evidence.refresh()
    assert evidence.changes.texts() == ["ヒップヒンジ 左"], "it was good on the right before"


def test_a_first_visit_of_an_episode_says_that_there_is_nothing_to_compare(
    context: Context, follow_up: Session, show: Callable[..., QWidget]
) -> None:
    later = actions.open_visit(
        context.record, follow_up.client.id, day=date(2027, 9, 1), trainer="佐藤", actor="staff-1"
    ).value
    page = show(ProgressStep(Session(context, later.id), "progress"))
    assert isinstance(page, ProgressStep)
    assert page.course.empty.isVisibleTo(page)
    assert not page.course.charts.isVisibleTo(page)
    page.close()
