"""What is asked back and what is refused, sentence by sentence at its field, in both languages; and what a yes does."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from visits import GLUTEAL, read

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.entry import Entry
from clinic_app.desktop.trainer.hip_hinge import HipHingeStep
from clinic_app.desktop.trainer.intake import IntakeStep
from clinic_app.desktop.trainer.question import Question
from clinic_app.desktop.trainer.session import Session
from clinic_app.desktop.trainer.session_page import MAKERS
from clinic_app.desktop.trainer.thoracic_rotation import RotationCard, ThoracicRotationStep
from clinic_app.desktop.widgets.numbers import DurationField, NumberField
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.language import Language

HINGE, TURN, BUG = "tests.hip_hinge", "tests.thoracic_rotation", "tests.dead_bug"
DONE_HINGE = {"status": "done", "lean": "full", "faults": {}, "gluteal_sensation": True}
DONE_BUG = {"status": "done", "holds_start": True, "key_faults": [], "failed_reps": 0, "minor_faults": []}
Said = tuple[str, dict[str, Any], str, str]  # step, what differs in the document, the sentence in Japanese and English


def turned(left: float, right: float = 48, position: str = "lumbar_locked") -> dict[str, Any]:
    """A thoracic rotation of so many degrees."""
    sides = {name: {"status": "done", "degrees": [value]} for name, value in (("left", left), ("right", right))}
    return {TURN: {"position": position, **sides}}


def hinged(**pain: int) -> dict[str, Any]:
    """A good hip hinge that hurt on the left."""
    return {HINGE: {"left": {**DONE_HINGE, "pain": pain}, "right": DONE_HINGE}}


UNUSUAL = ("{}は普段あまりない値です。間違いありませんか。", "{} is unusual: is it right?")
STOP = (
    "痛みが5以上、または3以上増えましたが「実施」になっています。間違いありませんか。",
    "Done, although pain reached 5 or rose by 3: is that right?",
)
MANY = (
    "{}°は大きい値です。骨盤や肩甲骨が動いていませんか。",
    "{}° is a lot: does the pelvis or the shoulder blade move?",
)
EXTENSION = (
    "「反らすと痛い」が「いいえ」、「反らしてひねると痛い」が「はい」です。間違いありませんか。",
    "No pain on bending back, but pain on bending back and twisting: is that right?",
)


def unusual(step: str, changes: dict[str, Any], value: str) -> Said:
    """A row of the table about a value that is only rare."""
    return (step, changes, UNUSUAL[0].format(value), UNUSUAL[1].format(value))


ASKED: list[Said] = [
    unusual("intake", {"nrs.now": 7}, "7"),
    unusual("intake", {"nrs.worst_run": 9}, "9"),
    unusual("intake", {"nrs.average_7d": 8}, "8"),
    unusual("intake", {"weekly_km": 160.5}, "160.5"),
    unusual("intake", {"weekly_km_change_percent": 30}, "30"),
    unusual("thoracic_rotation", turned(9), "9"),
    unusual("hip_hinge", hinged(before=7, during=4, after=4), "7"),
    ("thoracic_rotation", turned(66), MANY[0].format("66"), MANY[1].format("66")),
    ("thoracic_rotation", turned(71, 50, "seated"), MANY[0].format("71"), MANY[1].format("71")),
    ("thoracic_rotation", turned(71, 50, "half_kneeling"), MANY[0].format("71"), MANY[1].format("71")),
    (
        "thoracic_rotation",
        turned(22),
        "左22.0°と右48.0°の差が大きいので、測り直してください。",
        "Left 22.0° and right 48.0° are far apart: measure again.",
    ),
    (
        "dead_bug",
        {BUG: {"left": {**DONE_BUG, "holds_start": False}, "right": DONE_BUG}},
        "左がレベル0、右がレベル3です。間違いありませんか。",
        "Left is level 0, right level 3: is that right?",
    ),
    ("hip_hinge", hinged(before=1, during=4), *STOP),
    ("hip_hinge", hinged(before=4, during=5), *STOP),
    (
        "intake",
        {"interview.pain_on_extension": "no", "interview.pain_on_extension_rotation": "yes"},
        *EXTENSION,
    ),
    (
        "intake",
        {"interview.unilateral_landing_pain": "yes"},
        "着地の痛みについて、問診とレッドフラッグの答えが食い違っています。",
        "The interview and the screening disagree about pain on landing.",
    ),
    (
        "intake",
        {"interview.pain_point": "broad_band", "screening.bone_stress.bony_point": "yes"},
        "問診では広い範囲の痛み、レッドフラッグの確認では骨の一点の痛みになっています。",
        "A wide area in the interview, but one sharp point of bone in the screening.",
    ),
    (
        "screening",
        {"weekly_km_change_percent": 40},
        "練習量の急増は「いいえ」ですが、週の走行距離が40 %増えています。",
        "No sudden rise in training, but the weekly distance is up by 40 %.",
    ),
]
LANGUAGES: tuple[Language, ...] = ("ja", "en")
CONFIRMED = {"ja": "✓ 確認済み", "en": "✓ confirmed"}


def with_changes(changes: dict[str, Any]) -> dict[str, Any]:
    """The clear case with other values at some paths."""
    document = deepcopy(GLUTEAL)
    for path, value in changes.items():
        *way, last = path.split(".")
        place = document
        for key in way:
            place = place.setdefault(key, {})
        place[last] = value
    return document


def offers(page: QWidget) -> list[Question]:
    """The questions that wait for a yes, in reading order."""
    return [one for one in page.findChildren(Question) if one.button.isVisibleTo(page)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("step", "changes", "ja", "en"), ASKED, ids=[f"{row[0]}-{row[3][:24]}" for row in ASKED])
def test_what_is_asked_back_is_said_at_its_field_confirmed_in_one_press_and_marked(
    context: Context,
    open_visit: Callable[..., str],
    show: Callable[[QWidget], QWidget],
    language: Language,
    step: str,
    changes: dict[str, Any],
    ja: str,
    en: str,
) -> None:
    session = Session(replace(context, language=language), open_visit(with_changes(changes)))
    document = session.assessment
    page = show(MAKERS[step](session, step, None))  # type: ignore[arg-type]
    said = {"ja": ja, "en": en}[language]
    assert said in read(page)
    marks = read(page).count(CONFIRMED[language])
    for question in offers(page):
        question.button.click()
    page.close()
    again = Session(session.context, session.visit_id)
    assert again.assessment == document, "saying yes changes no value"
    page = show(MAKERS[step](again, step, None))  # type: ignore[arg-type]
    assert said not in read(page)
    assert read(page).count(CONFIRMED[language]) > marks
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rare_age_is_asked_back_in_the_interview_though_it_is_typed_elsewhere(
    context: Context, show: Callable[[QWidget], QWidget], language: Language
) -> None:
    details = ClientDetails("見本 長寿", "ミホン チョウジュ", birth_date=date(1946, 5, 1))
    client = actions.register_client(context.record, details, actor="staff-1").value
    visit = actions.open_visit(context.record, client.id, day=date(2026, 11, 22), trainer="佐藤", actor="staff-1").value
    session = Session(replace(context, language=language), visit.id)
    page = show(IntakeStep(session, "intake"))
    assert isinstance(page, IntakeStep)
    said = {"ja": "80は普段あまりない値です。", "en": "80 is unusual"}[language]
    assert said in read(page)
    page.keypad.refresh()
    assert page.age.question.button.hint() == "0"
    assert page.keypad.take("0")
    page.refresh()
    assert page.age.question.mark.isVisibleTo(page)
    asked = Session(session.context, session.visit_id).objection("client.age")
    assert asked is not None
    assert session.confirmed(asked)
    page.close()


REFUSED = [
    ("weekly_km", "-1", "-1は下限の0を下回っています。", "-1 is below 0."),
    ("weekly_km", "401", "401は上限の400を超えています。", "401 is above 400."),
    ("weekly_km", "たくさん", "数ではありません。", "This is not a number."),
    (
        "client.age_at_onset",
        "43",
        "発症年齢43歳が現在の年齢42歳を超えています。",
        "The age at onset 43 is above the age 42.",
    ),
    ("client.age_at_onset", "-1", "-1は下限の0を下回っています。", "-1 is below 0."),
    ("weeks_since_onset", "-2", "-2は下限の0を下回っています。", "-2 is below 0."),
    ("weeks_since_onset", "3000", "3000週前は生まれる前です。", "3000 weeks ago lies before birth."),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "typed", "ja", "en"), REFUSED)
def test_what_is_refused_is_said_at_its_field_and_the_typed_text_stays(
    context: Context,
    open_visit: Callable[..., str],
    show: Callable[[QWidget], QWidget],
    language: Language,
    path: str,
    typed: str,
    ja: str,
    en: str,
) -> None:
    session = Session(replace(context, language=language), open_visit())
    entry = Entry(session, context.rule_set.catalogue.by_path[path])
    show(entry)
    field = entry.control.number if isinstance(entry.control, DurationField) else entry.control
    assert isinstance(field, NumberField)
    field.edit.setText(typed)
    field.flush()
    entry.refresh()
    assert {"ja": ja, "en": en}[language] in read(entry)
    assert field.text() == typed
    assert session.value(path) is None
    assert not entry.question.button.isVisibleTo(entry), "what is refused cannot be confirmed"
    entry.close()


TRIALS = [
    ("95", "95は上限の90を超えています。", "95 is above 90."),
    ("-1", "-1は下限の0を下回っています。", "-1 is below 0."),
    ("40.25", "40.25は小数点以下の桁が多過ぎます(1桁まで)。", "40.25 has too many digits after the point (1 at most)."),
    ("四十", "数ではありません。", "This is not a number."),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "ja", "en"), TRIALS)
def test_degrees_that_are_refused_stay_in_their_field(
    context: Context,
    open_visit: Callable[..., str],
    show: Callable[[QWidget], QWidget],
    language: Language,
    typed: str,
    ja: str,
    en: str,
) -> None:
    session = Session(replace(context, language=language), open_visit(GLUTEAL))
    before = session.assessment
    page = show(ThoracicRotationStep(session, "thoracic_rotation"))
    assert isinstance(page, ThoracicRotationStep)
    card = page.cards[0]
    assert isinstance(card, RotationCard)
    card.trials[1].edit.setText(typed)
    card.trials[1].flush()
    page.refresh()
    assert {"ja": ja, "en": en}[language] in read(card)
    assert card.trials[1].text() == typed
    assert session.assessment == before
    page.close()


# how a yes is said


def test_an_odd_value_is_confirmed_in_one_press_and_marked_so(session: Session, show: Callable[..., QWidget]) -> None:
    entry = Entry(session, session.context.rule_set.catalogue.by_path["nrs.now"])
    show(entry)
    session.put("nrs.now", 8)
    entry.refresh()
    assert entry.question.button.isVisible()
    entry.question.button.click()
    entry.refresh()
    assert "確認済み" in read(entry)
    assert not entry.beside.isVisible()
    again = Session(session.context, session.visit_id)
    assert again.confirmed(again.objection("nrs.now"))  # type: ignore[arg-type]
    session.put("nrs.now", 9)
    entry.refresh()
    assert entry.question.button.isVisible(), "another value is asked back anew"
    entry.close()


def test_a_confirmation_is_undone_like_an_entry(session: Session) -> None:
    session.put("nrs.now", 8)
    asked = session.objection("nrs.now")
    assert asked is not None
    session.confirm(asked)
    assert session.undo()
    assert not session.confirmed(asked)
    assert not Session(session.context, session.visit_id).confirmed(asked)
    assert session.value("nrs.now") == 8


def test_nought_confirms_the_first_value_that_is_asked_back(session: Session, show: Callable[..., QWidget]) -> None:
    page = show(IntakeStep(session, "intake"))
    assert isinstance(page, IntakeStep)
    session.put("nrs.worst_run", 9)
    page.refresh()
    page.keypad.refresh()
    button = next(entry for entry in page.entries if entry.path == "nrs.worst_run").question.button
    assert button.hint() == "0"
    assert page.keypad.take("0")
    asked = session.objection("nrs.worst_run")
    assert asked is not None
    assert session.confirmed(asked)
    page.close()


def test_sides_far_apart_are_asked_about_and_confirmed(taught: Session, show: Callable[..., QWidget]) -> None:
    page = show(HipHingeStep(taught, "hip_hinge"))
    assert isinstance(page, HipHingeStep)
    assert page.apart.isVisibleTo(page)
    page.question.button.click()
    page.refresh()
    assert not page.apart.isVisibleTo(page)
    assert "確認済み" in read(page)
    page.close()
