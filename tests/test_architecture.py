"""Keeps the house as it is drawn: who may import whom, which names are never used, how long a file may be."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "clinic_app"
TOOLKIT, DATABASE, PAPER = "PySide6", "sqlalchemy", "reportlab"

# A layer, and what it may import of ours beside itself. The foundation is free for all but `figures`.
FOUNDATION = ("__init__", "bundle", "errors", "i18n", "domain", "platform", "settings", "logs")
LAYERS = {
    "domain": ("domain",),
    "figures": (),
    "rules": FOUNDATION,
    "records": FOUNDATION,
    "handouts": (*FOUNDATION, "figures", "rules"),
    "printing": FOUNDATION,
    "statistics": FOUNDATION,
    "actions": (*FOUNDATION, "records", "handouts", "printing", "statistics", "rules"),
    "demo": (*FOUNDATION, "actions", "records", "rules"),
    "bootstrap": (*FOUNDATION, "actions", "demo", "records", "handouts", "statistics", "rules", "figures"),
    "desktop": (
        *FOUNDATION,
        "actions",
        "records",
        "handouts",
        "statistics",
        "printing",
        "rules",
        "figures",
        "bootstrap",
    ),
    "cli": (*FOUNDATION, "actions", "handouts", "statistics", "rules", "figures", "desktop", "bootstrap"),
}
FORBIDDEN_THINGS = {
    "domain": (TOOLKIT, DATABASE, PAPER, "sqlcipher3"),
    "rules": (TOOLKIT, DATABASE, PAPER, "sqlcipher3"),
    "figures": (TOOLKIT, DATABASE, PAPER, "sqlcipher3", "clinic_app.bundle"),
    "actions": (TOOLKIT, DATABASE, PAPER, "sqlcipher3"),
    "printing": (TOOLKIT, DATABASE, PAPER, "sqlcipher3"),
    "statistics": (TOOLKIT, DATABASE, PAPER, "sqlcipher3"),
    "records": (TOOLKIT, PAPER),
    "handouts": (TOOLKIT, DATABASE),
    "desktop": (DATABASE, PAPER, "sqlcipher3"),
}
ONLY_IN = {TOOLKIT: ("desktop", "cli", "figures"), DATABASE: ("records",), PAPER: ("handouts",)}
WORKSPACES = ("trainer", "front_desk", "statistics", "owner")
BOOTSTRAP_USERS = (
    "__main__",
    "cli",
    "desktop.app",
    "desktop.entrance",
    "desktop.housekeeping",
    "desktop.opening",
    "desktop.rooms",
    "desktop.server_house",
    "desktop.statistics_side",
)
FORBIDDEN_NAMES = ("utils", "util", "helpers", "helper", "misc", "common")
LONGEST_FILE = 400


def modules(prefix: str) -> list[Path]:
    """The files of one layer or module: `domain`, `desktop.trainer`, `bundle`."""
    place = PACKAGE.joinpath(*prefix.split("."))
    return sorted(place.rglob("*.py")) if place.is_dir() else [f for f in (place.with_suffix(".py"),) if f.exists()]


def name_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imports(file: Path) -> tuple[str, ...]:
    """Every module a file imports, wherever in the file, type-checking imports included."""
    return tuple(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide who imports whom"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(file: Path) -> set[str]:
    """Our layers and top modules that a file imports."""
    found = set()
    for name in imports(file):
        first, _, rest = name.partition(".")
        if first == "clinic_app" and rest:
            top = rest.split(".")[0]
            known = (PACKAGE / top).is_dir() or (PACKAGE / f"{top}.py").exists()
            found.add(top if known else "__init__")
    return found


def uses(file: Path, thing: str) -> bool:
    return any(name == thing or name.startswith(f"{thing}.") for name in imports(file))


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_run_one_way(layer: str) -> None:
    files = modules(layer)
    assert files, f"the pattern {layer} matches no module"
    allowed = {layer, *LAYERS[layer]}
    wrong = {name_of(file): sorted(ours(file) - allowed) for file in files if ours(file) - allowed}
    assert wrong == {}


def test_every_layer_of_the_package_has_its_rule() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders == LAYERS.keys()


@pytest.mark.parametrize("layer", FORBIDDEN_THINGS)
def test_no_layer_knows_what_is_not_its_business(layer: str) -> None:
    files = modules(layer)
    assert files, f"the pattern {layer} matches no module"
    wrong = [(name_of(file), thing) for file in files for thing in FORBIDDEN_THINGS[layer] if uses(file, thing)]
    assert wrong == []


@pytest.mark.parametrize("thing", ONLY_IN)
def test_each_large_library_has_one_house(thing: str) -> None:
    users = {name_of(file).split(".")[0] for file in PACKAGE.rglob("*.py") if uses(file, thing)}
    assert users, f"nobody uses {thing}"
    assert users <= set(ONLY_IN[thing])


def test_only_the_entrances_know_how_the_house_is_joined() -> None:
    users = {name_of(file) for file in PACKAGE.rglob("*.py") if "bootstrap" in ours(file)}
    assert users
    assert {user for user in users if user.split(".")[0] not in ("cli", "bootstrap")} <= set(BOOTSTRAP_USERS)


def test_workspaces_do_not_import_each_other() -> None:
    there = [name for name in WORKSPACES if modules(f"desktop.{name}")]
    assert "trainer" in there
    for name in there:
        others = [f"clinic_app.desktop.{other}" for other in WORKSPACES if other != name]
        wrong = [(file.name, other) for file in modules(f"desktop.{name}") for other in others if uses(file, other)]
        assert wrong == []


def test_figures_import_nothing_of_ours() -> None:
    for file in modules("figures"):
        assert ours(file) <= {"figures"}, file


def test_no_file_and_no_class_has_a_name_that_says_nothing() -> None:
    files = [file for folder in (PACKAGE, ROOT / "tests") for file in folder.rglob("*.py")]
    assert len(files) > 50
    for file in files:
        assert file.stem not in FORBIDDEN_NAMES, file
        assert not file.stem.endswith(("_manager", "_utils", "_helpers")), file
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ClassDef):
                assert not node.name.endswith(("Manager", "Helper", "Utils")), f"{file}: {node.name}"


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        name_of(file)
        for file in PACKAGE.rglob("*.py")
        if file.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_files_stay_short_enough_to_be_read() -> None:
    long = {
        name_of(file): lines
        for file in PACKAGE.rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_nothing_of_ours_is_imported_in_a_ring_of_layers() -> None:
    graph = {layer: {other for file in modules(layer) for other in ours(file)} - {layer} for layer in LAYERS}

    def reaches(start: str, goal: str, seen: frozenset[str]) -> bool:
        return any(
            other == goal or (other not in seen and reaches(other, goal, seen | {other}))
            for other in graph.get(start, set())
        )

    assert [layer for layer in LAYERS if reaches(layer, layer, frozenset())] == []


def test_nothing_is_asked_of_qt_that_the_binding_takes_for_a_child() -> None:
    """What these give becomes a child of the one that was asked, and perishes with it: the program goes down.

    Whoever needs the widgets of a layout or their order keeps a list of them.
    """
    asked = ("itemAt", "itemAtPosition", "nextInFocusChain", "previousInFocusChain")
    asking = [
        name_of(file)
        for file in modules("desktop")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in asked
    ]
    assert asking == []


def test_pdfium_which_works_for_one_thread_at_a_time_is_opened_in_one_place_alone() -> None:
    opening = {
        name_of(file)
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "PdfDocument"
    }
    assert opening == {"handouts.pdfium"}
