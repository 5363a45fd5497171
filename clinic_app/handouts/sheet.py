"""The take-home sheet from its content to the finished PDF, in each of its variants.

Standard and large print are two layouts of the same content and the same words. What comes out when either fails is
`plain`, which shares no layout with them.
"""

from functools import partial

import msgspec

from clinic_app.handouts.content import SheetContent
from clinic_app.handouts.document import Page, document
from clinic_app.handouts.large_sheet import FOOT_LARGE, large_pages
from clinic_app.handouts.plain import render_plain_sheet
from clinic_app.handouts.standard_sheet import Overflow, standard_pages
from clinic_app.handouts.style import large_type
from clinic_app.handouts.words import not_a_diagnosis
from clinic_app.i18n import texts

__all__ = ["Overflow", "SetSheet", "render_sheet", "set_sheet"]


class SetSheet(msgspec.Struct, frozen=True):
    """A sheet that is ready to be printed; `last_used` is the share of its last page that is filled."""

    pdf: bytes
    pages: int
    last_used: float


def set_sheet(content: SheetContent) -> SetSheet:
    """Set the sheet; the same content gives the same bytes. Raises `Overflow` for what fits no page."""
    if content.variant == "plain":
        pdf, count = render_plain_sheet(content)
        return SetSheet(pdf, count, 1.0)
    pages: list[Page] = large_pages(content) if content.variant == "large" else standard_pages(content)
    _ = texts("handouts", content.language)
    finish = partial(document, _("Home exercise"), content.person, content.language, pages)
    sentence = not_a_diagnosis(content.language)
    pdf = finish(sentence, large_type(), FOOT_LARGE) if content.variant == "large" else finish(sentence)
    return SetSheet(pdf, len(pages), pages[-1].used)


def render_sheet(content: SheetContent) -> bytes:
    """The take-home sheet as a PDF. Raises `Overflow`."""
    return set_sheet(content).pdf
