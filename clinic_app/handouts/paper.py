"""The paper of a session, whatever happens: the one that was asked for, and when it fails the plain one."""

from collections.abc import Callable

import msgspec

from clinic_app.domain.visit import Variant
from clinic_app.handouts.content import MemoContent, SheetContent
from clinic_app.handouts.pictures import missing_pictures
from clinic_app.handouts.plain import render_plain_memo, render_plain_sheet
from clinic_app.handouts.sheet import SetSheet, set_memo, set_sheet


class PictureMissing(Exception):  # noqa: N818 - as `Refused`
    """A picture that the sheet asks for cannot be drawn: its file is damaged or gone."""


class Paper(msgspec.Struct, frozen=True):
    """A finished paper. `fault` is why it became the plain one, and None when it is what was asked for."""

    pdf: bytes
    pages: int
    variant: Variant
    last_used: float = 1.0
    fault: Exception | None = None


def make_paper(content: SheetContent | MemoContent) -> Paper:
    """Set the paper; a font, a picture or a layout that fails gives the plain one instead."""
    if isinstance(content, MemoContent):
        memo = content
        return _made(lambda: set_memo(memo), lambda: render_plain_memo(memo), memo.variant)
    sheet = content
    return _made(lambda: _with_its_pictures(sheet), lambda: render_plain_sheet(sheet), sheet.variant)


def _with_its_pictures(sheet: SheetContent) -> SetSheet:
    """The sheet; one with an empty frame where a body should be helps nobody, so it is refused."""
    if sheet.variant != "plain" and missing_pictures(sheet):
        raise PictureMissing
    return set_sheet(sheet)


def _made(usual: Callable[[], SetSheet], plain: Callable[[], tuple[bytes, int]], variant: Variant) -> Paper:
    try:
        made = usual()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the client must not leave without a paper
        pdf, pages = plain()
        return Paper(pdf, pages, "plain", fault=fault)
    return Paper(made.pdf, made.pages, variant, made.last_used)
