"""SQLAlchemy is imported by `records` and `migrations` only: no row, session or driver error is known elsewhere."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATABASE = {"sqlalchemy", "alembic", "sqlcipher3", "psycopg"}


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module.split(".")[0])
    return found


def test_only_records_and_migrations_know_the_database() -> None:
    paths = [path for path in (ROOT / "clinic_app").rglob("*.py") if "records" not in path.parts]
    assert len(paths) > 20
    assert {str(path.relative_to(ROOT)) for path in paths if _imported(path) & DATABASE} == set()


def test_actions_know_neither_qt_nor_paper() -> None:
    paths = list((ROOT / "clinic_app" / "actions").glob("*.py"))
    assert len(paths) > 5
    assert {path.name for path in paths if _imported(path) & {"PySide6", "reportlab"}} == set()


def test_actions_reach_into_records_only_for_the_record_itself_and_the_sealed_files() -> None:
    of_the_record = ("record", "rule_sets", "audit", "print_jobs", "fault_sentences")  # the last: words alone
    of_sealed_files = ("sealed", "exchange", "inbox", "desk_files", "desk_index", "key_ring")
    allowed = {f"clinic_app.records.{name}" for name in (*of_the_record, *of_sealed_files)}
    for path in (ROOT / "clinic_app" / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                assert not node.module.startswith("clinic_app.records") or node.module in allowed, path.name
