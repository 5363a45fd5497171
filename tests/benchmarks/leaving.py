"""Opening a release in the manager's window, looking at it from each side, and taking it away in each form.

Nothing here is a timed test. The goals: 150 ms until a release is on the screen, 2 s for a file.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Literal

from clinic_app.bootstrap.demo_releases import made_up_release
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.bootstrap.releasing import report_of
from clinic_app.domain.period import Period
from clinic_app.domain.release import ExportForm, ExportRequest, Release
from clinic_app.statistics.export import file_name, files_of, save
from clinic_app.statistics.manifest import Leaving
from clinic_app.statistics.payload import pack, unpack

ROUNDS = 5
HALVES: tuple[Literal[1, 2], ...] = (1, 2)
FORMS: tuple[ExportForm, ...] = ("xlsx", "csv", "csv_cp932", "pdf")
Times = dict[str, tuple[float, float]]  # milliseconds of the processor and on the wall


def measure(_python: str = "") -> Times:
    """Ten years of half-years, all tables in each."""
    rule_set = build_evaluator(factory_texts()).rule_set
    periods = [Period(year, half) for year in range(2017, 2027) for half in HALVES]
    releases = [made_up_release(rule_set, period, 430, place) for place, period in enumerate(periods, start=1)]
    payloads = [pack(release)[0] for release in releases]
    found = {"reading twenty releases and their fingerprints": _timed(lambda: [unpack(one) for one in payloads])}
    found |= {f"export as {form}": _timed(lambda form=form: _export(releases[-1], form)) for form in FORMS}  # type: ignore[misc]
    return found | _on_screen(tuple(releases))


def report(result: Times) -> str:
    """The table."""
    lines = [f"{'a release with all its tables':<62}{'CPU ms':>10}{'wall ms':>10}"]
    lines += [f"  {name:<60}{processor:>10.0f}{wall:>10.0f}" for name, (processor, wall) in result.items()]
    return "\n".join(lines)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Medians of some rounds after a first one."""
    took = []
    for _ in range(ROUNDS + 1):
        processor, wall = time.process_time(), time.perf_counter()
        work()
        took.append((1000 * (time.process_time() - processor), 1000 * (time.perf_counter() - wall)))
    return median(one for one, _ in took[1:]), median(one for _, one in took[1:])


def _export(release: Release, form: ExportForm) -> None:
    request = ExportRequest(release.id, form, "ja", file_name(release.period.id, form), "報告", "本部")
    leaving = Leaving(release, pack(release)[1], request, "見本", datetime(2027, 1, 4, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / request.file_name
        save({path: report_of(leaving)} if form == "pdf" else files_of(leaving, path))


def _on_screen(releases: tuple[Release, ...]) -> Times:
    """From the click to the painted page, in a window of the least size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QThreadPool
    from PySide6.QtWidgets import QApplication

    from clinic_app.desktop.app import load_fonts, settle
    from clinic_app.desktop.context import Surroundings
    from clinic_app.desktop.statistics.page import StatisticsPage
    from clinic_app.desktop.statistics.shelf import OnShelf, Shelf
    from clinic_app.desktop.statistics.sides import VIEWS
    from clinic_app.desktop.theme import Theme, style_sheet

    _app = QApplication.instance() or QApplication([])
    load_fonts()
    theme = Theme()
    found = tuple(OnShelf(one.id, one.manifest.closed_at, one) for one in releases)
    page = StatisticsPage(Surroundings(person="見本", theme=theme), Shelf(lambda: found, lambda _order: None))  # type: ignore[arg-type, return-value]
    page.setStyleSheet(style_sheet(theme))  # as the window does it
    page.resize(1280, 650)
    page.show()
    QThreadPool.globalInstance().waitForDone()
    settle()

    def painted(change: Callable[[], object]) -> Callable[[], object]:
        def work() -> None:
            change()
            page.grab()

        return work

    shown = {"another release on the screen": _timed(painted(lambda: page.choose(page.found[-1])))}
    for view, words in VIEWS:
        shown[f"another side: {words}"] = _timed(painted(lambda view=view: page.show_view(view)))  # type: ignore[misc]
    page.close()
    return shown
