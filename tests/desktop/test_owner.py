"""The owner's other sections: what is to do, the studio on paper, how it works, and the audit."""

import ast
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from owner_house import OWNER, Owned, button, owned_clinic, owner_page
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.audit_words import ACTIONS, GROUPS
from clinic_app.desktop.owner.logo import NOT_READ, TOO_LARGE, read_logo
from clinic_app.desktop.owner.page import SECTIONS, OwnerPage
from clinic_app.desktop.owner.todo import Due
from clinic_app.desktop.widgets.labels import Words
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.clinic import LOGO_HEIGHT, LOGO_WIDTH, is_logo
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.records.record import utc_now
from tests.records.desk_bench import Studio

PACKAGE = Path(__file__).resolve().parents[2] / "clinic_app"


@pytest.fixture
def owned(tmp_path: Path, context: Context) -> Iterator[Owned]:
    with owned_clinic(tmp_path / "clinic", context) as found:
        yield found


def words_on(page: OwnerPage) -> str:
    settle()
    return "\n".join(words.text() for words in page.findChildren(Words) if words.isVisible())


def looked(page: OwnerPage, qtbot: QtBot) -> str:
    qtbot.waitUntil(page.todo.waiting.isHidden, timeout=30_000)
    return words_on(page)


def open_session(owned: Owned, days_ago: int) -> str:
    details = ClientDetails("𠮷田 架空", "ヨシダ カクウ", sex="female")
    client = actions.register_client(owned.record, details, actor=owned.held.person).value
    day = owned.context.today() - timedelta(days=days_ago)
    return actions.open_visit(owned.record, client.id, day=day, trainer=OWNER, actor=owned.held.person, age=40).value.id


# to do


def test_sheets_that_lie_at_the_desk_since_yesterday_are_named(owned: Owned, tmp_path: Path, qtbot: QtBot) -> None:
    studio = Studio(owned.record, tmp_path / "desk")
    given = studio.memo(studio.client())
    studio.memo(studio.client(kana="ノコル ヨウシ"))
    studio.exchange()
    for state in ("sent", "printed", "handed_over"):
        studio.counter.move(given.id, state)  # type: ignore[arg-type]
    studio.exchange()
    tomorrow = replace(owned.context, clock=lambda: utc_now() + timedelta(days=1))
    with owner_page(tomorrow) as page:
        said = looked(page, qtbot)
    assert "前日までの用紙が1件、まだお渡しできていません。" in said
    assert "2番 ノコル ヨウシ 様" in said
    assert "1番" not in said


def test_a_clinic_without_backup_kit_and_trial_is_told_so_and_nothing_else(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context) as page:
        said = looked(page, qtbot)
        assert "バックアップがまだ一度も作られていません。" in said
        assert "復旧キットがまだ確認されていません" in said
        assert "使い捨てパスワード" not in said
        assert "開いたまま" not in said


def test_when_all_is_done_the_list_says_that_nothing_is_to_do(owned: Owned, qtbot: QtBot) -> None:
    house = owned.context.house
    assert house is not None
    assert house.keeping is not None
    owned.staffing.confirm_kit(owned.staffing.replace_kit())
    made = house.make_backup()
    house.keeping.rehearse(made.name)
    with owner_page(owned.context) as page:
        assert "いま、やることはありません。" in looked(page, qtbot)


@pytest.mark.parametrize(("days", "told"), [(2, False), (3, True)])
def test_a_backup_is_red_after_three_days(owned: Owned, qtbot: QtBot, days: int, told: bool) -> None:
    house = owned.context.house
    assert house is not None
    at = house.make_backup().made_at + timedelta(days=days, minutes=1)
    with owner_page(replace(owned.context, clock=lambda: at)) as page:
        assert ("確認済みの最新バックアップは3日前" in looked(page, qtbot)) == told


def test_a_session_left_open_is_listed_and_opens_from_there_but_todays_is_not(owned: Owned, qtbot: QtBot) -> None:
    left = open_session(owned, 2)
    with owner_page(owned.context) as page, qtbot.waitSignal(page.visit_chosen, timeout=30_000) as chosen:
        assert looked(page, qtbot).count("開いたまま") == 1
        button(page, "セッションを開く").click()
    assert chosen.args == [left]
    actions.close_visit(owned.record, left, result="joined", actor=owned.held.person)
    open_session(owned, 0)
    with owner_page(owned.context) as page:
        assert "開いたまま" not in looked(page, qtbot)


def test_who_never_replaced_the_one_time_password_is_named(owned: Owned, qtbot: QtBot) -> None:
    owned.staffing.add("見本 はな", ["trainer"])
    with owner_page(owned.context) as page:
        assert "見本 はな" in looked(page, qtbot)
        next(b for b in page.todo.findChildren(type(page.kit.make)) if b.text() == "スタッフを見る").click()
        assert page.staff.isVisible()


# the studio on paper


def test_a_field_is_kept_when_it_is_left_and_stands_there_when_the_page_comes_again(owned: Owned) -> None:
    with owner_page(owned.context, "studio") as page:
        page.profile.fields["name"].edit.setText("見本スタジオ")
        page.profile.fields["name"].flush()
        page.profile.fields["email"].edit.setText("info@example.com")
        page.profile.fields["email"].flush()
    assert actions.clinic_profile(owned.record).email == "info@example.com"
    with owner_page(owned.context, "studio") as page:
        assert page.profile.fields["name"].text() == "見本スタジオ"


def test_a_logo_is_drawn_anew_within_its_limits_and_taken_away_again(owned: Owned, tmp_path: Path) -> None:
    image = QImage(3000, 500, QImage.Format.Format_RGB32)
    image.fill(QColor("#0f7a70"))
    image.setText("Comment", "who made this")
    image.save(str(tmp_path / "logo.jpg"))
    with owner_page(owned.context, "studio") as page:
        page.profile.fields["name"].edit.setText("見本スタジオ")
        page.profile.fields["name"].flush()
        page.profile.take_logo(tmp_path / "logo.jpg")
        assert page.profile.paper.isVisible()
        kept = actions.clinic_profile(owned.record).logo
        assert is_logo(kept)
        assert b"who made this" not in kept
        button(page, "ロゴを使わない").click()
        assert not page.profile.paper.isVisible()
    assert actions.clinic_profile(owned.record).logo == b""
    read = QImage.fromData(kept)
    assert (read.width(), read.height()) == (LOGO_WIDTH, 150)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NOT_READ),
        (b"%PDF-1.4 not a picture", NOT_READ),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>", NOT_READ),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), NOT_READ),
        (bytes(6_000_000), TOO_LARGE),
    ],
)
def test_a_file_that_is_no_picture_is_refused_in_words(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(Refused) as caught:
        read_logo(tmp_path / "logo.png")
    assert caught.value.message == message


def test_a_picture_of_enormous_size_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    image = QImage(20_000, 2_100, QImage.Format.Format_Mono)
    image.fill(0)
    image.save(str(tmp_path / "logo.png"))
    with pytest.raises(Refused) as caught:
        read_logo(tmp_path / "logo.png")
    assert caught.value.message == TOO_LARGE
    with pytest.raises(Refused):
        read_logo(tmp_path / "not there.png")


def test_a_noisy_picture_shrinks_until_it_fits(tmp_path: Path) -> None:
    image = QImage(900, 300, QImage.Format.Format_RGB32)
    state = 1
    for y in range(300):
        for x in range(900):
            state = (state * 1103515245 + 12345) % 2**31
            image.setPixel(x, y, state)
    image.save(str(tmp_path / "noise.png"))
    kept = read_logo(tmp_path / "noise.png")
    assert is_logo(kept)
    assert QImage.fromData(kept).height() < LOGO_HEIGHT


# how it works


def test_choices_are_kept_at_once_and_the_window_goes_on_with_them(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context, "studio") as page:
        with qtbot.waitSignal(page.defaults_kept, timeout=30_000) as kept:
            page.working.recheck.buttons["21"].click()
        assert kept.args[0].recheck_days == 21
        page.working.periods.buttons["years"].click()
        page.working.minutes["cover_after"].edit.setText("20")
        page.working.minutes["cover_after"].flush()
        page.working.minutes["lock_after"].edit.setText("999")
        page.working.minutes["lock_after"].flush()
        assert page.working.said.isVisible()
    assert actions.house_defaults(owned.record).periods == "years"
    assert actions.locking_settings(owned.record).cover_after == 20
    assert actions.locking_settings(owned.record).lock_after == 5


def test_after_the_first_release_the_periods_stay_as_they_are(owned: Owned) -> None:
    chosen = actions.house_defaults(owned.record)
    with owned.record.unit_of_work() as work:
        work.settings.keep_house_defaults(type(chosen)(periods="years", periods_locked=True))
        work.commit()
    with pytest.raises(Refused):
        actions.change_house_defaults(owned.record, type(chosen)(periods="half_years"), actor=owned.held.person)
    free = type(chosen)(periods="years", recheck_days=7)
    assert actions.change_house_defaults(owned.record, free, actor=owned.held.person).value.periods_locked
    with owner_page(owned.context, "studio") as page:
        assert not page.working.periods.isEnabled()


# the audit


def test_the_audit_names_people_here_and_gone_and_can_be_narrowed(owned: Owned, qtbot: QtBot) -> None:
    owned.staffing.add("見本 はな", ["trainer"])
    hana = owned.person("見本 はな")
    actions.register_client(owned.record, ClientDetails("𠮷田 架空", "ヨシダ", sex="female"), actor=hana)
    house = owned.context.house
    assert house is not None
    house.make_backup()
    owned.staffing.remove(hana)
    with owner_page(owned.context, "audit") as page:
        said = words_on(page)
        assert "お客様を登録" in said
        assert "スタッフから外した(見本 はな)" in said
        assert "𠮷田" not in said, "the audit tells of records by their id"
        page.audit.person.buttons[hana].click()
        assert "お客様を登録" in words_on(page)
        assert "スタッフを追加" not in words_on(page)
        page.audit.group.buttons["house"].click()
        assert "当てはまる記録はありません。" in words_on(page)
        qtbot.mouseClick(page.audit.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.audit.button.isEnabled, timeout=30_000)
        assert "異常はありません" in page.audit.verdict.text()
        assert page.audit.limits.isVisible()


def test_a_long_audit_is_read_a_page_at_a_time_without_a_gap(owned: Owned) -> None:
    for number in range(70):
        details = ClientDetails(f"架空 {number}", "カクウ", sex="female")
        actions.register_client(owned.record, details, actor=owned.held.person)
    with owner_page(owned.context, "audit") as page:
        lines = 0
        while True:
            lines += words_on(page).count("お客様を登録")
            if not page.audit.older.isVisible():
                break
            page.audit.older.click()
    assert lines == 70


def audited_actions() -> set[str]:
    """Every action that the program's code writes into the audit: literals of calls, and what an `action` may be."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in ("audit", "_audit", "_reopened"):
                    literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                    found |= {text for text in literals if isinstance(text, str) and text}
            elif isinstance(node, ast.arg) and node.arg == "action" and isinstance(node.annotation, ast.Subscript):
                found |= {one.value for one in ast.walk(node.annotation) if isinstance(one, ast.Constant)}
    return found


def test_every_action_in_the_audit_has_words_in_both_languages() -> None:
    found = audited_actions()
    assert {"register_client", "restore", "end_ownership"} <= found
    assert found == set(ACTIONS)
    japanese = texts("desktop", "ja")
    assert all(japanese(words) != words for _group, words in ACTIONS.values())
    assert {group for group, _words in ACTIONS.values()} == {key for key, _words in GROUPS}


def test_a_section_scrolls_to_its_last_card_and_not_into_nothing(owned: Owned) -> None:
    with owner_page(owned.context) as page:
        page.resize(1340, 620)
        for section, _words in SECTIONS:
            page.show_section(section)
            settle()
            last = max(card.geometry().bottom() for card in page.shown[section])
            room = page.viewport().height() - page.body.contentsMargins().bottom()
            assert page.verticalScrollBar().maximum() <= max(0, last + 1 - room), section


@pytest.mark.parametrize("section", ["studio", "retention"])
def test_a_section_that_cannot_be_read_leaves_the_one_on_screen_with_its_key_marked(owned: Owned, section: str) -> None:
    with owner_page(owned.context, "copies") as page:
        owned.record.close()
        page.sections.set_value(section)  # as a click does
        with pytest.raises(Refused):
            page.show_section(section)
        settle()
        marked = [key for key, key_button in page.sections.buttons.items() if key_button.isChecked()]
        assert marked == ["copies"]
        on_screen = [name for name, cards in page.shown.items() for card in cards if card.isVisible()]
        assert set(on_screen) == {"copies"}


def test_of_two_looks_at_what_is_to_do_the_later_one_counts(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context) as page:
        looked(page, qtbot)
        go_on = [threading.Event(), threading.Event()]
        answers: list[str] = []

        def answer(number: int) -> list[Due]:
            assert go_on[number].wait(30)
            return [Due("warn", f"answer {number}")]

        def told(found: list[Due]) -> None:
            answers.extend(due.words for due in found)

        for number in (0, 1):
            page.todo.in_background(partial(answer, number), told, lambda: None, newest=True)
        go_on[1].set()
        qtbot.waitUntil(lambda: answers == ["answer 1"], timeout=30_000)
        go_on[0].set()
        assert QThreadPool.globalInstance().waitForDone(30_000)
        settle()
    assert answers == ["answer 1"]
