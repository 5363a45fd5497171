"""A desk of the smallest kind, to be killed: it prints each sheet of a folder once and keeps a journal of its steps.

Run as: desk_program.py SOCKET PRINTER FOLDER [STEP]. With a step it kills itself there, at the first sheet that comes
so far. A person is not asked here: what certainly was not sent is sent again, and what is not known stays unknown.
"""

import json
import os
import signal
import sys
from pathlib import Path

from clinic_app.printing import PrintOptions, Settled, SystemJob, new_token, settle, submit
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server

STEPS = ("noted_intention", "opened", "noted_number", "handed_over")


class Journal:
    """One line for each fact, on the disk before the next step. A line that was cut off never happened."""

    def __init__(self, path: Path) -> None:
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        self.facts = [json.loads(line) for line in lines]
        self._path = path
        path.write_bytes(b"".join(line + b"\n" for line in lines))

    def note(self, sheet: str, fact: str, **more: object) -> None:
        entry = {"sheet": sheet, "fact": fact, **more}
        with self._path.open("ab", buffering=0) as file:
            file.write(json.dumps(entry).encode() + b"\n")
            os.fsync(file.fileno())
        self.facts.append(entry)

    def last(self, sheet: str, fact: str) -> dict[str, str] | None:
        return next((entry for entry in reversed(self.facts) if (entry["sheet"], entry["fact"]) == (sheet, fact)), None)

    def stands(self, sheet: str) -> str:
        return next((entry["fact"] for entry in reversed(self.facts) if entry["sheet"] == sheet), "waiting")


class CutOff(Cups):
    """The real way, which dies at one step."""

    def __init__(self, at: Server, step: str) -> None:
        super().__init__(at)
        self._step = step

    def open_job(self, options: PrintOptions, call_number: str, token: str) -> SystemJob:
        die(self._step, "noted_intention")
        job = super().open_job(options, call_number, token)
        die(self._step, "opened")
        return job

    def hand_over(self, job: SystemJob, pdf: bytes) -> None:
        die(self._step, "noted_number")
        super().hand_over(job, pdf)
        die(self._step, "handed_over")


def die(step: str, here: str) -> None:
    if step == here:
        os.kill(os.getpid(), signal.SIGKILL)


def finish_what_was_cut_off(system: Cups, journal: Journal, sheet: str) -> None:
    state = journal.stands(sheet)
    if state not in ("intention", "number"):
        return
    token = (journal.last(sheet, "intention") or {})["token"]
    noted = journal.last(sheet, "number") if state == "number" else None
    job = SystemJob(noted["printer"], int(noted["number"]), token) if noted else None
    journal.note(sheet, {Settled.SENT: "sent", Settled.NOT_SENT: "waiting"}.get(settle(system, token, job), "unknown"))


def main(socket: str, printer: str, folder: str, step: str = "") -> None:
    system = CutOff(Server(Path(socket)), step)
    journal = Journal(Path(folder) / "journal")
    sheets = sorted(Path(folder).glob("*.pdf"))
    for sheet in sheets:
        finish_what_was_cut_off(system, journal, sheet.stem)
    for sheet in sheets:
        if journal.stands(sheet.stem) == "waiting":
            print_sheet(system, journal, printer, sheet)


def print_sheet(system: Cups, journal: Journal, printer: str, sheet: Path) -> None:
    token = new_token()
    journal.note(sheet.stem, "intention", token=token)

    def note(job: SystemJob) -> None:
        journal.note(sheet.stem, "number", printer=job.printer, number=job.number)

    submit(system, sheet.read_bytes(), PrintOptions(printer), sheet.stem, token, note)
    journal.note(sheet.stem, "sent")


if __name__ == "__main__":
    main(*sys.argv[1:])
