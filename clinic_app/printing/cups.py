"""Printing through CUPS: the finished PDF goes as it is, over the printing protocol, and the job is followed by number.

The protocol is spoken here and not through `lp` and `lpstat`: their answers are sentences in the user's language,
they know no reasons, and a job cannot be made before its sheet. Nothing is written to a file on the way.
"""

import os
from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote, unquote

from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.printing import ipp, server
from clinic_app.printing.ipp import Answer, Attribute, Group, Operation, Tag
from clinic_app.printing.job import JobState, Standing, SystemJob, job_name
from clinic_app.printing.printer import Printer, PrintOptions
from clinic_app.printing.reading import JOB_ATTRIBUTES, PRINTER_ATTRIBUTES, is_printer, printer_of, standing_of
from clinic_app.printing.reason import Reason
from clinic_app.printing.server import NoAnswer, NotAllowed, Server
from clinic_app.printing.words import PRINTER_GONE

_PDF = "application/pdf"
_A4, _A4_WIDTH, _A4_HEIGHT = "iso_a4_210x297mm", 21000, 29700  # hundredths of a millimetre
_CHOICES = (Path(".cups/lpoptions"), Path("/etc/cups/lpoptions"))  # the person's, then the machine's


class Cups:
    """This workstation's CUPS. Holds no connection: every question is one of its own."""

    follows = True

    def __init__(self, at: Server | None = None) -> None:
        self._at = at

    def printers(self) -> list[Printer]:
        answer = self._ask("/", Operation.CUPS_GET_PRINTERS, ipp.keyword("requested-attributes", *PRINTER_ATTRIBUTES))
        if not answer.is_ok and answer.status != ipp.NOT_FOUND:
            raise _refusal(answer.status)
        default = self._default()
        found = [printer_of(group, default) for group in answer.of(Tag.PRINTER) if is_printer(group)]
        return sorted(found, key=lambda printer: (not printer.is_default, printer.label))

    def open_job(self, options: PrintOptions, call_number: str, token: str) -> SystemJob:
        answer = self._ask(
            _printer_path(options.printer),
            Operation.CREATE_JOB,
            ipp.named("job-name", job_name(call_number, token)),
            job=_wishes(options),
        )
        number = next((n for group in answer.of(Tag.JOB) if (n := group.number("job-id")) is not None), None)
        if not answer.is_ok or number is None:
            raise _refusal(answer.status)
        return SystemJob(options.printer, number, token)

    def hand_over(self, job: SystemJob, pdf: bytes) -> None:
        answer = self._ask(
            _job_path(job),
            Operation.SEND_DOCUMENT,
            ipp.mime("document-format", _PDF),
            ipp.boolean("last-document", True),
            document=pdf,
        )
        if not answer.is_ok:
            raise _refusal(answer.status)

    def follow(self, job: SystemJob) -> Standing:
        try:
            found = self._look_up(job)
            printer = self._printer(job.printer)
        except (NoAnswer, NotAllowed):
            return Standing(JobState.UNREACHABLE)
        if found is None:
            return Standing(JobState.GONE, (Reason.QUEUE_REMOVED,) if printer is None else ())
        return standing_of(found, printer)

    def follow_all(self, jobs: Collection[SystemJob]) -> dict[SystemJob, Standing]:
        """Those that have not ended come in one answer; the few that have are asked for one by one."""
        try:
            living = self._living()
            printers = {name: self._printer(name) for name in {job.printer for job in jobs}}
        except (NoAnswer, NotAllowed):
            return dict.fromkeys(jobs, Standing(JobState.UNREACHABLE))
        standings = {}
        for job in jobs:
            group = living.get(job.number)
            ours = group is not None and job.token in group.text("job-name").split()
            standings[job] = standing_of(group, printers[job.printer]) if group and ours else self.follow(job)
        return standings

    def _living(self) -> dict[int, Group]:
        answer = self._put("/", Operation.GET_JOBS, ipp.keyword("requested-attributes", *JOB_ATTRIBUTES))
        if not answer.is_ok:
            raise NoAnswer
        return {number: group for group in answer.of(Tag.JOB) if (number := group.number("job-id")) is not None}

    def cancel(self, job: SystemJob) -> None:
        self._end(job)

    def find(self, token: str) -> SystemJob | None:
        answer = self._ask(
            "/",
            Operation.GET_JOBS,
            ipp.keyword("which-jobs", "all"),
            ipp.keyword("requested-attributes", "job-id", "job-name", "job-printer-uri"),
        )
        for group in answer.of(Tag.JOB):
            number = group.number("job-id")
            if number is not None and token in group.text("job-name").split():
                return SystemJob(unquote(group.text("job-printer-uri").rpartition("/")[2]), number, token)
        return None

    def forget(self, job: SystemJob) -> None:
        self._end(job, ipp.boolean("purge-job", True))

    def _end(self, job: SystemJob, *more: Attribute) -> None:
        """Cancel, or purge. Asks first whose number it is: after a loss the queue may have given it to another."""
        try:
            ours = self._look_up(job) is not None
        except (NoAnswer, NotAllowed) as error:
            raise _no_answer(error) from error
        if not ours:
            return
        answer = self._ask(_job_path(job), Operation.CANCEL_JOB, *more)
        if not answer.is_ok and answer.status not in (ipp.NOT_POSSIBLE, ipp.NOT_FOUND, ipp.GONE):
            raise _refusal(answer.status)

    def _look_up(self, job: SystemJob) -> Group | None:
        """What the queue says of the job, None when it does not know it. A job without our token is another's."""
        answer = self._put(
            _job_path(job), Operation.GET_JOB_ATTRIBUTES, ipp.keyword("requested-attributes", *JOB_ATTRIBUTES)
        )
        if answer.status in (ipp.NOT_FOUND, ipp.GONE):
            return None
        if not answer.is_ok:
            raise NoAnswer
        return next((group for group in answer.of(Tag.JOB) if job.token in group.text("job-name").split()), None)

    def _printer(self, name: str) -> Group | None:
        answer = self._put(
            _printer_path(name),
            Operation.GET_PRINTER_ATTRIBUTES,
            ipp.keyword("requested-attributes", *PRINTER_ATTRIBUTES),
        )
        return next(iter(answer.of(Tag.PRINTER)), None) if answer.is_ok else None

    def _default(self) -> str:
        """The person's default printer, else the machine's, else none."""
        chosen = os.environ.get("LPDEST") or os.environ.get("PRINTER") or _default_in_settings()
        if chosen:
            return chosen
        answer = self._ask("/", Operation.CUPS_GET_DEFAULT, ipp.keyword("requested-attributes", "printer-name"))
        return next((group.text("printer-name") for group in answer.of(Tag.PRINTER)), "")

    def _ask(
        self,
        path: str,
        operation: Operation,
        *more: Attribute,
        job: tuple[Attribute, ...] = (),
        document: bytes = b"",
    ) -> Answer:
        try:
            return self._put(path, operation, *more, job=job, document=document)
        except (NoAnswer, NotAllowed) as error:
            raise _no_answer(error) from error

    def _put(
        self,
        path: str,
        operation: Operation,
        *more: Attribute,
        job: tuple[Attribute, ...] = (),
        document: bytes = b"",
    ) -> Answer:
        kind = "job-uri" if path.startswith("/jobs/") else "printer-uri"
        target = ipp.uri(kind, f"ipp://localhost{path}")
        who = ipp.named("requesting-user-name", server.user())
        question = ipp.request(operation, target, who, *more, job=job)
        return (self._at or server.find()).ask(path, question, document)


def _printer_path(name: str) -> str:
    return f"/printers/{quote(name, safe='')}"


def _job_path(job: SystemJob) -> str:
    return f"/jobs/{job.number}"


def _default_in_settings() -> str:
    for file in _CHOICES:
        try:
            lines = (Path.home() / file).read_text(encoding="utf-8", errors="replace").splitlines()
        except (OSError, RuntimeError):
            continue
        for line in lines:
            words = line.split()
            if len(words) > 1 and words[0].lower() == "default":
                return words[1].partition("/")[0]
    return ""


def _wishes(options: PrintOptions) -> tuple[Attribute, ...]:
    """The options in the words of the standard; what was left open is left out."""
    wishes = [ipp.integer("copies", options.copies)]
    if options.sides is not None:
        wishes.append(ipp.keyword("sides", options.sides))
    if options.colour is not None:
        wishes.append(ipp.keyword("print-color-mode", "color" if options.colour else "monochrome"))
    if options.tray is None:
        wishes.append(ipp.keyword("media", _A4))
    else:
        size = (ipp.integer("x-dimension", _A4_WIDTH), ipp.integer("y-dimension", _A4_HEIGHT))
        tray = ipp.keyword("media-source", options.tray)
        wishes.append(ipp.collection("media-col", ipp.collection("media-size", *size), tray))
    return tuple(wishes)


def _no_answer(error: Exception) -> Refused:
    if isinstance(error, NotAllowed):
        return Refused(
            N_("The printing system does not let this user print here. Ask whoever looks after this computer.")
        )
    return Refused(
        N_("The printing system of this computer does not answer. Check that it is running, then try again.")
    )


def _refusal(status: int) -> Refused:
    if status in (ipp.NOT_FOUND, ipp.GONE):
        return Refused(PRINTER_GONE)
    if status == ipp.NOT_ACCEPTING:
        return Refused(N_("This printer takes no sheets at the moment. Choose another printer."))
    if status == ipp.FORMAT_NOT_SUPPORTED:
        return Refused(N_("This printer cannot print sheets of this kind. Choose another printer."))
    if status in ipp.NOT_AUTHORISED:
        return _no_answer(NotAllowed())
    return Refused(
        N_("The printing system did not take the sheet (code {code}). Choose another printer, or try again."),
        code=f"{status:04x}",
    )
