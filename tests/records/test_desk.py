"""The desk and the record over sealed folders: sheets go out, what happened comes in, each once."""

import dataclasses
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.actions.counter_printing import cancel_job, follow_sent, print_jobs, settle_cut_off
from clinic_app.actions.desk_events import answer_wish, reprint_wishes
from clinic_app.bootstrap.desk_link import DeskLink
from clinic_app.domain.desk import NEXT, is_kept, keeps_bytes
from clinic_app.domain.desk_event import Asked, Booked, BookingMoved, Called, DiaryReturned, Registered, Sending, Shown
from clinic_app.errors import Refused
from clinic_app.printing import JobState, PrintOptions, Standing, SystemJob
from clinic_app.printing.reason import Reason
from clinic_app.records.desk_files import DAY_ID, read_sheet, write_sheet
from clinic_app.records.record import Record
from clinic_app.records.sealed import SealedFolder
from tests.records.desk_bench import PDF, PaperlessSystem, Studio, desk_ring

OFFICE = PrintOptions("office")
SOME_ID = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def studio(file_record: Record, tmp_path: Path) -> Studio:
    """A record on a file, and a desk beside it, from noon on: on a day that ends meanwhile other sheets are shown."""
    noon = datetime.now().astimezone().replace(hour=12, minute=0)
    ahead = noon - datetime.now(UTC)
    made = Studio(file_record, tmp_path)
    made.record.clock = made.counter.clock = lambda: datetime.now(UTC) + ahead
    return made


def states(counter: Counter) -> list[tuple[int, str]]:
    return [(job.sheet.call_number, job.state) for job in counter.look().jobs]


def test_an_issued_sheet_lies_at_the_desk_with_its_call_number_and_its_bytes(studio: Studio) -> None:
    first, second = studio.client(), studio.client("架空 次郎", "カクウ ジロウ")
    paper = studio.memo(first)
    studio.memo(second)
    studio.memo(first)
    studio.exchange()
    jobs = studio.counter.view.jobs
    assert sorted(job.sheet.call_number for job in jobs) == [1, 1, 2], "one number for all papers of a visit"
    assert studio.counter.pdf(paper.id) == PDF
    assert {job.sheet.kana for job in jobs} == {"カクウ ハナコ", "カクウ ジロウ"}


def test_publishing_twice_touches_nothing(studio: Studio) -> None:
    studio.memo(studio.client())
    studio.link.once()
    before = {path: path.stat().st_mtime_ns for path in (studio.folder / "desk" / "out").iterdir()}
    studio.link.once()
    assert {path: path.stat().st_mtime_ns for path in (studio.folder / "desk" / "out").iterdir()} == before
    assert len(before) == 2, "a sheet, and the bookings"


def test_a_sheet_goes_its_way_and_the_record_hears_each_step_once(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    system = PaperlessSystem()
    assert print_jobs(studio.counter, system, studio.counter.view.jobs, OFFICE).sent == 1
    assert system.taken == [("1", PDF)]
    assert states(studio.counter) == [(1, "sent")]
    studio.counter.move(paper.id, "printed")
    studio.counter.move(paper.id, "handed_over")
    studio.exchange()
    studio.exchange()
    with studio.record.reading() as work:
        told = [(kind, state) for kind, state, _at in work.print_jobs.events_of(paper.id)]
    assert told == [
        ("print_sending", ""),
        ("print_queued", ""),
        ("print_state", "sent"),
        ("print_state", "printed"),
        ("print_state", "handed_over"),
    ]


@pytest.mark.parametrize("state", [state for state, ways in NEXT.items() if not ways])
def test_what_has_ended_stays_ended(studio: Studio, state: str) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    for step in {"handed_over": ("sent", "printed"), "failed": ("sent",)}.get(state, ()):
        studio.counter.move(paper.id, step)  # type: ignore[arg-type]
    studio.counter.move(paper.id, state)  # type: ignore[arg-type]
    for other in NEXT:
        with pytest.raises(Refused):
            studio.counter.move(paper.id, other)
    assert states(studio.counter) == [(1, state)]


def test_a_failure_is_repeated_by_one_linked_job_however_often_it_is_asked_for(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    studio.counter.move(paper.id, "sent")
    studio.counter.move(paper.id, "failed", "paper_jam")
    again = studio.counter.print_again(paper.id)
    assert studio.counter.print_again(paper.id) == again
    jobs = {job.id: job for job in studio.counter.look().jobs}
    assert len(jobs) == 2
    assert jobs[again].after == paper.id
    assert jobs[paper.id].followed_by == again
    assert (jobs[paper.id].state, jobs[again].state, jobs[again].reprint) == ("failed", "waiting", False)


def test_a_sheet_that_is_not_the_approved_one_is_refused_and_never_sent(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    out = SealedFolder(studio.folder, "desk", "out", desk_ring().ring)
    found = read_sheet(paper.id, out.read(paper.id))
    assert found is not None
    out.write(paper.id, write_sheet(found.sheet, PDF + b"!"))
    system = PaperlessSystem()
    outcome = print_jobs(studio.counter, system, studio.counter.look().jobs, OFFICE)
    assert outcome.refused is not None
    assert "approved" in outcome.refused.sentence("en")
    assert system.taken == []
    assert states(studio.counter) == [(1, "waiting")]


def test_a_new_version_takes_the_place_of_a_waiting_sheet_and_never_of_a_printed_one(studio: Studio) -> None:
    visit = studio.client()
    first = studio.memo(visit)
    second = studio.memo(visit)
    studio.exchange()
    jobs = {job.id: job for job in studio.counter.view.jobs}
    assert jobs[first.id].replaced
    assert jobs[second.id].state == "waiting"
    studio.counter.move(second.id, "sent")
    third = studio.memo(visit)
    studio.exchange()
    jobs = {job.id: job for job in studio.counter.view.jobs}
    assert jobs[second.id].state == "sent"
    assert third.id in studio.counter.view.new_versions, "the older one is on paper: the row says so"


def test_nothing_prints_by_itself_after_the_program_was_closed_while_sending(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    computer = studio.counter.computer
    studio.counter.note(Sending(paper.id, paper.id, "0123456789abcdef", "office", computer))
    system = PaperlessSystem()
    back = Counter(studio.folder, desk_ring())
    assert back.look().jobs[0].is_open
    assert settle_cut_off(back, system) == []
    assert system.taken == []
    job = back.look().jobs[0]
    assert (job.state, job.is_open, job.reason) == ("waiting", False, "not_sent")


def test_a_sending_of_another_computer_is_left_to_it(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    studio.counter.note(Sending(paper.id, paper.id, "0123456789abcdef", "office", "another PC"))
    settle_cut_off(studio.counter, PaperlessSystem())
    assert studio.counter.job(paper.id).is_open
    assert print_jobs(studio.counter, PaperlessSystem(), studio.counter.view.jobs, OFFICE).sent == 0


def test_what_was_cancelled_at_the_printer_is_cancelled_here(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    system = PaperlessSystem()
    print_jobs(studio.counter, system, studio.counter.view.jobs, OFFICE)
    system.says = Standing(JobState.STOPPED, (Reason.PAPER_OUT,), has_sheet=True)
    assert follow_sent(studio.counter, system)[paper.id].reasons == (Reason.PAPER_OUT,)
    assert states(studio.counter) == [(1, "sent")], "it may still come out"
    cancel_job(studio.counter, system, studio.counter.job(paper.id))
    follow_sent(studio.counter, system)
    assert states(studio.counter) == [(1, "cancelled")]


def test_names_that_are_easily_confused_are_told_while_both_wait(studio: Studio) -> None:
    one = studio.memo(studio.client("山崎 健一", "ヤマサキ ケンイチ"))
    other = studio.memo(studio.client("山﨑 賢一", "ヤマザキ ケンイチ"))
    third = studio.memo(studio.client("佐藤 美咲", "サトウ ミサキ"))
    studio.exchange()
    confused = studio.counter.view.confused
    assert confused == {one.id: frozenset({2}), other.id: frozenset({1})}
    assert third.id not in confused
    studio.counter.move(other.id, "cancelled")
    assert studio.counter.view.confused == {}


def test_booking_walk_in_and_registration_reach_the_record_and_come_back(studio: Studio) -> None:
    counter = studio.counter
    now = counter.clock()
    counter.note_all(
        (
            Registered(SOME_ID, "新顔 太郎", "しんがお たろう", "ja", phone="090-0000-1111"),
            Booked(
                SOME_ID[:-1] + "2", now, "trial", "新顔 太郎", "田中", "しんがお たろう", client=SOME_ID, walked_in=True
            ),
            Booked(SOME_ID[:-1] + "3", now + timedelta(minutes=1), "trial", "電話の人", "田中"),
        )
    )
    assert [line.state for line in counter.view.lines] == ["walk_in", "booked"], "seen at once, before the record heard"
    counter.note(BookingMoved(SOME_ID[:-1] + "3", "no_show"))
    studio.exchange()
    assert [(line.kana, line.state) for line in counter.view.lines] == [
        ("シンガオ タロウ", "walk_in"),
        ("電話の人", "no_show"),
    ]
    today = now.astimezone().date()
    expected = actions.day_overview(studio.record, today, today).expected
    assert [one.name for one in expected] == ["新顔 太郎", "電話の人"]
    assert expected[0].client is not None


def test_a_call_about_red_pain_is_pinned_for_every_trainer(studio: Studio) -> None:
    studio.counter.note(Called("架空 花子", "田中", "歩くと痛い"))
    studio.exchange()
    studio.exchange()
    today = studio.record.clock().astimezone().date()
    calls = actions.day_overview(studio.record, today, today).calls
    assert [(call.name, call.note, call.taken_by) for call in calls] == [("架空 花子", "歩くと痛い", "田中")]


def test_an_event_that_makes_no_sense_stays_and_is_named(studio: Studio) -> None:
    studio.counter.note(Booked(SOME_ID, datetime.now(UTC), "trial", " ", "田中"))
    studio.counter.note(Called("花子", "田中"))
    assert studio.link.once() == 1
    assert len(studio.link.left) == 1


def test_events_of_an_erased_client_are_passed_over(studio: Studio) -> None:
    studio.counter.note_all((Shown(SOME_ID), Asked(SOME_ID, "田中"), DiaryReturned("K7A-24M-8", "1" * 14, "田中")))
    assert studio.link.once() == 3
    assert reprint_wishes(studio.record) == ()


def test_sheets_of_earlier_days_that_nobody_handed_over_are_known_to_the_record(studio: Studio) -> None:
    papers = [studio.memo(studio.client(kana=f"カクウ {kana}")) for kana in ("イチ", "ニ", "サン", "ヨン", "ゴ")]
    tomorrow = studio.record.clock().astimezone().date() + timedelta(days=1)
    studio.exchange()
    assert actions.sheets_left(studio.record, tomorrow) == (), "a desk that tells of no handing over is not blamed"
    for paper, way in zip(papers, (("sent", "printed", "handed_over"), ("sent",), ("cancelled",)), strict=False):
        for state in way:
            studio.counter.move(paper.id, state)  # type: ignore[arg-type]
    studio.counter.move(papers[3].id, "sent")
    studio.counter.move(papers[3].id, "failed")
    again = studio.counter.print_again(papers[3].id)
    studio.exchange()
    left = actions.sheets_left(studio.record, tomorrow)
    assert [(job.sheet.call_number, job.state) for job in left] == [(2, "sent"), (4, "waiting"), (5, "waiting")]
    assert left[1].id == again
    assert actions.sheets_left(studio.record, tomorrow - timedelta(days=1)) == (), "today is not over"
    assert actions.sheets_left(studio.record, tomorrow + timedelta(days=40)) == ()


def test_a_sheet_handed_over_long_ago_leaves_its_bytes_and_comes_back_when_a_trainer_says_so(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    for state in ("sent", "printed", "handed_over"):
        studio.counter.move(paper.id, state)  # type: ignore[arg-type]
    studio.exchange()
    later = studio.record.clock() + timedelta(days=28)
    studio.record.clock = lambda: later
    studio.exchange()
    assert studio.counter.pdf(paper.id) == PDF
    later += timedelta(days=3)
    studio.exchange()
    assert studio.counter.view.jobs == (), "28 days after the plan's end nothing is left"


def test_a_plan_that_still_runs_keeps_its_code_after_its_bytes_are_gone(studio: Studio) -> None:
    paper = studio.memo(studio.client())
    studio.exchange()
    sheet = studio.counter.job(paper.id).sheet
    out = SealedFolder(studio.folder, "desk", "out", desk_ring().ring)
    out.write(paper.id, write_sheet(sheet, b""))
    studio.counter.look()
    with pytest.raises(Refused, match="no longer kept"):
        studio.counter.pdf(paper.id)
    studio.counter.note(Asked(paper.id, "田中"))
    assert paper.id in studio.counter.view.asked
    studio.link.once()
    (wish,) = reprint_wishes(studio.record)
    answer_wish(studio.record, wish.id, give=True, by="鈴木", actor="staff-1")
    assert reprint_wishes(studio.record) == ()
    studio.link = DeskLink(studio.record, studio.folder, desk_ring(), lambda _count: None)
    studio.exchange()
    assert studio.counter.pdf(paper.id) == PDF
    handed = sheet.issued_at
    assert keeps_bytes(handed, None, sheet.day + timedelta(days=30))
    assert not keeps_bytes(handed, None, sheet.day + timedelta(days=31))
    assert is_kept(sheet, sheet.plan_ends_on + timedelta(days=14))


def test_a_client_in_the_bin_leaves_the_desk(studio: Studio) -> None:
    visit = studio.client()
    studio.memo(visit)
    studio.exchange()
    client = actions.find_clients(studio.record, "カクウ")[0]
    actions.bin_client(studio.record, client.id, actor="staff-1", reason="")
    studio.exchange()
    assert studio.counter.view.jobs == ()
    assert [path.stem for path in (studio.folder / "desk" / "out").iterdir()] == [DAY_ID]


def test_events_leave_the_folder_once_they_are_in_the_record_and_those_that_name_somebody_soon(studio: Studio) -> None:
    studio.counter.note_all(
        (Called("花子", "田中"), Shown(SOME_ID), Booked(SOME_ID, datetime.now(UTC), "trial", " ", "田中"))
    )
    studio.link.once()
    assert studio.link.tidy() == 0
    begun = studio.record.clock()
    for days, gone in ((3, 1), (59, 0), (61, 1)):
        studio.record.clock = lambda days=days: begun + timedelta(days=days)  # type: ignore[misc]
        assert studio.link.tidy() == gone, days
    assert len(list((studio.folder / "desk" / "in").iterdir())) == 1, "what could not be taken in stays"


def test_the_link_works_by_itself_after_each_save(studio: Studio) -> None:
    came = threading.Event()
    studio.link._heard = lambda _count: came.set()
    studio.link.begin()
    try:
        studio.counter.note(Called("花子", "田中"))
        studio.link.wake()
        assert came.wait(60)
        studio.memo(studio.client())
        out = studio.folder / "desk" / "out"
        end = threading.Event()
        for _ in range(1200):
            if out.is_dir() and len(list(out.glob("*.sealed"))) == 2:
                break
            end.wait(0.05)
        assert len(studio.counter.look().jobs) == 1
    finally:
        studio.link.stop()


def test_a_newer_version_that_comes_in_the_middle_of_a_batch_is_seen_before_its_turn(studio: Studio) -> None:
    first, second = studio.client(), studio.client(kana="カクウ ジロウ")
    studio.memo(first)
    old = studio.memo(second)
    studio.exchange()

    class Slow(PaperlessSystem):
        def hand_over(self, job: SystemJob, pdf: bytes) -> None:
            super().hand_over(job, pdf)
            if len(self.taken) == 1:
                studio.memo(second, PDF + b" newer")
                studio.exchange()

    system = Slow()
    outcome = print_jobs(studio.counter, system, studio.counter.view.jobs, OFFICE)
    assert (outcome.sent, outcome.stopped_at) == (1, old.id)
    assert [pdf for _number, pdf in system.taken] == [PDF]
    assert studio.counter.job(old.id).replaced


def test_whoever_signed_in_before_the_keys_were_renewed_is_told_and_writes_nothing_down(studio: Studio) -> None:
    renewed = False
    desk = Counter(studio.folder, desk_ring(), has_renewed=lambda _ring: renewed)
    paper = studio.memo(studio.client())
    studio.link.once()
    assert not desk.look().renewed
    renewed = True
    others = dataclasses.replace(desk_ring().ring, keys={"desk": (b"renewed".ljust(32),)})
    SealedFolder(studio.folder, "desk", "out", others).write(paper.id, PDF + b", sealed anew")
    assert desk.look().renewed
    with pytest.raises(Refused, match="renewed"):
        desk.note(Shown(paper.id))
    assert list((studio.folder / "desk" / "in").glob("*.sealed")) == []
