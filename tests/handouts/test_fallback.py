"""A sheet always comes out: with a font, a picture or a layout that is really gone or damaged, the plain one does."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pypdf
import pytest
from reading_back import text_of
from sheet_samples import THREE, memo, sheet

from clinic_app.handouts import make_paper

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = f"""
import sys
sys.path[:0] = [{str(ROOT / "tests" / "handouts")!r}]
from sheet_samples import THREE, memo, sheet
from clinic_app.handouts import make_paper
content = memo() if sys.argv[1] == "memo" else sheet("leading", "ja", THREE, variant=sys.argv[1])
paper = make_paper(content)
sys.stderr.write(type(paper.fault).__name__)
sys.stdout.buffer.write(paper.pdf)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the program of hard links: what a test damages it removes first, so that ours stays whole."""
    skipped = shutil.ignore_patterns("__pycache__", "_bundle")
    for folder in ("clinic_app", "resources"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skipped, copy_function=linked)
    return tmp_path


def linked(source: str, target: str) -> None:
    """A hard link, or a copy where the folders lie on two disks."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def replaced(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


def made_in(place: Path, variant: str) -> tuple[bytes, str]:
    """The paper that this copy of the program makes, and the class of what failed."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, variant],
        cwd=place, env={**os.environ, "PYTHONPATH": str(place)}, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr.decode()


def lost_fonts(place: Path) -> None:
    for font in (place / "resources" / "fonts").glob("*.ttf"):
        font.unlink()


def damaged_fonts(place: Path) -> None:
    for font in (place / "resources" / "fonts").glob("*.ttf"):
        replaced(font, font.read_bytes()[:3_000])


def damaged_picture(place: Path) -> None:
    replaced(place / "resources" / "poses" / "hip_hinge_easier.toml", b"[poses.hip_hinge")


def broken_layout(place: Path) -> None:
    module = place / "clinic_app" / "handouts" / "masthead.py"
    text = module.read_text("utf-8")
    assert "kind.name, room)" in text
    replaced(module, text.replace("kind.name, room)", "kind.name, room / 0)").encode())


@pytest.mark.parametrize("damage", [lost_fonts, damaged_fonts, damaged_picture, broken_layout])
def test_the_plain_sheet_comes_out_when_something_is_really_broken(place: Path, damage: Callable[[Path], None]) -> None:
    damage(place)
    pdf, fault = made_in(place, "standard")
    assert fault != "NoneType"
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    if damage not in (lost_fonts, damaged_fonts):  # with the built-in font readers bring the shapes themselves
        whole = "".join(text_of(pdf))
        assert "簡易版" in whole
        assert "山﨑健一" in whole
        assert all(name in whole for name in ("ヒップヒンジ", "デッドバグ", "K7Q-24M-8", "痛みの信号機"))
    else:
        fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
        assert any("HeiseiKakuGo" in font.get_object()["/BaseFont"] for font in fonts.values())
        assert "簡易版" in reader.pages[0].extract_text().replace(" ", "")
    assert len(reader.pages) == 1


def test_a_memo_comes_out_too(place: Path) -> None:
    broken_layout(place)
    pdf, fault = made_in(place, "memo")
    assert fault == "ZeroDivisionError"
    assert "受診してください" in "".join(text_of(pdf))


def test_a_whole_program_prints_what_was_asked_for() -> None:
    paper = make_paper(sheet("leading", "ja", THREE))
    assert (paper.variant, paper.fault, paper.pages) == ("standard", None, 2)
    assert make_paper(memo()).fault is None


def test_what_fits_no_page_comes_out_plain_and_whole() -> None:
    content = sheet("leading", "ja", THREE, name="山田 太郎")
    endless = content.exercises[0].steps * 200
    first = msgspec.structs.replace(content.exercises[0], steps=endless)
    paper = make_paper(msgspec.structs.replace(content, exercises=(first, *content.exercises[1:])))
    assert type(paper.fault).__name__ == "Overflow"
    assert paper.variant == "plain"
    assert "600." in "".join(text_of(paper.pdf))
