"""What the attributes of CUPS mean for the desk: a printer and its abilities, a job and where it stands. No network."""

from clinic_app.printing.ipp import Group
from clinic_app.printing.job import JobState, Standing
from clinic_app.printing.printer import Printer, PrinterState, Sides
from clinic_app.printing.reason import Reason, reasons

PRINTER_ATTRIBUTES = (
    "printer-name",
    "printer-info",
    "printer-location",
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "printer-is-accepting-jobs",
    "sides-supported",
    "color-supported",
    "media-source-supported",
    "printer-type",
)
JOB_ATTRIBUTES = (
    "job-id",
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-printer-state-message",
    "number-of-documents",
    "job-k-octets",
)
_LONGEST_SAYING = 200
_JOB_STATES = {
    3: JobState.WAITING,
    4: JobState.WAITING,
    5: JobState.PRINTING,
    6: JobState.STOPPED,
    7: JobState.CANCELLED,
    8: JobState.FAILED,
    9: JobState.PRINTED,
}
_PRINTER_STATES = {3: PrinterState.IDLE, 4: PrinterState.PRINTING, 5: PrinterState.STOPPED}
_HELD = 4
_CLASS = 1
_STOPPED = 5


def is_printer(group: Group) -> bool:
    """Whether it is one printer: of a class of several nobody knows at which a sheet comes out."""
    return bool(group.text("printer-name")) and not (group.number("printer-type") or 0) & _CLASS


def printer_of(group: Group, default: str) -> Printer:
    """A printer from its attributes; `default` is the name of the one a person prints on unless they choose."""
    name = group.text("printer-name")
    known = set(Sides)
    return Printer(
        name=name,
        description=group.text("printer-info"),
        location=group.text("printer-location"),
        is_default=name == default,
        state=_PRINTER_STATES.get(group.number("printer-state") or 0, PrinterState.IDLE),
        accepts=group.flag("printer-is-accepting-jobs", absent=True),
        reasons=_reasons_of(group),
        said=group.text("printer-state-message")[:_LONGEST_SAYING],
        sides=tuple(Sides(word) for word in group.texts("sides-supported") if word in known),
        colour=group.flag("color-supported", absent=False),
        trays=tuple(word for word in group.texts("media-source-supported") if word != "auto"),
    )


def _reasons_of(printer: Group) -> tuple[Reason, ...]:
    """A printer that was stopped says so first: mending the rest does not set it going."""
    found = [reason for reason in reasons(printer.texts("printer-state-reasons")) if reason is not Reason.PAUSED]
    return (Reason.PAUSED, *found) if printer.number("printer-state") == _STOPPED else tuple(found)


def standing_of(job: Group, printer: Group | None) -> Standing:
    """What the job's own state and its printer's come to."""
    state = _JOB_STATES.get(job.number("job-state") or 0, JobState.WAITING)
    # The count of documents falls to nothing when the queue clears its files; their size stays.
    has_sheet = bool(job.number("number-of-documents") or job.number("job-k-octets"))
    said = job.text("job-printer-state-message")[:_LONGEST_SAYING]
    own = reasons(job.texts("job-state-reasons"))
    if state is JobState.FAILED:
        return Standing(state, own or (Reason.OTHER,), said, has_sheet)
    if state.is_final:
        removed = state is JobState.CANCELLED and printer is None
        return Standing(state, (Reason.QUEUE_REMOVED,) if removed else (), has_sheet=has_sheet)
    if not has_sheet:
        return Standing(JobState.INCOMING, has_sheet=False)
    if printer is None:
        return Standing(JobState.STOPPED, (Reason.QUEUE_REMOVED,), said, has_sheet)
    said = printer.text("printer-state-message")[:_LONGEST_SAYING] or said
    stopping = _reasons_of(printer)
    if job.number("job-state") == _HELD:
        stopping = own or (Reason.HELD,)
    elif state is JobState.STOPPED:
        stopping = stopping or own or (Reason.OTHER,)
    return Standing(JobState.STOPPED, stopping, said, has_sheet) if stopping else Standing(state, has_sheet=True)
