"""A clinic with an owner, a manager, and a half-year of visits of which every number is known by hand."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from clinic_app import actions
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.record_files import create_record, open_record
from clinic_app.demo.clinic import MovingClock
from clinic_app.demo.findings import findings
from clinic_app.demo.people import Person, Story
from clinic_app.domain.client import ClientDetails
from clinic_app.domain.clinic import ClinicProfile, HouseDefaults
from clinic_app.domain.consent import ConsentAnswer
from clinic_app.domain.period import Period
from clinic_app.domain.release import Release
from clinic_app.errors import Refused
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.passwords import Cost
from clinic_app.records.record import Record
from clinic_app.records.rotation import Places
from clinic_app.records.staff_keys import StaffKeys
from clinic_app.rules.evaluate import Evaluator
from clinic_app.statistics.payload import unpack
from tests.records.keys_setup import CHEAP, OWNER_PASSWORD

FIRST, AGAIN = date(2026, 3, 10), date(2026, 4, 7)
CLOSING = datetime(2026, 7, 6, 10, tzinfo=UTC)
ME = "staff-1"
H1 = Period(2026, 1)


class Group(NamedTuple):
    """Clients who are alike in everything that is counted."""

    size: int
    story: Story
    sex: str
    born: int
    km: int
    weeks: int
    decide: str = ""
    again: int = 0
    consent: ConsentAnswer = "given"


# 60 who are counted: 41 women; 29 under 40, 14 in their forties, 17 over 50; 22 came again.
GROUPS = (
    Group(14, "gluteal", "female", 1990, 30, 8, again=14),
    Group(12, "gluteal", "female", 1990, 30, 8, decide="trunk_weakness", again=8),
    Group(14, "thoracic", "male", 1980, 50, 20),
    Group(12, "trunk", "female", 1970, 10, 4),
    Group(5, "trunk", "male", 1970, 10, 4),
    Group(3, "gluteal_thoracic", "female", 1990, 30, 8),
)
NOT_COUNTED = (Group(4, "gluteal", "male", 1990, 30, 8, consent="refused"),)


class House(NamedTuple):
    """An open clinic and its people."""

    folder: Path
    record: Record
    evaluator: Evaluator
    owner: KeyRing
    manager: KeyRing
    clock: MovingClock


def make_house(folder: Path, groups: tuple[Group, ...] = (*GROUPS, *NOT_COUNTED), cost: Cost = CHEAP) -> House:
    """The clinic on the day after a day after the half-year; nothing is closed yet."""
    studio = ClinicFiles(folder)
    evaluator = build_evaluator(factory_texts())
    clock = MovingClock(datetime(2026, 3, 10, 9, tzinfo=UTC))
    with studio.new_generation(clock()) as generation:
        staff = StaffKeys(Places(generation.slots, generation.record, studio.folder), floor=cost)
        owner = staff.create("院長", OWNER_PASSWORD, cost).ring
        create_record(generation.record, owner.keys["clinic"][0]).close()
    places = Places(studio.current().slots, studio.current().record, folder)
    staff = StaffKeys(places, floor=cost)
    invited = staff.add(owner, "管理 見本", ("manager",))
    manager = staff.unlock(invited.person.id, invited.password)
    record = open_record(places.record, owner.keys["clinic"][0])
    record.clock = clock
    with record.in_one_transaction() as joined:
        actions.change_clinic_profile(joined, ClinicProfile("見本スタジオ"), actor=ME)
        for number, group in enumerate(groups):
            for member in range(group.size):
                _client(joined, evaluator, clock, group, f"{number}-{member}", member)
        clock.now = CLOSING - timedelta(days=3)
        defaults = HouseDefaults(periods="half_years")
        actions.change_house_defaults(joined, defaults, actor=ME)  # an entry of a day after the end of the half-year
    clock.now = CLOSING
    return House(folder, record, evaluator, owner, manager, clock)


def _client(record: Record, evaluator: Evaluator, clock: MovingClock, group: Group, name: str, member: int) -> None:
    details = ClientDetails(f"見本 {name}", "ミホン", group.sex, date(group.born, 1, 1))  # type: ignore[arg-type]
    clock.now = datetime(2026, 3, 10, 9, tzinfo=UTC)
    client = actions.register_client(record, details, actor=ME).value
    actions.record_consent(
        record, client.id, answers={"record": "given", "statistics": group.consent}, given_on=FIRST, language="ja",
        recorded_by="見本", actor=ME,
    )  # fmt: skip
    person = Person(details, group.story, group.weeks, 30, group.km, "見本")
    visit_of(record, evaluator, client.id, person, FIRST, group.decide)
    if member < group.again:
        clock.now = datetime(2026, 4, 7, 9, tzinfo=UTC)
        visit_of(record, evaluator, client.id, person, AGAIN, "", recovery=2)


def visit_of(
    record: Record, evaluator: Evaluator, client_id: str, person: Person, day: date, decide: str, recovery: int = 0
) -> str:
    """One whole closed session; `decide` names a cause that the trainer sees instead of the one proposed."""
    visit = actions.open_visit(record, client_id, day=day, trainer="見本", actor=ME).value
    stored = actions.resume_visit(record, visit.id).assessment
    chance = random.Random(1)  # noqa: S311 - the same findings each time
    document = findings(stored.assessment, person, recovery, evaluator.rule_set.catalogue, chance)
    actions.record_findings(
        record, visit.id, document, evaluator=evaluator, revision=stored.revision, step="result", actor=ME
    )
    proposal = actions.propose(record, visit.id, evaluator, actor=ME).value
    actions.decide_on_proposal(
        record, proposal.id, kind="changed" if decide else "accepted" if proposal.proposal.causes else "none",
        actor=ME, decided_by="見本", causes=(decide,) if decide else (),
        reason="movement_impression" if decide else None,
    )  # fmt: skip
    actions.note_timings(record, visit.id, {"intake": 8 * 60, "screening": 5 * 60, "plan": 0})
    actions.close_visit(record, visit.id, actor=ME, result="joined" if day == FIRST else None)
    return visit.id


def close(house: House, period: Period = H1) -> Release:
    """Close a period and read what was kept."""
    made = actions.close_period(house.record, period, house.evaluator.rule_set, actor=ME, closed_by="院長").value
    return unpack(made.payload, made.sha256)[0]


def refusal(of: Callable[[], object]) -> Refused:
    """How something is refused, in both languages."""
    with pytest.raises(Refused) as caught:
        of()
    assert caught.value.sentence("ja") != caught.value.sentence("en")
    return caught.value


def client_ids(house: House) -> list[str]:
    """The ids of all clients."""
    with house.record.reading() as work:
        return [identity for _, identity in work.case_facts.client_ids(0, 1000)]
