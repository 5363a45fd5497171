"""What every way of printing can do, so that the desk needs no knowledge of it. Two ways stand: CUPS, and Qt."""

from collections.abc import Collection
from typing import Protocol

from clinic_app.printing.job import Standing, SystemJob
from clinic_app.printing.printer import Printer, PrintOptions


class PrintSystem(Protocol):
    """The system's printing. Every call may take seconds: never on the thread of the window.

    All but `follow` raise `Refused` when the system does not answer or will not.
    """

    @property
    def follows(self) -> bool:
        """Whether the state of a job can be asked for; if not, `follow` says `NOT_FOLLOWED`."""

    def printers(self) -> list[Printer]:
        """The printers of this workstation, the default one first, then by label."""

    def open_job(self, options: PrintOptions, call_number: str, token: str) -> SystemJob:
        """Have the queue make an empty job. Nothing prints before `hand_over`."""

    def hand_over(self, job: SystemJob, pdf: bytes) -> None:
        """Give the job its sheet, byte for byte. From here on it prints."""

    def follow(self, job: SystemJob) -> Standing:
        """Where the job is. Raises nothing the person could not act on: no answer is `UNREACHABLE`."""

    def follow_all(self, jobs: Collection[SystemJob]) -> dict[SystemJob, Standing]:
        """Where each of many jobs is, in few questions."""

    def cancel(self, job: SystemJob) -> None:
        """Ask for the job's end; `follow` tells whether it came in time. A job that has ended stays as it is."""

    def find(self, token: str) -> SystemJob | None:
        """The job that carries the token, at whatever printer, ended or not; None where the queue knows of none."""

    def forget(self, job: SystemJob) -> None:
        """Have the system remove an ended job and its copy of the sheet. Only after its last state was noted."""
