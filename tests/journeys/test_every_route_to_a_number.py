"""With the manager's account alone: every way to a number is walked, and none gives a count of 1 to 9 or a person."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from clinic_app.bootstrap.demo_releases import made_up_release
from clinic_app.desktop.app import load_fonts, settle
from clinic_app.desktop.statistics.made import PROVED, WHY_HIDDEN
from clinic_app.desktop.statistics.page import HIDDEN_NOTE, StatisticsPage
from clinic_app.desktop.statistics.shelf import ExportOrder
from clinic_app.desktop.statistics.sides import VIEWS
from clinic_app.desktop.statistics.trend import TrendChart
from clinic_app.desktop.statistics_side import shelf_of
from clinic_app.desktop.widgets.choices import Segments
from clinic_app.desktop.widgets.grid_view import GridView
from clinic_app.desktop.widgets.in_turn import InTurn
from clinic_app.domain.period import Period
from clinic_app.domain.release import ExportForm, MedianTable, Release
from clinic_app.domain.release_view import HIDDEN_MARK, parts_of, show
from clinic_app.domain.text import Language
from clinic_app.i18n import texts
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.sealed import SealedFolder
from clinic_app.statistics.payload import pack
from tests.journeys.managers_window import managers_window
from tests.records.statistics_house import GROUPS, House, make_house
from tests.statistics.made_up import of_a_company

MEDIANS = ("minutes", "changes")
SMALL = re.compile(r"(?<![\w.,%-])[1-9](?![\w.,%])")
PEOPLE = ("見本 0", "見本 1", "見本 2", "ミホン")
LOOKS = (Qt.ItemDataRole.FontRole, Qt.ItemDataRole.TextAlignmentRole)
SPOKEN = tuple(role for role in Qt.ItemDataRole if role not in LOOKS)


@pytest.fixture(scope="module")
def house(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A clinic with releases of three sizes, all tables, more tables and the least, and one of three studios."""
    load_fonts()
    made = make_house(tmp_path_factory.mktemp("made") / "studio", GROUPS[:1])
    out = SealedFolder(made.folder, "stats", "out", made.owner)
    out.publish({release.id: pack(release)[0] for release in releases(made)})
    yield made
    made.record.close()


def releases(house: House) -> tuple[Release, ...]:
    periods = ((Period(2025, 1), 60), (Period(2025, 2), 200), (Period(2026, 1), 430))
    rule_set = house.evaluator.rule_set
    alone = [made_up_release(rule_set, *each, seed) for seed, each in enumerate(periods, start=1)]
    return (*alone, of_a_company(rule_set, Period(2024, 2)))


@pytest.fixture
def page(qtbot: QtBot, house: House) -> StatisticsPage:
    """What the manager sees after signing in; the window holds no other key."""
    return managers_window(qtbot, house)[1]


def whole(page: StatisticsPage) -> None:
    """Let every table come."""
    while not all(part.complete for part in page.right.inside.findChildren(InTurn)):
        settle()
    settle()


def looks(page: StatisticsPage) -> Iterator[str]:
    """Every release and every studio from every side, with every choice that the side offers."""
    for tab in list(page.tabs.values()):
        tab.click()
        for studio in [""] if page.studios is None else list(page.studios.buttons):
            page.show_studio(studio)
            yield from sides(page)


def sides(page: StatisticsPage) -> Iterator[str]:
    """What is picked, from every side."""
    for view, _words in VIEWS:
        page.show_view(view)
        whole(page)
        yield view
        for choice in [
            one
            for one in page.right.findChildren(Segments)
            if one not in (page.views, page.studios) and one.isVisible()
        ]:
            for key in list(choice.buttons):
                choice.pick(key)
                whole(page)
                yield f"{view} {key}"


def told(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says to anybody: shown, pointed at, or spoken."""
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if hasattr(widget, "text") and callable(widget.text):
        yield str(widget.text())


def of_model(model: QAbstractItemModel) -> Iterator[str]:
    """Every cell and every head in every role."""
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            yield from (str(value) for role in SPOKEN if (value := model.index(row, column).data(role)) is not None)
    for orientation in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        count = model.columnCount() if orientation is Qt.Orientation.Horizontal else model.rowCount()
        for place in range(count):
            yield from (str(v) for role in SPOKEN if (v := model.headerData(place, orientation, role)) is not None)


def copied(view: GridView) -> str:
    """What Ctrl+C leaves on the clipboard after everything was selected."""
    QApplication.clipboard().setText("nothing yet")
    view.setFocus()
    view.selectAll()
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))
    return QApplication.clipboard().text()


def test_nothing_on_the_managers_page_tells_a_small_count_or_a_person(page: StatisticsPage) -> None:
    seen: Counter[str] = Counter()
    shared, drawn = 0, 0
    for _look in looks(page):
        for widget in (page, *page.findChildren(QWidget)):
            if not widget.isVisibleTo(page):
                continue
            words = " ".join(told(widget))
            assert not any(person in words for person in PEOPLE)
            if isinstance(widget, QLabel):
                seen.update(SMALL.findall(words) and [words])
            if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
                assert isinstance(widget, GridView), "a table of another kind would need its own look"
                cells = list(of_model(widget.grid_model))
                text = copied(widget)
                assert set(text.replace("\n", "\t").split("\t")) <= set(cells)
                assert not any(person in cell for cell in cells for person in PEOPLE)
                if widget.grid_model.grid.id not in MEDIANS:
                    assert not [cell for cell in cells if re.fullmatch("[1-9]", cell)], widget.grid_model.grid.id
                    shared += sum(cell.endswith("%") for cell in cells)
            if isinstance(widget, TrendChart):
                numbers = [value for line in widget.lines for value in line.values if value is not None]
                drawn += len(numbers)
                assert all(value == 0 or value > 100 * 10 / 430 / 2 for value in numbers)
    say = page.surroundings.text
    explained = {say(words).format(most=9) for words in (HIDDEN_NOTE, WHY_HIDDEN, PROVED)}
    assert {words.strip() for words in seen} == explained, "no other label holds a digit that stands alone"
    assert shared > 500
    assert drawn > 3


def test_a_share_is_shown_only_of_two_numbers_that_are_shown(house: House) -> None:
    for release in releases(house):
        for table in (*release.tables, *(table for one in release.slices for table in one.tables)):
            for show_as in ("row_shares", "column_shares"):
                counts, shares = show(table, "ja"), show(table, "ja", show_as)
                for counted, shared in zip(counts.values, shares.values, strict=True):
                    assert all(share.hidden for share, count in zip(shared, counted, strict=True) if count.hidden)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv", "csv_cp932", "pdf"])
def test_nothing_that_was_exported_tells_a_small_count_or_a_person(
    house: House, tmp_path: Path, form: ExportForm, language: Language
) -> None:
    shelf = shelf_of(house.folder, HeldRing(house.manager))
    found = [one for one in shelf.releases() if one.release is not None]
    assert len(found) == 4
    company = next(one for one in found if one.release is not None and one.release.slices)
    for one, studio in (*((one, "") for one in found), (company, "YKH")):
        assert one.release is not None
        folder = tmp_path / f"{one.release.period.id}{studio}"
        folder.mkdir()
        order = ExportOrder(one.id, form, folder, "年次の報告", "本部", language, studio=studio)
        files = shelf.export(order).files
        data = b"".join(file.read_bytes() for file in files)
        assert not any(person.encode(code) in data for person in PEOPLE for code in ("utf-8", "cp932"))
        if form == "pdf":
            _look_at_paper(one.release, studio, files[0].read_bytes(), language)
        elif form == "xlsx":
            _look_at_workbook(files[0].read_bytes())
        else:
            _look_at_lines(files, "cp932" if form == "csv_cp932" else "utf-8-sig")


def _look_at_workbook(data: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(data))
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not book.defined_names
    tables = [sheet for sheet in book.worksheets[1:] if not sheet.title.endswith(MEDIANS)]
    assert len(tables) > 15
    for sheet in tables:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.comment is not None]
        numbers = [cell.value for cell in cells if isinstance(cell.value, int | float)]
        assert not [number for number in numbers if number in range(1, 10) and not _is_share(sheet, number)]


def _is_share(sheet: object, number: float) -> bool:
    return number == 1  # the whole of a row, written as 100 %


def _look_at_lines(files: tuple[Path, ...], encoding: str) -> None:
    (tables,) = (file for file in files if "manifest" not in file.name)
    for line in tables.read_text(encoding=encoding).splitlines():
        if not set(line.split(",")[:2]) & set(MEDIANS):  # behind the studio, where there are several
            assert not re.search(r",[1-9]$", line), line


def _look_at_paper(release: Release, studio: str, data: bytes, language: Language) -> None:
    """As many hidden marks as values are hidden; a single digit that stands alone is a middle value."""
    pieces: list[str] = []
    for page in pypdf.PdfReader(BytesIO(data)).pages:
        page.extract_text(visitor_text=lambda text, *_rest: pieces.extend(text.splitlines()))
    ends = pieces.index(texts("handouts", language)("How it was made"))  # there follow no counts of people
    drawn = Counter(pieces[:ends])
    tables = [table for part in parts_of(release, language, studio) for table in part.tables]
    values = [value for table in tables for row in show(table, language).values for value in row]
    assert drawn[HIDDEN_MARK] == sum(value.text == HIDDEN_MARK for value in values)
    for number, times in Counter(value.text for value in values if value.number is not None).items():
        assert drawn[number] >= times, number
    medians = [table for table in tables if isinstance(table, MedianTable)]
    middle = Counter(v.text for table in medians for row in show(table, language).values for v in row)
    assert all(drawn[digit] == middle[digit] for digit in "123456789")
