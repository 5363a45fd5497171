"""The bytes of our QR codes are those that the library itself would make, for every size that a paper can ask for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.barcode import qrencoder

from clinic_app.handouts.appointment import event_text
from clinic_app.handouts.qr_data import qr_bytes

LEVELS = {"L": qrencoder.QRErrorCorrectLevel.L, "Q": qrencoder.QRErrorCorrectLevel.Q}


def librarys_own(text: bytes, level: int) -> tuple[int, list[int]]:
    code = qrencoder.QRCode(None, level)
    code.addData(qrencoder.QR8bitByte(text))
    version = code.calculate_version()
    return version, qrencoder.QRCode.createData(version, level, code.dataList)


@given(text=st.binary(min_size=1, max_size=400), level=st.sampled_from(sorted(LEVELS)))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_the_librarys_own_bytes(text: bytes, level: str) -> None:
    version, wanted = librarys_own(text, LEVELS[level])
    assert qr_bytes(text, version, LEVELS[level]) == wanted


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_the_codes_of_a_sheet_are_the_librarys_own(level: str) -> None:
    from sheet_samples import sheet

    for text in (event_text(sheet()), "K7Q-24M-8"):
        version, wanted = librarys_own(text.encode(), LEVELS[level])
        assert qr_bytes(text.encode(), version, LEVELS[level]) == wanted
