"""A rehearsal reads the closed visits page by page, with the decision that holds, and keeps nobody from saving."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from clinic_app import actions
from clinic_app.actions import replays
from clinic_app.actions.replays import closed_cases
from clinic_app.demo.people import Story
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.client import Client, ClientDetails
from clinic_app.domain.visit import ChangeReason, DecisionKind, Visit
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.replay import rehearse

ME = "staff-1"
Closed = Callable[..., tuple[str, Assessment]]
Enter = Callable[[Visit, Story], Assessment]


@pytest.fixture
def closed(record: Record, client: Client, evaluator: Evaluator, enter: Enter, today: date) -> Closed:
    """Opens, fills, decides on and closes one visit."""

    def made(*, kind: DecisionKind = "accepted", causes: tuple[str, ...] = ()) -> tuple[str, Assessment]:
        visit = actions.open_visit(record, client.id, day=today, trainer="見本", actor=ME).value
        found = enter(visit, "gluteal")
        proposal = actions.propose(record, visit.id, evaluator, actor=ME).value
        reason: ChangeReason | None = "client_story" if kind == "changed" else None
        actions.decide_on_proposal(
            record, proposal.id, kind=kind, decided_by="見本", actor=ME, causes=causes, reason=reason
        )
        actions.close_visit(record, visit.id, result="joined", actor=ME)
        return visit.id, found

    return made


def test_every_closed_visit_is_a_case_with_what_the_trainer_settled_on(
    record: Record, evaluator: Evaluator, closed: Closed
) -> None:
    first, found = closed()
    second, _ = closed(kind="changed", causes=("trunk_weakness",))
    third, _ = closed(kind="none")
    cases = list(closed_cases(record))
    assert [case.id for case in cases] == [first, second, third]
    assert cases[0].assessment == found
    assert [case.decided for case in cases] == [evaluator.evaluate(found).causes, ("trunk_weakness",), None]
    counted = rehearse(evaluator, evaluator, closed_cases(record))
    assert (counted.cases, counted.changed, counted.decided, counted.agreed_before) == (3, 0, 2, 1)


def test_an_open_visit_is_no_case_and_a_corrected_one_counts_once_as_corrected(
    record: Record, evaluator: Evaluator, visit: Visit, enter: Enter, closed: Closed
) -> None:
    enter(visit, "gluteal")
    key, found = closed()
    stored = actions.resume_visit(record, key).assessment
    corrected = type(found)(**{name: getattr(found, name) for name in found.__struct_fields__} | {"posture": {}})
    actions.correct_findings(record, key, corrected, evaluator=evaluator, version=stored.version, actor=ME)
    (case,) = closed_cases(record)
    assert (case.id, case.assessment) == (key, corrected)


def test_pages_are_small_and_nothing_is_held_open_between_them(
    record: Record,
    closed: Closed,
    hanako: ClientDetails,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = [closed()[0] for _ in range(5)]
    for size in ("PAGE", "STRETCH"):
        monkeypatch.setattr(replays, size, 2)
    pages: set[str] = set()  # what is asked together is begun twice
    event.listen(record.engine, "before_cursor_execute", lambda *given: pages.add(f"{given[2]} {given[3]}"))
    reading = closed_cases(record)
    seen = [next(reading).id]
    actions.register_client(record, hanako, actor=ME)  # saved while the rehearsal stands between two pages
    seen += [case.id for case in reading]
    assert seen == ids
    asked = len([statement for statement in pages if "NOT (EXISTS" in statement])
    assert asked >= 3 if record.is_shared else asked == 3  # a server's numbers have gaps


def test_the_visits_of_a_client_in_the_bin_are_no_cases(record: Record, client: Client, closed: Closed) -> None:
    closed()
    actions.bin_client(record, client.id, reason="", actor=ME)
    assert list(closed_cases(record)) == []
