"""Contact sheets of every figure: the forms' two pictures, each fault beside the good form, tests, postures.

Cells are as wide as the pictures on the sheet are printed (35 mm at 150 dpi; faults 30 mm); the same once more in grey
and in the dark theme. Looked at by people: what must hold in every picture is proved in `tests/unit/figures`.
"""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter

from clinic_app.bootstrap.factory import factory_texts
from clinic_app.desktop.app import application
from clinic_app.desktop.widgets.figure import paint_pose
from clinic_app.figures import PALETTES
from clinic_app.handouts.pictures import poses
from clinic_app.rules.load import load_rule_set

ROOT = Path(__file__).parents[2]
INCH = 25.4
DPI = 150
LABEL, GAP = 18, 8

Rows = Sequence[Sequence[str]]

# The picture of the good form beside which a fault is looked at, by the first word of its id.
GOOD = {"hinge": "hip_hinge_standard_end", "dead": "dead_bug_standard_end", "rotation": "thoracic_rotation_harder_end"}


def draw_all(folder: Path) -> list[Path]:
    """Draw every sheet into a folder."""
    application()
    forms, faults, others = _forms(), _faults(), _others()
    return [
        _sheet(folder / "figures-forms.png", forms, 35),
        _sheet(folder / "figures-forms-grey.png", forms, 35, grey=True),
        _sheet(folder / "figures-forms-dark.png", forms, 35, palette="dark"),
        _sheet(folder / "figures-faults.png", faults, 30),
        _sheet(folder / "figures-faults-grey.png", faults, 30, grey=True),
        _sheet(folder / "figures-tests-and-postures.png", others, 35),
    ]


def _rows(names: Iterable[str], size: int) -> list[list[str]]:
    given = list(names)
    return [given[i : i + size] for i in range(0, len(given), size)]


def _forms() -> list[list[str]]:
    forms = [f for exercise in load_rule_set(factory_texts()).exercises.values() for f in exercise.forms.values()]
    return _rows((pose for form in forms for pose in (form.start, form.end)), 4)


def _faults() -> list[list[str]]:
    found = []
    for test, prefix in (("hip_hinge", "hinge"), ("dead_bug", "dead_bug"), ("thoracic_rotation", "rotation")):
        content = tomllib.loads((ROOT / "resources" / "findings" / f"{test}.toml").read_text(encoding="utf-8"))
        entries = [entry for entry in content["finding"] if entry["type"] in {"choices", "faults"}]
        found += [f"{prefix}_{choice['id']}" for entry in entries for choice in entry["choices"]]
    pairs = [name for fault in found if fault in poses() for name in (GOOD[fault.split("_")[0]], fault)]
    return _rows(pairs, 6)


def _others() -> list[list[str]]:
    shown = {name for row in (*_forms(), *_faults()) for name in row}
    return _rows((name for name in poses() if name not in shown), 4)


def _sheet(path: Path, rows: Rows, millimetres: int, *, palette: str = "light", grey: bool = False) -> Path:
    side = round(millimetres / INCH * DPI)
    wide, high = side + GAP, side + LABEL + GAP
    image = QImage(wide * max(map(len, rows)), high * len(rows), QImage.Format.Format_RGB32)
    image.fill(QColor(PALETTES[palette]["outline"]))
    painter = QPainter(image)
    for index, row in enumerate(rows):
        for column, name in enumerate(row):
            painter.save()
            painter.translate(column * wide + GAP / 2, index * high + GAP / 2)
            _cell(painter, name, side, palette)
            painter.restore()
    painter.end()
    saved = image.convertToFormat(QImage.Format.Format_Grayscale8) if grey else image
    if not saved.save(str(path)):
        raise OSError(f"could not write {path}")
    return path


def _cell(painter: QPainter, name: str, side: int, palette: str) -> None:
    frame = poses()[name].frame
    k = min(side / frame.width, side / frame.height)
    painter.setPen(QColor("#808080"))
    font = painter.font()
    font.setPixelSize(10)
    painter.setFont(font)
    painter.drawText(2, side + LABEL - 6, name)
    painter.translate((side - frame.width * k) / 2, side - frame.height * k)
    painter.scale(k, k)
    paint_pose(painter, poses()[name], palette)
