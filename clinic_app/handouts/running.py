"""Back to running by steps, and how to handle load: for sheets with few exercises or none (CLINICAL.md 5)."""

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.text import Language
from clinic_app.handouts.guidance import bullets, section
from clinic_app.handouts.layout import Part, column, panel, part, rule
from clinic_app.handouts.sayings import come_back_words, load_lines
from clinic_app.handouts.style import ACCENT, PALE, TRACK, WIDTH, Type
from clinic_app.handouts.typeset import Block, colour, set_label, set_text
from clinic_app.handouts.words import RUN_WALK, run_walk_lead, run_walk_lines
from clinic_app.i18n import Texts, texts

LABEL = 132.0
NUMBER = 16.0


def run_walk(language: Language, kind: Type) -> Part:
    """The ladder of run and walk, each rung drawn to its minutes."""
    _ = texts("handouts", language)
    rungs = [(run / (run + walk), times) for run, walk, times in RUN_WALK] + [(1.0, 1)]
    words = [set_label(line, kind.small, WIDTH * 0.6) for line in run_walk_lines(language)]
    start = max(LABEL, *(block.widest for block in words)) + 2 * NUMBER
    lines = [
        _rung(f"{number}.", block, rung, start, kind)
        for number, (block, rung) in enumerate(zip(words, rungs, strict=True), start=1)
    ]
    body = column([part(set_text(run_walk_lead(language), kind.small, WIDTH)), column(lines, 2)], 6)
    return section(_("Back to running"), body, kind, WIDTH)


def _rung(number: str, words: Block, rung: tuple[float, int], start: float, kind: Type) -> Part:
    """One line of the ladder; `rung` is the share that is run, and how many times; the bar begins at `start`."""
    share, times = rung
    mark = set_label(number, kind.small_strong, NUMBER + 8)
    length = WIDTH - start
    high = 8.0

    def draw(canvas: Canvas, x: float, top: float) -> None:
        mark.draw(canvas, x, top)
        words.draw(canvas, x + NUMBER + (8 if kind.small.least else 0), top)
        y = top - kind.small.leading / 2 - high / 2
        step = length / times
        for index in range(times):
            left = x + start + index * step
            panel(TRACK, None, 1)(canvas, left, y, step - 2, high)
            panel(ACCENT, None, 1)(canvas, left, y, (step - 2) * share, high)

    return Part(kind.small.leading + 1, draw)


def running_log(language: Language, kind: Type) -> Part:
    """Two weeks to fill in: distance and pain of every day, for a sheet that is about load."""
    _ = texts("handouts", language)
    days = _("Mon Tue Wed Thu Fri Sat Sun").split(" ")
    hint = set_text(_("Write the distance and the strongest pain (0 to 10) of the day."), kind.small, WIDTH)
    weeks = [_week(_("Week {number}").format(number=number), days, kind, _) for number in (1, 2)]
    body = column([part(hint), *weeks], 8)
    return section(_("Your running, day by day"), body, kind, WIDTH)


def _week(title: str, days: list[str], kind: Type, _: Texts) -> Part:
    label = 58.0 if not kind.small.least else 80.0
    cell = (WIDTH - label) / 7
    box = 24.0 if not kind.small.least else 32.0
    heights = (kind.small.leading + 3, box, box)
    heads = [set_label(text, kind.small, label - 8, "centre", 0.7) for text in (title, _("km"), _("Pain"))]
    names = [set_label(day, kind.small, cell, "centre") for day in days]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setFillColor(colour(PALE))
        canvas.rect(x, top - heights[0], WIDTH, heights[0], stroke=0, fill=1)
        canvas.rect(x, top - sum(heights), label, sum(heights), stroke=0, fill=1)
        y = top
        for high, head in zip(heights, heads, strict=True):
            rule(canvas, x, y, WIDTH)
            head.draw(canvas, x + 4, y - (high - head.height) / 2)
            y -= high
        rule(canvas, x, y, WIDTH)
        for index in range(9):
            left = x if index == 0 else x + label + (index - 1) * cell
            canvas.line(left, top, left, y)
        for index, name in enumerate(names):
            name.draw(canvas, x + label + index * cell, top - (heights[0] - name.height) / 2)

    return Part(sum(heights), draw)


def come_back(language: Language, kind: Type) -> Part:
    """For a back that is easily provoked: when to be seen again."""
    _ = texts("handouts", language)
    words = set_text(come_back_words(language), kind.body, WIDTH)
    return section(_("Come back within a week"), part(words), kind, WIDTH)


def load_advice(language: Language, kind: Type) -> Part:
    """How to handle load when no exercise was agreed."""
    _ = texts("handouts", language)
    body = bullets(load_lines(language), kind, WIDTH)
    return section(_("How to adjust your running"), body, kind, WIDTH)
