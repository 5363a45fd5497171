"""A positive screening item says at its place what it means, once, and leads to the memo."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from visits import read

from clinic_app.desktop.trainer.screening import ScreeningStep
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import SessionPage


def test_a_positive_item_says_what_it_means_and_leads_to_the_memo(
    taught: Session, show: Callable[..., QWidget]
) -> None:
    page = show(SessionPage(taught))
    assert isinstance(page, SessionPage)
    page.go_to("screening")
    screening = page.page("screening")
    assert isinstance(screening, ScreeningStep)
    taught.put("screening.fever", "yes")
    row = next(one for one in screening.rows if one.path == "screening.fever")
    assert "受診優先" in read(row)
    assert "お客様へ" in read(row)
    row.meaning.memo.click()
    assert taught.step == "plan"
    assert taught.lacking_for_handout() is None
    page.close()


def test_what_an_item_of_several_parts_means_is_said_once(taught: Session, show: Callable[..., QWidget]) -> None:
    page = show(ScreeningStep(taught, "screening"))
    assert isinstance(page, ScreeningStep)
    for part in ("walking_or_night", "load_spike"):
        taught.put(f"screening.bone_stress.{part}", "yes")
    page.refresh()
    parts = [row for row in page.rows if row.item.id == "bone_stress"]
    assert [row.meaning.isVisibleTo(page) for row in parts].count(True) == 1
    page.close()


def test_a_caution_says_so_without_a_memo(taught: Session, show: Callable[..., QWidget]) -> None:
    page = show(ScreeningStep(taught, "screening"))
    assert isinstance(page, ScreeningStep)
    taught.put("screening.special_condition", "yes")
    page.refresh()
    row = next(one for one in page.rows if one.path == "screening.special_condition")
    assert "注意" in read(row)
    assert not row.meaning.memo.isVisibleTo(page)
    assert not page.memo.isVisibleTo(page)
    page.close()
