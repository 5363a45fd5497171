"""What is installed is whole: built the long way round, through the source archive, as a packager would."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def build(target: str, source: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.tar.gz" if target == "sdist" else "*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(["tar", "-xf", build("sdist", ROOT, folder), "-C", folder], check=True, timeout=60)
    source = next(path for path in folder.iterdir() if path.is_dir())
    return zipfile.ZipFile(build("wheel", source, folder))


def test_every_resource_and_migration_travels_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    for folder in ("resources", "migrations"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert files
        missing = {f"clinic_app/_bundle/{path.relative_to(ROOT).as_posix()}" for path in files} - inside
        assert missing == set()
    assert "clinic_app/_bundle/resources/i18n/ja/messages.mo" in inside


def test_every_module_travels_and_nothing_else_does(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "clinic_app").rglob("*.py")}
    assert modules <= inside
    tops = {name.split("/")[0] for name in inside}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"clinic_app"}


def test_the_command_and_the_licences_are_there(wheel: zipfile.ZipFile) -> None:
    texts = {name.rsplit("/", 1)[-1]: name for name in wheel.namelist()}
    assert b"clinic-app = clinic_app.__main__:main" in wheel.read(texts["entry_points.txt"])
    assert {"LICENSE", "BIZUDPGothic-OFL.txt", "NotoSansJP-OFL.txt"} <= texts.keys()
    assert b"Requires-Python: >=3.11" in wheel.read(texts["METADATA"])
