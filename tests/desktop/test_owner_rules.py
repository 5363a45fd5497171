"""The owner's rule sets: taken in, compared, checked, rehearsed, put into use; a studio's own finding in a session."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from owner_house import Owned, button, owned_clinic, owner_page
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot
from test_session import CASES

from clinic_app import actions, bundle
from clinic_app.actions.rule_sets import active_rule_set, draft_rule_set, rule_sets
from clinic_app.bootstrap.factory import build_evaluator, factory_texts, poses
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.labels import Words
from clinic_app.desktop.window import Window
from clinic_app.records.record import Record
from clinic_app.rules.account import account_of, account_text

RULES = "rules/factory.toml"
OpenVisit = Callable[..., str]


def versioned(version: str, *changes: tuple[str, str]) -> dict[str, str]:
    """The factory set under another version, with changes that must be possible."""
    texts = factory_texts()
    text = re.sub(r'version = "[^"]+"', f'version = "{version}"', texts[RULES], count=1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return {**texts, RULES: text}


STRICTER = versioned("v2", ("interview = 4", "interview = 3"))


@pytest.fixture
def owned(tmp_path: Path, context: Context) -> Iterator[Owned]:
    with owned_clinic(tmp_path / "clinic", context) as found:
        yield found


def settled(page: OwnerPage) -> str:
    """What is to be read once everything that was asked for beside the window is there."""
    for _round in range(3):
        settle()
        QThreadPool.globalInstance().waitForDone()
    settle()
    return "\n".join(words.text() for words in page.findChildren(Words) if words.isVisible())


def put_into_use(record: Record, texts: dict[str, str]) -> None:
    """Into use without the proof of every input, which has tests of its own and takes seconds."""
    taken = draft_rule_set(record, texts, poses(), actor="staff-1").value
    with record.unit_of_work() as work:
        work.rule_sets.activate(taken.id)
        work.commit()


def finish(context: Context, visit_id: str) -> None:
    """Decide as proposed and end the session."""
    session = Session(context, visit_id)
    session.decide("accepted")
    session.close("joined")


def test_a_fresh_record_shows_the_factory_set_in_use_and_no_offer(owned: Owned) -> None:
    with owner_page(owned.context, "rules") as page:
        said = settled(page)
        assert "factory" in said
        assert "使用中" in said
        assert not page.rules.offer.isVisible()
        assert "終了したセッションはまだありません。" in said


def test_an_update_offers_its_newer_set_and_changes_nothing_by_itself(owned: Owned) -> None:
    with owned.record.unit_of_work() as work:
        active = work.rule_sets.active()
        assert active is not None
        work.rule_sets.remove(active.id)
        work.commit()
    older = build_evaluator(versioned("2025.1")).rule_set.ref
    actions.import_rule_set(owned.record, older, versioned("2025.1"), actor="program")
    with owner_page(owned.context, "rules") as page:
        assert page.rules.offer.isVisible()
        assert active_rule_set(owned.record).ref == older  # type: ignore[union-attr]
        button(page, "下書きとして取り込む").click()
        assert [stored.state for stored in rule_sets(owned.record)] == ["draft", "active"]
        settled(page)
        assert not page.rules.offer.isVisible()


def test_a_wrong_file_is_told_with_its_line_and_the_set_in_use_stays(owned: Owned, tmp_path: Path) -> None:
    before = rule_sets(owned.record)
    (tmp_path / "own.toml").write_text(versioned("v2", ("lead = 5", 'lead = "five"'))[RULES], encoding="utf-8")
    with owner_page(owned.context, "rules") as page:
        page.rules.take_in([tmp_path / "own.toml"])
        said = page.rules.said.text()
        assert "policy.lead" in said
        assert re.search(r"rules/own\.toml.*\d+行", said)
        assert "何も取り込んでいません" in said
        page.rules.take_in([tmp_path / "not-there.toml"])
        assert "not-there.toml" in page.rules.said.text()
    assert rule_sets(owned.record) == before


def test_a_draft_is_compared_rehearsed_and_explained_both_ways(
    owned: Owned, open_visit: OpenVisit, context: Context
) -> None:
    visit = open_visit(CASES["01-clear-gluteal"])
    finish(context, visit)
    ours = replace(owned.context, record=context.record)
    taken = draft_rule_set(context.record, versioned("v2", ("lead = 5", "lead = 11")), poses(), actor="staff-1").value
    with owner_page(ours, "rules") as page:
        page.rules.open(taken.id)
        assert "5 → 11" in settled(page)
        button(page, "終了したセッションで試す").click()
        assert "𠮷田 架空" in settled(page)
        button(page, "両方の説明を見る").click()
        said = settled(page)
        assert "factory v2" in said
        assert said.count("点数: ") >= 2


def test_a_set_that_is_not_sound_is_refused_with_its_faults(owned: Owned) -> None:
    taken = draft_rule_set(owned.record, versioned("v2", ("most = 3", "most = 5")), poses(), actor="staff-1").value
    with owner_page(owned.context, "rules") as page:
        page.rules.open(taken.id)
        settled(page)
        button(page, "使い始める…").click()
        assert page.rules.panel is not None
        page.rules.panel.question.yes.click()
        assert "検査で問題が見つかった" in settled(page)
        button(page, "検査する").click()
        assert "plan.most" in settled(page)
    assert active_rule_set(owned.record).state == "active"  # type: ignore[union-attr]
    assert active_rule_set(owned.record).id != taken.id  # type: ignore[union-attr]


def test_the_files_of_a_set_are_saved_but_never_over_others(owned: Owned, tmp_path: Path) -> None:
    with owner_page(owned.context, "rules") as page:
        page.rules.open(rule_sets(owned.record)[0].id)
        assert page.rules.panel is not None
        page.rules.panel.save(tmp_path / "files")
        page.rules.panel.save(tmp_path / "files")
        assert "上書きしません" in page.rules.panel.said.text()
    assert (tmp_path / "files" / RULES).read_text(encoding="utf-8") == factory_texts()[RULES]


def test_red_flags_are_counted_over_closed_sessions_alone(
    owned: Owned, open_visit: OpenVisit, context: Context
) -> None:
    visit = open_visit(CASES["09-urgent"])
    ours = replace(owned.context, record=context.record)
    with owner_page(ours, "rules") as page:
        assert "終了したセッションはまだありません。" in settled(page)
        actions.close_visit(context.record, visit, result="not_offered", actor="staff-1")
        page.flags.refresh()
        said = settled(page)
        assert "終了した1件中1件で受診優先" in said
        assert "うち1件は緊急" in said


# old sessions, and a finding of one's own


def test_a_settled_session_explains_itself_by_its_own_set_and_a_new_one_by_the_new(
    context: Context, open_visit: OpenVisit
) -> None:
    closed, undecided = open_visit(CASES["01-clear-gluteal"]), open_visit(CASES["01-clear-gluteal"], name="見本 次郎")
    finish(context, closed)
    first = Session(context, closed)
    put_into_use(context.record, STRICTER)
    later = replace(context, evaluator=build_evaluator(STRICTER))
    again = Session(later, closed)
    assert again.context.rule_set.ref == first.context.rule_set.ref
    assert again.proposal == first.proposal
    texts = [
        account_text(s.context.rule_set, account_of(s.context.evaluator, s.assessment), s.assessment, "ja")
        for s in (first, again)
    ]
    assert texts[0] == texts[1]
    # Whatever window opens it, also one that was open before the change: what is not decided follows the new set.
    for window in (context, later):
        assert Session(window, undecided).context.rule_set.ref.version == "v2"
        assert Session(window, undecided).proposal.points != first.proposal.points


def example() -> tuple[str, str]:
    """What the manual tells a studio to write."""
    page = bundle.resource("help", "ja", "14-rules.md").read_text(encoding="utf-8")
    finding, rule = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    return finding, rule


def test_the_example_of_the_manual_goes_from_the_files_into_session_explanation_and_handout(
    owned: Owned, window: Window, open_visit: OpenVisit, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    finding, rule = example()
    record, folder = context.record, tmp_path / "files"
    with owner_page(replace(owned.context, record=record), "rules") as page:
        page.rules.open(rule_sets(record)[0].id)
        assert page.rules.panel is not None
        page.rules.panel.save(folder)
        (folder / "findings/own.toml").write_text(finding, encoding="utf-8")
        own = re.sub(r'version = "[^"]+"', 'version = "1"', (folder / RULES).read_text(encoding="utf-8"), count=1)
        own = own.replace('id = "factory"', 'id = "our-studio"', 1) + "\n" + rule
        (folder / RULES).write_text(own, encoding="utf-8")
        page.rules.take_in([folder])
        assert "下り坂で痛い" in settled(page), "the difference to the set in use names it"
        button(page, "使い始める…").click()
        page.rules.panel.question.yes.click()
        with qtbot.waitSignal(page.rules_kept, timeout=300_000) as kept:
            pass
        window._go_on_with(evaluator=kept.args[0])
    visit = open_visit({**CASES["01-clear-gluteal"], "interview": {}})  # few reasons, as only three are printed
    window.open_visit(visit)
    session_page = window.session_page
    assert session_page is not None
    session_page.go_to("intake")
    settle()
    entry = next(e for e in session_page.findChildren(Entry) if e.path == "interview.pain_on_downhill")
    assert entry.isVisible()
    entry.findChildren(Segments)[0].buttons["yes"].click()
    session = session_page.session
    assert session.value("interview.pain_on_downhill") == "yes"
    spoken = account_of(session.context.evaluator, session.assessment)
    assert "下り坂で痛い" in account_text(session.context.rule_set, spoken, session.assessment, "ja")
    session.decide("accepted")
    session.ensure_plan()
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(session.draft("ja"))).pages)
    said: Any = session.context.rule_set.rule("interview-downhill").client
    assert said.ja in printed.replace("\n", "")
