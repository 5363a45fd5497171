"""The manager's pages: what a release shows, nothing that it hides, and the way to take it away."""

from datetime import date
from functools import cache
from pathlib import Path
from threading import Event

import pytest
from geometry import cut_off, nameless, squeezed
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.bootstrap.demo_releases import made_up_releases
from clinic_app.bootstrap.factory import build_evaluator, factory_texts
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.shell import LEAST_HEIGHT, LEAST_WIDTH
from clinic_app.desktop.statistics.page import StatisticsPage
from clinic_app.desktop.statistics.shelf import ExistsError, Exported, ExportOrder, OnShelf, Shelf
from clinic_app.desktop.statistics.sides import VIEWS
from clinic_app.desktop.statistics.trend import Line, TrendChart
from clinic_app.desktop.theme import Theme, style_sheet
from clinic_app.desktop.widgets.grid_view import GridView
from clinic_app.desktop.widgets.in_turn import InTurn
from clinic_app.domain.period import Period
from clinic_app.domain.release import Release
from clinic_app.domain.release_view import HIDDEN_MARK, Grid, Shown, show
from clinic_app.errors import Refused
from clinic_app.i18n import texts
from clinic_app.statistics.payload import DAMAGED
from tests.statistics.made_up import of_a_company


@cache
def releases() -> tuple[Release, ...]:
    return made_up_releases(build_evaluator(factory_texts()).rule_set, date(2026, 11, 22))


class Writer:
    """Stands where files are written; keeps what was ordered."""

    def __init__(self, *, there: bool = False) -> None:
        self.orders: list[ExportOrder] = []
        self.there = there

    def __call__(self, order: ExportOrder) -> Exported:
        self.orders.append(order)
        target = order.folder / "statistics-2026-H1.xlsx"
        if self.there and not order.replace:
            raise ExistsError(target)
        return Exported((target,))


def shelf(*, writer: Writer | None = None, most: int = 3) -> Shelf:
    found = tuple(OnShelf(one.id, one.manifest.closed_at, one) for one in releases()[:most])
    return Shelf(lambda: found, writer or Writer())


@pytest.fixture
def surroundings(qapp: QApplication) -> Surroundings:
    load_fonts()
    return Surroundings(person="見本", theme=Theme())


def opened(qtbot: QtBot, surroundings: Surroundings, given: Shelf, view: str = "overview") -> StatisticsPage:
    page = StatisticsPage(surroundings, given, view)
    qtbot.addWidget(page)
    page.setObjectName("window")
    page.setStyleSheet(style_sheet(surroundings.theme))
    page.resize(LEAST_WIDTH, LEAST_HEIGHT)
    page.show()
    qtbot.waitUntil(lambda: not page.reading, timeout=30_000)
    settle()
    return page


def said(page: QWidget) -> str:
    return "\n".join(part.text() for part in page.findChildren(QLabel) if part.isVisibleTo(page))


@pytest.mark.parametrize("view", [view for view, _words in VIEWS])
def test_no_view_hands_out_a_count_of_one_to_nine_in_any_role(
    qtbot: QtBot, surroundings: Surroundings, view: str
) -> None:
    page = opened(qtbot, surroundings, shelf(), view)
    qtbot.waitUntil(lambda: all(part.complete for part in page.findChildren(InTurn)), timeout=30_000)
    small = {str(number) for number in range(1, 10)}
    roles = [role.value for role in Qt.ItemDataRole if role is not Qt.ItemDataRole.UserRole]
    tables = page.findChildren(GridView)
    for table in tables:
        model = table.grid_model
        if model.grid.id in ("minutes", "changes"):
            continue  # middle values of 20 clients and more, not counts
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                index = model.index(row, column)
                assert not small & {str(model.data(index, role)) for role in roles}
        table.selectAll()
        assert not small & set(table.selected_text().split())
    assert tables or view in ("made",)


def test_every_table_of_a_release_is_found_on_the_page_once(qtbot: QtBot, surroundings: Surroundings) -> None:
    page = opened(qtbot, surroundings, shelf())
    found: list[str] = []
    for view in ("people", "types", "decisions", "course", "work"):
        page.show_view(view)
        qtbot.waitUntil(lambda: all(part.complete for part in page.right.inside.findChildren(InTurn)), timeout=30_000)
        settle()
        found += [table.grid_model.grid.id for table in page.right.inside.findChildren(GridView) if table.isVisible()]
    newest = releases()[0]
    assert sorted(found) == sorted(table.id for table in (*newest.tables, *newest.medians))


def test_a_hidden_cell_takes_the_same_room_whatever_it_hides(qtbot: QtBot, surroundings: Surroundings) -> None:
    def picture(values: tuple[Shown, ...]) -> QImage:
        rows = tuple("abc")[: len(values)]
        grid = Grid("t", "t", "t", "t", "", ("n",), rows, tuple((value,) for value in values), False, True)
        view = GridView(surroundings.theme, grid, texts("desktop", "ja"))
        qtbot.addWidget(view)
        view.resize(500, view.height())
        view.show()
        settle()
        return view.grab().toImage()

    x, total = Shown(HIDDEN_MARK, None), Shown("200", 200)
    first = picture((x, Shown("100", 100), total))
    assert first == picture((x, Shown("100", 100), total))
    alone = picture((x, x, total))
    height = alone.height() // 4
    upper, lower = alone.copy(0, height, 400, height - 4), alone.copy(0, 2 * height, 400, height - 4)
    assert upper.size() == lower.size()
    assert first != alone


def test_shares_are_there_only_where_both_counts_are(qtbot: QtBot, surroundings: Surroundings) -> None:
    page = opened(qtbot, surroundings, shelf(), "types")
    for button in page.findChildren(QWidget):
        if button.accessibleName().endswith(surroundings.text("Share of the row")):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            break
    qtbot.waitUntil(lambda: all(part.complete for part in page.findChildren(InTurn)), timeout=30_000)
    settle()
    kinds = next(t for t in page.findChildren(GridView) if t.grid_model.grid.id == "type_by_age" and t.isVisible())
    counts = show(releases()[0].table("type_by_age"), "ja")  # type: ignore[arg-type]
    hidden = [value.hidden for row in counts.values for value in row]
    shares = [value for row in kinds.grid_model.grid.values for value in row]
    assert any(value.text.endswith("%") for value in shares)
    assert all(share.hidden for share, was in zip(shares, hidden, strict=True) if was)


def test_two_periods_stand_beside_each_other(qtbot: QtBot, surroundings: Surroundings) -> None:
    page = opened(qtbot, surroundings, shelf(), "compare")
    kinds = next(table for table in page.findChildren(GridView) if table.grid_model.grid.id == "type")
    older, newer = releases()[1], releases()[0]
    totals = [value.text for value in kinds.grid_model.grid.values[-1]]
    expected = [show(one.table("type"), "ja").values[-1][0].text for one in (older, newer)]  # type: ignore[arg-type]
    assert totals[:2] == expected
    assert kinds.grid_model.grid.columns[0].startswith(older.period.label.ja)


def test_a_single_release_says_that_there_is_nothing_to_compare(qtbot: QtBot, surroundings: Surroundings) -> None:
    page = opened(qtbot, surroundings, shelf(most=1), "compare")
    assert surroundings.text("To compare, a second released period is needed.") in said(page)


def test_the_page_comes_up_before_its_releases_are_read(qtbot: QtBot, surroundings: Surroundings) -> None:
    may_go_on = Event()

    def slowly() -> tuple[OnShelf, ...]:
        assert may_go_on.wait(30)
        return shelf().releases()

    page = StatisticsPage(surroundings, Shelf(slowly, Writer()))
    qtbot.addWidget(page)
    page.show()
    settle()
    assert surroundings.text("The releases are being read…") in said(page)
    page.show_view("types")
    page.open_export()
    assert page.export is None
    may_go_on.set()
    qtbot.waitUntil(lambda: not page.reading, timeout=30_000)
    settle()
    assert page.view == "types"
    assert page.findChildren(GridView)


def test_without_a_release_the_page_says_how_one_comes(qtbot: QtBot, surroundings: Surroundings) -> None:
    page = opened(qtbot, surroundings, Shelf(tuple, Writer()))
    assert surroundings.text("No period has been released yet.") in said(page)


def test_a_damaged_release_says_so_and_the_others_open(qtbot: QtBot, surroundings: Surroundings) -> None:
    broken = OnShelf("00000009-0000-4000-8000-000000000001", None, None, Refused(DAMAGED))
    good = shelf(most=2).releases()
    page = opened(qtbot, surroundings, Shelf(lambda: (broken, *good), Writer()))
    assert page.chosen is good[0]
    page.tabs[broken.id].click()
    settle()
    assert Refused(DAMAGED).sentence("ja") in said(page)
    assert page.findChildren(GridView) == [] or not any(t.isVisible() for t in page.findChildren(GridView))


def test_an_export_asks_for_purpose_recipient_and_folder_before_anything_is_written(
    qtbot: QtBot, surroundings: Surroundings, tmp_path: Path
) -> None:
    writer = Writer()
    page = opened(qtbot, surroundings, shelf(writer=writer))
    page.export_button.click()
    panel = page.export
    assert panel is not None
    panel.write.click()
    assert writer.orders == []
    assert panel.purpose.problem.text() and panel.recipient.problem.text()  # noqa: PT018 - one thing: both are said
    panel.purpose.set_text("年次の報告")
    panel.recipient.set_text("本部")
    panel.folder.line.set_text(str(tmp_path))
    panel.write.click()
    qtbot.waitUntil(lambda: bool(panel.said.text()), timeout=30_000)
    assert [(order.purpose, order.recipient, order.replace) for order in writer.orders] == [
        ("年次の報告", "本部", False)
    ]
    assert "statistics-2026-H1.xlsx" in panel.said.text()


def test_a_file_that_is_there_is_replaced_only_when_the_person_says_so(
    qtbot: QtBot, surroundings: Surroundings, tmp_path: Path
) -> None:
    writer = Writer(there=True)
    page = opened(qtbot, surroundings, shelf(writer=writer))
    page.export_button.click()
    panel = page.export
    assert panel is not None
    panel.purpose.set_text("a")
    panel.recipient.set_text("b")
    panel.folder.line.set_text(str(tmp_path))
    panel.write.click()
    qtbot.waitUntil(lambda: panel.write.text() == surroundings.text("Replace it"), timeout=30_000)
    panel.format.pick("csv")
    assert panel.write.text() == surroundings.text("Export"), "another kind of file is asked about anew"
    panel.write.click()
    qtbot.waitUntil(lambda: panel.write.text() == surroundings.text("Replace it"), timeout=30_000)
    panel.write.click()
    qtbot.waitUntil(lambda: "statistics-2026-H1.xlsx" in panel.said.text() and panel.write.isEnabled(), timeout=30_000)
    assert [order.replace for order in writer.orders] == [False, False, True]


def test_a_hidden_share_breaks_the_line_and_is_spoken_as_hidden(qtbot: QtBot, surroundings: Surroundings) -> None:
    chart = TrendChart(surroundings.theme, ("A", "B", "C"), (Line("①", (40.0, None, 35.0)),), "t")
    qtbot.addWidget(chart)
    assert chart.accessibleDescription() == "①: A 40.0%, B x, C 35.0%"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("view", ["overview", "types", "compare", "made"])
def test_no_words_of_the_page_are_cut(qtbot: QtBot, language: str, scale: float, view: str) -> None:
    load_fonts()
    surroundings = Surroundings(person="見本", language=language, theme=Theme("dark", scale))  # type: ignore[arg-type]
    page = opened(qtbot, surroundings, shelf(), view)
    page.open_export()
    settle()
    assert squeezed(page) == []
    assert cut_off(page) == []
    assert nameless(page) == []


@pytest.fixture
def company(qtbot: QtBot, surroundings: Surroundings) -> tuple[StatisticsPage, Release, Writer]:
    """The page with one release of three studios, the last of them too small for tables."""
    release = of_a_company(build_evaluator(factory_texts()).rule_set, Period(2026, 1))
    writer = Writer()
    found = (OnShelf(release.id, release.manifest.closed_at, release),)
    page = StatisticsPage(surroundings, Shelf(lambda: found, writer))
    qtbot.addWidget(page)
    page.resize(LEAST_WIDTH, LEAST_HEIGHT)
    page.show()
    qtbot.waitUntil(lambda: not page.reading, timeout=30_000)
    return page, release, writer


def test_a_company_is_looked_at_as_a_whole_or_studio_by_studio(
    company: tuple[StatisticsPage, Release, Writer],
) -> None:
    page, release, _writer = company
    assert page.studios is not None
    assert [button.text() for button in page.studios.buttons.values()] == ["全店舗", "渋谷店", "横浜店"]
    assert any("鎌倉店" in one.text() for one in page.right.findChildren(QLabel))
    for code in ("", "YKH", "SBY"):
        page.show_studio(code)
        settle()
        seen = release if not code else release.of_studio(code)
        assert seen is not None
        kinds = seen.table("type")
        assert kinds is not None
        shown = page.right.findChildren(GridView)[0].grid_model.grid
        assert shown == show(kinds, "ja")
        assert page.studios.value() == code
        assert not squeezed(page)
        assert not cut_off(page)
        assert not nameless(page)


def test_what_is_taken_away_is_what_is_looked_at(
    company: tuple[StatisticsPage, Release, Writer], tmp_path: Path, qtbot: QtBot
) -> None:
    page, _release, writer = company
    for code, name in (("", ""), ("YKH", "横浜店")):
        page.show_studio(code)
        page.open_export()
        panel = page.export
        assert panel is not None
        assert name in panel.findChildren(QLabel)[0].text()
        panel.purpose.set_text("報告")
        panel.recipient.set_text("本部")
        panel.folder.line.set_text(str(tmp_path))
        panel.write.click()
        qtbot.waitUntil(panel.write.isEnabled, timeout=30_000)
        assert writer.orders[-1].studio == code


def test_how_it_was_made_names_every_studio_with_tables(company: tuple[StatisticsPage, Release, Writer]) -> None:
    page, release, _writer = company
    page.show_studio("YKH")
    page.show_view("made")
    settle()
    said = " ".join(one.text() for one in page.right.findChildren(QLabel))
    assert all(f"{one.studio.name} {one.clients}" in said for one in release.slices)
