"""The bytes inside a QR code: a text in byte mode with its error correction, block by block (ISO/IEC 18004).

The library divides polynomials one object a step, which took a third of a sheet's time; here the same division runs
over a table of logarithms. How the bytes are laid out as squares stays the library's part.
"""

from functools import cache
from itertools import chain, zip_longest

from reportlab.graphics.barcode import qrencoder

FIELD = 0x11D  # the polynomial that the format's field of 256 is built on
BYTE_MODE, PADS = 0b0100, (0xEC, 0x11)


def _tables() -> tuple[list[int], list[int]]:
    powers, logarithms = [0] * 512, [0] * 256
    value = 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logarithms[value] = exponent
        value <<= 1
        if value & 0x100:
            value ^= FIELD
    return powers, logarithms


_POWERS, _LOGARITHMS = _tables()


def qr_bytes(text: bytes, version: int, level: int) -> list[int]:
    """Data and error correction in the order in which they are laid out."""
    blocks = qrencoder.QRRSBlock.getRSBlocks(version, level)
    data = _padded(text, version, sum(block.dataCount for block in blocks))
    parts, corrections, start = [], [], 0
    for block in blocks:
        part = data[start : start + block.dataCount]
        start += block.dataCount
        parts.append(part)
        corrections.append(_correction(part, block.totalCount - block.dataCount))
    rows = chain(zip_longest(*parts), zip_longest(*corrections))
    return [value for row in rows for value in row if value is not None]


def _padded(text: bytes, version: int, room: int) -> list[int]:
    """Mode, length, text, an end mark, then two alternating bytes up to the code's room."""
    length_bits = 8 if version < 10 else 16
    bits = (BYTE_MODE << length_bits | len(text)) << 8 * len(text) | int.from_bytes(text, "big")
    count = 4 + length_bits + 8 * len(text)
    end = min(4, 8 * room - count)
    fill = -(count + end) % 8
    whole = (bits << end + fill).to_bytes((count + end + fill) // 8, "big")
    return [*whole, *(PADS[place % 2] for place in range(room - len(whole)))]


def _correction(data: list[int], count: int) -> list[int]:
    """What is left when the data is divided by the generator of this many correction bytes."""
    generator = _generator(count)
    left = [0] * count
    for value in data:
        factor = value ^ left[0]
        left = [*left[1:], 0]
        if factor:
            log = _LOGARITHMS[factor]
            left = [byte ^ _POWERS[log + power] for byte, power in zip(left, generator, strict=True)]
    return left


@cache
def _generator(count: int) -> tuple[int, ...]:
    """The logarithms of the generator's terms below the first, which is 1."""
    terms = [1]
    for root in range(count):
        shifted = [*terms, 0]
        for place, term in enumerate(terms, start=1):
            shifted[place] ^= _POWERS[_LOGARITHMS[term] + root]
        terms = shifted
    return tuple(_LOGARITHMS[term] for term in terms[1:])
