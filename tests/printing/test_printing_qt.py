"""The way of computers without CUPS: the picture that comes out shows what the sheet shows."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageChops, ImageStat
from PIL.Image import Image, Resampling
from PySide6.QtPrintSupport import QPrinter

from clinic_app.desktop.printing_qt import DOTS, QtPrinting, paint, print_system
from clinic_app.errors import Refused
from clinic_app.handouts import render_sheet
from clinic_app.printing import JobState, PrintOptions, PrintSystem, Settled, SystemJob, new_token, settle, submit
from clinic_app.printing.cups import Cups
from tests.handouts import sheet_samples as samples
from tests.printing.private_cups import Bench, PrivateCups, wait_until

ROOT = Path(__file__).resolve().parents[2]

THROUGH_QT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from clinic_app.desktop.printing_qt import QtPrinting
from clinic_app.printing import PrintOptions, Sides, submit
app = QApplication([])
way = QtPrinting()
assert sys.argv[1] in [printer.name for printer in way.printers()], way.printers()
pdf = Path(sys.argv[2]).read_bytes()
submit(way, pdf, PrintOptions(sys.argv[1], copies=2), "K12", "0123456789abcdef", lambda job: None)
"""


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """A take-home sheet with figures and Japanese text."""
    return render_sheet(samples.sheet("leading", "ja"))


def pictures(pdf: bytes) -> list[Image]:
    """Its pages in grey at 100 dots to the inch, each the mean of nine as it would be printed."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        fine = [page.render(scale=DOTS / 72).to_pil().convert("L") for page in document]
    return [page.resize((827, 1169), Resampling.BOX) for page in fine]


def same_to_the_eye(first: bytes, second: bytes) -> bool:
    """Page by page: no spot of two millimetres is lighter or darker by a tenth, and the whole by a fiftieth."""
    left, right = pictures(first), pictures(second)
    if len(left) != len(right):
        return False
    for one, other in zip(left, right, strict=True):
        spots = (one.width // 8, one.height // 8)
        blurred = ImageChops.difference(one.resize(spots, Resampling.BOX), other.resize(spots, Resampling.BOX))
        whole = ImageStat.Stat(ImageChops.difference(one, other)).mean[0]
        if blurred.getextrema()[1] >= 25.5 or whole >= 5.1:
            return False
    return True


@pytest.mark.usefixtures("qapp")
def test_the_picture_of_a_sheet_shows_the_sheet(sheet: bytes, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    paint(sheet, printer)
    assert same_to_the_eye(sheet, (tmp_path / "out.pdf").read_bytes())


def test_a_sheet_that_differs_in_two_characters_of_the_name_is_told_apart_by_the_same_eye(sheet: bytes) -> None:
    assert same_to_the_eye(sheet, sheet)
    name = samples.PEOPLE["ja"][0]
    assert not same_to_the_eye(sheet, render_sheet(samples.sheet("leading", "ja", name=f"加藤{name[2:]}")))


def test_the_sheet_reaches_a_printer_through_qt(
    cups_server: PrivateCups, bench: Bench, sheet: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(sheet)
    command = [sys.executable, "-c", THROUGH_QT, bench.name, str(file)]
    env = {**os.environ, "CUPS_SERVER": str(cups_server.socket), "TMPDIR": str(tmp_path)}
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=180)
    wait_until(lambda: len(bench.received()) == 1, cups_server.log)
    (received,) = bench.received()
    assert (received.title, received.copies) == ("K12 0123456789abcdef", "2")
    assert same_to_the_eye(sheet, (bench.folder / f"job-{received.number}.pdf").read_bytes())
    assert [left.name for left in tmp_path.iterdir()] == ["sheet.pdf"], "no copy of the sheet stays behind"


@pytest.mark.usefixtures("qapp")
def test_nothing_is_claimed_that_the_system_does_not_tell(tmp_path: Path) -> None:
    way: PrintSystem = QtPrinting()
    job = SystemJob("any", 0, new_token())
    assert not way.follows
    assert way.follow(job).state is JobState.NOT_FOLLOWED
    assert settle(way, job.token, job) is Settled.UNKNOWN
    assert settle(way, job.token, None) is Settled.NOT_SENT
    with pytest.raises(Refused, match="already"):
        way.cancel(job)
    with pytest.raises(Refused, match="no longer there"):
        submit(way, b"", PrintOptions("not there"), "K1", new_token(), lambda job: None)


def test_where_there_is_cups_the_sheet_goes_as_it_is() -> None:
    assert isinstance(print_system(), QtPrinting if sys.platform == "win32" else Cups)
