"""Printers that are missing, stopped, empty or open, and a printing system that is away."""

from clinic_app.printing import JobState, Reason
from tests.printing.scenes.scene import ready, scene
from tests.printing.stage import FIRST, Stage


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
    ready(stage)
    stage.print_sheet(FIRST)
    stage.until(lambda: stage.standing(FIRST) is not None)
    stage.cups.run("cupsdisable", stage.name)
    stage.until_held_up(FIRST, Reason.PAUSED)


@scene("paper out", "Printer stopped", "no paper")
def paper_out(stage: Stage) -> None:
    stage.printer().say("media-empty")
    ready(stage)
    stage.print_sheet(FIRST)
    stage.until_held_up(FIRST, Reason.PAPER_OUT)
    stage.until(stage.queue.bar.state.isVisible)


@scene("a cover is open", "Printer stopped", "A cover")
def cover_open(stage: Stage) -> None:
    stage.printer().say("cover-open")
    ready(stage)
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


@scene("the queue was removed while the sheet waited in it", "", "was removed")
def queue_removed(stage: Stage) -> None:
    """The system may forget the sheet with its queue or cancel it first: the state is either, the next step is one."""
    paper_out(stage)
    stage.close()  # who looks between the sheet's end and the queue's is told of the first alone
    stage.cups.run("lpadmin", "-x", stage.name)
    stage.open()
    stage.until(lambda: stage.job(FIRST).state == "cancelled" or stage.standing(FIRST) is not None)
    stage.queue.bar.look_again()
    stage.rest()
    stage.choose(FIRST, "all")


@scene("the printing system is down when it should print", "Waiting", "No. 17: The printing system")
def system_down(stage: Stage) -> None:
    stage.printer()
    ready(stage)
    stage.choose(FIRST)
    stage.cups.stop()
    stage.press("Print")
    stage.until(stage.queue.problem.isVisible)


@scene("the printing system went down with the sheet in it", "Sent – no answer", "cannot be told")
def system_lost(stage: Stage) -> None:
    paper_out(stage)
    stage.cups.stop()
    stage.until(lambda: (found := stage.standing(FIRST)) is not None and found.state is JobState.UNREACHABLE)
