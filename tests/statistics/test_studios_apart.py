"""A company with several studios: the tables of each and those for all, and what can be found by subtracting them."""

import csv
import random
from io import BytesIO
from pathlib import Path

import msgspec
import openpyxl
import pypdf
import pytest

from clinic_app.bootstrap.made_up_facts import MadeUpVisit
from clinic_app.bootstrap.releasing import report_of
from clinic_app.domain.release import Cell as Number
from clinic_app.domain.release import ExportForm, ExportRequest, Release, Slice, StudioName
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.statistics.audit import leaks
from clinic_app.statistics.export import file_name, files_of, save
from clinic_app.statistics.facts import Facts
from clinic_app.statistics.linking import count_studios, linked_system
from clinic_app.statistics.making import count_clients, make_release
from clinic_app.statistics.manifest import Leaving, manifest_lines
from clinic_app.statistics.payload import pack, unpack
from clinic_app.statistics.stages import Stage
from clinic_app.statistics.system import layout, system_of
from clinic_app.statistics.tables import Key, key, specs_for
from tests.statistics.made_up import VOCABULARY, by_chance, making, pages
from tests.statistics.oracle import EVERY_STUDIO, REST, Cell, narrowed, read_csv, read_studios, together, within
from tests.statistics.test_release_files import SOON, exported, hidden, truth_of

NAMES = {"SBY": "渋谷店", "YKH": "横浜店", "KMK": "鎌倉店", "HKN": "箱根店"}


def company(sizes: dict[str, int], seed: int = 1) -> list[MadeUpVisit]:
    """A period of so many clients in each studio, mixed as they come."""
    codes = [code for code, size in sizes.items() for _ in range(size)]
    random.Random(seed).shuffle(codes)  # noqa: S311 - made up
    return [visit._replace(studio=codes[visit.client - 1]) for visit in by_chance(len(codes), seed)]


def released(visits: list[MadeUpVisit]) -> Release:
    names = tuple(StudioName(code, name) for code, name in NAMES.items())
    return make_release(pages(visits), making()._replace(studios=names))


def test_each_studio_is_named_while_it_is_counted(visits: list[MadeUpVisit]) -> None:
    said: list[str] = []

    def tell(stage: Stage) -> None:
        if stage.part == "hiding":
            raise Refused("")
        said.append(stage.sentence("ja"))

    names = tuple(StudioName(code, name) for code, name in NAMES.items())
    with pytest.raises(Refused):
        make_release(pages(visits), making()._replace(studios=names), tell)
    assert said == [
        "お客様を数えています",
        "渋谷店のお客様を数えています",
        "横浜店のお客様を数えています",
        "お客様を数えています",
    ]


def leaving(release: Release, form: ExportForm, studio: str = "", language: Language = "en") -> Leaving:
    name = file_name(release.period.id, form, studio)
    request = ExportRequest(release.id, form, language, name, "理事会への報告", "本部", studio)
    return Leaving(release, pack(release)[1], request, "見本 太郎", SOON)


def truth_of_company(release: Release, visits: list[MadeUpVisit], sizes: dict[str, int]) -> dict[Cell, int]:
    """The counts behind the files: for all, for each studio that has tables, and for the rest together."""
    clients, own = sum(sizes.values()), {one.studio.code for one in release.slices}
    known = truth_of(release, clients, 0, visits)
    groups = {NAMES[code]: {code} for code in own} | {REST: set(sizes) - own}
    for name, codes in groups.items():
        some = [visit for visit in visits if visit.studio in codes]
        if some:
            known |= {within(name, cell): count for cell, count in truth_of(release, clients, 0, some).items()}
    return known


@pytest.fixture(scope="module")
def visits() -> list[MadeUpVisit]:
    return company({"SBY": 62, "YKH": 55, "KMK": 21})


@pytest.fixture(scope="module")
def release(visits: list[MadeUpVisit]) -> Release:
    return released(visits)


@pytest.mark.parametrize("sizes", [{"SBY": 62, "YKH": 55, "KMK": 21}, {"SBY": 60, "YKH": 52, "KMK": 4, "HKN": 9}])
def test_nobody_can_be_found_in_all_minus_the_others(sizes: dict[str, int], tmp_path: Path) -> None:
    visits = company(sizes)
    release = released(visits)
    assert {one.studio.code for one in release.slices} == {"SBY", "YKH"}
    known = together(read_studios(exported(release, tmp_path)), understand=True)
    truth = truth_of_company(release, visits, sizes)
    assert sum(0 < count < 10 for cell, count in truth.items() if ("Studio", REST) in cell[1]) > 50
    assert narrowed(known, truth) == {}


def test_tables_that_were_hidden_each_by_itself_would_tell(visits: list[MadeUpVisit], tmp_path: Path) -> None:
    """Three files that are each safe alone: so the test above proves something."""
    found = {}
    for name, code in ((EVERY_STUDIO, ""), (NAMES["SBY"], "SBY"), (NAMES["YKH"], "YKH")):
        some = [visit._replace(studio="") for visit in visits if code in ("", visit.studio)]
        folder = tmp_path / (code or "all")
        folder.mkdir()
        found[name] = read_csv(exported(make_release(pages(some), making()), folder))
    release = released(visits)
    truth = truth_of_company(release, visits, {"SBY": 62, "YKH": 55, "KMK": 21})
    assert len(narrowed(together(found), truth)) > 10


def test_one_number_of_one_studio_that_is_written_after_all_is_found(
    release: Release, visits: list[MadeUpVisit], tmp_path: Path
) -> None:
    truth = truth_of_company(release, visits, {"SBY": 62, "YKH": 55, "KMK": 21})
    studios = read_studios(exported(release, tmp_path))
    one = studios[NAMES["SBY"]]
    protecting = [cell for cell in hidden(one) if truth[within(NAMES["SBY"], cell)] >= 10][:4]
    assert protecting
    for cell in protecting:
        one.cells[cell] = truth[within(NAMES["SBY"], cell)]
    assert narrowed(together(studios), truth)


def test_the_audit_finds_a_number_shown_in_one_studio_only(release: Release, visits: list[MadeUpVisit]) -> None:
    truth = truth_by_key(visits)
    assert leaks(release, truth) == ()
    cases = list(planted(release.slices[0], truth))
    assert len(cases) > 8
    others = release.slices[1:]
    caught = [one for one in cases if leaks(msgspec.structs.replace(release, slices=(one, *others)), truth)]
    assert len(caught) > 0.8 * len(cases)


def truth_by_key(visits: list[MadeUpVisit]) -> dict[Key, int]:
    counted = count_studios(Facts(pages(visits)), VOCABULARY)
    return dict(linked_system(counted, specs_for(counted.whole.clients)).values)


def planted(one: Slice, truth: dict[Key, int]) -> list[Slice]:
    """The tables of a studio with one hidden number shown again, for every table by one question that hides one."""
    found = []
    for number, table in enumerate(one.tables):
        if table.columns is not None or table.rows.kind != "parts":
            continue
        for place, row in enumerate(table.cells[:-1]):
            if row[0].state == "hidden":
                answer = {table.rows.id: table.rows.categories[place].id, "studio": one.studio.code}
                count = truth[key(table.population, **answer)]  # type: ignore[arg-type]
                shown = (Number("shown", count) if count else Number("zero"),)
                altered = msgspec.structs.replace(table, cells=(*table.cells[:place], shown, *table.cells[place + 1 :]))
                tables = (*one.tables[:number], altered, *one.tables[number + 1 :])
                found.append(msgspec.structs.replace(one, tables=tables))
                break
    return found


def test_the_studios_and_the_rest_add_up_to_all(visits: list[MadeUpVisit]) -> None:
    truth = truth_by_key(visits)
    codes = {value for _, conditions in truth for axis, value in conditions if axis == "studio"}
    assert codes == {"SBY", "YKH", ""}
    whole = [cell for cell in truth if "studio" not in dict(cell[1])]
    assert len(whole) > 200
    for cell in whole:
        parts = [key(cell[0], **dict(cell[1]), studio=code) for code in codes]
        assert truth[cell] == sum(truth[part] for part in parts)


def test_who_comes_to_two_studios_counts_once_where_the_counted_visit_was(visits: list[MadeUpVisit]) -> None:
    moved = [visit._replace(studio="YKH") if visit.again else visit for visit in visits]
    first = {visit.client: visit.studio for visit in reversed(moved)}  # the visits of a client stand in order
    release = released(moved)
    sizes = {one.studio.code: one.clients for one in release.slices}
    assert release.manifest.clients == len(first)
    assert sizes == {code: list(first.values()).count(code) for code in sizes}


@pytest.mark.parametrize("code", ["", "SBY"])
def test_with_one_studio_nothing_changes_byte_for_byte(code: str) -> None:
    plain = make_release(pages(by_chance(60, 3)), making())
    named = released([visit._replace(studio=code) for visit in by_chance(60, 3)])
    assert pack(named) == pack(plain)
    assert b"studio" not in pack(plain)[0]


def test_a_small_studio_is_named_and_has_no_tables(release: Release, tmp_path: Path) -> None:
    assert unpack(pack(release)[0])[0] == release
    assert [one.studio.name for one in release.slices] == ["渋谷店", "横浜店"]
    said = [value for name, value in manifest_lines(leaving(release, "csv")) if name == "Studio of the company"]
    assert said == [
        "鎌倉店 (KMK): no tables of its own, so that nobody can be found in them",
        "渋谷店 (SBY): 62 clients",
        "横浜店 (YKH): 55 clients",
    ]
    with exported(release, tmp_path).open(encoding="utf-8-sig", newline="") as file:
        assert {row[0] for row in list(csv.reader(file))[1:]} == {EVERY_STUDIO, "渋谷店", "横浜店"}


def test_what_would_leave_one_to_nine_clients_over_gives_up_a_studio() -> None:
    release = released(company({"SBY": 70, "YKH": 52, "KMK": 6}))
    assert [one.studio.code for one in release.slices] == ["SBY"], "else all minus the others would be six"
    assert not released(company({"SBY": 70, "KMK": 6})).slices


def test_an_export_holds_everything_or_the_studio_that_was_asked_for(release: Release, tmp_path: Path) -> None:
    for studio, kept, gone in (("", {"All studios", "渋谷店", "横浜店"}, set()), ("YKH", {"横浜店"}, {"渋谷店"})):
        path = tmp_path / file_name("x", "xlsx", studio)
        save(files_of(leaving(release, "xlsx", studio), path))
        book = openpyxl.load_workbook(path)
        titles = [row[0] for sheet in book.worksheets[1:] for row in sheet.iter_rows(values_only=True) if row[0]]
        for name in kept:
            assert any(str(title).endswith(f"({name})") for title in titles), name
        for name in gone:
            assert not any(name in str(title) for title in titles)
        text = "".join(
            page.extract_text() for page in pypdf.PdfReader(BytesIO(report_of(leaving(release, "pdf", studio)))).pages
        )
        assert all(f"{name}: Visits in the period" in text for name in kept)
        assert not any(f"{name}: Visits" in text for name in gone)


def test_the_tables_of_a_studio_are_those_of_a_release_of_its_size(release: Release) -> None:
    whole = {table.id for table in release.tables}
    for one in release.slices:
        own = {table.id for table in one.tables}
        assert own <= whole
        assert {table.id for table in release.tables if table.columns is None} <= own
        course = next(table for table in one.tables if table.id == "course")
        assert course.cells[-1][0].number == one.clients, "the size of a studio is always said"


def test_the_cells_of_all_are_those_of_a_release_without_studios(visits: list[MadeUpVisit]) -> None:
    counted = count_studios(Facts(pages(visits)), VOCABULARY)
    specs = specs_for(counted.whole.clients)
    alone, linked = system_of(counted.whole, specs), linked_system(counted, specs)
    assert {cell: linked.values[cell] for cell in alone.values} == alone.values
    assert all(cell in linked.shown for spec in specs for row in layout(counted.whole, spec) for cell in row)


def test_the_owner_s_numbers_of_one_studio_count_whom_a_release_counts_there(
    release: Release, visits: list[MadeUpVisit]
) -> None:
    counted = {code: count_clients(pages(visits), VOCABULARY, code).clients for code in NAMES}
    assert sum(counted.values()) == count_clients(pages(visits), VOCABULARY).clients
    assert {one.studio.code: counted[one.studio.code] for one in release.slices} == {
        one.studio.code: one.clients for one in release.slices
    }
    assert count_clients(pages(visits), VOCABULARY, "NONE").clients == 0
