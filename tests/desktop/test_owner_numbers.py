"""The owner's numbers: closing a period from the page, what is said when it cannot be, and the live page's limits."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from clinic_app.actions.releases import Progress, releases
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.closing import ClosingCard
from clinic_app.desktop.owner.live_numbers import LiveCard
from clinic_app.desktop.owner.made_up import made_up_house
from clinic_app.desktop.whereabouts import Whereabouts
from clinic_app.desktop.widgets.grid_view import GridView
from clinic_app.desktop.widgets.option import OptionButton
from clinic_app.domain.clinic import HouseDefaults
from clinic_app.domain.period import Period
from clinic_app.domain.studio import Studio
from clinic_app.records.statistics_models import case_fact
from clinic_app.rules.ruleset import RuleSet
from clinic_app.statistics.stages import Stage
from clinic_app.statistics.tables import specs_for
from tests.records.statistics_house import GROUPS, Group, House, make_house

Opened = Callable[[tuple[Group, ...]], Context]


@pytest.fixture
def sent() -> list[str]:
    """What was handed on to the manager."""
    return []


@pytest.fixture
def opened(context: Context, tmp_path: Path, sent: list[str]) -> Iterator[Opened]:
    """A half-year of closed visits that is over, and its owner."""
    made: list[House] = []

    def with_groups(groups: tuple[Group, ...]) -> Context:
        made.append(house := make_house(tmp_path / "studio", groups))
        tools = made_up_house(house.record, ("見本",), house.clock())
        close = tools.close_period

        def closed(*asked: Any) -> object:
            done = close(*asked)
            sent.append("out")
            return done

        tools = replace(tools, close_period=closed)
        return replace(
            context,
            record=house.record,
            evaluator=house.evaluator,
            clock=house.clock,
            house=tools,
            staff_id=house.owner.person,
            person="院長",
            defaults=HouseDefaults(periods="half_years"),
        )

    yield with_groups
    for house in made:
        house.record.close()


def shown(qtbot: QtBot, card: QWidget) -> None:
    qtbot.addWidget(card)
    card.resize(900, 700)
    card.show()
    settle()


def finish() -> None:
    """Let what runs beside the window end, and what it brings be shown."""
    for _ in range(3):
        assert QThreadPool.globalInstance().waitForDone(300_000)
        settle()


def said(card: QWidget) -> str:
    return "\n".join(part.text() for part in card.findChildren(QLabel) if part.isVisibleTo(card))


def close_button(card: QWidget, words: str) -> OptionButton:
    return next(b for b in card.findChildren(OptionButton) if b.text() == words and b.isVisibleTo(card))


def test_closing_a_period_makes_its_release_once_and_hands_it_to_the_manager(
    qtbot: QtBot, opened: Opened, sent: list[str]
) -> None:
    context = opened(GROUPS)
    assert context.house is not None
    card = ClosingCard(context, context.house)
    shown(qtbot, card)
    card.refresh()
    settle()
    close_button(card, context.text("Close this period")).click()
    finish()
    (stored,) = releases(context.record)
    assert stored.period.id == "2026-H1"
    assert stored.closed_by == "見本"
    assert sent == ["out"]
    words = said(card)
    assert context.text("No period that is over waits to be closed.") in words
    assert (
        context.text("{period} is closed. Its numbers are with the manager now.").format(period="2026年上半期") in words
    )


def test_a_closing_says_its_part_in_words_and_stops_with_nothing_released(
    qtbot: QtBot, opened: Opened, sent: list[str]
) -> None:
    context = opened(GROUPS)
    assert context.house is not None
    at_hiding, go_on = Event(), Event()
    whole = context.house.close_period

    def held(period: Period, rules: RuleSet, progress: Progress) -> object:
        def slowly(stage: Stage) -> bool:
            if stage.part == "hiding" and stage.done == 3:
                at_hiding.set()
                assert go_on.wait(300)
            return progress(stage)

        return whole(period, rules, slowly)

    house = replace(context.house, close_period=held)
    card = ClosingCard(replace(context, house=house), house)
    shown(qtbot, card)
    card.refresh()
    settle()
    close_button(card, context.text("Close this period")).click()
    qtbot.waitUntil(at_hiding.is_set, timeout=300_000)
    qtbot.waitUntil(lambda: "少ない人数を隠しています" in said(card), timeout=300_000)
    card.refresh()  # as when another section was looked at meanwhile
    settle()
    assert not close_button(card, context.text("Close this period")).isEnabled(), "one closing at a time"
    close_button(card, context.text("Stop")).click()
    assert context.text("Stopping…") in said(card)
    assert not card.stop.isEnabled()
    go_on.set()
    finish()
    assert releases(context.record) == ()
    assert sent == []
    assert "締めを中止しました" in card.said.text()
    assert not card.progress.isVisibleTo(card)
    close_button(card, context.text("Close this period")).click()
    finish()
    assert len(releases(context.record)) == 1, "it can be begun again"


def test_with_too_few_clients_nothing_is_released_and_the_page_says_why(
    qtbot: QtBot, opened: Opened, sent: list[str]
) -> None:
    context = opened(GROUPS[:2])
    assert context.house is not None
    card = ClosingCard(context, context.house)
    shown(qtbot, card)
    card.refresh()
    settle()
    button = close_button(card, context.text("Close this period"))
    button.click()
    finish()
    assert releases(context.record) == ()
    assert sent == []
    assert "26" in card.said.text(), "how many there were"
    assert close_button(card, context.text("Close this period")).isEnabled()


def test_before_the_periods_were_chosen_the_page_says_where_to_choose(
    qtbot: QtBot, context: Context, opened: Opened
) -> None:
    full = opened(GROUPS[:1])
    assert full.house is not None
    card = ClosingCard(replace(full, record=context.record, defaults=HouseDefaults()), full.house)
    shown(qtbot, card)
    card.refresh()
    settle()
    assert context.text("Choose first, under “Studio”, whether statistics are cut by half-years or by years.") in said(
        card
    )


def test_the_live_numbers_are_marked_as_personal_and_cannot_be_copied(qtbot: QtBot, opened: Opened) -> None:
    context = opened(GROUPS[:2])
    assert context.house is not None
    card = LiveCard(context, context.house)
    shown(qtbot, card)
    card.span.pick("all")
    finish()
    assert card.said.text() == ""
    qtbot.waitUntil(lambda: card.tables.complete, timeout=300_000)
    tables = {table.grid_model.grid.id: table for table in card.findChildren(GridView)}
    assert set(tables) == {spec.id for spec in specs_for(10**9)}, "the tables of a release, all of them"
    assert list(tables)[:2] == ["type", "decision"]
    assert tables["type"].grid_model.grid.values[-1][0].text == "26"
    assert "個人情報" in said(card)
    QApplication.clipboard().setText("before")
    tables["type"].selectAll()
    QTest.keyClick(tables["type"], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "before"


def test_the_live_numbers_of_a_company_are_those_of_all_studios_or_of_one(qtbot: QtBot, opened: Opened) -> None:
    context = opened(GROUPS[:2])
    assert context.house is not None
    assert LiveCard(context, context.house).studios is None, "with one studio there is nothing to pick"
    with context.record.engine.begin() as connection:
        connection.execute(update(case_fact).where(case_fact.c.client_seq <= 10).values(studio="SBY"))
        connection.execute(update(case_fact).where(case_fact.c.client_seq > 10).values(studio="UEN"))
    both = tuple(Studio(code, code, name) for code, name in (("SBY", "渋谷店"), ("UEN", "上野店"), ("NEW", "新店")))
    there = Whereabouts(both, lambda: "SBY", lambda: "SBY", lambda _code: None)
    card = LiveCard(replace(context, whereabouts=there), context.house)
    shown(qtbot, card)
    assert card.studios is not None
    card.span.pick("all")
    for code, clients in (("", "26"), ("SBY", "10"), ("UEN", "16"), ("NEW", "0")):
        card.studios.pick(code)
        finish()
        qtbot.waitUntil(lambda: card.tables.complete, timeout=300_000)
        tables = {table.grid_model.grid.id: table for table in card.findChildren(GridView)}
        assert tables["type"].grid_model.grid.values[-1][0].text == clients, code
