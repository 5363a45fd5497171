"""Every state and every fault at the front desk, brought about at a real queue: one function for each, in the order of
a sheet's life. A scene leaves the window as a person would find it, with the sheet in question chosen.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from PySide6.QtTest import QTest

from clinic_app.domain.booking import BookingState
from clinic_app.domain.desk import DayLine, DeskDay
from clinic_app.domain.desk_event import Asked, Moved, Queued, Sending
from clinic_app.domain.plan_code import ALPHABET, read_plan_code
from clinic_app.domain.visit import VisitKind
from clinic_app.printing import JobState, PrintOptions, Reason, new_token
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from clinic_app.records.desk_files import DAY_ID, write_day, write_sheet
from tests.printing.sealed_sheets import alter
from tests.printing.stage import FIRST, Stage, sheet_of

Play = Callable[[Stage], None]


class Scene(NamedTuple):
    """How a state comes about, and what the window then says of it in English."""

    play: Play
    state: str
    says: str


SCENES: dict[str, Scene] = {}
SECOND, THIRD = FIRST + 1, FIRST + 2
MANY = 60


def scene(name: str, state: str, says: str) -> Callable[[Play], Play]:
    """Put a scene into the list."""

    def kept(play: Play) -> Play:
        SCENES[name] = Scene(play, state, says)
        return play

    return kept


def _ready(stage: Stage, count: int = 6) -> None:
    stage.sheets(count)
    stage.open()
    stage.until(lambda: stage.queue.bar.options() is not None)


@scene("waiting, names alike", "Waiting", "The name is like that of no. 17")
def waiting(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.choose(SECOND)


@scene("choices of the printer", "Waiting", "")
def choices(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.queue.bar.open(on=True)
    stage.rest()


@scene("being sent, while the printing system hangs", "Being sent", "finds out by itself")
def being_sent(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.choose(FIRST)
    stage.freeze(on=True)
    stage.press("Print")
    stage.until(lambda: stage.counter.look().jobs[0].is_open)
    stage.desk.look()
    stage.until(lambda: stage.job(FIRST).is_open)
    QTest.qWait(100)


@scene("all waiting are being sent", "Waiting", "Sending sheet")
def progress(stage: Stage) -> None:
    stage.printer()
    _ready(stage, MANY)
    stage.choose(FIRST)
    stage.queue.print_all.click()
    stage.until(lambda: stage.queue.progress.isVisible() and "1" in stage.queue.progressed.text())


@scene("sent, the printer is at it", "Sent – printing", "being printed")
def printing(stage: Stage) -> None:
    bench = stage.printer()
    bench.say("slow")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until(lambda: (found := stage.standing(FIRST)) is not None and found.state is JobState.PRINTING)


@scene("sent, the system says printed", "Sent – check the tray", "Take it from the tray")
def sent(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until(lambda: (found := stage.standing(FIRST)) is not None and found.state is JobState.PRINTED)


@scene("printed, a person saw it", "Printed", "Compare the call number")
def printed(stage: Stage) -> None:
    sent(stage)
    stage.press("It is out and right")
    stage.until_state(FIRST, "printed")


@scene("handed over", "Handed over", "with the client")
def handed_over(stage: Stage) -> None:
    printed(stage)
    stage.press("Handed over")
    stage.until_state(FIRST, "handed_over")
    stage.choose(FIRST, "done")


@scene("reprint waits", "Waiting", "A reprint")
def reprint(stage: Stage) -> None:
    handed_over(stage)
    stage.press("Reprint")
    stage.until(lambda: stage.job(FIRST).reprint)
    stage.choose(FIRST)


@scene("failed, the queue gave it up", "Did not print", "reports a fault")
def failed(stage: Stage) -> None:
    bench = stage.printer()
    stage.cups.run("lpadmin", "-p", stage.name, "-o", "printer-error-policy=abort-job")
    bench.say("broken")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until_state(FIRST, "failed")
    stage.choose(FIRST)


@scene("failed, its one retry waits", "Waiting", "A new try")
def retry(stage: Stage) -> None:
    failed(stage)
    stage.press("Print again")
    stage.until(lambda: stage.job(FIRST).after != "")
    stage.choose(FIRST)


@scene("failed, a person says it did not come out", "Did not print", "Throw away")
def not_out(stage: Stage) -> None:
    sent(stage)
    stage.press("It did not come out")
    stage.until_state(FIRST, "failed")
    stage.choose(FIRST)


@scene("cancelled before it was sent", "Cancelled", "nothing more comes out")
def cancelled(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.choose(THIRD)
    stage.press("Cancel this sheet")
    stage.until_state(THIRD, "cancelled")
    stage.choose(THIRD, "done")


@scene("cancelled by the desk at the printer", "Cancelled", "nothing more comes out")
def cancelled_there(stage: Stage) -> None:
    stage.printer().say("media-empty")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until_held_up(FIRST, Reason.PAPER_OUT)
    stage.press("Cancel at the printer")
    stage.until_state(FIRST, "cancelled")
    stage.choose(FIRST, "done")


@scene("cancelled at the printer by somebody", "Cancelled", "nothing more comes out")
def cancelled_elsewhere(stage: Stage) -> None:
    stage.printer().say("cancel")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until_state(FIRST, "cancelled")
    stage.choose(FIRST, "done")


@scene("replaced while it waited", "Replaced", "newer version")
def replaced(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    old = stage.job(THIRD)
    stage.replace_sheet(THIRD)
    stage.queue.scope.pick("done")
    stage.queue.table.choose(old.id)
    stage.rest()


@scene("a newer version of one that is printed", "Waiting", "older version is on paper")
def newer(stage: Stage) -> None:
    printed(stage)
    stage.replace_sheet(FIRST)
    stage.choose(FIRST)


@scene("no printer is set up", "Waiting", "No printer is set up")
def no_printer(stage: Stage) -> None:
    stage.sheets()
    stage.open()
    stage.choose(FIRST)


@scene("the chosen printer is gone", "Waiting", "This printer is not there")
def printer_gone(stage: Stage) -> None:
    stage.printer()
    stage.cups.run("lpadmin", "-x", stage.name)
    stage.cups.add_printer(f"{stage.name}-other", "-m", "raw", "-D", "事務室")
    stage.sheets()
    stage.open()
    stage.choose(FIRST)


@scene("printer stopped", "Printer stopped", "The printer is stopped")
def stopped(stage: Stage) -> None:
    stage.printer().say("slow")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until(lambda: stage.standing(FIRST) is not None)
    stage.cups.run("cupsdisable", stage.name)
    stage.until_held_up(FIRST, Reason.PAUSED)


@scene("paper out", "Printer stopped", "no paper")
def paper_out(stage: Stage) -> None:
    stage.printer().say("media-empty")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until_held_up(FIRST, Reason.PAPER_OUT)
    stage.until(stage.queue.bar.state.isVisible)


@scene("a cover is open", "Printer stopped", "A cover")
def cover_open(stage: Stage) -> None:
    stage.printer().say("cover-open")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until_held_up(FIRST, Reason.COVER_OPEN)
    stage.until(stage.queue.bar.state.isVisible)


@scene("the printer takes no sheets", "Waiting", "takes no sheets")
def refuses(stage: Stage) -> None:
    stage.printer()
    stage.cups.run("cupsreject", stage.name)
    stage.sheets()
    stage.open()
    stage.choose(FIRST)


@scene("the queue was removed while the sheet waited in it", "Sent – check the tray", "was removed")
def queue_removed(stage: Stage) -> None:
    paper_out(stage)
    stage.cups.run("lpadmin", "-x", stage.name)
    stage.until(lambda: (found := stage.standing(FIRST)) is None or found.reasons[:1] == (Reason.QUEUE_REMOVED,))
    stage.queue.bar.look_again()
    stage.rest()
    stage.choose(FIRST, "all")


@scene("the printing system is down when it should print", "Waiting", "No. 17: The printing system")
def system_down(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.choose(FIRST)
    stage.cups.stop()
    stage.press("Print")
    stage.until(stage.queue.problem.isVisible)


@scene("the printing system went down with the sheet in it", "Sent – no answer", "cannot be told")
def system_lost(stage: Stage) -> None:
    paper_out(stage)
    stage.cups.stop()
    stage.until(lambda: (found := stage.standing(FIRST)) is not None and found.state is JobState.UNREACHABLE)


def _closed_while_sending(stage: Stage, steps: int) -> None:
    """Another program was closed at a step of sending: 1 intended, 2 numbered, 3 handed over."""
    bench = stage.printer()
    bench.say("slow")
    stage.sheets()
    job = next(one for one in stage.counter.look().jobs if one.sheet.call_number == FIRST)
    token, cups = new_token(), Cups(Server(stage.cups.socket))
    stage.counter.note(Sending(job.sheet.id, job.id, token, stage.name, stage.counter.computer))
    if steps > 1:
        there = cups.open_job(PrintOptions(stage.name), str(FIRST), token)
        stage.counter.note(Queued(job.sheet.id, job.id, token, stage.name, there.number))
        if steps > 2:
            cups.hand_over(there, stage.counter.pdf(job.sheet.id))
    stage.open()
    stage.until(lambda: not stage.job(FIRST).is_open)
    stage.choose(FIRST)


@scene("closed before the sheet was sent", "Waiting", "nothing came out")
def closed_before(stage: Stage) -> None:
    _closed_while_sending(stage, 2)


@scene("closed after the sheet was sent", "Sent – printing", "being printed")
def closed_after(stage: Stage) -> None:
    _closed_while_sending(stage, 3)
    stage.until(lambda: stage.standing(FIRST) is not None)


@scene("power lost after sending, the queue forgot", "Sent – check the tray", "no longer knows")
def power_lost(stage: Stage) -> None:
    stage.printer().say("media-empty")
    _ready(stage)
    stage.print_sheet(FIRST)
    stage.until_held_up(FIRST, Reason.PAPER_OUT)
    stage.close()
    stage.cups.kill()
    for file in (*stage.cups.folder.glob("spool/?0*"), *stage.cups.folder.glob("cache/job*")):
        file.unlink()
    stage.cups.start()
    stage.open()
    stage.until(lambda: (found := stage.standing(FIRST)) is not None and found.state is JobState.GONE)
    stage.choose(FIRST)


@scene("altered, refused at once", "Waiting", "not the one that was approved")
def altered(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    alter(stage.folder, sheet_of(SECOND))
    stage.open()
    stage.choose(SECOND)


@scene("altered, passed over while all are printed", "Waiting", "No. 18: The sheet is not the one")
def altered_in_a_batch(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    alter(stage.folder, sheet_of(SECOND))
    stage.open()
    stage.until(lambda: stage.queue.bar.options() is not None)
    stage.queue.print_all.click()
    stage.until(stage.queue.problem.isVisible)
    stage.choose(SECOND)


@scene("a file that cannot be read", "Waiting", "1 sheet cannot be read")
def unreadable(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    stage.out.file(sheet_of(SECOND).id).write_bytes(b"damaged")
    stage.open()
    stage.choose(FIRST)


def _long_ago(stage: Stage) -> None:
    sheet = sheet_of(FIRST)
    stage.printer()
    stage.sheets()
    stage.counter.look()
    ways = ("sent", "printed", "handed_over")
    stage.counter.note_all(tuple(Moved(sheet.id, sheet.id, way) for way in ways))  # type: ignore[arg-type]
    stage.out.write(sheet.id, write_sheet(sheet, b""))


@scene("handed over long ago, the sheet is no longer here", "Handed over", "A trainer can give it again")
def long_ago(stage: Stage) -> None:
    _long_ago(stage)
    stage.open()
    stage.choose(FIRST, "done")


@scene("handed over long ago, asked for again", "Handed over", "a trainer answers")
def asked(stage: Stage) -> None:
    _long_ago(stage)
    stage.counter.note(Asked(sheet_of(FIRST).id, "田中"))
    stage.open()
    stage.choose(FIRST, "done")


@scene("sent at another computer", "Sent – check the tray", "another computer")
def elsewhere(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    stage.counter.look()
    sheet = sheet_of(FIRST)
    stage.counter.note_all(
        (
            Sending(sheet.id, sheet.id, "token", "back", "another-pc"),
            Queued(sheet.id, sheet.id, "token", "back", 3),
            Moved(sheet.id, sheet.id, "sent"),
        )
    )
    stage.open()
    stage.choose(FIRST)


@scene("the shared folder is away", "Waiting", "cannot be reached")
def share_away(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.choose(FIRST)
    away = stage.folder / "desk" / "gone"
    (stage.folder / "desk" / "out").rename(away)
    (stage.folder / "desk" / "out").write_bytes(b"")
    stage.desk.look()
    stage.until(stage.queue.warning.isVisible)


@scene("nothing waits", "", "appears in the list by itself")
def empty(stage: Stage) -> None:
    stage.printer()
    stage.open()
    stage.until(lambda: stage.queue.bar.options() is not None)


@scene("page one uncovered", "Waiting", "")
def uncovered(stage: Stage) -> None:
    stage.printer()
    _ready(stage)
    stage.choose(FIRST)
    preview = stage.queue.panel.preview
    stage.until(lambda: bool(preview.covered))
    preview.uncover.click()
    stage.rest()
    stage.queue.panel.ensureWidgetVisible(preview.covered[0])


@scene("visits of the day", "", "")
def visits(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    _book(stage)
    stage.open()
    stage.room.show_part("day")
    stage.rest()


@scene("somebody walks in", "", "")
def walk_in(stage: Stage) -> None:
    visits(stage)
    day: Any = stage.room.made["day"]
    day.walk_in.click()
    day.form.new.buttons["new"].click()
    stage.rest()


@scene("a call about red pain", "", "")
def call(stage: Stage) -> None:
    visits(stage)
    day: Any = stage.room.made["day"]
    day.call.click()
    stage.rest()


@scene("a diary strip came back", "", "")
def diary(stage: Stage) -> None:
    stage.printer()
    stage.sheets()
    stage.open()
    stage.room.show_part("diary")
    page: Any = stage.room.made["diary"]
    page.code.edit.setText(next(code for sign in ALPHABET if (code := read_plan_code(f"K7A24M{sign}"))))
    for day, (tick, signal) in enumerate(zip("1110110111-1-1", "bbbybbbbrb-b-b", strict=True)):
        page.strip.fill(day, tick)
        page.signals.fill(day, signal)
    page.signals.setFocus()
    stage.rest()


def _book(stage: Stage) -> None:
    """Three bookings of today, as the record tells the desk."""
    now = datetime.now(UTC)
    kinds: tuple[tuple[str, VisitKind, BookingState], ...] = (
        ("ヤマサキ ケンイチ", "follow_up", "arrived"), ("ワタナベ サクラ", "trial", "booked"),
        ("キムラ リク", "follow_up", "no_show"),
    )  # fmt: skip
    lines = tuple(
        DayLine(str(UUID(int=50 + place, version=4)), now + timedelta(minutes=place), 60, kana, kind, state, "佐藤",
                sheet_of(FIRST).round if place == 0 else "")
        for place, (kana, kind, state) in enumerate(kinds)
    )  # fmt: skip
    stage.out.write(DAY_ID, write_day(DeskDay(now, lines)))
