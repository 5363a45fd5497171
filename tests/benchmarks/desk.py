"""A front desk with a queue of very many sheets: how long it takes to stand on screen, and how fluently it scrolls.

Beside it the same work without the index: opening every sealed file, which is what a first sign-in does. What is
measured is what a person waits for: from entering the room to rows that are painted. Nothing here is a timed test.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from clinic_app.actions.counter import Counter
from clinic_app.actions.counter_printing import print_jobs
from clinic_app.domain.desk import Sheet
from clinic_app.domain.desk_event import Moved
from clinic_app.handouts import render_memo
from clinic_app.printing import PrintOptions
from clinic_app.printing.cups import Cups
from clinic_app.printing.server import Server
from clinic_app.records.desk_files import write_sheet
from clinic_app.records.desk_index import INDEX_ID
from clinic_app.records.sealed import SealedFolder
from tests.benchmarks.search import FAMILY, GIVEN
from tests.handouts import sheet_samples as samples
from tests.printing.private_cups import ABSENT, private_cups
from tests.records.desk_bench import PaperlessSystem, desk_ring

if TYPE_CHECKING:
    from clinic_app.desktop.front_desk.page import DeskPage

SHEETS, HANDED_OVER, ROUNDS, STEPS = 2_000, 200, 7, 120
BATCH, BATCHES = 50, 3
Times = tuple[float, float]  # milliseconds by the clock on the wall, and by the processor


def lay_out(folder: Path, count: int, pdf: bytes) -> None:
    """So many sheets of as many people, as the record would lay them there."""
    chance, today = random.Random(7), datetime.now(UTC).astimezone().date()  # noqa: S311 - made up
    out, digest = SealedFolder(folder, "desk", "out", desk_ring().ring), sha256(pdf).hexdigest()
    for number in range(1, count + 1):
        identity, kana = str(UUID(int=number, version=4)), f"{chance.choice(FAMILY)[1]} {chance.choice(GIVEN)[1]}"
        issued = datetime.now(UTC) - timedelta(minutes=2 * (count - number))
        sheet = Sheet(
            identity, number, today, kana, str(UUID(int=100_000 + number, version=4)), "sheet", "standard", "ja", 2,
            digest, "佐藤", "佐藤", issued, "K7A-24M-8", date(2099, 1, 1),
        )  # fmt: skip
        out.write(identity, write_sheet(sheet, pdf))


def measure(_python: str = sys.executable, rounds: int = ROUNDS) -> dict[str, Times]:
    """Medians, and of scrolling the slowest tenth as well."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, SHEETS, render_memo(samples.memo("ja")))
        counter = Counter(folder, desk_ring())
        counter.look()
        for number in range(1, HANDED_OVER + 1):
            identity = str(UUID(int=number, version=4))
            counter.note_all(tuple(Moved(identity, identity, one) for one in ("sent", "printed", "handed_over")))  # type: ignore[arg-type]
        return dict(_measured(folder, counter, rounds))


def _measured(folder: Path, counter: Counter, rounds: int) -> Iterator[tuple[str, Times]]:
    index = SealedFolder(folder, "desk", "out", desk_ring().ring).file(INDEX_ID)
    yield "every sealed file opened, no window (peer)", _median(lambda: Counter(folder, desk_ring()).look(), 3)
    counter.keep_index()
    assert index.exists()
    yield "read with the index, no window", _median(lambda: Counter(folder, desk_ring()).look(), rounds)
    yield "looked at again, nothing new", _median(counter.look, rounds)
    opened = [_opened(folder) for _ in range(rounds)]
    yield "the room stands, no sheet in it yet", _medians([one[0] for one in opened])
    yield "the room stands and the rows are painted", _medians([one[1] for one in opened])
    if not ABSENT:
        with private_cups() as server:
            server.add_printer("office")
            counters = [Counter(folder, desk_ring()) for _ in range(BATCHES)]
            batches = iter(counters)
            yield (
                f"{BATCH} of them handed to a private CUPS",
                _median(lambda: _printed(next(batches), Cups(Server(server.socket))), BATCHES),
            )
    with _page(folder) as page:
        frames = sorted(_scrolled(page))
    yield "one frame while scrolling", _medians(frames)
    yield "one frame while scrolling, the slowest tenth", _medians(frames[-len(frames) // 10 :])


@contextmanager
def _page(folder: Path) -> Iterator["DeskPage"]:
    from clinic_app.desktop.app import application, load_fonts, settle
    from clinic_app.desktop.context import Surroundings
    from clinic_app.desktop.front_desk.desk import Desk
    from clinic_app.desktop.front_desk.page import DeskPage

    app = application()
    load_fonts()
    desk = Desk(Counter(folder, desk_ring()), PaperlessSystem())
    page = DeskPage(Surroundings(person="田中", language="ja"), desk)
    page.resize(1280, 650)
    page.show()
    page.grab()
    try:
        yield page
    finally:
        settle()
        page.close()
        for one in (page, desk):
            one.deleteLater()
        app.processEvents()
        settle()


def _opened(folder: Path) -> tuple[Times, Times]:
    began, used = time.perf_counter(), time.process_time()

    def so_far() -> Times:
        return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)

    with _page(folder) as page:
        empty = so_far()
        _wait_for_rows(page)
        page.grab()
        return empty, so_far()


def _printed(counter: Counter, cups: Cups) -> None:
    """Print all, with its journal in the folder; what is printed is what still waits of the first fifty."""
    waiting = [job for job in counter.look().jobs if job.state == "waiting"][:BATCH]
    outcome = print_jobs(counter, cups, waiting, PrintOptions("office"))
    assert (outcome.sent, outcome.refused) == (BATCH, None), outcome


def _wait_for_rows(page: "DeskPage") -> None:
    from PySide6.QtCore import QEventLoop

    waiting = QEventLoop()
    model = page.made["sheets"].model  # type: ignore[attr-defined]
    model.modelReset.connect(waiting.quit)
    if not model.jobs:
        waiting.exec()


def _scrolled(page: "DeskPage") -> Iterator[Times]:
    table = page.made["sheets"].table  # type: ignore[attr-defined]
    if not page.made["sheets"].model.jobs:  # type: ignore[attr-defined]
        _wait_for_rows(page)
    bar = table.verticalScrollBar()
    for step in range(STEPS):
        bar.setValue(bar.maximum() * step // STEPS)
        began, used = time.perf_counter(), time.process_time()
        table.viewport().repaint()
        yield 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)


def _median(work: Callable[[], object], rounds: int) -> Times:
    found = []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        work()
        found.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)))
    return _medians(found)


def _medians(found: list[Times]) -> Times:
    return statistics.median(one[0] for one in found), statistics.median(one[1] for one in found)


def report(found: dict[str, Times]) -> str:
    """The table for people."""
    lines = [f"{f'a queue of {SHEETS:,} sheets at the front desk':<50}{'median ms':>10}{'processor':>10}"]
    lines += [f"  {name:<48}{wall:>10.1f}{processor:>10.1f}" for name, (wall, processor) in found.items()]
    return "\n".join(lines)
