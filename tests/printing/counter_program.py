"""The front desk without its window, to be killed: settles what was cut off, then prints all that waits, and ends.

Run as: counter_program.py SOCKET PRINTER FOLDER [LEFT]. With a number it leaves so many of the sheets, and does not end
by itself: who is to kill it may look away for a while.
"""

import signal
import sys
from pathlib import Path

from clinic_app.actions.counter import Counter
from clinic_app.actions.counter_printing import print_jobs, settle_cut_off
from clinic_app.printing import PrintOptions
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from tests.printing.private_cups import be_patient
from tests.records.desk_bench import desk_ring


def main(socket: str, printer: str, folder: str, left: str = "0") -> None:
    be_patient()
    system, counter = Cups(Server(Path(socket))), Counter(Path(folder), desk_ring())
    unknown = settle_cut_off(counter, system)
    assert not unknown, unknown
    waiting = [job for job in counter.look().jobs if job.state == "waiting"]
    outcome = print_jobs(counter, system, waiting[: max(0, len(waiting) - int(left))], PrintOptions(printer))
    assert outcome.refused is None, outcome.refused
    while int(left):
        signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
