"""Writing a client down: kana by themselves, dates of every era, hints that never block, text that nothing may lose."""

from datetime import date

import pytest
from input_method import commit, compose, type_name
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.client_edit import ClientEdit
from clinic_app.desktop.trainer.client_form import ClientForm
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.desktop.window import Window
from clinic_app.domain.client import Client, ClientDetails

DETAILS = ClientDetails("髙橋 花子", "タカハシ ハナコ", "female", date(1984, 3, 1), "090-0000-1234")


@pytest.fixture
def form(window: Window) -> ClientForm:
    """The empty form in an open window."""
    window.show_page("client_new")
    settle()
    found = window.findChildren(ClientForm)[-1]
    found.setFocus()
    return found


@pytest.fixture
def known(context: Context) -> Client:
    """A client who is in the record already."""
    return actions.register_client(context.record, DETAILS, actor="staff-1").value


@pytest.fixture
def edit(window: Window, known: Client) -> ClientEdit:
    """The known client's details, open for change."""
    window.workplace.edit(known.id)
    settle()
    return window.findChildren(ClientEdit)[-1]


def press(root: QWidget, words: str) -> None:
    """One click on the visible button with these words."""
    settle()
    next(b for b in root.findChildren(QAbstractButton) if b.text() == words and b.isVisible()).click()
    settle()


def said(root: QWidget) -> str:
    """All words that can be read on a part of a page."""
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def put(field: TextField, text: str) -> None:
    """Fill a field as a person would, and leave it."""
    field.edit.setFocus()
    field.edit.clear()
    commit(field.edit, text)
    field.flush()
    settle()


# kana


def test_kana_come_by_themselves_and_wait_for_a_yes(form: ClientForm, qtbot: QtBot) -> None:
    type_name(form.name.edit, ("たかはし", "髙橋"), ("はなこ", "花子"))
    assert (form.name.text(), form.kana.text()) == ("髙橋 花子", "タカハシ ハナコ")
    assert form.kana.unconfirmed
    assert form.kana.edit.property("tone") == "warn"
    assert form.kana.problem.isVisible()
    qtbot.keyClick(form.kana.edit, Qt.Key.Key_Return)
    assert not form.kana.unconfirmed
    assert form.kana.edit.property("tone") == ""
    assert form.kana.text() == "タカハシ ハナコ"


def test_a_prediction_fills_what_was_typed_and_the_rest_is_corrected_by_hand(form: ClientForm) -> None:
    compose(form.name.edit, "た", "たか", "髙橋")
    commit(form.name.edit, "髙橋")
    assert (form.kana.text(), form.kana.unconfirmed) == ("タカ", True)
    put(form.kana, "たかはし")
    assert not form.kana.unconfirmed


def test_a_conversion_done_again_keeps_the_reading(form: ClientForm) -> None:
    type_name(form.name.edit, ("たかはし", "高橋"))
    compose(form.name.edit, "髙橋")
    commit(form.name.edit, "髙橋", back=2)
    assert (form.name.text(), form.kana.text()) == ("髙橋", "タカハシ")


def test_escape_while_composing_leaves_name_and_kana_as_they_were(form: ClientForm) -> None:
    type_name(form.name.edit, ("たかはし", "髙橋"))
    compose(form.name.edit, "は", "はな", "花", "はな", "")
    assert (form.name.text(), form.kana.text()) == ("髙橋", "タカハシ")
    commit(form.name.edit, " ")
    type_name(form.name.edit, ("ようこ", "陽子"))
    assert form.kana.text() == "タカハシ ヨウコ"


def test_kana_typed_by_hand_are_never_replaced(form: ClientForm) -> None:
    put(form.kana, "たかはし")
    type_name(form.name.edit, ("こうはし", "高橋"))
    assert form.kana.text() == "たかはし"


def test_an_emptied_name_takes_its_kana_along(form: ClientForm) -> None:
    type_name(form.name.edit, ("たかはし", "髙橋"))
    form.name.edit.clear()
    assert (form.kana.text(), form.kana.unconfirmed) == ("", False)


def test_registering_asks_once_whether_heard_kana_are_right(form: ClientForm, context: Context) -> None:
    type_name(form.name.edit, ("たかはし", "髙橋"), ("はなこ", "花子"))
    put(form.birth, "S59.3.1")
    form.begin.click()
    assert actions.find_clients(context.record, "髙橋") == ()
    assert form.kana.problem.isVisible()
    form.begin.click()
    (client,) = actions.find_clients(context.record, "たかはし")
    assert (client.details.name, client.details.kana) == ("髙橋 花子", "タカハシ ハナコ")


# dates


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1984-03-01", date(1984, 3, 1)), ("19840301", date(1984, 3, 1)), ("1984/3/1", date(1984, 3, 1)),
        ("S59.3.1", date(1984, 3, 1)), ("昭和59年3月1日", date(1984, 3, 1)), ("Ｓ５９．３．１", date(1984, 3, 1)),
        ("平成元年1月8日", date(1989, 1, 8)), ("H31.4.30", date(2019, 4, 30)), ("令和元年5月1日", date(2019, 5, 1)),
        ("大正15年12月24日", date(1926, 12, 24)), ("昭和64年1月7日", date(1989, 1, 7)),
    ],
)  # fmt: skip
def test_a_birth_date_is_understood_in_every_writing(form: ClientForm, typed: str, day: date) -> None:
    put(form.birth, typed)
    assert form.fields.rough_details().birth_date == day
    assert form.fields.birth_words.text()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1984-02-30", "日付"), ("abc", "日付"), ("S65.4.1", "平成2年4月1日"), ("R1.4.30", "平成31年4月30日"),
        ("昭和0年1月1日", "日付"), ("2030-01-01", "未来"), ("1880-01-01", "110"), ("2024-01-01", "6"), ("", "入力して"),
    ],
)  # fmt: skip
def test_an_impossible_birth_date_is_refused_in_words_and_kept(form: ClientForm, typed: str, words: str) -> None:
    put(form.birth, typed)
    assert form.fields.details() is None
    assert words in form.birth.problem.text()
    assert form.birth.text() == typed


# who looks alike


def test_who_looks_alike_is_shown_beside_the_form_and_does_not_block(
    form: ClientForm, context: Context, known: Client, qtbot: QtBot
) -> None:
    put(form.kana, "たかはし はなこ")
    qtbot.waitUntil(lambda: "髙橋 花子" in said(form.alike), timeout=30_000)
    assert "フリガナが同じ" in said(form.alike)
    put(form.name, "高橋 華子")
    put(form.birth, "1990-01-01")
    form.begin.click()
    assert len(actions.find_clients(context.record, "タカハシ ハナコ")) == 2


def test_another_person_is_remembered_after_registering(
    form: ClientForm, context: Context, known: Client, qtbot: QtBot
) -> None:
    put(form.name, "髙橋 花子")
    put(form.kana, "たかはし はなこ")
    put(form.birth, "1990-01-01")
    qtbot.waitUntil(lambda: "髙橋 花子" in said(form.alike), timeout=30_000)
    press(form.alike, "別の人")
    assert "髙橋 花子" not in said(form.alike)
    form.begin.click()
    new = next(one for one in actions.find_clients(context.record, "タカハシ ハナコ") if one.id != known.id)
    assert actions.alike_clients(context.record, new.details, client_id=new.id) == ()


def test_this_person_begins_their_visit_instead_of_a_second_entry(
    window: Window, form: ClientForm, known: Client, qtbot: QtBot
) -> None:
    put(form.phone, "09000001234")
    qtbot.waitUntil(lambda: "髙橋 花子" in said(form.alike), timeout=30_000)
    press(form.alike, "この人です")
    assert window.session_page is not None
    assert window.session_page.session.client.id == known.id


# nothing is lost


def test_what_is_typed_survives_another_language_and_size(window: Window, form: ClientForm) -> None:
    type_name(form.name.edit, ("たかはし", "髙橋"))
    put(form.birth, "S59.3.")
    put(form.phone, "090")
    form.sex.pick("female")
    window.dress(window.context.with_look(language="en"))
    again = window.findChildren(ClientForm)[-1]
    assert (again.name.text(), again.kana.text(), again.birth.text()) == ("髙橋", "タカハシ", "S59.3.")
    assert (again.phone.text(), again.sex.value(), again.kana.unconfirmed) == ("090", "female", True)


def test_a_change_is_saved_and_shown_on_the_clients_page(
    window: Window, edit: ClientEdit, context: Context, known: Client
) -> None:
    put(edit.fields.phone, "090-0000-9999")
    put(edit.fields.since, "２０１９")
    put(edit.fields.goal, "湘南国際マラソン")
    edit.save.click()
    settle()
    saved = actions.read_client(context.record, known.id).details
    assert (saved.phone, saved.running_since, saved.goal) == ("090-0000-9999", 2019, "湘南国際マラソン")
    assert window.page_name == "client"


def test_two_versions_of_a_client_stand_side_by_side_and_each_detail_is_chosen(
    edit: ClientEdit, context: Context, known: Client
) -> None:
    put(edit.fields.email, "mine@example.jp")
    put(edit.fields.goal, "湘南国際マラソン")
    theirs = replace(known.details, phone="03-0000-0000", email="theirs@example.jp")
    actions.change_client(context.record, replace(known, details=theirs), actor="staff-2")
    edit.save.click()
    settle()
    assert actions.read_client(context.record, known.id).details == theirs
    assert edit.both.picked() == {"phone": "theirs", "goal": "mine"}, "what one side alone changed is chosen already"
    assert edit.fields.phone.text() == "03-0000-0000", "and what the other changed is not undone by saving again"
    assert edit.fields.email.text() == "mine@example.jp"
    assert [button.text() for button in edit.both.buttons["email"].values()] == ["mine@example.jp", "theirs@example.jp"]
    assert not edit.save.isEnabled()
    assert "あと1項目、選んでください。" in {one.text() for one in edit.newer.findChildren(QLabel)}, "and why not yet"
    edit.both.buttons["email"]["theirs"].click()
    assert edit.fields.email.text() == "theirs@example.jp"
    edit.both.buttons["email"]["mine"].click()
    edit.save.click()
    saved = actions.read_client(context.record, known.id).details
    assert (saved.phone, saved.email, saved.goal) == ("03-0000-0000", "mine@example.jp", "湘南国際マラソン")


def test_two_versions_that_say_the_same_are_saved_without_a_question(
    edit: ClientEdit, context: Context, known: Client
) -> None:
    put(edit.fields.email, "same@example.jp")
    theirs = replace(known.details, email="same@example.jp", phone="03-0000-0000")
    actions.change_client(context.record, replace(known, details=theirs), actor="staff-2")
    edit.save.click()
    settle()
    edit.save.click()
    assert actions.read_client(context.record, known.id).details == theirs


def fields_of(page: ClientForm | ClientEdit) -> list[TextField]:
    return page.findChildren(TextField)


HOSTILE = ["a\0b", "x" * 1_000_000, "髙" * 5000]


@pytest.mark.parametrize("hostile", HOSTILE, ids=["nul", "megabyte", "too long"])
def test_every_field_refuses_what_could_never_be_saved_and_keeps_what_was_typed(
    form: ClientForm, qtbot: QtBot, hostile: str
) -> None:
    assert len(fields_of(form)) >= 10
    for field in fields_of(form):
        field.edit.setFocus()
        field.edit.setText("typed")
        QGuiApplication.clipboard().setText(hostile)
        qtbot.keyClick(field.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert field.text() == "typed", field.edit.accessibleName()
        assert field.problem.isVisible(), field.edit.accessibleName()
        commit(field.edit, hostile)
        assert field.text() == "typed", field.edit.accessibleName()
    QGuiApplication.clipboard().clear()


def test_a_lone_surrogate_never_stands_in_a_field(form: ClientForm) -> None:
    form.name.edit.setText("typed")
    commit(form.name.edit, "\ud800")  # Qt itself drops it on the way in
    assert form.name.text() == "typed"


def test_hidden_characters_are_shown_as_marks(form: ClientForm, window: Window, context: Context, qtbot: QtBot) -> None:
    commit(form.name.edit, "abc\u202edef")
    assert "abc⟨RLO⟩def" in form.name.problem.text()
    assert form.name.text() == "abc\u202edef"
    details = replace(DETAILS, name="abc\u202edef")
    actions.register_client(context.record, details, actor="staff-1")
    window.show_page("clients")
    qtbot.waitUntil(lambda: "abc⟨RLO⟩def" in said(window), timeout=30_000)


def test_an_objection_goes_when_the_field_is_typed_in_again(form: ClientForm, qtbot: QtBot) -> None:
    commit(form.phone.edit, "x" * 5000)
    assert form.phone.problem.isVisible()
    qtbot.keyClicks(form.phone.edit, "0")
    assert not form.phone.problem.isVisible()


def test_typing_goes_on_while_nobody_can_be_asked_for_people_alike(
    form: ClientForm, context: Context, known: Client
) -> None:
    put(form.kana, known.details.kana)
    form._look()
    settle()
    before = said(form.alike)
    assert "すでに登録がありませんか" in before
    context.record.close()
    put(form.name, "架空 別人")
    form._look()
    assert said(form.alike) == before
    assert form.name.text() == "架空 別人"
