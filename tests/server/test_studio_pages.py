"""The owner names studios on a server, and says who works where; pages over the server's own answers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinic_app import actions
from clinic_app.bootstrap.factory import poses
from clinic_app.bootstrap.server_staffing import ServerStaffing
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.housekeeping import hiring_tools
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.kit import KitCard
from clinic_app.desktop.owner.made_up import made_up_house
from clinic_app.desktop.owner.page import OwnerPage
from clinic_app.desktop.owner.staff import StaffCard
from clinic_app.desktop.owner.studios import StudiosCard
from clinic_app.desktop.theme import Theme, style_sheet
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.text import Language
from clinic_app.records.key_ring import HeldRing, Role
from clinic_app.records.provision import Admin, provision
from clinic_app.records.record import Record, utc_now
from clinic_app.records.server import engine_of, sign_in
from clinic_app.records.server_people import ServerStaff, set_own_password
from clinic_app.records.server_place import ServerPlace
from clinic_app.rules.evaluate import Evaluator
from tests.desktop.geometry import cut_off, nameless, small_targets, squeezed

OWNER, TRAINER, NEW = "本部 見本", "店長 見本", "新人 見本"
PEOPLE: dict[str, Role] = {OWNER: "owner", TRAINER: "trainer", NEW: "trainer"}


class Chain(NamedTuple):
    """A company whose owner is signed in."""

    context: Context
    house: House
    staff: ServerStaff
    ids: dict[str, str]


@pytest.fixture(scope="module")
def chain(qapp: QApplication, admin: Admin, evaluator: Evaluator) -> Iterator[Chain]:
    load_fonts()
    own = Admin(ServerPlace(admin.place.host, "chain", sslmode="disable"), admin.login, admin.password)
    provision(own, lambda _step: None)
    engine = engine_of(own.place, own.login, own.password)
    invited = {name: ServerStaff(engine).add(None, name, (role,)) for name, role in PEOPLE.items()}
    engine.dispose()
    set_own_password(own.place, OWNER, invited[OWNER].password, "the owner's own words").forget()
    ring = sign_in(own.place, OWNER, "the owner's own words")
    record = Record(ring.connected)
    context = Context(
        record=record, evaluator=evaluator, poses=poses(), clinic=ClinicProfile("架空"), person=OWNER,
        staff_id=ring.person,
    )  # fmt: skip
    house = replace(
        made_up_house(record, [OWNER], utc_now()), hiring=hiring_tools(ServerStaffing(HeldRing(ring), record))
    )
    ids = {name: one.person.id for name, one in invited.items()}
    yield Chain(context, house, ServerStaff(ring.connected), ids)
    ring.forget()
    settle()


def said(root: QWidget) -> str:
    return "\n".join(found.text() for found in root.findChildren(QLabel) if not found.isHidden())


def name(card: StudiosCard, code: str, called: str) -> None:
    card.fields["code"].set_text(code)
    card.fields["name"].set_text(called)
    card.adding.click()


def test_naming_studios_takes_in_what_was_there_and_lets_the_owner_say_who_works_where(
    chain: Chain, qtbot: QtBot
) -> None:
    context, house = chain.context, chain.house
    details = ClientDetails("架空 花子", "かくう はなこ", "female")
    client = actions.register_client(context.record, details, actor=context.actor).value
    card = StudiosCard(context, house)
    qtbot.addWidget(card)
    assert not card.form.isHidden()
    name(card, "渋谷", "渋谷店")
    assert "SBY" in card.said.text(), "what a code is, with an example"
    for code, called in (("sby", "渋谷店"), ("ueno", "上野店")):
        with qtbot.waitSignal(card.kept, timeout=30_000):
            name(card, code, called)
    assert {"渋谷店", "SBY", "上野店", "UENO"} <= set(said(card).splitlines())
    assert actions.read_client(context.record, client.id).studio == "SBY"
    staff = StaffCard(context, house)
    qtbot.addWidget(staff)
    staff.open(chain.ids[TRAINER])
    panel = staff.panel
    assert panel is not None
    assert panel.places is not None
    assert panel.places.value() == ["SBY"]
    panel.places.set_value(["SBY", "UENO"])
    with qtbot.waitSignal(panel.ended, timeout=30_000):
        panel.keep.click()
    assert chain.staff.studios()[chain.ids[TRAINER]] == ("SBY", "UENO")
    assert "set_studios" in {entry.action for entry in actions.audit_entries(context.record)[:2]}


def test_who_works_in_no_studio_yet_stands_out_among_the_staff(chain: Chain, qtbot: QtBot) -> None:
    if not actions.studios(chain.context.record):
        actions.name_studio(chain.context.record, code="SBY", name="渋谷店", actor=chain.context.actor)
    chain.staff.set_studios(chain.ids[NEW], ())
    staff = StaffCard(chain.context, chain.house)
    qtbot.addWidget(staff)
    assert said(staff).count("担当店舗が未設定") == 1


def test_a_studio_is_renamed_closed_and_opened_again_in_place(chain: Chain, qtbot: QtBot) -> None:
    record, actor = chain.context.record, chain.context.actor
    known = {one.code for one in actions.studios(record)}
    for code in {"SBY", "UENO"} - known:
        actions.name_studio(record, code=code, name=code, actor=actor)
    card = StudiosCard(chain.context, chain.house)
    qtbot.addWidget(card)
    card.open("UENO")
    card.edited["name"].set_text("上野駅前店")
    card.edited["phone"].set_text("03-0000-0000")
    card.keep.click()
    kept = next(one for one in actions.studios(record) if one.code == "UENO")
    assert (kept.name, kept.phone) == ("上野駅前店", "03-0000-0000")
    card.open("UENO")
    card.shut.click()
    assert not next(one for one in actions.studios(record) if one.code == "UENO").is_open
    assert "閉店" in said(card)
    card.open("SBY")
    card.shut.click()
    assert card.said.text(), "the only open studio stays open, and why is said"
    card.open("UENO")
    card.shut.click()
    assert next(one for one in actions.studios(record) if one.code == "UENO").is_open


def test_where_a_server_keeps_the_record_the_staff_s_page_speaks_of_no_recovery_kit(chain: Chain, qtbot: QtBot) -> None:
    page = OwnerPage(chain.context, chain.house, "staff")
    qtbot.addWidget(page)
    assert page.findChild(StaffCard) is not None
    assert page.findChild(KitCard) is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_is_cut_on_the_owner_s_cards_of_studios(chain: Chain, qtbot: QtBot, language: Language) -> None:
    context = replace(chain.context, language=language, theme=Theme("light", 1.5))
    record, actor = context.record, context.actor
    for code in {"SBY", "UENO"} - {one.code for one in actions.studios(record)}:
        actions.name_studio(record, code=code, name="横浜みなとみらい駅前店", actor=actor, address="神奈川県架空市" * 4)
    studios, staff = StudiosCard(context, chain.house), StaffCard(context, chain.house)
    studios.open("UENO")
    staff.open(chain.ids[TRAINER])
    for card in (studios, staff):
        card.setStyleSheet(style_sheet(context.theme))
        qtbot.addWidget(card)
        card.resize(900, 1600)
        card.show()
        settle()
        assert (cut_off(card), squeezed(card), nameless(card), small_targets(card)) == ([], [], [], [])
