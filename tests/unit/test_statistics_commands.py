"""`release` and `export` as a person meets them: codes, sentences, JSON, files; a password from standard input."""

import csv
import io
import json
import sys
from pathlib import Path

import openpyxl
import pypdf
import pytest

from clinic_app import cli
from clinic_app.records.passwords import FLOOR
from tests.records.keys_setup import OWNER_PASSWORD
from tests.records.statistics_house import make_house

WORDS = ("--purpose", "report", "--recipient", "head office")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic whose half-year is over."""
    made = make_house(tmp_path_factory.mktemp("house") / "clinic", cost=FLOOR)
    made.record.close()
    return made.folder


def run(studio: Path, *arguments: object, password: str = OWNER_PASSWORD) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{password}\n".encode())))
        who = ("--person", "院長", "--password-file", "-", "--language", "en")
        return cli.main(["--data", str(studio), *map(str, arguments), *who])


def test_a_half_year_is_offered_closed_once_and_exported(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "h1.xlsx"
    assert run(studio, "export", "--period", "2026-H1", "--out", out, *WORDS) == 1
    assert "no release of 2026-H1 here. Released periods: none" in capsys.readouterr().err
    assert run(studio, "release") == 0
    assert "2026-H1 can be closed." in capsys.readouterr().out
    assert run(studio, "release", "--json") == 0
    offers = [{"period": "2026-H1", "waits": False, "open_sessions": 0}]
    assert json.loads(capsys.readouterr().out) == {"to_close": offers}
    assert run(studio, "release", "--period", "2026-H1", "--json") == 0
    said = capsys.readouterr()
    told, parts = json.loads(said.out), said.err.splitlines()
    assert [part.split(":")[0] for part in parts[:2]] == ["Preparing the visits", "Reading the visits"]
    assert parts[2] == "Counting the clients"
    assert [part.split(":")[0] for part in (parts[3], parts[-2])] == ["Hiding small numbers", "Checking by other code"]
    assert parts[-1] == "Keeping the release"
    assert len(parts) < 40, "ten lines at most for a part, however many numbers there are"
    assert (told["period"], told["clients"], told["audit"]) == ("2026-H1", 60, "passed")
    assert run(studio, "release", "--period", "2026-H1") == 1
    assert "closed before" in capsys.readouterr().err
    assert run(studio, "export", "--period", "2026-H1", "--out", out, *WORDS) == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == "About"
    assert run(studio, "export", "--period", "2026-H1", "--out", out, *WORDS) == 1
    assert "h1.xlsx is there already" in capsys.readouterr().err
    table = tmp_path / "h1.csv"
    asked = ("export", "--period", "2026-h1", "--format", "csv", "--out", table, *WORDS, "--json")
    assert run(studio, *asked) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["sha256"] == told["sha256"]
    assert answer["files"] == [str(tmp_path / "h1.manifest.csv"), str(table)]
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "sex"]
    assert [row[-1] for row in rows] == ["41", "19", "0", "60"]
    report = tmp_path / "h1.pdf"
    assert run(studio, "export", "--period", "2026-H1", "--format", "pdf", "--out", report, *WORDS) == 0
    text = "".join(page.extract_text() for page in pypdf.PdfReader(report).pages)
    assert "見本スタジオ" in text, "the studio's name, although the writer has no record to look it up in"
    assert "head office" in text
    assert len(list((studio / "stats" / "in").glob("*.sealed"))) == 3, "all exports wait to be taken into the record"


@pytest.mark.parametrize("text", ["2026-H3", "last", "26"])
def test_what_is_no_period_is_one_line(studio: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(studio, "release", "--period", text) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "Write a year as 2026" in said[0]


def test_a_wrong_password_releases_nothing(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(studio, "release", "--period", "2025-H2", password="not the password") == 1  # noqa: S106 - made up
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_purpose_and_recipient_are_asked_for(studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(studio, "export", "--period", "2026-H1", "--out", tmp_path / "x.csv")
    assert ended.value.code == 2
    assert "--purpose" in capsys.readouterr().err
