"""Contact sheets of the papers: every variant of one plan, the memo, the blank forms; in colour and in grey.

Made-up people. What must hold on every paper is proved in `tests/handouts`; here it is looked at.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PySide6.QtGui import QColor, QImage, QPainter

from clinic_app.desktop.app import application
from clinic_app.desktop.widgets.pdf_view import page_image
from clinic_app.handouts import make_paper
from clinic_app.handouts.blank_forms import render_blank_forms

sys.path.append(str(Path(__file__).parents[1] / "handouts"))
WIDE, GAP, ACROSS = 380, 10, 4


def draw_all(folder: Path) -> list[Path]:
    """Draw every paper into a folder."""
    application()
    return [_sheet(folder / f"papers-{name}.png", made(), grey=name.endswith("grey")) for name, made in PAPERS.items()]


def _paper(outcome: str, language: str, variant: str = "standard", **changes: object) -> Callable[[], bytes]:
    def made() -> bytes:
        from sheet_samples import THREE, sheet

        exercises = THREE if outcome == "leading" else None
        return make_paper(sheet(outcome, language, exercises, variant=variant, **changes)).pdf  # type: ignore[arg-type]

    return made


def _memo() -> bytes:
    from sheet_samples import memo

    return make_paper(memo()).pdf


def _blank() -> bytes:
    from sheet_samples import CLINIC, rule_set

    return render_blank_forms(rule_set(), CLINIC, "ja")


PAPERS: dict[str, Callable[[], bytes]] = {
    "standard": _paper("leading", "ja"),
    "standard-grey": _paper("leading", "ja"),
    "with-running": _paper("leading", "ja", running=True, note="週末は休みましょう。"),
    "english": _paper("mixed", "en"),
    "large": _paper("leading", "ja", "large"),
    "large-grey": _paper("leading", "ja", "large"),
    "plain": _paper("leading", "ja", "plain"),
    "normal": _paper("normal", "ja"),
    "comfort": _paper("irritable", "ja"),
    "memo": _memo,
    "blank": _blank,
}


def _sheet(path: Path, pdf: bytes, *, grey: bool) -> Path:
    document = pypdfium2.PdfDocument(pdf)
    count = len(document)
    document.close()
    pages = [page_image(pdf, number, WIDE) for number in range(count)]
    across = min(ACROSS, count)
    high = pages[0].height()
    whole = QImage(across * (WIDE + GAP), -(-count // across) * (high + GAP), QImage.Format.Format_RGB32)
    whole.fill(QColor("#8a9499"))
    painter = QPainter(whole)
    for number, page in enumerate(pages):
        painter.drawImage((number % across) * (WIDE + GAP), (number // across) * (high + GAP), page)
    painter.end()
    if grey:
        whole = whole.convertToFormat(QImage.Format.Format_Grayscale8)
    whole.save(str(path), quality=0)
    return path
