"""Made-up sessions in the states that matter, so that every step can be looked at in them: for the page registry.

Each is written into the record of a made-up clinic when it is first looked at, through the same actions as any other.
"""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from clinic_app import actions
from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.made_up_findings import (
    COURSE,
    NORMAL,
    WEAK,
    Plain,
    all_sides,
    both_sides,
    half_asked,
    half_tested,
    not_done,
    screened,
    stopped,
    tested,
)
from clinic_app.desktop.trainer.session import Session
from clinic_app.domain.assessment import DEAD_BUG, HINGE, ROTATION, from_plain, to_plain
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.finding import Catalogue
from clinic_app.domain.follow_up import OutcomeMeasure

LONG_NAME = "見本小路長之助左衛門尉 名前の長さを確かめるための四十文字の架空の人物太郎左衛門"
LONG_KANA = "ミホンノコウジナガノスケサエモンノジョウ ナマエノナガサヲタシカメルタメノヨンジュウモジノカクウノジンブツ"


LONG_ACTIVITY = "朝の支度で靴下をはき、そのまま玄関で靴ひもを結ぶこと"


class State(msgspec.Struct, frozen=True):
    """One state: whose session it is, what stands in it, and what was done with it."""

    name: str
    kana: str
    findings: Callable[[Catalogue], Plain]
    then: Callable[[Session], None] = lambda _session: None
    age: int = 42
    entered_late: bool = False
    course: tuple[Plain, ...] = ()


def made_up_visit(context: Context, state: str) -> str:
    """The visit of a state; it is made when it is asked for the first time."""
    wanted = STATES[state]
    known = [one for one in actions.find_clients(context.record, wanted.name) if one.details.name == wanted.name]
    if known:
        return actions.client_overview(context.record, known[0].id).visits[-1].id
    born = context.today().replace(day=1, month=1)
    details = ClientDetails(
        wanted.name,
        wanted.kana,
        sex="female",
        birth_date=born.replace(year=born.year - wanted.age),
        phone="090-0000-0000",
    )
    client = actions.register_client(context.record, details, actor=context.actor).value
    day = context.today() - timedelta(days=1)
    gap = timedelta(days=14)
    for place, earlier in enumerate(wanted.course):
        _earlier(context, client.id, day - gap * (len(wanted.course) - place), place, earlier)
    visit_id = _opened(context, client.id, day, late=wanted.entered_late)
    _enter(context, visit_id, wanted.findings(context.rule_set.catalogue))
    wanted.then(Session(context, visit_id))
    return visit_id


def _opened(context: Context, client_id: str, day: date, *, late: bool = False) -> str:
    me: Plain = {"trainer": context.person, "actor": context.actor}
    if late:
        today = context.today()
        return actions.enter_late_visit(context.record, client_id, day=day, today=today, **me).value.id
    return actions.open_visit(context.record, client_id, day=day, **me).value.id


def _enter(context: Context, visit_id: str, findings: Plain) -> None:
    stored = actions.resume_visit(context.record, visit_id).assessment
    plain = to_plain(stored.assessment)
    entered = {**plain, **findings, "client": {**plain["client"], **findings.get("client", {})}}
    actions.record_findings(
        context.record,
        visit_id,
        from_plain(entered),
        evaluator=context.evaluator,
        revision=stored.revision,
        step="intake",
        actor=context.actor,
    )


def _earlier(context: Context, client_id: str, day: date, place: int, findings: Plain) -> None:
    """One visit of a course, closed."""
    visit_id = _opened(context, client_id, day)
    _enter(context, visit_id, {**screened(context.rule_set.catalogue), **findings})
    again = Session(context, visit_id)
    for key, words, value in (("activity_1", "階段を下りる", 3), ("activity_2", LONG_ACTIVITY, 2)):
        again.course.put_measure(OutcomeMeasure(key, value + 2 * place, words))  # type: ignore[arg-type]
    if place:
        again.course.put_measure(OutcomeMeasure("pgic", 4 - place))
        again.course.put_measure(OutcomeMeasure("longest_run_km", 5 + 2.5 * place))
    again.close(None if place else "joined")


def _decided(session: Session) -> None:
    session.decide("accepted")
    session.ensure_plan()


def _taught(session: Session) -> None:
    """The first exercise can be done, the second not yet."""
    _decided(session)
    states = ("can_do", "not_yet", "with_cue")
    items = zip(session.drafted_items(), states, strict=False)
    session.change_plan(
        tuple(msgspec.structs.replace(item, teach_back=state, pain_before=4, pain_after=2) for item, state in items)
    )


def _changed(session: Session) -> None:
    session.note = "動画で見直したうえで判断"
    session.decide("changed", ("thoracic_stiffness",), "movement_impression")


def _again(session: Session) -> None:
    """The hip hinge was better right after the exercise."""
    _taught(session)
    tests = both_sides(NORMAL[HINGE], NORMAL[ROTATION], NORMAL[DEAD_BUG])["tests"]
    only = to_plain(session.assessment) | {"tests": {HINGE: tests[HINGE]}}
    session.course.put_retest(HINGE, from_plain(only).tests)


def _closed(session: Session) -> None:
    """Over, with two notes added since."""
    _decided(session)
    session.close("thinking")
    context = session.context
    for words in ("翌日の電話:走ったあとの痛みは2まで下がった", "右のヒップヒンジは動画でも同じ所見"):
        actions.add_addendum(context.record, session.visit_id, words, actor=context.actor, written_by=context.person)


STATES = {
    "empty": State("見本 未入力", "ミホン ミニュウリョク", lambda _catalogue: {}),
    "half": State("見本 半分", "ミホン ハンブン", half_asked),
    "begun": State("見本 途中", "ミホン トチュウ", half_tested),
    "urgent": State("見本 緊急", "ミホン キンキュウ", lambda known: screened(known, bladder_bowel="yes", fever="yes")),
    "refer": State("見本 受診", "ミホン ジュシン", lambda known: {**tested(known), **screened(known, fever="yes")}),
    "young": State(
        "見本 若者", "ミホン ワカモノ", lambda known: {**tested(known), "client": {"age_at_onset": 16}}, age=16
    ),
    "not-done": State("見本 未実施", "ミホン ミジッシ", not_done, _decided),
    "stopped": State("見本 中止", "ミホン チュウシ", stopped, _decided),
    "caution": State(
        "見本 注意", "ミホン チュウイ", all_sides(WEAK, nrs={"now": 8, "worst_run": 9, "average_7d": 7}), _decided
    ),
    "normal": State("見本 正常", "ミホン セイジョウ", all_sides(NORMAL), _decided),
    "three": State("見本 三つ", "ミホン ミッツ", all_sides(WEAK), _taught),
    "changed": State("見本 変更", "ミホン ヘンコウ", tested, _changed),
    "again": State("見本 再テスト", "ミホン サイテスト", tested, _again),
    "long-name": State(LONG_NAME, LONG_KANA, all_sides(WEAK), _decided),
    "late": State("見本 後日", "ミホン ゴジツ", half_asked, entered_late=True),
    "closed": State("見本 終了", "ミホン シュウリョウ", tested, _closed),
    "course": State("見本 経過", "ミホン ケイカ", all_sides(NORMAL), course=COURSE),
}
# Which steps are looked at in which state.
SEEN_IN: dict[str, tuple[str, ...]] = {
    "empty": ("intake", "screening", "posture", "hip_hinge", "result", "teach", "plan"),
    "half": ("intake", "screening"),
    "begun": ("hip_hinge", "thoracic_rotation", "dead_bug"),
    "urgent": ("screening", "plan"),
    "refer": ("screening", "hip_hinge", "result", "plan"),
    "young": ("screening", "result"),
    "not-done": ("hip_hinge", "result"),
    "stopped": ("hip_hinge", "thoracic_rotation", "teach"),
    "caution": ("result", "teach"),
    "normal": ("result", "teach"),
    "three": ("result", "teach", "plan"),
    "changed": ("result",),
    "again": ("teach",),
    "long-name": ("intake", "result", "plan"),
    "late": ("intake",),
    "closed": ("result",),
    "course": ("progress",),
}
