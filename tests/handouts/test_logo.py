"""The studio's logo and mail on paper: in the head of every first page, without a word less or a page more."""

import io
import struct
import zlib

import msgspec
import pypdf
import pytest
from sheet_samples import memo, sheet

from clinic_app.domain.clinic import is_logo
from clinic_app.handouts import render_memo, render_sheet


def picture(width: int, height: int) -> bytes:
    """A made-up logo: one green field."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x0f\x7a\x70" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [(900, 120), (300, 300), (40, 300)])
def test_the_logo_stands_on_the_first_page_and_moves_nothing_else(language: str, size: tuple[int, int]) -> None:
    logo = picture(*size)
    assert is_logo(logo)
    plain = sheet(language=language)
    content = msgspec.structs.replace(plain, clinic=msgspec.structs.replace(plain.clinic, logo=logo))
    with_logo, without = (pypdf.PdfReader(io.BytesIO(render_sheet(one))) for one in (content, plain))
    assert len(with_logo.pages[0].images) == 1
    assert not without.pages[0].images
    assert [page.extract_text() for page in with_logo.pages] == [page.extract_text() for page in without.pages]
    assert render_sheet(content) == render_sheet(content)


def test_a_memo_carries_the_logo_and_a_sheet_the_mail() -> None:
    letter = memo()
    content = msgspec.structs.replace(letter, clinic=msgspec.structs.replace(letter.clinic, logo=picture(300, 100)))
    assert len(pypdf.PdfReader(io.BytesIO(render_memo(content))).pages[0].images) == 1
    plain = sheet()
    mailed = msgspec.structs.replace(plain, clinic=msgspec.structs.replace(plain.clinic, email="info@example.jp"))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_sheet(mailed))).pages)
    assert "info@example.jp" in text
