"""Pictures that are the same on every sheet, drawn and compressed once per process and stamped into each PDF.

A figure is some 70 KB of path operators; drawing and compressing six of them took half of a sheet's time. As form
objects they are also easy to count in a finished PDF: a test fails when one is missing.
"""

import zlib
from functools import lru_cache
from io import BytesIO

from reportlab.pdfbase.pdfdoc import PDFObject
from reportlab.pdfgen.canvas import Canvas

from clinic_app.figures import Pose
from clinic_app.handouts.figure import draw_figure
from clinic_app.handouts.layout import Box


class Stamp(PDFObject):  # type: ignore[misc]
    """A finished form object of one document; ReportLab asks it only for its bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, _document: object) -> bytes:
        """The object as it stands in the file."""
        return self._content


@lru_cache(maxsize=128)
def _drawn(pose: Pose) -> bytes:
    canvas = Canvas(BytesIO(), initialFontSize=10)
    canvas._code.clear()
    draw_figure(canvas, pose, 0, 0, pose.frame.width, pose.frame.height)
    body = zlib.compress("\n".join(canvas._code).encode("ascii"), 9)
    head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 {pose.frame.width:g} {pose.frame.height:g}] /Resources << >>"
    head += f" /Filter /FlateDecode /Length {len(body)} >>\nstream\n"
    return head.encode("ascii") + body + b"\nendstream"


def stamp_figure(canvas: Canvas, pose: Pose, box: Box) -> None:
    """Put a pose into a box, standing on its lower edge, centred, keeping its aspect."""
    k = min(box.width / pose.frame.width, box.height / pose.frame.height)
    if not canvas.hasForm(pose.id):
        canvas._doc.addForm(pose.id, Stamp(_drawn(pose)))
    canvas.saveState()
    canvas.translate(box.x + (box.width - pose.frame.width * k) / 2, box.y)
    canvas.scale(k, k)
    canvas.doForm(pose.id)
    canvas.restoreState()
