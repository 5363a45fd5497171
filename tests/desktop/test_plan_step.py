"""The plan step: the sheet as it will be printed, its variants in one key each, its checks and what mends them."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.going_home import paper_content
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.handouts import Check, SheetContent

CASES = {
    case["input"]["case"]: case["input"]
    for case in json.loads((Path(__file__).parents[1] / "unit/cases/examples.json").read_text(encoding="utf-8"))
}


@pytest.fixture
def step(qtbot: QtBot, context: Context, open_visit: Callable[..., str]) -> PlanStep:
    session = Session(context, open_visit(CASES["01-clear-gluteal"], sex="male"))
    session.decide("accepted")
    page = PlanStep(session, "plan")
    session.listeners.append(page.refresh)
    qtbot.addWidget(page)
    page.resize(1000, 900)
    page.show()
    shown(qtbot, page)
    return page


def shown(qtbot: QtBot, page: PlanStep) -> None:
    """Wait until the sheet of what the plan says now is there."""
    qtbot.waitUntil(lambda: page._paper is not None and page._content == wanted(page), timeout=30_000)


def wanted(page: PlanStep) -> Any:
    return paper_content(page.session, page.settings.language_of_sheet(), page.settings.variant_of_sheet())


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def changed(qtbot: QtBot, page: PlanStep, **settings: Any) -> None:
    page.session.save_plan(page.session.drafted_items(), **settings)
    shown(qtbot, page)


def key_of(page: PlanStep, button: Any) -> str:
    page.keypad.refresh()
    return str(button.hint())


def test_one_key_shows_the_sheet_in_another_variant_and_language(qtbot: QtBot, step: PlanStep) -> None:
    assert step.preview.page_count() == 2
    assert step.keypad.take(key_of(step, step.settings.variant.buttons["large"]))
    shown(qtbot, step)
    assert step.preview.page_count() > 2
    assert step.keypad.take(key_of(step, step.settings.sheet_language.buttons["en"]))
    shown(qtbot, step)
    assert step._paper is not None
    assert "Exercisesathome" in words(step._paper.pdf)
    assert step.keypad.take(key_of(step, step.settings.variant.buttons["plain"]))
    shown(qtbot, step)
    assert step.preview.page_count() == 1


def test_what_is_issued_is_what_was_shown(qtbot: QtBot, step: PlanStep) -> None:
    step.settings.variant.pick("large")
    shown(qtbot, step)
    assert step._paper is not None
    step.issue.click()
    (handout,) = step.session.handouts
    assert handout.pdf == step._paper.pdf
    assert (handout.variant, handout.pages) == ("large", step.preview.page_count())


def test_a_sheet_issued_before_the_preview_is_ready_is_the_one_of_now(step: PlanStep) -> None:
    step.session.save_plan(step.session.drafted_items(), note="水曜日は休みましょう。")
    step.issue.click()
    (handout,) = step.session.handouts
    assert "水曜日は休みましょう" in words(handout.pdf)


def test_the_table_of_runs_a_word_and_the_time_go_into_the_plan_and_stay_when_exercises_change(
    qtbot: QtBot, step: PlanStep
) -> None:
    step.settings.table.click()
    step.settings.note.edit.setText("週末はゆっくり")
    step.settings.note.flush()
    step.settings.time.edit.setText("18:30")
    step.settings.time.flush()
    shown(qtbot, step)
    step.session.change_plan(tuple(replace(item, reps=8) for item in step.session.drafted_items()))
    shown(qtbot, step)
    plan = step.session.plan
    assert plan is not None
    assert (plan.back_to_running, plan.note, plan.recheck_time) == (True, "週末はゆっくり", "18:30")
    assert plan.recheck_on is not None
    assert step._paper is not None
    text = words(step._paper.pdf)
    assert all(said in text for said in ("走り始めるときの目安", "週末はゆっくり", "18:30", "8回×2セット"))


def test_an_odd_time_is_objected_to_and_not_kept(step: PlanStep) -> None:
    step.settings.time.edit.setText("25:00")
    step.settings.time.flush()
    assert step.settings.time.problem.isVisibleTo(step)
    assert step.session.plan is not None
    assert step.session.plan.recheck_time == ""


def test_a_word_that_must_not_go_home_is_replaced_in_one_touch(qtbot: QtBot, step: PlanStep) -> None:
    changed(qtbot, step, note="治療を続けましょう👟")
    assert [check.kind for check in step.checks.checks()] == ["missing_glyph", "forbidden_word"]
    assert step.checks.isVisibleTo(step)
    step.checks.buttons[0].click()
    shown(qtbot, step)
    step.checks.buttons[0].click()
    shown(qtbot, step)
    assert step.session.plan is not None
    assert step.session.plan.note == "運動プランを続けましょう"
    assert step.checks.checks() == ()
    assert not step.checks.isVisibleTo(step)


def test_a_cue_that_must_not_go_home_is_replaced_in_its_exercise(qtbot: QtBot, step: PlanStep) -> None:
    items = step.session.drafted_items()
    step.session.save_plan((replace(items[0], cue="診断のとおりに"),))
    shown(qtbot, step)
    step.checks.buttons[0].click()
    shown(qtbot, step)
    assert step.session.drafted_items()[0].cue == "評価のとおりに"


def test_a_name_that_cannot_be_printed_gets_a_spelling_on_paper_and_keeps_its_own_in_the_record(
    qtbot: QtBot, step: PlanStep
) -> None:
    content = wanted(step)
    assert isinstance(content, SheetContent)
    step._content = replace(content, person=replace(content.person, name="\ufa72田 一"))
    step._on_mend(Check("missing_glyph", "name", "\ufa72", ("\u5168",)), "\u5168")
    shown(qtbot, step)
    assert step.session.plan is not None
    assert step.session.plan.printed_name == "\u5168田 一"
    assert step._paper is not None
    assert "\u5168田一様" in words(step._paper.pdf)
    assert step.session.client.details.name != "\u5168田 一"


def test_the_preview_pages_through_and_looks_closer(step: PlanStep) -> None:
    preview = step.preview
    assert (preview.page(), preview.back.isEnabled(), preview.forth.isEnabled()) == (0, False, True)
    preview.forth.click()
    assert preview.page() == 1
    assert preview.place.text() == "2 / 2"
    before = preview.view.width()
    preview.larger.click()
    assert preview.view.width() == pytest.approx(before * 1.25, abs=2)
    assert preview.page() == 1
    preview.smaller.click()
    preview.back.click()
    assert (preview.view.width(), preview.page()) == (before, 0)


def test_the_frame_shows_one_whole_page(step: PlanStep) -> None:
    assert step.preview.area.viewport().height() >= step.preview.view.height() // 2 - 20


def test_a_red_flag_leaves_the_memo_and_only_how_it_is_printed_to_set(
    qtbot: QtBot, context: Context, open_visit: Callable[..., str]
) -> None:
    session = Session(context, open_visit(CASES["09-urgent"], sex="male"))
    page = PlanStep(session, "plan")
    qtbot.addWidget(page)
    page.resize(1000, 900)
    page.show()
    shown(qtbot, page)
    assert page.preview.page_count() == 1
    assert not page.settings.note.isEnabled()
    page.settings.variant.pick("large")
    shown(qtbot, page)
    assert page.preview.page_count() == 2
    page.issue.click()
    assert [(handout.kind, handout.variant, handout.pages) for handout in session.handouts] == [("memo", "large", 2)]


# the sheet as a file


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty place to save to."""
    place = tmp_path / "stick"
    place.mkdir()
    return place


def chosen(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    """The system's own dialog, answered; the list gets the name that was offered."""
    offered: list[str] = []

    def answer(_parent: Any, _words: str, name: str, _kinds: str) -> tuple[str, str]:
        offered.append(name)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return offered


@pytest.mark.parametrize(("language", "variant"), [("ja", "standard"), ("ja", "large"), ("en", "plain")])
def test_the_sheet_that_is_shown_is_saved_as_a_file_in_any_variant(
    qtbot: QtBot, step: PlanStep, stick: Path, monkeypatch: pytest.MonkeyPatch, language: str, variant: str
) -> None:
    step.settings.sheet_language.pick(language)
    step.settings.variant.pick(variant)
    shown(qtbot, step)
    offered = chosen(monkeypatch, stick / "sheet.pdf")
    step.save.click()
    qtbot.waitUntil(lambda: "sheet.pdfとして保存しました" in step.saved.text(), timeout=30_000)
    assert step._paper is not None
    assert (stick / "sheet.pdf").read_bytes() == step._paper.pdf
    plan = step.session.plan
    assert plan is not None
    added = "".join(f"-{part}" for part in (language, variant) if part not in ("ja", "standard"))
    assert offered == [f"お渡し資料-{plan.code}{added}.pdf"]
    assert list(stick.glob("*")) == [stick / "sheet.pdf"]
    assert step.session.handouts == ()
    assert step.save.isEnabled()


def test_a_saved_file_stands_in_the_audit(
    qtbot: QtBot, step: PlanStep, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(monkeypatch, stick / "sheet.pdf")
    step.save.click()
    qtbot.waitUntil(lambda: bool(step.saved.text()), timeout=30_000)
    entry = actions.audit_entries(step.session.context.record)[0]
    assert (entry.action, entry.record_id) == ("save_handout", step.session.visit_id)


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left_there(
    qtbot: QtBot, step: PlanStep, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stick / "sheet.pdf").mkdir()
    chosen(monkeypatch, stick / "sheet.pdf")
    step.save.click()
    qtbot.waitUntil(
        lambda: "sheet.pdfをその場所に書き込めませんでした。別の場所を" in step.saved.text(), timeout=30_000
    )
    assert list(stick.rglob("*")) == [stick / "sheet.pdf"]
    assert step.save.isEnabled()


def test_a_file_nobody_was_asked_about_stays_as_it_is(
    qtbot: QtBot, step: PlanStep, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system asks about `sheet`, and the ending makes it the name of a file that is there."""
    (stick / "sheet.pdf").write_bytes(b"old")
    chosen(monkeypatch, stick / "sheet")
    step.save.click()
    qtbot.waitUntil(lambda: "sheet.pdfというファイルがすでにあります" in step.saved.text(), timeout=30_000)
    assert (stick / "sheet.pdf").read_bytes() == b"old"


def test_a_file_the_system_asked_about_is_replaced(
    qtbot: QtBot, step: PlanStep, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stick / "sheet.pdf").write_bytes(b"old")
    chosen(monkeypatch, stick / "sheet.pdf")
    step.save.click()
    qtbot.waitUntil(lambda: bool(step.saved.text()), timeout=30_000)
    assert (stick / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_a_japanese_word_on_an_english_sheet_is_left_out_in_one_touch(qtbot: QtBot, step: PlanStep) -> None:
    changed(qtbot, step, note="週末は休みましょう")
    step.settings.sheet_language.pick("en")
    shown(qtbot, step)
    assert [check.kind for check in step.checks.checks()] == ["japanese"]
    step.checks.buttons[0].click()
    shown(qtbot, step)
    assert step.session.plan is not None
    assert step.session.plan.note == ""
    assert step.checks.checks() == ()
