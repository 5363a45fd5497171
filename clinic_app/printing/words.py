"""What to say of a job or a printer: what is the matter and the one next step. No state's short name is here."""

from clinic_app.domain.language import Language
from clinic_app.i18n import N_, texts
from clinic_app.printing.job import JobState, Standing
from clinic_app.printing.reason import Reason

PRINTER_GONE = N_("This printer is no longer there. Choose another printer.")
TOO_LATE = N_("The sheet is with the computer's printing already. Cancel it in the printer's window.")
DID_NOT_BEGIN = N_("The printer did not begin. Check that it is switched on, then try again.")
AS_A_PICTURE = N_(
    "This computer prints the sheet as a picture of 300 dots to the inch and does not tell when it is out. "
    "Look into the tray, then confirm."
)
_CAUSES = {
    Reason.PAPER_OUT: N_("The printer has no paper. Load A4 paper; printing then goes on by itself."),
    Reason.PAPER_JAM: N_("Paper is jammed in the printer. Clear it; printing then goes on by itself."),
    Reason.INK_OUT: N_("Ink or toner is used up. Replace it; printing then goes on by itself."),
    Reason.COVER_OPEN: N_("A cover of the printer is open. Close it; printing then goes on by itself."),
    Reason.TRAY_MISSING: N_("A tray of the printer is missing. Push it in; printing then goes on by itself."),
    Reason.OUTPUT_FULL: N_("The printer's output tray is full. Take the sheets out; printing then goes on by itself."),
    Reason.OFFLINE: N_("The printer does not answer. Check that it is switched on and connected."),
    Reason.PAUSED: N_("The printer is stopped. Let it go on in the computer's printer settings, or cancel the sheet."),
    Reason.REFUSES_JOBS: N_("This printer takes no sheets at the moment. Choose another printer."),
    Reason.HELD: N_("The queue holds the sheet back. Release it in the computer's printer settings, or cancel it."),
    Reason.TRIED_AGAIN: N_(
        "The printer did not take the sheet; the computer tries again by itself. Check the printer."
    ),
    Reason.NOT_READABLE: N_("The printer could not read the sheet. Print it again on another printer."),
    Reason.QUEUE_REMOVED: N_(
        "The printer was removed from this computer. Look whether the sheet came out before printing it elsewhere."
    ),
    Reason.OTHER: N_("The printer reports a fault. Look at its panel."),
}
_STATES = {
    JobState.INCOMING: N_("The queue has made room for the sheet but does not have it yet."),
    JobState.WAITING: N_("The sheet waits in the printer's queue."),
    JobState.PRINTING: N_("The sheet is being printed."),
    JobState.STOPPED: _CAUSES[Reason.OTHER],
    JobState.PRINTED: N_("The system says the sheet is printed. Take it from the tray and check it."),
    JobState.CANCELLED: N_("The sheet was cancelled in the queue or at the printer. Print it again if it is needed."),
    JobState.FAILED: N_("The sheet could not be printed. Check the printer, then print it again."),
    JobState.GONE: N_("The queue no longer knows this sheet. Look whether it came out before printing it again."),
    JobState.UNREACHABLE: N_(
        "The printing system of this computer does not answer: where the sheet is cannot be told. Check that it runs."
    ),
    JobState.NOT_FOLLOWED: N_(
        "The sheet was handed to the system, which tells nothing more. Look whether it came out."
    ),
}


def explain(standing: Standing, language: Language) -> str:
    """What is the matter and what to do next, in one or two sentences. A job in good order is told as such."""
    if standing.reasons and standing.reasons[0] is not Reason.OTHER:
        return cause(standing.reasons[0], language)
    return texts("messages", language)(_STATES[standing.state])


def cause(reason: Reason, language: Language) -> str:
    """One cause and its remedy."""
    return texts("messages", language)(_CAUSES[reason])
