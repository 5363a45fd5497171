"""The made-up clinic: all outcomes, plausible courses, rare names, clearly invented, the same for the same seed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.bootstrap.demo import Demo, create_demo
from clinic_app.domain.visit import StoredProposal
from clinic_app.records import models
from clinic_app.records.proposals import _stored
from clinic_app.records.record import Record


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One made-up clinic for all tests, which only read it."""
    made = create_demo(tmp_path_factory.mktemp("demo"), date(2026, 11, 22))
    yield made
    made.record.close()


@pytest.fixture(scope="module")
def proposals(demo: Demo) -> list[StoredProposal]:
    """All proposals of the year."""
    with demo.record.reading() as work:
        found = [_stored(row) for row in work._session.query(models.Proposal).order_by(models.Proposal.seq)]
    demo.record.engine.dispose()
    return found


def test_there_are_enough_people_and_visits(demo: Demo) -> None:
    with demo.record.reading() as work:
        clients, visits = work._session.query(models.Client).count(), work._session.query(models.Visit).count()
        days = sorted(row[0] for row in work._session.query(models.Visit.done_on))
        notes = {row[0] for row in work._session.query(models.Client.note)}
        phones = {row[0] for row in work._session.query(models.Client.phone)}
    assert clients >= 60
    assert visits >= 150
    assert (days[-1] - days[0]).days > 300
    assert notes == {"架空のデータ"}
    assert all(phone.startswith("090-0000-") for phone in phones)
    demo.record.engine.dispose()


def test_every_outcome_occurs(proposals: list[StoredProposal]) -> None:
    outcomes = Counter((made.proposal.outcome, made.proposal.urgency) for made in proposals)
    leading = {made.proposal.causes for made in proposals if made.proposal.outcome == "leading"}
    assert set(outcomes) == {
        ("leading", None),
        ("mixed", None),
        ("undetermined", None),
        ("insufficient", None),
        ("screening_incomplete", None),
        ("refer", "refer"),
        ("refer", "urgent"),
    }
    assert leading == {("gluteal_support",), ("thoracic_stiffness",), ("trunk_weakness",)}
    assert any("irritable" in made.proposal.caution for made in proposals)
    assert any(made.proposal.provisional for made in proposals)
    assert len({made.proposal.confidence for made in proposals}) == 4


def test_nothing_recorded_is_impossible(demo: Demo, proposals: list[StoredProposal]) -> None:
    found = {problem.code for made in proposals for problem in demo.evaluator.problems(made.assessment)
             if problem.kind == "refuse"}  # fmt: skip
    assert found == set()


def test_most_people_get_better(demo: Demo, proposals: list[StoredProposal]) -> None:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for made in proposals:
        who, now = made.assessment.client.name, made.assessment.nrs.now
        assert now is not None
        first.setdefault(who, now)
        last[who] = now
    changes = [last[who] - first[who] for who in first if last[who] != first[who]]
    assert len(changes) > 25
    assert sum(change < 0 for change in changes) / len(changes) > 0.75


@pytest.mark.parametrize("typed", ["吉田", "高橋", "山崎", "渡辺", "浜田", "斉藤", "辺見", "徳永"])
def test_rare_names_are_there(demo: Demo, typed: str) -> None:
    assert actions.find_clients(demo.record, typed)
    demo.record.engine.dispose()


def test_today_is_in_the_middle_of_its_work(demo: Demo) -> None:
    visits = actions.visits_of_day(demo.record, date(2026, 11, 22))
    assert Counter((line.visit.state, line.visit.step) for line in visits) == {
        ("closed", "result"): 1,
        ("open", "thoracic_rotation"): 1,
        ("open", "teach"): 1,
        ("open", "intake"): 3,
    }
    half, ready = (
        actions.resume_visit(demo.record, line.visit.id)
        for step in ("thoracic_rotation", "teach")
        for line in visits
        if line.visit.step == step
    )
    assert half.assessment.assessment.tests.hip_hinge is not None
    assert half.assessment.assessment.tests.dead_bug is None
    assert ready.proposal is not None
    assert ready.proposal.proposal.plan
    assert ready.decision is not None
    assert ready.plan is None
    demo.record.engine.dispose()


def _content(record: Record) -> list[object]:
    with record.reading() as work:
        clients = work.client_search.find("")
        return [*clients, *(visit for client in clients for visit in work.visits.of_client(client.id))]


def test_the_same_seed_grows_the_same_clinic(demo: Demo, tmp_path: Path) -> None:
    again = create_demo(tmp_path, date(2026, 11, 22))
    assert again.key == demo.key
    assert _content(again.record) == _content(demo.record)
    again.record.close()
    demo.record.engine.dispose()
