"""Paints a figure as vector paths on a ReportLab canvas.

What a figure looks like is decided in `clinic_app.figures`; here is only how its shapes become PDF.
"""

from functools import lru_cache

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from clinic_app.figures import PALETTES, Pose, Shape, draw


def draw_figure(  # noqa: PLR0913, PLR0917  (a canvas, what, and a box: as every ReportLab call has them)
    canvas: Canvas, pose: Pose, x: float, y: float, width: float, height: float, palette: str = "light"
) -> None:
    """Paint a pose inside a box (points, y up), centred, keeping its aspect."""
    drawing = draw(pose)
    colours = PALETTES[palette]
    k = min(width / drawing.width, height / drawing.height)
    canvas.saveState()
    canvas.translate(x + (width - drawing.width * k) / 2, y + (height + drawing.height * k) / 2)
    canvas.scale(k, -k)
    canvas.setLineJoin(1)
    canvas.setLineCap(1)
    for shape, code in zip(drawing.shapes, _path_codes(pose), strict=True):
        _paint(canvas, shape, code, colours)
    canvas.restoreState()


@lru_cache(maxsize=128)
def _path_codes(pose: Pose) -> tuple[str, ...]:
    """Each shape's path operators. Kept, because writing thousands of numbers is what a page costs."""
    return tuple(path_code(shape) for shape in draw(pose).shapes)


def path_code(shape: Shape) -> str:
    """The rings of a shape as PDF path operators, in drawing coordinates to a tenth of a millimetre."""
    rings = []
    for ring in shape.rings:
        (x0, y0), *rest = ring
        lines = " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest)
        rings.append(f"{x0:.2f} {y0:.2f} m {lines}{' h' if shape.closed else ''}")
    return " ".join(rings)


def _paint(canvas: Canvas, shape: Shape, code: str, colours: dict[str, str]) -> None:
    if shape.fill is not None:
        canvas.setFillColor(HexColor(colours[shape.fill]))
    if shape.stroke is not None:
        canvas.setStrokeColor(HexColor(colours[shape.stroke]))
        canvas.setLineWidth(shape.stroke_width)
    stroke, fill = int(shape.stroke is not None), int(shape.fill is not None)
    canvas.drawPath(PDFPathObject([code]), stroke=stroke, fill=fill, fillMode=FILL_NON_ZERO)
