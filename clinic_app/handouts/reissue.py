"""A sheet that is printed once more carries 再発行 and the day on every page; all else is as it was approved."""

from contextlib import closing
from datetime import date
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.fonts import runs, width
from clinic_app.handouts.pdfium import opened
from clinic_app.i18n import N_, texts

A4 = (595.2756, 841.8898)
SIZE, MARGIN = 8.5, 4.5 * mm
WORDS = N_("Reprinted on {day}")


def reissued(pdf: bytes, day: date, language: Language) -> bytes:
    """The same pages, each with the mark at its upper edge, in the margin."""
    mark = _mark(texts("handouts", language)(WORDS).format(day=day.isoformat()))
    written = BytesIO()
    with opened(pdf) as document, opened(mark) as source, closing(source.page_as_xobject(0, document)) as shape:
        for number in range(len(document)):
            with closing(document[number]) as page:
                page.insert_obj(shape.as_pageobject())
                page.gen_content()
        document.save(written)
    return written.getvalue()


def _mark(words: str) -> bytes:
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=A4, invariant=True)
    left, top = (A4[0] - width(words, SIZE, True)) / 2, A4[1] - MARGIN - SIZE
    for font, part in runs(words, True):
        canvas.setFont(font, SIZE)
        canvas.drawString(left, top, part)
        left += width(part, SIZE, True)
    canvas.save()
    return paper.getvalue()
