"""The standard sheet: which parts stand on which page, and how they share the room.

Page 1 says what was found, page 2 what to do. Below the tear line, the same height on both sides of the paper, lie
the diary and behind it the pain signal: the strip can be cut off a double-sided print and still names nobody.
"""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.content import HomeExercise, SheetContent
from clinic_app.handouts.diary import diary, tear_line
from clinic_app.handouts.document import Page
from clinic_app.handouts.exercises import exercise_page, exercise_row
from clinic_app.handouts.guidance import GUTTER, HALF, next_check, reasons, section, see_a_doctor, why_it_returns
from clinic_app.handouts.layout import Part, part, row, stack, writing_line
from clinic_app.handouts.masthead import client_head, page_head
from clinic_app.handouts.pain_signal import pain_signal
from clinic_app.handouts.results import results
from clinic_app.handouts.running import come_back, load_advice, run_walk, running_log
from clinic_app.handouts.sayings import how_often
from clinic_app.handouts.style import BOTTOM, FOOT, GAP, PAGE, SIDE, STRIP, TOP, WIDTH, Type, type_at
from clinic_app.handouts.tendency import tendency_panel
from clinic_app.handouts.typeset import set_text
from clinic_app.i18n import texts

SCALES = (1.12, 1.08, 1.04, 1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72)
SMALLER = (*SCALES, 0.66, 0.6, 0.54, 0.48)
SHORT_NOTE = 200  # characters; a short note makes the words smaller rather than a page of two lines
READABLE = 0.84  # the table of runs moves to a page of its own before the words of the exercises get smaller than this
FULL = PAGE[1] - TOP - BOTTOM - FOOT - 16
ROOM = FULL - STRIP
HEADING_ROOM, WRITTEN = 34.0, 24.0  # of the lines to write on: their heading, and how far they stand apart
LEAST_LINES, MOST_LINES = 2, 6
# Widths of one picture to try, by the number of exercises; the widest whose words still fit is taken.
WIDTHS = {2: (154.0, 148.0, 142.0, 136.0), 3: (122.0, 114.0, 106.0, 98.0)}


class Overflow(ValueError):  # noqa: N818 - says what it is
    """A content that fits no page at the smallest size: the caller prints another variant and says so."""


def standard_pages(content: SheetContent) -> list[Page]:
    """All pages of the standard sheet. Raises `Overflow`."""
    return [_first_page(content), *_later_pages(content)]


def _first_page(content: SheetContent) -> Page:
    def build(kind: Type) -> list[Part]:
        return [
            client_head(content.person, content.clinic, content.language, kind),
            tendency_panel(content, kind),
            results(content, kind),
            row([(0, reasons(content, kind, HALF)), (HALF + GUTTER, why_it_returns(content, kind, HALF))]),
            row([(0, next_check(content, kind, HALF)), (HALF + GUTTER, see_a_doctor(content, kind, HALF))]),
        ]

    _ = texts("handouts", content.language)
    parts = _surely(_largest(build, ROOM, SCALES[2:]))
    signal = pain_signal(content.language, type_at(0.98))

    def draw(canvas: Canvas) -> None:
        stack(canvas, parts, ROOM)
        signal.draw(canvas, SIDE, BOTTOM + STRIP - 8)

    return Page(draw, STRIP, (_("How you move"), _("Pain signal")))


def _later_pages(content: SheetContent) -> list[Page]:
    """The page with the exercises and the diary; what does not fit there follows on pages of its own."""
    scales = SCALES[2:] if len(content.exercises) == 2 else SCALES
    note = content.note.strip()
    least = 0.72 if len(note) <= SHORT_NOTE else READABLE
    table = content.running and not content.comfort
    least = READABLE if table else least
    together = _largest(lambda kind: _parts(content, kind, note, table), ROOM, [s for s in scales if s >= least])
    if together:
        return [_with_diary(content, together)]
    rest = _running_page(content, note) if table else _note_pages(note, content.language) if note else []
    alone = _largest(lambda kind: _parts(content, kind, "", False), ROOM, scales)
    if alone:
        return [_with_diary(content, alone), *rest]
    return [*_singles(content), *rest]


def _singles(content: SheetContent) -> list[Page]:
    """Texts longer than a page give each exercise its own."""
    pages = []
    for index, exercise in enumerate(content.exercises):
        one = msgspec.structs.replace(content, exercises=(exercise,))
        room = FULL if index else ROOM
        parts = _surely(_largest(lambda kind, one=one, room=room: _single(one, kind, room), room, SMALLER))  # type: ignore[misc]
        pages.append(_page(parts, FULL, (exercise.name,)) if index else _with_diary(one, parts))
    return pages


def _with_diary(content: SheetContent, parts: list[Part]) -> Page:
    _ = texts("handouts", content.language)
    strip = diary(content.language, content.plan_code, type_at(0.98), exercises=bool(content.exercises))
    parts = [*parts, *_lines_to_write_on(content, ROOM - sum(piece.height for piece in parts) - GAP * len(parts))]

    def draw(canvas: Canvas) -> None:
        stack(canvas, parts, ROOM)
        tear_line(canvas, BOTTOM + STRIP)
        strip.draw(canvas, SIDE, BOTTOM + STRIP - 10)

    marks = (_title(content), *(exercise.name for exercise in content.exercises), _("14-day record"))
    return Page(draw, STRIP, marks, (_height(parts) + STRIP) / FULL)


def _lines_to_write_on(content: SheetContent, free: float) -> list[Part]:
    """What would stay white becomes room for the client's own words."""
    lines = int((free - HEADING_ROOM) / WRITTEN)
    if lines < LEAST_LINES:
        return []
    _ = texts("handouts", content.language)
    ruled = Part(WRITTEN * min(lines, MOST_LINES), partial(_rules, min(lines, MOST_LINES)))
    return [section(_("What you noticed; tell us next time"), ruled, type_at(), WIDTH)]


def _rules(lines: int, canvas: Canvas, x: float, top: float) -> None:
    for number in range(1, lines + 1):
        writing_line(canvas, x, top - number * WRITTEN, WIDTH)


def _page(parts: list[Part], room: float, marks: tuple[str, ...]) -> Page:
    return Page(lambda canvas: stack(canvas, parts, room), 0.0, marks, _share(parts, room))


def _title(content: SheetContent) -> str:
    _ = texts("handouts", content.language)
    return _("Exercises at home") if content.exercises else _("Your running and the next two weeks")


def _head(content: SheetContent, kind: Type) -> Part:
    return page_head(_title(content), how_often(content) if content.exercises else "", kind)


def _single(content: SheetContent, kind: Type, room: float) -> list[Part]:
    head = _head(content, kind)
    room -= head.height + GAP
    return [head, exercise_page(content.exercises[0], content.language, kind, room, content.comfort)]


def _parts(content: SheetContent, kind: Type, note: str, table: bool) -> list[Part]:
    """What fills the second page, by the number of exercises."""
    language, exercises = content.language, content.exercises
    head, below = _head(content, kind), _note(note, language, kind)
    if content.comfort:
        below = [come_back(language, kind), *below]
    elif table:
        below = [run_walk(language, kind), *below]
    room = ROOM - head.height - GAP - sum(piece.height + GAP for piece in below)
    if not exercises:
        return [head, load_advice(language, kind), running_log(language, kind), *below]
    if len(exercises) == 1:
        return [head, exercise_page(exercises[0], language, kind, room, content.comfort), *below]
    return [head, *_rows(exercises, language, kind, room), *below]


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


def _share(parts: list[Part], room: float) -> float:
    return min(1.0, _height(parts) / room)


def _note(note: str, language: Language, kind: Type) -> list[Part]:
    if not note:
        return []
    _ = texts("handouts", language)
    return [section(_("From your trainer"), part(set_text(note, kind.body, WIDTH, personal=True)), kind, WIDTH)]


def _running_page(content: SheetContent, note: str) -> list[Page]:
    """The table of runs with the advice that goes with it; a note joins it where there is room."""
    _, language, kind = texts("handouts", content.language), content.language, type_at(1.04)
    title = _("Your running and the next two weeks")
    parts = [page_head(title, "", kind), run_walk(language, kind), load_advice(language, kind)]
    log, words = running_log(language, kind), _note(note, language, kind)
    with_note = [*parts, log, *words] if content.exercises else [*parts, *words]
    if _height(with_note) <= FULL:
        return [_page(with_note, FULL, (title,))]
    return [_page([*parts, log], FULL, (title,)), *_note_pages(note, language)]


def _note_pages(note: str, language: Language) -> list[Page]:
    """A long note on pages of its own."""
    _ = texts("handouts", language)
    kind = type_at(1.0)
    head = page_head(_("From your trainer"), "", kind)
    block = set_text(note, kind.body, WIDTH, personal=True)
    most = int((FULL - head.height - GAP) / kind.body.leading)
    chunks = [block.lines[start : start + most] for start in range(0, len(block.lines), most)]
    marks = (_("From your trainer"),)
    return [_page([head, part(msgspec.structs.replace(block, lines=lines))], FULL, marks) for lines in chunks]


def _largest(build: Callable[[Type], list[Part]], room: float, scales: Sequence[float]) -> list[Part] | None:
    """The parts at the largest scale that fits, None when none does."""
    for scale in scales:
        parts = build(type_at(scale))
        if _height(parts) <= room:
            return parts
    return None


def _surely(parts: list[Part] | None) -> list[Part]:
    if parts is None:
        raise Overflow("the content does not fit its page at the smallest size")
    return parts
