"""The agreed exercises: pictures of start and end, dose, steps, points, the cue that worked, when to change.

One exercise takes the width of the page, two or three stand in rows; pictures grow into the room that is left.
"""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.content import HomeExercise
from clinic_app.handouts.guidance import bullets
from clinic_app.handouts.layout import Part, behind, column, inset, panel, part, plus, row, tick
from clinic_app.handouts.pictures import picture, picture_height, slimness
from clinic_app.handouts.style import ACCENT, TINT, WIDTH, Type
from clinic_app.handouts.typeset import Block, set_label, set_text, set_whole, shortened
from clinic_app.i18n import Texts, texts

PICTURE_GAP = 8.0
GUTTER = 16.0
LEAST_LARGE = 150.0  # height of a picture in large print
WORTH_IT = 1.08  # how much larger figures must become for their pictures to stand one above the other
MUCH_AIR = 1.35  # times what a figure needs: a picture that would be higher does not grow with the words beside it
MOST_CUE = 200  # characters; a cue is a sentence to remember


def exercise_row(exercise: HomeExercise, language: Language, kind: Type, wide: float, tall: float) -> Part:
    """An exercise as a row: two pictures `wide` points each at the left, words at the right.

    The pictures grow to what the figure needs, but not beyond `tall` for the whole.
    """
    _ = texts("handouts", language)
    left = 2 * wide + PICTURE_GAP + GUTTER
    room = WIDTH - left
    words = column([_steps(exercise, kind, room), _points(exercise, kind, room), _cue(exercise, kind, room, _)], 4)
    head, avoid = _head(exercise, kind), _avoid(exercise, kind, WIDTH, _)
    room = tall - head.height - avoid.height - 10
    pictures = _pictures(exercise, kind, left - GUTTER, (words.height, room), (_("Start position"), _("End position")))
    return column([head, row([(0, pictures), (left, words)]), avoid], 5)


def exercise_page(exercise: HomeExercise, language: Language, kind: Type, tall: float, comfort: bool = False) -> Part:
    """A single exercise over the whole width: large pictures above, two columns of words below."""
    _ = texts("handouts", language)
    half = (WIDTH - GUTTER) / 2
    head, avoid = _head(exercise, kind), _avoid(exercise, kind, WIDTH, _)
    words = row(
        [
            (0, _steps(exercise, kind, half)),
            (half + GUTTER, column([_points(exercise, kind, half), _cue(exercise, kind, half, _)], 6)),
        ]
    )
    labels = (_("Rest"), _("Walk")) if comfort else (_("Start position"), _("End position"))
    room = (110.0, tall - head.height - words.height - avoid.height - 24)
    pictures = _pictures(exercise, kind, WIDTH, room, labels, both=comfort)
    return column([head, pictures, words, avoid], 8)


def large_exercise(exercise: HomeExercise, language: Language, kind: Type, room: float, comfort: bool) -> list[Part]:
    """An exercise in large print, in pieces that a page may end after: pictures, each step, each point, the cue.

    The pictures take what the words leave of `room`, within reason.
    """
    _ = texts("handouts", language)
    words = [*_step_lines(exercise, kind, WIDTH), *_point_lines(exercise, kind, WIDTH), _cue(exercise, kind, WIDTH, _)]
    if exercise.avoid:
        label = part(set_text(_("Change or stop"), kind.strong, WIDTH))
        words.append(column([label, bullets(exercise.avoid, kind, WIDTH)]))
    head = _large_head(exercise, kind)
    left = room - head.height - 8 - sum(word.height for word in words)
    labels = (_("Rest"), _("Walk")) if comfort else (_("Start position"), _("End position"))
    pictures = _pictures(exercise, kind, WIDTH, (0.0, max(LEAST_LARGE, left)), labels, both=comfort)
    return [column([head, pictures], 8), *words]


def _large_head(exercise: HomeExercise, kind: Type) -> Part:
    """Name, form and dose one below the other."""
    dose = set_whole(exercise.dose, kind.badge, WIDTH - 28)
    badge = behind(inset(part(dose), 14, 3), dose.widest + 28, panel(ACCENT, None, 5))
    name = set_text(exercise.name, kind.subhead, WIDTH)
    form = part(set_text(exercise.form, kind.note, WIDTH))
    beside = WIDTH - dose.widest - 28
    if name.widest + 14 <= beside:
        return column([row([(0, inset(part(name), 0, 3)), (beside, badge)]), form])
    return column([part(name), form, inset(badge, 0, 3, 0)], 1)


def _pictures(  # noqa: PLR0913  (what, its type, its room, and what the pictures are)
    exercise: HomeExercise,
    kind: Type,
    width: float,
    heights: tuple[float, float],
    labels: tuple[str, str],
    *,
    both: bool = False,
) -> Part:
    """Both pictures on `width` points: side by side, or one above the other where that makes the figures larger.

    `heights` are the least that they take together, unless it is far more than the figures need, and the most that
    they may take if the figures need it. Who lies on the floor is low and wide: side by side two such figures would be
    small under much white. `both`: they are two things to do and no way from a start to an end, which a plus between
    them says.
    """
    least, most = heights
    poses, half = (exercise.start, exercise.end), (width - PICTURE_GAP) / 2
    start, end = (set_label(label, kind.note, half - 14) for label in labels)
    slim = slimness(poses)
    needed = picture_height(poses, half, start.height)
    beside = max(least if least <= MUCH_AIR * needed else 0.0, min(needed, most))
    room = width - max(start.widest, end.widest) - 17
    below = (max(least, min(2 * (room * slim + 10) + PICTURE_GAP, most)) - PICTURE_GAP) / 2
    grown = min(room, (below - 10) / slim) / min(half - 10, (beside - start.height - 10) / slim)
    if grown < WORTH_IT:
        left = picture(exercise.start, half, beside, start)
        pair = row([(0.0, left), (half + PICTURE_GAP, picture(exercise.end, half, beside, end))])
    else:
        upper = picture(exercise.start, width, below, start, aside=True)
        pair = column([upper, picture(exercise.end, width, below, end, aside=True)], PICTURE_GAP)
    return _with_plus(pair, width) if both else pair


def _with_plus(pair: Part, width: float) -> Part:
    """Two pictures and, on what parts them, the plus."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        pair.draw(canvas, x, top)
        plus(canvas, x + width / 2, top - pair.height / 2)

    return Part(pair.height, draw)


def _head(exercise: HomeExercise, kind: Type) -> Part:
    """Name and form at the left, the dose in a badge at the right."""
    dose = set_label(exercise.dose, kind.badge, WIDTH * 0.42, "left", 0.6)
    badge_width = dose.widest + 20
    badge_height = kind.badge.leading + 5
    name = set_label(exercise.name, kind.subhead, WIDTH - badge_width - 100, smallest=0.7)
    form = set_label(exercise.form, kind.note, WIDTH - badge_width - name.widest - 24, smallest=0.7)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        name.draw(canvas, x, top - (badge_height - name.height) / 2)
        form.draw(canvas, x + name.widest + 10, top - (badge_height - form.height) / 2 - 1.2)
        panel(ACCENT, None, 4)(canvas, x + WIDTH - badge_width, top - badge_height, badge_width, badge_height)
        dose.draw(canvas, x + WIDTH - badge_width + 10, top - (badge_height - dose.height) / 2)

    return Part(badge_height, draw)


def _steps(exercise: HomeExercise, kind: Type, room: float) -> Part:
    return column(_step_lines(exercise, kind, room), 1.5)


def _step_lines(exercise: HomeExercise, kind: Type, room: float) -> list[Part]:
    indent = kind.body.size * 1.5
    lines = []
    for number, step in enumerate(exercise.steps, start=1):
        mark = set_label(f"{number}.", kind.strong, indent)
        lines.append(row([(0, part(mark)), (indent, part(set_text(step, kind.body, room - indent)))]))
    return lines


def _points(exercise: HomeExercise, kind: Type, room: float) -> Part:
    return column(_point_lines(exercise, kind, room), 1)


def _point_lines(exercise: HomeExercise, kind: Type, room: float) -> list[Part]:
    indent = kind.body.size * 1.5
    size = kind.body.size * 0.85
    lines = []
    for point in exercise.points:
        block = set_text(point, kind.body, room - indent)

        def draw(canvas: Canvas, x: float, top: float, block: Block = block) -> None:
            tick(canvas, x, top - kind.body.leading / 2 - size * 0.45, size)
            block.draw(canvas, x + indent, top)

        lines.append(Part(block.height, draw))
    return lines


def _cue(exercise: HomeExercise, kind: Type, room: float, _: Texts) -> Part:
    label = part(set_label(_("Keep in mind"), kind.accent, room - 18))
    cue = part(set_text(shortened(exercise.cue, MOST_CUE), kind.strong, room - 18, personal=True))
    return behind(inset(column([label, cue]), 9, 4, 5), room, panel(TINT, None, 4))


def _avoid(exercise: HomeExercise, kind: Type, room: float, _: Texts) -> Part:
    if not exercise.avoid:
        return Part(0.0, lambda _canvas, _x, _top: None)
    label = set_label(_("Change or stop"), kind.small_strong, room / 3)
    indent = label.widest + 10
    between = "  " if exercise.avoid[0].isascii() else "\u3000"
    return row([(0, part(label)), (indent, part(set_text(between.join(exercise.avoid), kind.small, room - indent)))])
