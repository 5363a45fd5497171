"""What the desk keeps of what it has read: the next sign-in shows the same, opens little, and keeps nobody who left."""

from pathlib import Path

import pytest

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.actions.counter_reading import LEAST_CHANGES
from clinic_app.bootstrap.sealed_papers import paper_withdrawal
from clinic_app.records.desk_files import write_sheet
from clinic_app.records.desk_index import INDEX_ID, read_index, write_index
from clinic_app.records.record import Record
from clinic_app.records.sealed import SealedFolder
from tests.printing.sealed_sheets import lay_out
from tests.records.desk_bench import Studio, desk_ring

MANY = LEAST_CHANGES + 5


@pytest.fixture
def desk(tmp_path: Path) -> Counter:
    """A desk with many sheets, some of them on their way, whose reading was kept."""
    lay_out(tmp_path, MANY)
    counter = Counter(tmp_path, desk_ring())
    jobs = counter.look().jobs
    for way, job in zip((("sent",), ("sent", "printed", "handed_over"), ("cancelled",)), jobs, strict=False):
        for state in way:
            counter.move(job.id, state)  # type: ignore[arg-type]
    counter.print_again(jobs[2].id)
    counter.keep_index()
    return counter


def out(counter: Counter) -> SealedFolder:
    return SealedFolder(counter.folder, "desk", "out", desk_ring().ring)


def again(counter: Counter) -> Counter:
    """The next sign-in."""
    found = Counter(counter.folder, desk_ring())
    found.look()
    return found


def test_the_next_sign_in_shows_the_same_and_has_opened_no_event_and_no_sheet(desk: Counter) -> None:
    for file in (desk.folder / "desk" / "in").iterdir():
        assert file.stem in {one for ids in read_index(out(desk)).events.values() for one in ids}
    next_time = again(desk)
    assert next_time.view == desk.view
    assert next_time.reading.told == {}
    assert not next_time.reading.wants_keeping
    (out(desk).file(INDEX_ID)).write_bytes(b"damaged")
    from_files = again(desk)
    assert from_files.view == desk.view
    assert from_files.reading.wants_keeping


def test_what_happens_after_it_was_kept_is_seen(desk: Counter) -> None:
    sent = next(job for job in desk.view.jobs if job.state == "sent")
    next_time, elsewhere = again(desk), again(desk)
    elsewhere.move(sent.id, "printed")
    next_time.look()
    assert next_time.job(sent.id).state == "printed"
    assert again(desk).view == elsewhere.view
    waiting = next(job for job in desk.view.jobs if job.state == "waiting")
    out(desk).write(waiting.sheet.id, write_sheet(waiting.sheet, b""))
    assert not again(desk).job(waiting.id).has_bytes, "a file that was written anew is read anew"
    out(desk).file(waiting.sheet.id).write_bytes(b"damaged")
    assert again(desk).view.unreadable == 1


def test_a_sheet_that_comes_back_is_where_it_was(desk: Counter) -> None:
    handed = next(job for job in desk.view.jobs if job.state == "handed_over")
    content = out(desk).read(handed.sheet.id)
    out(desk).withdraw(handed.sheet.id)
    without = again(desk)
    assert handed.sheet.id not in without.reading.sheets
    without.keep_index()
    out(desk).write(handed.sheet.id, content)
    assert again(desk).job(handed.id).state == "handed_over", "or it would wait to be printed a second time"


def test_nobody_who_was_withdrawn_stays_in_what_was_kept(record: Record, tmp_path: Path) -> None:
    studio = Studio(record, tmp_path)
    gone, stays = studio.memo(studio.client(kana="キエル ヒト")), studio.memo(studio.client(kana="ノコル ヒト"))
    studio.exchange()
    write_index(
        out(studio.counter), studio.counter.reading.index(SealedFolder(tmp_path, "desk", "in", desk_ring().ring))
    )
    assert set(read_index(out(studio.counter)).sheets) == {gone.id, stays.id}
    (client,) = actions.find_clients(record, "キエル")
    actions.bin_client(record, client.id, actor="staff-1", reason="")
    studio.exchange()
    assert set(read_index(out(studio.counter)).sheets) == {stays.id}
    paper_withdrawal(tmp_path, desk_ring())(stays.id)
    assert read_index(out(studio.counter)).sheets == {}


def test_an_index_that_cannot_be_read_goes_with_the_next_sheet_that_is_withdrawn(desk: Counter) -> None:
    out(desk).file(INDEX_ID).write_bytes(b"damaged")
    paper_withdrawal(desk.folder, desk_ring())(desk.view.jobs[0].sheet.id)
    assert not out(desk).file(INDEX_ID).exists()
    assert len(again(desk).view.jobs) == len(desk.view.jobs) - 1
