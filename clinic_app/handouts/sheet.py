"""Puts the take-home sheet together: which parts stand on which page, and how they share the room.

Page 1 says what was found, page 2 what to do. Below the tear line, the same height on both sides of the paper, lie
the diary and behind it the pain signal: the strip can be cut off a double-sided print and still names nobody.
"""

from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.content import HomeExercise, SheetContent
from clinic_app.handouts.diary import diary, tear_line
from clinic_app.handouts.document import DrawPage, document
from clinic_app.handouts.exercises import exercise_page, exercise_row
from clinic_app.handouts.guidance import GUTTER, HALF, next_check, reasons, section, see_a_doctor, why_it_returns
from clinic_app.handouts.layout import Part, part, row
from clinic_app.handouts.masthead import client_head, page_head
from clinic_app.handouts.pain_signal import pain_signal
from clinic_app.handouts.results import results
from clinic_app.handouts.running import come_back, load_advice, run_walk, running_log
from clinic_app.handouts.style import BOTTOM, FOOT, GAP, PAGE, SIDE, STRIP, TOP, WIDTH, Type, type_at
from clinic_app.handouts.tendency import tendency_panel
from clinic_app.handouts.typeset import set_text
from clinic_app.handouts.words import not_a_diagnosis
from clinic_app.i18n import texts

SCALES = (1.12, 1.08, 1.04, 1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72)
ROOM = PAGE[1] - TOP - BOTTOM - STRIP - FOOT - 16
MOST_GAP = 26.0
# Widths of one picture to try, by the number of exercises; the widest whose words still fit is taken.
WIDTHS = {2: (164.0, 156.0, 148.0, 140.0), 3: (122.0, 114.0, 106.0, 98.0)}


def render_sheet(content: SheetContent) -> bytes:
    """The take-home sheet as a PDF; the same content gives the same bytes."""
    _ = texts("handouts", content.language)
    pages = [(STRIP, _first_page(content)), *((STRIP, page) for page in _second_pages(content))]
    return document(_("Home exercise"), content.person, content.language, pages, not_a_diagnosis(content.language))


def _first_page(content: SheetContent) -> DrawPage:
    def build(kind: Type) -> list[Part]:
        return [
            client_head(content.person, content.clinic, content.language, kind),
            tendency_panel(content, kind),
            results(content, kind),
            row([(0, reasons(content, kind, HALF)), (HALF + GUTTER, why_it_returns(content, kind, HALF))]),
            row([(0, next_check(content, kind, HALF)), (HALF + GUTTER, see_a_doctor(content, kind, HALF))]),
        ]

    parts = _largest(build, ROOM, most=1.04)
    signal = pain_signal(content.language, type_at(0.98))

    def draw(canvas: Canvas) -> None:
        _stack(canvas, parts)
        signal.draw(canvas, SIDE, BOTTOM + STRIP - 8)

    return draw


def _second_pages(content: SheetContent) -> list[DrawPage]:
    _ = texts("handouts", content.language)
    aside = _("As often as it helps") if content.comfort else _("3 to 5 days a week · once a day · 10 to 15 min")
    title = _("Exercises at home") if content.exercises else _("Your running and the next two weeks")

    def build(kind: Type) -> list[Part]:
        head = page_head(title, aside if content.exercises else "", kind)
        return [head, *_body(content, kind, ROOM - head.height - GAP)]

    parts = _largest(build, ROOM, most=1.04 if len(content.exercises) == 2 else 1.12)
    strip = diary(content.language, content.plan_code, type_at(0.98))

    def draw(canvas: Canvas) -> None:
        _stack(canvas, parts)
        tear_line(canvas, BOTTOM + STRIP)
        strip.draw(canvas, SIDE, BOTTOM + STRIP - 10)

    return [draw]


def _body(content: SheetContent, kind: Type, room: float) -> list[Part]:
    """What fills the second page, by the number of exercises."""
    language, exercises = content.language, content.exercises
    note = _note(content, kind)
    room -= sum(piece.height + GAP for piece in note)
    if not exercises:
        return [load_advice(language, kind), running_log(language, kind), run_walk(language, kind), *note]
    if len(exercises) == 1:
        extra = come_back(language, kind) if content.comfort else run_walk(language, kind)
        room -= extra.height + GAP
        return [exercise_page(exercises[0], language, kind, room, content.comfort), extra, *note]
    return [*_rows(exercises, language, kind, room), *note]


def _rows(exercises: tuple[HomeExercise, ...], language: Language, kind: Type, room: float) -> list[Part]:
    """Two or three exercises one below the other, with the widest pictures that leave the words enough room."""
    each = (room - (len(exercises) - 1) * GAP) / len(exercises)
    *wider, narrowest = WIDTHS[min(3, len(exercises))]
    rows = [exercise_row(exercise, language, kind, narrowest, each) for exercise in exercises]
    if _height(rows) > room:
        return rows
    for wide in wider:
        candidate = [exercise_row(exercise, language, kind, wide, each) for exercise in exercises]
        if _height(candidate) <= room:
            return candidate
    return rows


def _height(parts: list[Part]) -> float:
    """Height of a stack with the least gaps."""
    return sum(piece.height for piece in parts) + GAP * 0.7 * (len(parts) - 1)


def _note(content: SheetContent, kind: Type) -> list[Part]:
    if not content.note.strip():
        return []
    _ = texts("handouts", content.language)
    return [section(_("From your trainer"), part(set_text(content.note, kind.body, WIDTH, personal=True)), kind, WIDTH)]


def _largest(build: Callable[[Type], list[Part]], room: float, most: float = SCALES[0]) -> list[Part]:
    """The parts at the largest scale that fits, `most` at most."""
    for scale in SCALES[SCALES.index(most) :]:
        parts = build(type_at(scale))
        if _height(parts) <= room:
            break
    return parts


def _stack(canvas: Canvas, parts: list[Part], room: float = ROOM) -> None:
    """Draw parts from the top, what is left of the room shared between them."""
    free = room - sum(piece.height for piece in parts)
    gap = min(MOST_GAP, free / max(1, len(parts) - 1))
    top = PAGE[1] - TOP
    for piece in parts:
        piece.draw(canvas, SIDE, top)
        top -= piece.height + gap
