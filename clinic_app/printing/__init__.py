"""Hands a finished PDF, as it is, to the system's printing and follows its state. No Qt, no database.

`Cups` is the way of Linux and macOS; systems without CUPS have `desktop.printing_qt`. Both are a `PrintSystem`.
How a sheet is sent exactly once stands in `printing.sending`, several with a journal in `printing.batch`, the sentences
for people in `printing.words`.
"""

from clinic_app.printing.job import JobState, Standing, SystemJob, new_token
from clinic_app.printing.printer import Printer, PrinterState, PrintOptions, Sides
from clinic_app.printing.reason import Reason
from clinic_app.printing.sending import Settled, Uncertain, settle, submit
from clinic_app.printing.system import PrintSystem

__all__ = [
    "JobState",
    "PrintOptions",
    "PrintSystem",
    "Printer",
    "PrinterState",
    "Reason",
    "Settled",
    "Sides",
    "Standing",
    "SystemJob",
    "Uncertain",
    "new_token",
    "settle",
    "submit",
]
