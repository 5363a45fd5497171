"""A logo from a file: read within limits, drawn onto a new picture, and written as a small PNG of our own.

Nothing of the file itself is kept: no metadata, no second picture, no format that a paper could not carry.
"""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from clinic_app.domain.clinic import LOGO_HEIGHT, LOGO_WIDTH, MOST_LOGO_BYTES
from clinic_app.errors import Refused
from clinic_app.i18n import N_

MOST_FILE_BYTES, MOST_PIXELS, MOST_MEGABYTES = 5_000_000, 40_000_000, 200
SHRINK, LEAST_SHARE = 0.75, 0.2
NOT_READ = N_("This file is no PNG or JPEG picture, or it is damaged. Nothing was changed: choose another file.")
TOO_LARGE = N_("This picture is too large. Nothing was changed: choose one of at most 5 MB and 40 megapixels.")


def read_logo(path: Path) -> bytes:
    """The logo as it is kept and printed; raises `Refused`."""
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise Refused(TOO_LARGE)
    except OSError:
        raise Refused(NOT_READ) from None
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if reader.format().data() not in (b"png", b"jpeg") or not size.isValid():
        raise Refused(NOT_READ)
    if size.width() * size.height() > MOST_PIXELS:
        raise Refused(TOO_LARGE)
    image = reader.read()
    if image.isNull():
        raise Refused(NOT_READ)
    return _as_png(image)


def _as_png(image: QImage) -> bytes:
    share = min(1.0, LOGO_WIDTH / image.width(), LOGO_HEIGHT / image.height())
    while share > LEAST_SHARE * min(1.0, LOGO_WIDTH / image.width()):
        width, height = max(1, round(image.width() * share)), max(1, round(image.height() * share))
        data = _encoded(image, width, height)
        if len(data) <= MOST_LOGO_BYTES:
            return data
        share *= SHRINK
    raise Refused(TOO_LARGE)


def _encoded(image: QImage, width: int, height: int) -> bytes:
    aspect, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    canvas = QImage(width, height, QImage.Format.Format_ARGB32)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.drawImage(0, 0, image.scaled(width, height, aspect, smooth))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(canvas)  # of the two ways to name the format, this one takes bytes
    return bytes(buffer.data().data())
