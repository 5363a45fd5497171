"""Power lost, a program closed in the middle, files that were changed, a folder that is away."""

from clinic_app.domain.desk_event import Asked, Moved, Queued, Sending
from clinic_app.printing import JobState, PrintOptions, Reason, new_token
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from clinic_app.records.desk_files import write_sheet
from tests.printing.scenes.scene import SECOND, ready, scene
from tests.printing.sealed_sheets import alter
from tests.printing.stage import FIRST, Stage, sheet_of


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
    ready(stage)
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
    ready(stage)
    stage.choose(FIRST)
    away = stage.folder / "desk" / "gone"
    (stage.folder / "desk" / "out").rename(away)
    (stage.folder / "desk" / "out").write_bytes(b"")
    stage.desk.look()
    stage.until(stage.queue.warning.isVisible)
