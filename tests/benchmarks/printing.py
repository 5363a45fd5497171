"""Fifty sheets handed to CUPS, each number noted durably, beside the system's own `lp` called once for each sheet."""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from clinic_app.handouts import render_sheet
from clinic_app.platform import replace_file
from clinic_app.printing import PrintOptions, SystemJob, new_token, submit
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from tests.handouts import sheet_samples as samples
from tests.printing.private_cups import ABSENT, PrivateCups, private_cups

SHEETS, RUNS = 50, 3


class Figures(NamedTuple):
    """Seconds of each run, and of our own processor in them; the sheet's size."""

    ours: list[float]
    processor: list[float]
    programs: list[float]
    size: int


def measure(_python: str) -> Figures:
    """Hand over the same sheet fifty times, some times over, to a printer that stores it."""
    found = Figures([], [], [], len(pdf := render_sheet(samples.sheet("leading", "ja"))))
    if ABSENT:
        return found
    with private_cups() as server, tempfile.TemporaryDirectory() as folder:
        server.add_printer("bench")
        (sheet := Path(folder) / "sheet.pdf").write_bytes(pdf)
        for _ in range(RUNS):
            began, used = time.perf_counter(), time.process_time()
            _ours(server, pdf, Path(folder))
            found.ours.append(time.perf_counter() - began)
            found.processor.append(time.process_time() - used)
            began = time.perf_counter()
            for _sheet in range(SHEETS):
                server.run("lp", "-d", "bench", str(sheet))
            found.programs.append(time.perf_counter() - began)
    return found


def _ours(server: PrivateCups, pdf: bytes, folder: Path) -> None:
    cups = Cups(Server(server.socket))
    for number in range(SHEETS):

        def note(job: SystemJob, number: int = number) -> None:
            replace_file(folder / f"note-{number}", str(job.number).encode())

        submit(cups, pdf, PrintOptions("bench"), f"K{number:03}", new_token(), note)


def report(found: Figures) -> str:
    """The table for people."""
    if not found.ours:
        return f"Printing: {ABSENT}"
    lines = [
        f"Printing: {SHEETS} sheets of {found.size // 1024} KB handed to a private CUPS, {os.cpu_count()} processors",
        f"  ours, each number noted durably   {statistics.median(found.ours):6.2f} s"
        f"   (own processor {statistics.median(found.processor):.2f} s)",
        f"  `lp`, once for each sheet         {statistics.median(found.programs):6.2f} s",
    ]
    return "\n".join(lines)
