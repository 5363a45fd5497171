"""The sheet in large print: nothing under 14 points, one thing below the other, on as many pages as it needs.

The strip stands at the foot of the last page and the pain signal at the foot of the page before it. When the number of
pages is even they lie back to back and can be cut off; when it is odd the strip's back stays white.
"""

from typing import NamedTuple

import msgspec
from reportlab.pdfgen.canvas import Canvas

from clinic_app.handouts.content import SheetContent
from clinic_app.handouts.diary import large_diary, tear_line
from clinic_app.handouts.document import Page
from clinic_app.handouts.exercises import large_exercise
from clinic_app.handouts.guidance import next_check, reasons, section, see_a_doctor, why_it_returns
from clinic_app.handouts.layout import Part, column, part, row
from clinic_app.handouts.masthead import fitted, logo_part, page_head, ruled
from clinic_app.handouts.pain_signal import large_pain_signal
from clinic_app.handouts.results import large_results
from clinic_app.handouts.running import come_back, load_advice, run_walk, running_log
from clinic_app.handouts.style import BOTTOM, PAGE, SIDE, TOP, WIDTH, Type, large_type
from clinic_app.handouts.tendency import tendency_panel
from clinic_app.handouts.typeset import set_text
from clinic_app.handouts.words import addressed, long_date
from clinic_app.i18n import texts

FOOT_LARGE = 52.0
FULL = PAGE[1] - TOP - BOTTOM - FOOT_LARGE - 16
STRIP_LARGE = 278.0
APART, CLOSE = 14.0, 4.0
MOST_APART = 30.0
OPENING_LINES = 3  # of a note, kept with its heading


class Item(NamedTuple):
    """A piece that stays whole, and what it wants above it; a piece that is `apart` may get more."""

    piece: Part
    above: float = APART


Broken = tuple[list[Item], tuple[str, ...]]  # the pieces of a page and its bookmarks


class Group(NamedTuple):
    """What begins on a page of its own, with its bookmark."""

    mark: str
    items: list[Item]


def large_pages(content: SheetContent) -> list[Page]:
    """All pages in large print."""
    kind = large_type()
    result, left = _result(content, kind)
    groups = [*result, *_exercises(content, kind), _why(content, kind, left), _next(content, kind)]
    *others, (items, marks), (last, last_marks) = _broken(groups)
    _ = texts("handouts", content.language)
    signal = large_pain_signal(content.language, kind)
    strip = large_diary(content.language, content.plan_code, kind)
    return [
        *(_page(page, names) for page, names in others),
        _page(items, (*marks, _("Pain signal")), signal),
        _page(last, (*last_marks, _("14-day record")), strip, tear=True),
    ]


def _broken(groups: list[Group]) -> list[Broken]:
    """Pages of items; the last two leave room for the strips.

    How many pages there are decides which of them are the last two, so the count is tried from two upwards.
    """
    count = 2
    while len(pages := _filled(groups, count)) > count:
        count += 1
    if len(pages) < count:  # a strip less would have been too full: the last piece goes to a page of its own
        items, marks = pages[-1]
        cut = max(1, len(items) - 1)
        pages = [*pages[:-1], (items[:cut], marks), (items[cut:], ())]
    return pages


def _filled(groups: list[Group], count: int) -> list[Broken]:
    """Each group from a new page, as many pieces on a page as fit there, were there `count` pages."""
    pages: list[Broken] = []
    for group in groups:
        pages.append(([], (group.mark,)))
        used = 0.0
        for item in group.items:
            room = FULL - (STRIP_LARGE if len(pages) >= count - 1 else 0.0)
            needed = item.piece.height + (item.above if pages[-1][0] else 0.0)
            if pages[-1][0] and used + needed > room:
                pages.append(([], ()))
                used, needed = 0.0, item.piece.height
            pages[-1][0].append(item)
            used += needed
    return pages


def _page(items: list[Item], marks: tuple[str, ...], strip: Part | None = None, *, tear: bool = False) -> Page:
    below = STRIP_LARGE if strip else 0.0
    used = _height(items)
    wide = [item for item in items[1:] if item.above == APART]
    more = min(MOST_APART - APART, max(0.0, FULL - below - used) / max(1, len(wide)))

    def draw(canvas: Canvas) -> None:
        top = PAGE[1] - TOP
        for number, item in enumerate(items):
            top -= (item.above + (more if item.above == APART else 0.0)) if number else 0.0
            item.piece.draw(canvas, SIDE, top)
            top -= item.piece.height
        if strip:
            if tear:
                tear_line(canvas, BOTTOM + STRIP_LARGE)
            strip.draw(canvas, SIDE, BOTTOM + STRIP_LARGE - 10)

    return Page(draw, below, marks, min(1.0, (used + below) / FULL))


def _result(content: SheetContent, kind: Type) -> tuple[list[Group], list[Item]]:
    """What was found, and what found no room there: the reasons, where the tests just fill the first page."""
    _ = texts("handouts", content.language)
    tests = large_results(content, kind)
    opening = [Item(_head(content, kind)), Item(tendency_panel(content, kind))]
    seen = [Item(tests[0]), *(Item(test, 6.0) for test in tests[1:])]
    why = [Item(reasons(content, kind, WIDTH))]
    first, second = _("How you move"), _("Today's three tests")
    if _height([*opening, *seen, *why]) <= FULL:
        return [Group(first, [*opening, *seen, *why])], []
    if _height([*opening, *seen]) <= FULL:
        return [Group(first, [*opening, *seen])], why
    return [Group(first, opening), Group(second, [*seen, *why])], []


def _height(items: list[Item]) -> float:
    return sum(item.piece.height + item.above for item in items)


def _head(content: SheetContent, kind: Type) -> Part:
    """Kana, name, then date, trainer and studio over the whole width."""
    person, language = content.person, content.language
    _ = texts("handouts", language)
    logo, logo_width = logo_part(content.clinic.logo) if content.clinic.logo else (None, 0.0)
    room = WIDTH - (logo_width + 14 if logo is not None else 0.0)
    name = fitted(addressed(person.name, language), kind.name, room)
    trainer = _("Trainer: {name}").format(name=person.trainer) if person.trainer else ""
    when = "   ".join(text for text in (long_date(person.date, language), trainer) if text)
    pieces = [part(set_text(person.kana, kind.note, room, personal=True))] if person.kana else []
    about = [when, content.clinic.name] if content.clinic.name else [when]
    pieces += [part(name), *(part(set_text(line, kind.small, WIDTH, personal=True)) for line in about)]
    cells = [(0.0, column(pieces))]
    if logo is not None:
        cells.append((WIDTH - logo_width, logo))
    return ruled(row(cells))


def _exercises(content: SheetContent, kind: Type) -> list[Group]:
    """Each exercise from a page of its own; the first says how often."""
    _, language = texts("handouts", content.language), content.language
    often = _("As often as it helps") if content.comfort else _("3 to 5 days a week · once a day · 10 to 15 min")
    groups = []
    for number, exercise in enumerate(content.exercises):
        head = column([page_head(_("Exercises at home"), "", kind), part(set_text(often, kind.strong, WIDTH))], 10)
        items = [Item(head)] if number == 0 else []
        lines = len(exercise.steps) + len(exercise.points) + 2
        room = FULL - lines * CLOSE - 12.0 - sum(item.piece.height for item in items)
        opening, *words = large_exercise(exercise, language, kind, room, content.comfort)
        items += [Item(opening, 6.0), Item(words[0], 8.0), *(Item(piece, CLOSE) for piece in words[1:])]
        groups.append(Group(exercise.name, items))
    return groups


def _why(content: SheetContent, kind: Type, left: list[Item]) -> Group:
    """Why it comes back, how to handle running, the trainer's note; the pain signal stands below."""
    _, language = texts("handouts", content.language), content.language
    running = not content.exercises or (content.running and not content.comfort)
    title = _("Your running and the next two weeks")
    items = [*left, Item(why_it_returns(content, kind, WIDTH))]
    if content.comfort:
        items.append(Item(come_back(language, kind)))
    if running:
        items.append(Item(load_advice(language, kind)))
    if content.running and not content.comfort:
        items.append(Item(run_walk(language, kind)))
    if not content.exercises:
        items.append(Item(running_log(language, kind)))
    return Group(title if running else _("Why stretching alone does not last"), [*items, *_note(content, kind)])


def _next(content: SheetContent, kind: Type) -> Group:
    """When to see a doctor, and the next date; the diary stands below."""
    _ = texts("handouts", content.language)
    items = [Item(see_a_doctor(content, kind, WIDTH)), Item(next_check(content, kind, WIDTH))]
    return Group(_("Next re-assessment"), items)


def _note(content: SheetContent, kind: Type) -> list[Item]:
    """The trainer's words; a page may end after any of their lines but the first three."""
    if not content.note.strip():
        return []
    _ = texts("handouts", content.language)
    block = set_text(content.note.strip(), kind.body, WIDTH, personal=True)
    first = part(msgspec.structs.replace(block, lines=block.lines[:OPENING_LINES]))
    rest = [part(msgspec.structs.replace(block, lines=(line,))) for line in block.lines[OPENING_LINES:]]
    return [Item(section(_("From your trainer"), first, kind, WIDTH)), *(Item(line, 0.0) for line in rest)]
