"""Both painters paint the same outlines, and the moving figure rests while nobody sees it."""

import re
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, qGray
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from clinic_app.desktop.widgets.figure import FigureView, paint_pose, shape_path
from clinic_app.figures import PALETTES, Pose, Shape, draw, load_poses
from clinic_app.handouts.figure import draw_figure, path_code

POSES = load_poses(Path(__file__).parents[3] / "resources" / "poses")
every_pose = pytest.mark.parametrize("pose", POSES.values(), ids=POSES.keys())
START, END = POSES["dead_bug_standard_start"], POSES["dead_bug_standard_end"]


@every_pose
def test_qt_and_pdf_have_the_same_corners_in_the_same_order(pose: Pose) -> None:
    for shape in draw(pose).shapes:
        in_qt, in_pdf = _qt_rings(shape), _pdf_rings(shape)
        assert [len(ring) for ring in in_qt] == [len(ring) for ring in in_pdf] == [len(ring) for ring in shape.rings]
        for qt, pdf in zip(in_qt, in_pdf, strict=True):
            assert [c for p in pdf for c in p] == pytest.approx([c for p in qt for c in p], abs=0.006)


def _qt_rings(shape: Shape) -> list[list[tuple[float, float]]]:
    path = shape_path(shape)
    rings: list[list[tuple[float, float]]] = []
    for i in range(path.elementCount()):
        element = path.elementAt(i)
        if element.isMoveTo():
            rings.append([])
        rings[-1].append((element.x, element.y))
    # Closing a ring repeats its first corner where PDF has an operator.
    return [ring[: len(given)] for ring, given in zip(rings, shape.rings, strict=True)]


def _pdf_rings(shape: Shape) -> list[list[tuple[float, float]]]:
    rings: list[list[tuple[float, float]]] = []
    for x, y, operator in re.findall(r"(\S+) (\S+) ([ml])\b", path_code(shape)):
        if operator == "m":
            rings.append([])
        rings[-1].append((float(x), float(y)))
    return rings


@every_pose
def test_the_picture_on_paper_looks_like_the_picture_on_screen(pose: Pose) -> None:
    on_screen, on_paper = _painted_by_qt(pose), _painted_by_pdf(pose)
    assert on_screen.size() == on_paper.size()
    # Looked at in grey, spot by spot: only at softened edges may they differ.
    spots = [(x, y) for x in range(0, on_screen.width(), 3) for y in range(0, on_screen.height(), 3)]
    apart = [spot for spot in spots if abs(_grey(on_screen, spot) - _grey(on_paper, spot)) > 60]
    assert len(apart) < len(spots) * 0.004


def _grey(image: QImage, spot: tuple[int, int]) -> int:
    return qGray(image.pixel(*spot))


def _painted_by_qt(pose: Pose) -> QImage:
    image = QImage(round(pose.frame.width) * 2, round(pose.frame.height) * 2, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(image.width() / pose.frame.width, image.height() / pose.frame.height)
    paint_pose(painter, pose, "light")
    painter.end()
    return image


def _painted_by_pdf(pose: Pose) -> QImage:
    size = (round(pose.frame.width), round(pose.frame.height))
    canvas = Canvas("unused.pdf", pagesize=size)
    draw_figure(canvas, pose, 0, 0, *size)
    with pypdfium2.PdfDocument(bytes(canvas.getpdfdata())) as document:
        bitmap = document[0].render(scale=2)
        assert not [item for item in document[0].get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        shown = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888)
        return shown.copy()


def test_a_page_with_a_figure_is_the_same_bytes_each_time() -> None:
    def page() -> bytes:
        canvas = Canvas("unused.pdf", invariant=True)
        draw_figure(canvas, END, 50, 50, 200, 120)
        return bytes(canvas.getpdfdata())

    assert page() == page()


@pytest.mark.parametrize("palette", PALETTES)
def test_qt_paints_skin_cloth_and_background_where_they_are(qapp: object, palette: str) -> None:
    drawing = draw(POSES["standing_neutral"])
    image = QImage(int(drawing.width * 2), int(drawing.height * 2), QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    painter = QPainter(image)
    painter.scale(2, 2)
    paint_pose(painter, POSES["standing_neutral"], palette)
    painter.end()
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert {PALETTES[palette][role] for role in ("skin", "hair", "shirt", "trousers", "shoe")} <= seen
    assert image.pixelColor(1, 1).name() == "#ff00ff"


def test_a_view_asks_for_the_shape_of_its_drawing(qtbot: QtBot) -> None:
    view = FigureView()
    qtbot.addWidget(view)
    view.set_pose(START)
    hint = view.sizeHint()
    assert hint.width() / hint.height() == pytest.approx(START.frame.width / START.frame.height, rel=0.02)
    assert view.heightForWidth(400) == pytest.approx(400 * START.frame.height / START.frame.width, abs=4)


def test_a_view_without_pose_paints_nothing_and_does_not_fail(qtbot: QtBot) -> None:
    view = FigureView()
    qtbot.addWidget(view)
    view.set_pose(None)
    view.resize(100, 100)
    assert not view.grab().isNull()


def test_a_motion_runs_only_while_it_can_be_seen(qtbot: QtBot) -> None:
    view = FigureView()
    qtbot.addWidget(view)
    view.set_motion(START, END)
    assert not view.is_moving()
    view.show()
    qtbot.waitUntil(view.is_moving, timeout=30_000)
    view.hide()
    assert not view.is_moving()


def test_a_motion_moves_and_a_pose_ends_it(qtbot: QtBot) -> None:
    view = FigureView()
    qtbot.addWidget(view)
    view.set_motion(START, END)
    view.show()
    qtbot.waitUntil(lambda: view.pose not in (START, None), timeout=30_000)
    view.set_pose(END)
    assert not view.is_moving()
    assert view.pose == END


def test_an_unknown_palette_is_refused(qtbot: QtBot) -> None:
    view = FigureView()
    qtbot.addWidget(view)
    with pytest.raises(KeyError):
        view.palette_name = "sepia"
    view.palette_name = "dark"
    assert view.palette_name == "dark"
