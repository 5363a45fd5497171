"""Printing where there is no CUPS, as on Windows: each page goes to the system as a picture of 300 dots to the inch.

The system tells nothing after it has taken the sheet, so nothing is followed here and the person looks into the tray.
UNPROVED on Windows; on Linux the picture is compared page by page.
"""

import sys
from collections.abc import Collection
from contextlib import closing

import pypdfium2
from PySide6.QtCore import QMarginsF, QPointF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from clinic_app.desktop.widgets.pdf_view import picture_of
from clinic_app.errors import Refused
from clinic_app.handouts.pdfium import opened
from clinic_app.printing import JobState, Printer, PrinterState, PrintOptions, PrintSystem, Reason, Sides, Standing
from clinic_app.printing.cups import Cups
from clinic_app.printing.job import SystemJob, job_name
from clinic_app.printing.words import DID_NOT_BEGIN, PRINTER_GONE, TOO_LATE

DOTS = 300
_POINTS = 72
_SIDES = {
    Sides.ONE: QPrinter.DuplexMode.DuplexNone,
    Sides.TWO_LONG: QPrinter.DuplexMode.DuplexLongSide,
    Sides.TWO_SHORT: QPrinter.DuplexMode.DuplexShortSide,
}
_STATES = {
    QPrinter.PrinterState.Idle: PrinterState.IDLE,
    QPrinter.PrinterState.Active: PrinterState.PRINTING,
    QPrinter.PrinterState.Aborted: PrinterState.STOPPED,
    QPrinter.PrinterState.Error: PrinterState.STOPPED,
}


class QtPrinting:
    """The system's printing through Qt. Used from one thread at a time, which may be any."""

    follows = False

    def __init__(self) -> None:
        self._opened: dict[str, tuple[PrintOptions, str]] = {}

    def printers(self) -> list[Printer]:
        found = [_printer(info) for info in QPrinterInfo.availablePrinters()]
        return sorted(found, key=lambda printer: (not printer.is_default, printer.label))

    def open_job(self, options: PrintOptions, call_number: str, token: str) -> SystemJob:
        """Nothing reaches the system yet, so there is no number."""
        title = job_name(call_number, token)
        if QPrinterInfo.printerInfo(options.printer).isNull():
            raise Refused(PRINTER_GONE)
        self._opened[token] = (options, title)
        return SystemJob(options.printer, 0, token)

    def hand_over(self, job: SystemJob, pdf: bytes) -> None:
        options, title = self._opened.pop(job.token)
        printer = QPrinter(QPrinterInfo.printerInfo(options.printer), QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        printer.setCopyCount(options.copies)
        if options.sides is not None:
            printer.setDuplex(_SIDES[options.sides])
        if options.colour is not None:
            mode = QPrinter.ColorMode.Color if options.colour else QPrinter.ColorMode.GrayScale
            printer.setColorMode(mode)
        paint(pdf, printer)

    def follow(self, job: SystemJob) -> Standing:
        return Standing(JobState.NOT_FOLLOWED)

    def follow_all(self, jobs: Collection[SystemJob]) -> dict[SystemJob, Standing]:
        return dict.fromkeys(jobs, Standing(JobState.NOT_FOLLOWED))

    def cancel(self, job: SystemJob) -> None:
        """Before the sheet is handed over it can be dropped; afterwards only the system itself can end it."""
        if self._opened.pop(job.token, None) is None:
            raise Refused(TOO_LATE)

    def find(self, token: str) -> SystemJob | None:
        return None

    def forget(self, job: SystemJob) -> None:
        """The system keeps no job that we could name."""


def paint(pdf: bytes, printer: QPrinter) -> None:
    """Paint every page, to the edge of an A4 sheet, as a picture. Raises `Refused` when the printer does not begin."""
    printer.setResolution(DOTS)
    printer.setFullPage(True)
    painter = QPainter()
    with opened(pdf) as document:
        try:
            for number in range(len(document)):
                _set_size(printer, *document.get_page_size(number))
                if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
                    raise Refused(DID_NOT_BEGIN)
                picture = _picture(document, number)
                painter.drawImage(QPointF(), picture)
        finally:
            painter.end()


def _set_size(printer: QPrinter, width: float, height: float) -> None:
    """The page's own size, in points, known by its name (A4) where it has one: printers choose their tray by it."""
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))


def _picture(document: pypdfium2.PdfDocument, number: int) -> QImage:
    with closing(document[number]) as page:
        return picture_of(page, DOTS / _POINTS)


def _printer(info: QPrinterInfo) -> Printer:
    """Qt tells no tray by name, and no reason."""
    modes = info.supportedDuplexModes()
    stopped = info.state() in (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error)
    return Printer(
        name=info.printerName(),
        description=info.description(),
        location=info.location(),
        is_default=info.isDefault(),
        state=_STATES[info.state()],
        reasons=(Reason.OTHER,) if stopped else (),
        sides=tuple(sides for sides, mode in _SIDES.items() if mode in modes),
        colour=QPrinter.ColorMode.Color in info.supportedColorModes(),
    )


def print_system() -> PrintSystem:
    """This computer's way of printing: CUPS, which takes the sheet as it is, or Qt where there is none."""
    return QtPrinting() if sys.platform == "win32" else Cups()
