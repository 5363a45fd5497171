"""The days that a diary told reach the release: golden numbers, from the facts of a record to the table."""

from pathlib import Path

from sqlalchemy import select, update

from clinic_app import actions
from clinic_app.actions.case_facts import rebuild_case_facts
from clinic_app.domain.case_fact import CODES
from clinic_app.domain.period import Period
from clinic_app.records.statistics_models import case_fact
from clinic_app.statistics.payload import unpack
from tests.records.statistics_house import ME, make_house


def test_the_days_of_returned_diaries_are_counted_once_for_each_client_who_came_again(tmp_path: Path) -> None:
    """Of 22 who came again 12 ticked ten days or more, 10 five to nine; how a strip gives days is proved elsewhere."""
    house = make_house(tmp_path / "clinic")
    rebuild_case_facts(house.record, actor=ME)
    with house.record.engine.begin() as connection:
        again = list(connection.scalars(select(case_fact.c.visit_seq).where(case_fact.c.first.is_(False))))
        assert len(again) == 22
        for visits, days in ((again[:12], "10_to_14_days"), (again[12:], "5_to_9_days")):
            code = CODES["adherence"].index(days)
            connection.execute(update(case_fact).where(case_fact.c.visit_seq.in_(visits)).values(adherence=code))
    rule_set = house.evaluator.rule_set
    made = actions.close_period(house.record, Period(2026, 1), rule_set, actor=ME, closed_by="院長").value
    table = unpack(made.payload)[0].table("recheck_adherence")
    house.record.close()
    assert table is not None
    assert [category.id for category in table.rows.categories] == list(CODES["adherence"])
    assert [row[0].number for row in table.cells] == [12, 10, 0, 0, 22]
