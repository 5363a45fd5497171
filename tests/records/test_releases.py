"""A period is closed once, counts what it should, and never changes afterwards."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import event

from clinic_app import actions
from clinic_app.actions import releases as closing
from clinic_app.actions.case_facts import rebuild_case_facts
from clinic_app.domain.clinic import HouseDefaults
from clinic_app.domain.period import Period
from clinic_app.domain.release import Release
from clinic_app.domain.release_view import show
from clinic_app.errors import Refused
from clinic_app.records import audit, case_facts
from clinic_app.statistics.making import TOO_FEW
from clinic_app.statistics.payload import unpack
from clinic_app.statistics.stages import Stage
from tests.records.statistics_house import CLOSING, GROUPS, H1, ME, House, client_ids, close, make_house, refusal


def numbers(release: Release, table: str) -> dict[str, list[int | None]]:
    found = release.table(table)
    assert found is not None, table
    ids = [category.id for category in found.rows.categories]
    return {name: [cell.number for cell in row] for name, row in zip([*ids, "all"], found.cells, strict=True)}


def test_every_number_is_the_one_that_was_counted_by_hand(house: House) -> None:
    release = close(house)
    assert release.manifest.clients == 60
    assert numbers(release, "sex") == {"female": [41], "male": [19], "unstated": [0], "all": [60]}
    assert numbers(release, "age3") == {"under_40": [29], "40s": [14], "50_up": [17], "all": [60]}
    assert numbers(release, "distance") == {
        "under_20": [17], "20_39": [29], "40_59": [14], "60_up": [0], "not_asked": [0], "all": [60],
    }  # fmt: skip
    assert numbers(release, "duration") == {
        "under_6_weeks": [17], "6_to_12_weeks": [29], "over_12_weeks": [14], "not_asked": [0], "all": [60],
    }  # fmt: skip
    decided = numbers(release, "decision")
    assert decided == {"accepted": [48], "changed": [12], "none": [0], "open": [0], "all": [60]}
    assert numbers(release, "reason")["movement_impression"] == [12]
    assert numbers(release, "trial")["joined"] == [60]
    assert numbers(release, "course") == {
        "case_only": [38], "case_and_recheck": [22], "recheck_only": [0], "all": [60],
    }  # fmt: skip
    # Three mixed types are too few, and so are five men among the trunk types: what would give them away goes too.
    assert numbers(release, "type_by_sex") == {
        "gluteal_support": [None, 0, 0, None],
        "thoracic_stiffness": [0, None, 0, None],
        "trunk_weakness": [None, None, 0, None],
        "mixed": [None, 0, 0, None],
        "open": [0, 0, 0, 0],
        "referred": [0, 0, 0, 0],
        "all": [41, 19, 0, 60],
    }
    assert numbers(release, "recheck_pain") == {"better": [22], "same": [0], "worse": [0], "unknown": [0], "all": [22]}
    assert numbers(release, "recheck_type")["all"] == [22]


def test_the_owner_sees_the_same_tables_whole(house: House) -> None:
    live = actions.live_tables(house.record, H1.first, H1.last, house.evaluator.rule_set)
    found = {table.id: [[cell.number for cell in row] for row in table.cells] for table in live}
    assert found["type_by_sex"] == [
        [14, 0, 0, 14], [0, 14, 0, 14], [24, 5, 0, 29], [3, 0, 0, 3], [0] * 4, [0] * 4, [41, 19, 0, 60],
    ]  # fmt: skip
    assert found["type_by_course"][2] == [21, 8, 0, 29]
    # Of the 26 with weak buttocks 12 were decided otherwise: proposed in the row, decided in the column.
    assert found["proposed_by_type"][0][:4] == [14, 0, 12, 0]
    assert found["proposed_by_reason"][0][1] == 12
    assert all(cell.state != "hidden" for table in live for row in table.cells for cell in row)


def test_the_middle_values_are_those_of_everybody_who_was_timed(house: House) -> None:
    minutes, changes = close(house).medians
    assert minutes.values[-1][:3] == (8.0, 5.0, None), "nobody was timed at the posture"
    assert changes.values[-1][0] is not None
    assert changes.values[-1][0] < 0


def test_the_words_of_a_release_need_no_record(house: House) -> None:
    release = close(house)
    grid = show(release.table("type"), "ja")  # type: ignore[arg-type]
    causes = [cause.short.ja for cause in house.evaluator.rule_set.rules.cause]
    assert list(grid.rows) == [*causes, "混合タイプ", "判定できず", "先に受診", "計"]


def test_who_said_no_or_took_it_back_or_is_in_the_bin_is_not_counted(house: House) -> None:
    ids = client_ids(house)
    consent = next(one for one in actions.consents_of(house.record, ids[0]) if one.kind == "statistics")
    actions.withdraw_consent(house.record, consent.id, day=date(2026, 7, 6), actor=ME)
    actions.bin_client(house.record, ids[1], actor=ME, reason="duplicate")
    assert close(house).manifest.clients == 58


def test_a_later_withdrawal_does_not_change_what_was_released(house: House) -> None:
    release = close(house)
    consent = next(one for one in actions.consents_of(house.record, client_ids(house)[0]) if one.kind == "statistics")
    actions.withdraw_consent(house.record, consent.id, day=date(2026, 7, 6), actor=ME)
    (kept,) = closing.releases(house.record)
    assert unpack(kept.payload, kept.sha256)[0] == release


def test_facts_made_anew_are_the_facts_that_were_kept_on_the_way(house: House) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    with house.record.reading() as work:
        before, _ = work.case_facts.page(0, first, last)
    assert before.size == 60 + 22
    assert rebuild_case_facts(house.record, actor=ME) == 64
    with house.record.reading() as work:
        after, _ = work.case_facts.page(0, first, last)
    assert after == before


def test_a_correction_and_a_merge_reach_the_facts_at_once(house: House) -> None:
    ids = client_ids(house)
    with house.record.reading() as work:
        visit = work.visits.of_client(ids[0])[0]
        stored = work.assessments.newest_of(visit.id)
    corrected = msgspec.structs.replace(stored.assessment, weekly_km=70.0)
    actions.correct_findings(
        house.record, visit.id, corrected, evaluator=house.evaluator, version=stored.version, actor=ME
    )
    preview = actions.preview_merge(house.record, ids[2], ids[3])
    merged = actions.merge_clients(house.record, preview, by="見本", actor=ME).value
    release = close(house)
    assert release.manifest.clients == 59, "two of them are one person now"
    assert numbers(release, "distance")["60_up"] != [0]
    actions.undo_merge(house.record, merged.id, by="見本", actor=ME)
    rebuilt = [_facts(house)]
    rebuild_case_facts(house.record, actor=ME)
    assert [_facts(house)] == rebuilt


def _facts(house: House) -> object:
    with house.record.reading() as work:
        return work.case_facts.page(0, date(2026, 1, 1), date(2026, 12, 31))


def test_a_period_is_closed_once(house: House) -> None:
    close(house)
    assert refusal(lambda: close(house)).message == closing.CLOSED_BEFORE
    assert len(closing.releases(house.record)) == 1
    assert [offer.period.id for offer in actions.periods_to_close(house.record)] == []
    assert actions.house_defaults(house.record).periods_locked
    assert audit.newest_page(house.record.engine)[0].action == "close_period"


def test_a_period_is_not_closed_before_its_end_whatever_the_clock_does(house: House) -> None:
    house.clock.now = datetime(2026, 6, 30, 20, tzinfo=UTC)
    assert actions.periods_to_close(house.record) == ()
    assert refusal(lambda: close(house)).message == closing.NOT_OVER
    house.clock.now = CLOSING - timedelta(days=3650)
    assert refusal(lambda: close(house)).message in (closing.NOT_OVER, closing.CLOCK_AHEAD)
    house.clock.now = datetime(2027, 1, 2, 9, tzinfo=UTC)  # a clock that is half a year ahead, for one day
    assert refusal(lambda: close(house, Period(2026, 2))).message in (closing.CLOCK_AHEAD, closing.NOTHING_TO_CLOSE)
    house.clock.now = CLOSING
    close(house)


def test_the_first_day_after_a_period_waits_and_the_next_one_closes(house: House) -> None:
    house.clock.now = datetime(2026, 7, 2, 0, 30, tzinfo=UTC)
    (offer,) = actions.periods_to_close(house.record)
    assert (offer.period, offer.waits, offer.open_visits) == (H1, True, 0)
    assert refusal(lambda: close(house)).message == closing.CLOCK_AHEAD
    house.clock.now += timedelta(days=1)
    assert actions.periods_to_close(house.record)[0].waits is False
    close(house)


def test_fewer_than_fifty_clients_are_no_release_and_the_sentence_says_what_stays(tmp_path: Path) -> None:
    small = make_house(tmp_path / "small", GROUPS[:2])
    try:
        refused = refusal(lambda: close(small))
        assert refused.message == TOO_FEW
        assert "26 clients" in refused.sentence("en")
        assert closing.releases(small.record) == ()
        assert not actions.house_defaults(small.record).periods_locked
        whole = actions.live_tables(small.record, H1.first, H1.last, small.evaluator.rule_set)
        assert next(table for table in whole if table.id == "type").cells[-1][0].number == 26
    finally:
        small.record.close()


def test_another_kind_of_period_than_the_chosen_one_is_refused(house: House) -> None:
    assert refusal(lambda: close(house, Period(2025))).message == closing.OTHER_SCHEME
    actions.change_house_defaults(house.record, HouseDefaults(periods=""), actor=ME)
    assert refusal(lambda: close(house)).message == closing.NOT_CHOSEN


PARTS = ("preparing", "reading", "counting", "hiding", "checking", "keeping")


def test_closing_tells_its_parts_in_order_and_how_much_of_the_long_ones_is_done(house: House) -> None:
    stages = stages_until(house)
    assert tuple(dict.fromkeys(stage.part for stage in stages)) == PARTS
    for part in ("hiding", "checking"):
        steps = [stage for stage in stages if stage.part == part]
        told = [step.done for step in steps]
        assert told == sorted(told)
        assert set(told) == set(range(steps[0].of)), "each number; the first also while many are asked for at once"
    assert all(stage.sentence("ja") != stage.sentence("en") for stage in stages)
    assert len(closing.releases(house.record)) == 1


@pytest.mark.parametrize("part", PARTS)
def test_closing_can_be_stopped_in_every_part_and_leaves_nothing(house: House, part: str) -> None:
    with pytest.raises(Refused) as stopped:
        stages_until(house, part)
    assert stopped.value.message == closing.STOPPED
    assert closing.releases(house.record) == ()
    assert not actions.house_defaults(house.record).periods_locked
    assert "close_period" not in {row.action for row in audit.newest_page(house.record.engine)}
    close(house)


def stages_until(house: House, part: str = "") -> list[Stage]:
    """Close the period, stopping at one part, and tell every stage it went through."""
    seen: list[Stage] = []

    def note(stage: Stage) -> bool:
        seen.append(stage)
        return stage.part != part

    actions.close_period(house.record, H1, house.evaluator.rule_set, actor=ME, closed_by="院長", progress=note)
    return seen


def test_no_reading_of_a_closing_is_longer_than_one_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert case_facts.PAGE <= 2000
    monkeypatch.setattr(case_facts, "PAGE", 20)
    seen: list[str] = []
    sizes: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, asked: tuple[object, ...], *_rest: object) -> None:
        if "FROM case_fact" in statement and "group_concat" in statement:
            seen.append("page")
            after, upto = (number for number in asked if isinstance(number, int) and number < 1000)
            sizes.append(upto - after)

    rebuild_case_facts(house.record, actor=ME)
    event.listen(house.record.engine, "after_cursor_execute", note)
    event.listen(house.record.engine, "begin", lambda _connection: seen.append("begin"))
    release = close(house)
    assert release.manifest.clients == 60
    assert set(sizes) == {20}
    assert len(sizes) >= 5, "86 visits"
    pages = [place for place, what in enumerate(seen) if what == "page"]
    assert all(seen[place - 1] == "begin" for place in pages), "each page is read in a transaction of its own"
