"""What leaves the building, read back from disk: by scipy, as somebody who wants to find a person, and by others."""

import csv
import errno
import os
import resource
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from clinic_app.bootstrap.made_up_facts import MadeUpVisit
from clinic_app.domain.period import Period
from clinic_app.domain.release import ExportForm, ExportRequest, Release
from clinic_app.domain.release_view import show
from clinic_app.domain.text import LANGUAGES, Language
from clinic_app.errors import Refused
from clinic_app.statistics import system
from clinic_app.statistics.csv_file import csv_bytes, guarded
from clinic_app.statistics.export import file_name, files_of, refuse_unsaid, save
from clinic_app.statistics.making import count_clients, make_release
from clinic_app.statistics.manifest import Leaving
from clinic_app.statistics.payload import pack
from clinic_app.statistics.system import layout, system_of
from clinic_app.statistics.tables import specs_for
from tests.statistics.made_up import VOCABULARY, by_chance, making, pages, released
from tests.statistics.oracle import ALL, Cell, Parsed, narrowed, read_csv, understood

HOSTILE = '=HYPERLINK("http://example.invalid","本部")'
SOON = datetime(2026, 7, 3, 10, tzinfo=UTC)


def leaving(release: Release, form: ExportForm = "csv", language: Language = "en", recipient: str = "本部") -> Leaving:
    name = file_name(release.period.id, form)
    request = ExportRequest(release.id, form, language, name, "理事会への報告", recipient)
    return Leaving(release, pack(release)[1], request, "見本 太郎", SOON)


def exported(release: Release, folder: Path, form: ExportForm = "csv", language: Language = "en") -> Path:
    path = folder / file_name(release.period.id, form)
    save(files_of(leaving(release, form, language), path))
    return path


@pytest.fixture(scope="module")
def release() -> Release:
    return released(430, 6)


def truth_of(release: Release, clients: int, seed: int, visits: Iterable[MadeUpVisit] | None = None) -> dict[Cell, int]:
    """The counts behind a release, those who did not give an answer too, in the words of the exported file."""
    counts = count_clients(pages(visits or by_chance(clients, seed)), VOCABULARY)
    specs = specs_for(clients)
    made = system_of(counts, specs)
    known: dict[Cell, int] = {}
    for spec, table in zip(specs, release.tables, strict=True):
        grid = show(table, "en")
        for label, row in zip(grid.rows, layout(counts, spec), strict=True):
            for column, cell in zip(grid.columns, row, strict=True):
                across = {(grid.column_title, column)} if spec.columns and column != ALL else set()
                several = not grid.adds_up
                own = (f"{grid.corner}: {label}", "yes") if several else (grid.corner, label)
                having = set() if label == ALL else {own}
                known[grid.base, frozenset(having | across)] = made.values[cell]
                if several and label != ALL:
                    whole = made.values[cell[0], tuple(pair for pair in cell[1] if ":" not in pair[0])]
                    missing = frozenset({(f"{grid.corner}: {label}", "no")} | across)
                    known[grid.base, missing] = whole - made.values[cell]
    return known


@pytest.mark.parametrize(("clients", "seed"), [(60, 1), (149, 2), (200, 3), (430, 6)])
def test_nobody_can_be_found_in_an_exported_file(clients: int, seed: int, tmp_path: Path) -> None:
    release = released(clients, seed)
    truth = truth_of(release, clients, seed)
    parsed = read_csv(exported(release, tmp_path))
    assert len(parsed.cells) == release.manifest.cells_shown + len(hidden(parsed))
    assert len(hidden(parsed)) == release.manifest.cells_hidden_first + release.manifest.cells_hidden_second
    assert narrowed(parsed, truth) == {}


@pytest.mark.parametrize(("clients", "seed"), [(60, 1), (100, 5), (149, 2), (200, 3), (430, 6), (430, 7)])
def test_nor_by_somebody_who_knows_what_the_words_mean(clients: int, seed: int, tmp_path: Path) -> None:
    """Who was sent to a doctor stands in two tables; a reason is given by those who were decided otherwise."""
    release = released(clients, seed)
    parsed = understood(read_csv(exported(release, tmp_path)))
    assert narrowed(parsed, truth_of(release, clients, seed)) == {}


def test_nor_by_somebody_who_knows_that_it_is_the_first_period(tmp_path: Path) -> None:
    visits = [visit._replace(again=False) if visit.day.month == 1 else visit for visit in by_chance(70, 4)]
    release = make_release(pages(visits), making())
    course = release.table("course")
    assert course is not None
    assert [row[0].number for row in course.cells][2] == 0, "shown, because everybody knows it"
    truth = truth_of(release, 70, 4, visits)
    assert narrowed(understood(read_csv(exported(release, tmp_path)), is_first=True), truth) == {}


def test_without_the_meaning_of_the_words_too_little_would_be_hidden(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(system, "related", lambda _specs: ())
    monkeypatch.setattr(system, "agreements", lambda _values: ())
    monkeypatch.setattr(system, "known_zeros", lambda _values: frozenset())
    found = 0
    for seed in range(6):
        release = released(100, seed)
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        parsed = understood(read_csv(exported(release, folder)))
        found += bool(narrowed(parsed, truth_of(release, 100, seed)))
    assert found, "the tests above prove something"


def hidden(parsed: Parsed) -> list[Cell]:
    return [cell for cell, number in parsed.cells.items() if number is None]


def test_one_hidden_number_that_is_written_after_all_is_found(tmp_path: Path) -> None:
    release = released(200, 3)
    truth = truth_of(release, 200, 3)
    path = exported(release, tmp_path)
    parsed = read_csv(path)
    protecting = [cell for cell in hidden(parsed) if truth[cell] >= 10]
    found = 0
    for cell in protecting:
        parsed.cells[cell] = truth[cell]
        found += bool(narrowed(parsed, truth))
        parsed.cells[cell] = None
    assert len(protecting) > 8
    assert found > 0.8 * len(protecting), "much was hidden for nothing"


def test_ten_years_of_files_together_tell_no_more_than_one(tmp_path: Path) -> None:
    """Periods do not overlap and none is made twice, so there is nothing to subtract; all equations stand together."""
    cells: dict[Cell, int | None] = {}
    equations: list[tuple[Cell, list[Cell]]] = []
    truth: dict[Cell, int] = {}
    for year in range(2026, 2036):
        clients = 60 + 9 * (year - 2026)
        release = released(clients, year, Period(year))
        parsed = read_csv(exported(release, tmp_path))

        def dated(cell: Cell, year: int = year) -> Cell:
            return f"{year} {cell[0]}", cell[1]

        cells |= {dated(cell): number for cell, number in parsed.cells.items()}
        equations += [(dated(whole), [dated(part) for part in parts]) for whole, parts in parsed.equations]
        truth |= {dated(cell): count for cell, count in truth_of(release, clients, year).items()}
    assert len(list(tmp_path.glob("*.csv"))) == 20
    assert sum(0 < count < 10 for count in truth.values()) > 300
    assert narrowed(Parsed(cells, equations), truth) == {}


@pytest.mark.parametrize("clients", [60, 170, 430])
def test_every_table_has_a_name_of_its_own(clients: int) -> None:
    release = released(clients, 6)
    for language in LANGUAGES:
        titles = [table.title.in_language(language) for table in release.grids]
        assert len(titles) == len(set(titles)), sorted(title for title in titles if titles.count(title) > 1)


def test_csv_is_what_spreadsheets_and_programs_expect(release: Release, tmp_path: Path) -> None:
    path = exported(release, tmp_path, language="ja")
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {8}
    shown = [row[7] for row in rows[1:]]
    assert all(value in ("x", "…") or float(value) is not None for value in shown)
    numbers = [value for value in shown if value.startswith("-")]
    assert numbers, "a change to the worse is a negative number and stays one"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-A", "@x", "\tx", "\rx", "＝1", "＋1", "－x", "＠x"])
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert guarded("女性") == "女性"


def test_purpose_and_recipient_do_no_harm_in_a_spreadsheet(release: Release, tmp_path: Path) -> None:
    for form in ("csv", "xlsx"):
        hostile = leaving(release, form, recipient=HOSTILE)  # type: ignore[arg-type]
        save(files_of(hostile, tmp_path / file_name("hostile", form)))  # type: ignore[arg-type]
    manifest = (tmp_path / "clinic-statistics-hostile.manifest.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in manifest
    book = zipfile.ZipFile(tmp_path / "clinic-statistics-hostile.xlsx")
    sheets = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    assert not [name for name, text in sheets.items() if "<f>" in text or "<hyperlink" in text]
    assert "HYPERLINK" in sheets["xl/sharedStrings.xml"]


def test_cp932_says_what_it_cannot_write(release: Release, tmp_path: Path) -> None:
    odd = leaving(release, "csv_cp932", "ja", recipient="𠮷田 – 本部")
    path = tmp_path / "old.csv"
    save(files_of(odd, path))
    assert "女性" in path.read_bytes().decode("cp932")
    manifest = (tmp_path / "old.manifest.csv").read_bytes().decode("cp932")
    assert "〓田 〓 本部" in manifest
    assert "U+20BB7" in manifest
    assert "U+2013" in manifest


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_holds_what_is_shown_and_nothing_else(release: Release, tmp_path: Path, language: Language) -> None:
    path = exported(release, tmp_path, "xlsx", language)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 1 + len(release.grids)
    about = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}
    assert pack(release)[1] in about.values()
    assert "理事会への報告" in about.values()
    for sheet, table in zip(book.worksheets[1:], release.grids, strict=True):
        grid = show(table, language)
        assert sheet["A1"].value == grid.title
        found = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=5, max_row=4 + len(grid.rows))]
        wanted = [[value.text if value.number is None else value.number for value in row] for row in grid.values]
        assert [row[: len(grid.columns)] for row in found] == wanted
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_same_export_gives_the_same_bytes(release: Release, tmp_path: Path) -> None:
    for form in ("xlsx", "csv", "csv_cp932"):
        first, again = (files_of(leaving(release, form), tmp_path / "a") for _ in range(2))  # type: ignore[arg-type]
        assert first == again


def by_libreoffice(path: Path, *options: str) -> list[Path]:
    """What LibreOffice made of a file: a CSV file of UTF-8 for each sheet, numbers as they are shown."""
    office = shutil.which("soffice") or shutil.which("localc")
    if office is None:
        pytest.skip("NOT PROVED HERE: LibreOffice is not installed, so nobody but our own tests has read the files")
    settings = f"-env:UserInstallation=file://{path.parent}/profile"
    filters = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [office, settings, "--headless", *options, "--convert-to", filters, "--outdir", path.parent / "read", path],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return sorted((path.parent / "read").iterdir())


def rows_of(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def test_libreoffice_reads_the_workbook_as_it_was_meant(release: Release, tmp_path: Path) -> None:
    sheets = by_libreoffice(exported(release, tmp_path, "xlsx", "ja"))
    assert len(sheets) == 1 + len(release.grids)
    for number, table in enumerate(release.grids, start=1):
        grid = show(table, "ja")
        rows = rows_of(next(sheet for sheet in sheets if f"-{number} " in sheet.name))
        assert rows[0][0] == grid.title
        assert rows[3] == [grid.corner, *grid.columns]
        read = [[cell.replace(",", "") for cell in row[1:]] for row in rows[4 : 4 + len(grid.rows)]]
        if table.id not in ("minutes", "changes"):
            assert read == [[value.text.replace(",", "") for value in row] for row in grid.values]


@pytest.mark.parametrize(("form", "encoding", "charset"), [("csv", "utf-8-sig", 76), ("csv_cp932", "cp932", 60)])
def test_libreoffice_reads_both_kinds_of_csv(
    release: Release, tmp_path: Path, form: ExportForm, encoding: str, charset: int
) -> None:
    path = exported(release, tmp_path, form, "ja")
    (sheet,) = by_libreoffice(path, f"--infilter=Text - txt - csv (StarCalc):44,34,{charset},1")
    read, written = rows_of(sheet), rows_of(path, encoding)
    assert [row[:-1] for row in read] == [row[:-1] for row in written]
    assert [value(row[-1]) for row in read[1:]] == [value(row[-1]) for row in written[1:]]
    assert sum(isinstance(value(row[-1]), float) for row in read[1:]) > 500


def value(cell: str) -> float | str:
    """A spreadsheet drops the nought of 8.0 because it took it for a number."""
    return cell if cell in ("x", "…") else float(cell)


def refusal(of: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        of()
    assert caught.value.sentence("ja") != caught.value.sentence("en")
    return caught.value.sentence("en")


def test_a_file_that_is_there_is_never_replaced_without_a_word(release: Release, tmp_path: Path) -> None:
    for name in ("clinic-statistics-2026-H1.csv", "clinic-statistics-2026-H1.manifest.csv"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
        assert name in refusal(lambda: exported(release, tmp_path))
        assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["mine"]
        (tmp_path / name).unlink()
    path = tmp_path / "clinic-statistics-2026-H1.csv"
    path.write_text("mine", encoding="utf-8")
    save(files_of(leaving(release), path), replace=True)
    assert path.read_bytes() == csv_bytes(leaving(release))


def test_a_place_that_is_not_there_or_closed_is_named(release: Release, tmp_path: Path) -> None:
    assert str(tmp_path / "gone") in refusal(lambda: exported(release, tmp_path / "gone"))
    blocked = tmp_path / "clinic-statistics-2026-H1.csv"
    blocked.mkdir()
    assert "failed" in refusal(lambda: save(files_of(leaving(release), blocked), replace=True))
    assert list(tmp_path.iterdir()) == [blocked]


def test_a_folder_that_nobody_may_write_to_is_named(release: Release, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    done = subprocess.run(
        [shutil.which("python3") or "python3", "-c", _AS_NOBODY.format(folder=str(closed))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() in (str(errno.EACCES), "not root"), done.stderr
    assert "nothing may be written" in refusal(lambda: _failing(release, tmp_path, errno.EACCES))


_AS_NOBODY = """
import os, tempfile
if os.getuid():
    print("not root")
else:
    os.setuid(65534)
    try:
        open({folder!r} + "/x", "w")
    except OSError as error:
        print(error.errno)
"""


def _failing(release: Release, folder: Path, code: int) -> None:
    """Export where the system answers with this error, as it does for a person who is not root."""
    with pytest.MonkeyPatch.context() as patch:
        real = os.open

        def refuse(path: object, *rest: int, **more: object) -> int:
            if str(path).endswith(".part"):
                raise OSError(code, os.strerror(code))
            return real(path, *rest, **more)  # type: ignore[arg-type]

        patch.setattr(os, "open", refuse)
        exported(release, folder)


def test_a_full_disk_leaves_nothing_half_written(release: Release, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, hard))
    try:
        assert "disk is full" in refusal(lambda: exported(release, tmp_path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("purpose", "recipient"), [("", "本部"), ("報告", "  "), ("x" * 201, "本部")])
def test_an_export_needs_a_purpose_and_a_recipient(purpose: str, recipient: str) -> None:
    assert refusal(lambda: refuse_unsaid(purpose, recipient))
    refuse_unsaid("報告", "本部")
