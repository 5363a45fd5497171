# ruff: noqa: PLC0415 - every part is imported by its own check, so that one broken part fails alone
"""`clinic-app self-test`: the installed program proves itself, part by part, without a screen and without a trace.

A check returns what it saw as a short text; it fails by raising. All checks run, so that one report names all faults.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from clinic_app.domain.text import Language
from clinic_app.i18n import texts

RARE_NAME = "𠮷田 花子"
CASE = {
    "format": "clinic-app/assessment/1",
    "date": "2026-11-22",
    "client": {"sex": "female", "age": 29, "age_at_onset": 29, "name": RARE_NAME, "kana": "ヨシダ ハナコ"},
    "weeks_since_onset": 8,
    "nrs": {"now": 3},
    "interview": {"pain_on_extension": "yes", "pain_on_sitting": "yes", "pain_on_rising": "yes", "pain_point": "psis"},
    "posture": {"increased_lordosis": "yes", "single_leg_pelvic_drop": "yes"},
    "tests": {
        "hip_hinge": {
            side: {"status": "done", "lean": "full", "faults": {}, "gluteal_sensation": felt}
            for side, felt in (("left", True), ("right", False))
        },
        "thoracic_rotation": {
            "position": "lumbar_locked",
            "left": {"status": "done", "degrees": [48]},
            "right": {"status": "done", "degrees": [47, 46.5]},
        },
        "dead_bug": {
            side: {
                "status": "done",
                "holds_start": True,
                "key_faults": ["lumbar_lift"],
                "failed_reps": failed,
                "minor_faults": [],
            }
            for side, failed in (("left", 0), ("right", 3))
        },
    },
}
EXPECTED_POINTS = {"gluteal_support": 3, "thoracic_stiffness": -2, "trunk_weakness": 9}


def self_test(language: Language) -> int:
    """Run every check and print one line for each; 1 when any failed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    checks: dict[str, Callable[[], str]] = {
        "resources": _resources,
        "rules": _rules,
        "record": _record,
        "paper": _paper,
        "window": lambda: _window(language),
    }
    failed = 0
    for name, check in checks.items():
        try:
            seen, word = check(), "ok"
        except Exception as error:  # noqa: BLE001 - whatever breaks here is the finding
            seen, word = f"{type(error).__name__}: {error}", "FAILED"
            failed += 1
        sys.stdout.write(f"{word:6} {name}: {' '.join(seen.split())}\n")
        sys.stdout.flush()
    return 1 if failed else 0


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise RuntimeError(what)


def _resources() -> str:
    from clinic_app import bundle
    from clinic_app.figures import load_poses

    fonts = sorted(path.name for path in bundle.resource("fonts").glob("*.ttf"))
    _expect(len(fonts) >= 4, "fonts are missing")
    for area in ("messages", "handouts", "desktop"):
        said = texts(area, "ja")
        _expect(said.language == "ja", f"{area} has no Japanese")
    _expect(texts("messages", "ja")("Main tendency") == "主な傾向", "the catalogue says something else")
    _expect(any(bundle.migrations().glob("versions/*.py")), "migrations are missing")
    _expect(len(load_poses(bundle.resource("poses"))) > 0, "figures are missing")
    return f"{len(fonts)} fonts, two languages, in {bundle.root()}"


def _document() -> bytes:
    from clinic_app.cli.factory import factory_evaluator

    catalogue = factory_evaluator().rule_set.catalogue
    screening = {
        item.id: {part.id: "no" for part in item.parts} if item.parts else "no"
        for item in catalogue.screening
        if not item.computed
    }
    return msgspec.json.encode({**CASE, "screening": screening})


def _rules() -> str:
    from clinic_app.cli.assess import Words, checked, result
    from clinic_app.cli.factory import factory_evaluator

    evaluator = factory_evaluator()
    shown = result(checked(_document(), evaluator), evaluator, Words(evaluator, "ja"))
    _expect(shown["causes"] == ("trunk_weakness",), f"causes {shown['causes']}")
    _expect(shown["points"] == EXPECTED_POINTS, f"points {shown['points']}")
    return f"rule set {shown['ruleset'].id} {shown['ruleset'].version}, a known case gives the known result"


def _record() -> str:
    from clinic_app.bootstrap.record_files import create_record, open_record

    with tempfile.TemporaryDirectory(prefix="clinic-app-self-test-") as folder:
        path, key = Path(folder) / "clinic.db", secrets.token_bytes(32)
        create_record(path, key).close()
        open_record(path, key).close()
        _expect(b"SQLite format" not in path.read_bytes()[:100], "the record is not encrypted")
        size = path.stat().st_size
        try:
            open_record(path, secrets.token_bytes(32)).close()
        except Exception as error:  # noqa: BLE001 - any refusal is right here
            return f"encrypted, created and opened again ({size // 1024} KB), a wrong key gives {type(error).__name__}"
    raise RuntimeError("the record opened with a wrong key")


def _paper() -> str:
    from clinic_app.cli.assess import checked
    from clinic_app.cli.factory import factory_evaluator
    from clinic_app.cli.handout import content
    from clinic_app.handouts import make_paper, missing_glyphs

    evaluator = factory_evaluator()
    made = make_paper(content(checked(_document(), evaluator).assessment, evaluator, "standard", "ja"))
    _expect(made.fault is None, f"only the plain version could be made ({type(made.fault).__name__})")
    pdf = made.pdf
    _expect(not missing_glyphs(RARE_NAME), "the fonts lack a rare name")
    read = "".join(_pages_of(pdf))
    _expect(RARE_NAME.replace(" ", "") in "".join(read.split()), "the name cannot be read back from the PDF")
    return f"a PDF of {len(pdf) // 1024} KB, {RARE_NAME[0]} read back from it"


def _pages_of(pdf: bytes) -> list[str]:
    """The text of every page as a reader program extracts it; PDFium is such a reader and travels with the program."""
    from clinic_app.handouts.pdfium import opened

    with opened(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _window(language: Language) -> str:
    from contextlib import ExitStack

    from clinic_app.desktop.app import application, demo_context
    from clinic_app.desktop.theme import Theme
    from clinic_app.desktop.window import Window

    application()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-app-self-test-")))
        window = Window(demo_context(folder, language, Theme("light"), stack))
        window.show()
        picture = window.grab()
        _expect(not picture.isNull(), "the window could not be painted")
        window.close()
        return f"a window of {picture.width()}x{picture.height()} painted"
