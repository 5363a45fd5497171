"""What is filled in by hand shows where, also on a copy in grey: lines to write on are darker than what divides."""

from ctypes import c_float, c_uint
from datetime import date

import pypdfium2
import pytest
from pypdfium2 import raw
from sheet_samples import CLINIC, memo, rule_set

from clinic_app import actions
from clinic_app.domain.text import Language
from clinic_app.handouts import render_memo
from clinic_app.handouts.blank_forms import render_blank_forms
from clinic_app.handouts.consent_form import ConsentForm, render_consent_form

READABLE = 0x80  # of 255; a rule that only divides is about 200
LINES = {"memo": 3, "large memo": 4, "consent": 5, "blank forms": 20}


def _dark_lines(pdf: bytes) -> int:
    """How many long thin horizontal lines of all pages are dark without their colour."""
    document = pypdfium2.PdfDocument(pdf)
    found = 0
    for page in document:
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
            left, bottom, right, top = item.get_bounds()
            red, green, blue, opaque = (c_uint() for _ in range(4))
            raw.FPDFPageObj_GetStrokeColor(item, red, green, blue, opaque)
            grey = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
            wide = c_float()
            raw.FPDFPageObj_GetStrokeWidth(item, wide)
            found += right - left > 50 and top - bottom < 3 and grey < READABLE and wide.value < 1
        page.close()
    document.close()
    return found


def _made(paper: str, language: Language) -> bytes:
    if paper == "consent":
        return render_consent_form(ConsentForm(actions.consent_text(), CLINIC, date(2026, 11, 22), language))
    if paper == "blank forms":
        return render_blank_forms(rule_set(), CLINIC, language)
    return render_memo(memo(language, variant="large" if paper == "large memo" else "standard"))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("paper", LINES)
def test_a_line_to_write_on_is_seen_without_colour(paper: str, language: Language) -> None:
    assert _dark_lines(_made(paper, language)) >= LINES[paper]
