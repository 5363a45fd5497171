"""A sheet at the desk from waiting to handed over, and the ways in which it does not get there."""

from PySide6.QtTest import QTest

from clinic_app.printing import JobState, Reason
from tests.printing.scenes.scene import SECOND, THIRD, ready, scene
from tests.printing.stage import FIRST, Stage

MANY = 60


@scene("waiting, names alike", "Waiting", "The name is like that of no. 17")
def waiting(stage: Stage) -> None:
    stage.printer()
    ready(stage)
    stage.choose(SECOND)


@scene("choices of the printer", "Waiting", "")
def choices(stage: Stage) -> None:
    stage.printer()
    ready(stage)
    stage.queue.bar.open(on=True)
    stage.rest()


@scene("being sent, while the printing system hangs", "Being sent", "finds out by itself")
def being_sent(stage: Stage) -> None:
    stage.printer()
    ready(stage)
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
    ready(stage, MANY)
    stage.choose(FIRST + MANY - 1)  # the last one waits as long as the others are being sent; the first for a moment
    stage.queue.print_all.click()
    stage.until(stage.queue.progress.isVisible)


@scene("sent, the printer is at it", "Sent – printing", "being printed")
def printing(stage: Stage) -> None:
    bench = stage.printer()
    bench.say("slow")
    ready(stage)
    stage.print_sheet(FIRST)
    stage.until(lambda: (found := stage.standing(FIRST)) is not None and found.state is JobState.PRINTING)


@scene("sent, the system says printed", "Sent – check the tray", "Take it from the tray")
def sent(stage: Stage) -> None:
    stage.printer()
    ready(stage)
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
    ready(stage)
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
    ready(stage)
    stage.choose(THIRD)
    stage.press("Cancel this sheet")
    stage.until_state(THIRD, "cancelled")
    stage.choose(THIRD, "done")


@scene("cancelled by the desk at the printer", "Cancelled", "nothing more comes out")
def cancelled_there(stage: Stage) -> None:
    stage.printer().say("media-empty")
    ready(stage)
    stage.print_sheet(FIRST)
    stage.until_held_up(FIRST, Reason.PAPER_OUT)
    stage.press("Cancel at the printer")
    stage.until_state(FIRST, "cancelled")
    stage.choose(FIRST, "done")


@scene("cancelled at the printer by somebody", "Cancelled", "nothing more comes out")
def cancelled_elsewhere(stage: Stage) -> None:
    stage.printer().say("cancel")
    ready(stage)
    stage.print_sheet(FIRST)
    stage.until_state(FIRST, "cancelled")
    stage.choose(FIRST, "done")


@scene("replaced while it waited", "Replaced", "newer version")
def replaced(stage: Stage) -> None:
    stage.printer()
    ready(stage)
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
