"""Facts are read alike from the encrypted file and from a server: every number and word, in pages."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from clinic_app import actions
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.case_fact import CODES, FINDINGS
from clinic_app.domain.consent import ConsentAnswer, ConsentKind
from clinic_app.domain.visit import Visit
from clinic_app.records import case_facts
from clinic_app.records.record import Record
from clinic_app.rules.evaluate import Evaluator
from clinic_app.statistics.facts import Facts

ME = "staff-1"


@pytest.fixture
def closed(record: Record, visit: Visit, enter: Callable[[Visit, str], Assessment], evaluator: Evaluator) -> Visit:
    """A closed visit of a client who consented to statistics."""
    answers: dict[ConsentKind, ConsentAnswer] = {"record": "given", "statistics": "given"}
    actions.record_consent(
        record, visit.client_id, answers=answers, given_on=visit.done_on, language="ja", recorded_by="見本", actor=ME
    )
    enter(visit, "gluteal")
    proposal = actions.propose(record, visit.id, evaluator, actor=ME).value
    actions.decide_on_proposal(record, proposal.id, kind="accepted", decided_by="見本", actor=ME)
    actions.note_timings(record, visit.id, {"intake": 8 * 60})
    actions.close_visit(record, visit.id, actor=ME, result="thinking")
    return visit


def pages_of(record: Record, first: date, last: date) -> list[case_facts.FactPage]:
    found, after = [], 0
    with record.reading() as work:
        end = work.case_facts.last()
    while after < end:
        with record.reading() as work:
            page, after = work.case_facts.page(after, first, last)
        found.append(page)
    return found


def test_numbers_and_words_come_back_as_they_were_written(record: Record, closed: Visit) -> None:
    (page,) = (page for page in pages_of(record, closed.done_on, closed.done_on) if page.size)
    facts = Facts([page])
    assert len(facts) == 1
    assert facts["day"][0] == closed.done_on.toordinal()
    assert facts["first"][0] == 1
    assert CODES["sex"][facts["sex"][0]] == "female"
    assert CODES["trial"][facts["trial"][0]] == "thinking"
    assert facts["minutes_intake"][0] == 8
    assert facts.vocabulary["episode_type"] == ("gluteal_support",)
    assert facts.vocabulary["taught"] == ("",)
    seen = facts.vocabulary["findings"][0].split()
    assert seen
    assert set(seen) <= set(FINDINGS)
    assert np.all(facts["pain_change"] < -1000), "nothing was measured twice"


def test_each_fact_says_in_which_studio_the_visit_was(record: Record, closed: Visit) -> None:
    assert Facts(pages_of(record, closed.done_on, closed.done_on)).vocabulary["studio"] == ("",)
    with record.unit_of_work() as work:
        work.studios.place_everything("SBY")
        work.commit()
    facts = Facts(pages_of(record, closed.done_on, closed.done_on))
    assert facts.vocabulary["studio"] == ("SBY",)
    assert facts.vocabulary["episode_type"] == ("gluteal_support",)


def test_days_outside_and_people_in_the_bin_give_empty_pages(record: Record, closed: Visit) -> None:
    other = date(closed.done_on.year + 1, 1, 1)
    assert [page.size for page in pages_of(record, other, other)] == [0]
    actions.bin_client(record, closed.client_id, actor=ME, reason="duplicate")
    assert len(Facts(pages_of(record, closed.done_on, closed.done_on))) == 0
