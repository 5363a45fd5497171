"""A desk of the smallest kind, to be killed: it prints each sheet of a folder once and keeps a journal of its steps.

Run as: desk_program.py SOCKET PRINTER FOLDER [STEP]. With a step it kills itself there, at the first sheet that comes
so far. A person is not asked here: what certainly was not sent is sent again, and what is not known stays unknown.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clinic_app.printing import PrintOptions, SystemJob
from clinic_app.printing.batch import CutOff, Sheet, print_all, settle_all
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from tests.printing.private_cups import be_patient

STEPS = ("noted_intention", "opened", "noted_number", "handed_over")


class Book:
    """A journal of one line for each fact, on the disk before the next step. A line that was cut off never happened."""

    def __init__(self, path: Path) -> None:
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        self.facts = [json.loads(line) for line in lines]
        self._path = path
        path.write_bytes(b"".join(line + b"\n" for line in lines))

    def _note(self, sheet: str, fact: str, **more: object) -> None:
        entry = {"sheet": sheet, "fact": fact, **more}
        with self._path.open("ab", buffering=0) as file:
            file.write(json.dumps(entry).encode() + b"\n")
            os.fsync(file.fileno())
        self.facts.append(entry)

    def intended(self, key: str, printer: str, token: str) -> None:
        self._note(key, "intended", printer=printer, token=token)

    def numbered(self, key: str, job: SystemJob) -> None:
        self._note(key, "numbered", **asdict(job))

    def sent(self, key: str) -> None:
        self._note(key, "sent")

    def not_sent(self, key: str) -> None:
        self._note(key, "waiting")

    def lost(self, key: str) -> None:
        self._note(key, "lost")

    def last(self, sheet: str) -> dict[str, Any]:
        return next((entry for entry in reversed(self.facts) if entry["sheet"] == sheet), {"fact": "waiting"})

    def stands(self, sheet: str) -> str:
        return str(self.last(sheet)["fact"])

    def cut_off(self, sheets: list[str]) -> Iterator[CutOff]:
        for sheet in sheets:
            last = self.last(sheet)
            if last["fact"] == "intended":
                yield CutOff(sheet, last["token"], None)
            elif last["fact"] == "numbered":
                yield CutOff(sheet, last["token"], SystemJob(last["printer"], last["number"], last["token"]))


class CutOffAt(Cups):
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


def main(socket: str, printer: str, folder: str, step: str = "") -> None:
    be_patient()
    system = CutOffAt(Server(Path(socket)), step)
    journal = Book(Path(folder) / "journal")
    sheets = sorted(Path(folder).glob("*.pdf"))
    unknown = settle_all(system, journal.cut_off([sheet.stem for sheet in sheets]), journal)
    assert not unknown
    waiting = [
        Sheet(sheet.stem, sheet.stem, sheet.read_bytes) for sheet in sheets if journal.stands(sheet.stem) == "waiting"
    ]
    outcome = print_all(system, waiting, PrintOptions(printer), journal)
    assert outcome.refused is None, outcome.refused


if __name__ == "__main__":
    main(*sys.argv[1:])
