"""The papers of a session from their content to the finished PDF, in each of their variants.

Standard and large print are two layouts of the same content and the same words. What comes out when either fails is
`plain`, which shares no layout with them.
"""

from collections.abc import Sequence

import msgspec

from clinic_app.handouts.content import MemoContent, SheetContent
from clinic_app.handouts.document import Sheaf, document
from clinic_app.handouts.large_memo import large_memo_pages
from clinic_app.handouts.large_page import FOOT_LARGE
from clinic_app.handouts.large_sheet import large_pages
from clinic_app.handouts.memo import memo_page
from clinic_app.handouts.plain import render_plain_memo, render_plain_sheet
from clinic_app.handouts.standard_sheet import Overflow, standard_pages
from clinic_app.handouts.style import large_type
from clinic_app.handouts.words import list_not_a_diagnosis, not_a_diagnosis
from clinic_app.i18n import texts

__all__ = ["Overflow", "SetSheet", "render_memo", "render_papers", "render_sheet", "set_memo", "set_sheet"]


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
    sheaf = sheet_sheaf(content)
    return SetSheet(document(sheaf), len(sheaf.pages), sheaf.pages[-1].used)


def sheet_sheaf(content: SheetContent) -> Sheaf:
    """The pages of a standard or large sheet, to be bound. Raises `Overflow`."""
    _ = texts("handouts", content.language)
    title, sentence = _("Home exercise"), not_a_diagnosis(content.language)
    person, language = content.person, content.language
    if content.variant == "large":
        return Sheaf(title, person, language, large_pages(content), sentence, large_type(language), FOOT_LARGE)
    return Sheaf(title, person, language, standard_pages(content), sentence)


def set_memo(content: MemoContent) -> SetSheet:
    """Set the referral memo; the same content gives the same bytes."""
    if content.variant == "plain":
        pdf, count = render_plain_memo(content)
        return SetSheet(pdf, count, 1.0)
    sheaf = memo_sheaf(content)
    return SetSheet(document(sheaf), len(sheaf.pages), 1.0)


def memo_sheaf(content: MemoContent) -> Sheaf:
    """The pages of a standard or large memo, to be bound."""
    language, person = content.language, content.person
    title, sentence = texts("handouts", language)("Information for your doctor"), list_not_a_diagnosis(language)
    if content.variant == "large":
        return Sheaf(title, person, language, large_memo_pages(content), sentence, large_type(language), FOOT_LARGE)
    return Sheaf(title, person, language, [memo_page(content)], sentence)


def render_papers(contents: Sequence[SheetContent | MemoContent]) -> bytes:
    """Several papers in one PDF, each with its own page numbers; fonts and figures stand in it once.

    Raises `Overflow`, and `ValueError` for a plain one: that one shares nothing with the others.
    """
    if any(one.variant == "plain" for one in contents):
        raise ValueError("a plain paper stands alone")
    return document(*(memo_sheaf(one) if isinstance(one, MemoContent) else sheet_sheaf(one) for one in contents))


def render_sheet(content: SheetContent) -> bytes:
    """The take-home sheet as a PDF. Raises `Overflow`."""
    return set_sheet(content).pdf


def render_memo(content: MemoContent) -> bytes:
    """The referral memo as a PDF."""
    return set_memo(content).pdf
