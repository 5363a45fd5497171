"""Paints a figure as vector paths on a ReportLab canvas.

What a figure looks like is decided in `clinic_app.figures`; here is only how its shapes become PDF.
"""

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from clinic_app.figures import PALETTES, Pose, Shape, draw


def draw_figure(canvas: Canvas, pose: Pose, x: float, y: float, width: float, height: float, palette: str = "light") -> None:
    """Paint a pose inside a box (points, y up), centred, keeping its aspect."""
    drawing = draw(pose)
    colours = PALETTES[palette]
    k = min(width / drawing.width, height / drawing.height)
    canvas.saveState()
    canvas.translate(x + (width - drawing.width * k) / 2, y + (height + drawing.height * k) / 2)
    canvas.scale(k, -k)
    canvas.setLineJoin(1)
    canvas.setLineCap(1)
    for shape in drawing.shapes:
        _paint(canvas, shape, colours)
    canvas.restoreState()


def shape_path(canvas: Canvas, shape: Shape) -> PDFPathObject:
    """The rings of a shape as one path, in drawing coordinates."""
    path = canvas.beginPath()
    for ring in shape.rings:
        path.moveTo(*ring[0])
        for point in ring[1:]:
            path.lineTo(*point)
        if shape.closed:
            path.close()
    return path


def _paint(canvas: Canvas, shape: Shape, colours: dict[str, str]) -> None:
    if shape.fill is not None:
        canvas.setFillColor(HexColor(colours[shape.fill]))
    if shape.stroke is not None:
        canvas.setStrokeColor(HexColor(colours[shape.stroke]))
        canvas.setLineWidth(shape.stroke_width)
    canvas.drawPath(
        shape_path(canvas, shape),
        stroke=int(shape.stroke is not None),
        fill=int(shape.fill is not None),
        fillMode=FILL_NON_ZERO,
    )
