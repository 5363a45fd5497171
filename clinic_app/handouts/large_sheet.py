"""The sheet in large print: nothing under 14 points, one thing below the other, on as many pages as it needs.

The strip stands at the foot of the last page and the pain signal at the foot of the page before it, both as high as
the fuller of the two pages leaves room for. When the number of pages is even they lie back to back and can be cut off;
when it is odd the strip's back stays white.
"""

import msgspec

from clinic_app.handouts.content import SheetContent
from clinic_app.handouts.diary import large_diary
from clinic_app.handouts.document import Page
from clinic_app.handouts.exercises import large_exercise
from clinic_app.handouts.guidance import next_check, reasons, section, see_a_doctor, why_it_returns
from clinic_app.handouts.large_page import FULL, UNDER_LINE, Item, Strip, filled, height_of, large_head, page_of
from clinic_app.handouts.layout import column, part
from clinic_app.handouts.masthead import page_head
from clinic_app.handouts.pain_signal import large_pain_signal
from clinic_app.handouts.results import large_results
from clinic_app.handouts.running import come_back, load_advice, run_walk, running_log
from clinic_app.handouts.style import WIDTH, Type, large_type
from clinic_app.handouts.tendency import tendency_panel
from clinic_app.handouts.typeset import set_text
from clinic_app.i18n import texts

STRIP_LARGE, TALLEST_STRIP = 278.0, 400.0
STRIP_SHARE = 0.75  # of the room that is left goes to the strip, so that there is more to write in
CLOSE = 4.0
ROUNDING = 0.01  # of sums that are equal on paper
UNDER_TITLE = 12.0  # from how often to exercise to the first exercise's name
LARGER = 150.0  # how much higher the pictures of an exercise may be that takes two pages
OPENING_LINES = 3  # of a note, kept with its heading


def large_pages(content: SheetContent) -> list[Page]:
    """All pages in large print."""
    kind = large_type(content.language)
    result, left = _result(content, kind)
    pages = [page for group in result for page in filled(group)]
    pages += [page for group in _exercises(content, kind) for page in _balanced(group, 1, strips=0)]
    tail = _balanced([*_why(content, kind, left), *_next(content, kind)], 2, strips=2)
    free = FULL - STRIP_LARGE - max(height_of(page) for page in tail[-2:])
    tall = min(TALLEST_STRIP, STRIP_LARGE + STRIP_SHARE * free)
    _ = texts("handouts", content.language)
    to_do = bool(content.exercises)
    strip = large_diary(content.language, content.plan_code, kind, tall - UNDER_LINE, exercises=to_do)
    signal = large_pain_signal(content.language, tall - UNDER_LINE)
    return [
        *(page_of(page) for page in (*pages, *tail[:-2])),
        page_of(tail[-2], Strip(signal, tall, _("Pain signal"))),
        page_of(tail[-1], Strip(strip, tall, _("14-day record"), tear=True)),
    ]


def _balanced(items: list[Item], least: int, strips: int) -> list[list[Item]]:
    """Pages, as few as will do, the last ones with room for a strip, and none of them fuller than it need be."""
    count = least
    while (pages := _shared(tuple(items), count, strips)) is None:
        count += 1
    return pages


def _shared(items: tuple[Item, ...], count: int, strips: int) -> list[list[Item]] | None:
    """The items on this many pages so that the fullest is as empty as can be; None where they do not fit.

    From the last page to the first: `best[n]` is how the items from the n-th on are shared best.
    """
    best: dict[int, tuple[float, list[list[Item]]]] = {len(items): (0.0, [])}
    for page in range(count):
        strip = STRIP_LARGE if page < strips else 0.0
        before, best = best, {}
        for end, (fullest, pages) in before.items():
            for start in range(end - 1, -1, -1):
                one = list(items[start:end])
                needed = height_of(one) + strip
                if needed > FULL + ROUNDING and len(one) > 1:
                    break
                if start not in best or max(fullest, needed) < best[start][0]:
                    best[start] = max(fullest, needed), [one, *pages]
    return best[0][1] if 0 in best else None


def _result(content: SheetContent, kind: Type) -> tuple[list[list[Item]], list[Item]]:
    """What was found, and what found no room there: the reasons, where the tests just fill the first page."""
    _ = texts("handouts", content.language)
    tests = large_results(content, kind)
    opening = [
        Item(large_head(content.person, content.clinic, content.language, kind), mark=_("How you move")),
        Item(tendency_panel(content, kind)),
    ]
    seen = [Item(tests[0], mark=_("Today's three tests")), *(Item(test, 6.0) for test in tests[1:])]
    why = [Item(reasons(content, kind, WIDTH), mark=_("Why we think so"))]
    if height_of([*opening, *seen, *why]) <= FULL:
        return [[*opening, *seen, *why]], []
    if height_of([*opening, *seen]) <= FULL:
        return [[*opening, *seen]], why
    return [opening, [*seen, *why]], []


def _exercises(content: SheetContent, kind: Type) -> list[list[Item]]:
    """Each exercise from a page of its own; the first says how often."""
    _, language = texts("handouts", content.language), content.language
    often = _("As often as it helps") if content.comfort else _("3 to 5 days a week · once a day · 10 to 15 min")
    groups = []
    for number, exercise in enumerate(content.exercises):
        head = column([page_head(_("Exercises at home"), "", kind), part(set_text(often, kind.strong, WIDTH))], 10)
        heads = [head] if number == 0 else []
        lines = len(exercise.steps) + len(exercise.points) + 2
        room = FULL - lines * CLOSE - CLOSE - sum(piece.height + UNDER_TITLE for piece in heads)
        opening, *words = large_exercise(exercise, language, kind, room, content.comfort)
        needed = opening.height + sum(piece.height for piece in words)
        apart = needed > room + ROUNDING  # pictures that take just what is left are no reason
        if apart:  # two pages: larger pictures with the steps, then what to mind
            opening, *words = large_exercise(exercise, language, kind, needed + LARGER, content.comfort)
        opening = column([*heads, opening], UNDER_TITLE)
        items = [Item(opening, mark=exercise.name), Item(words[0], 8.0), *(Item(piece, CLOSE) for piece in words[1:])]
        groups.append(items)
        if apart:
            cut = len(exercise.steps) + 1
            again = Item(part(set_text(exercise.name, kind.subhead, WIDTH)))
            groups[-1:] = [items[:cut], [again, *items[cut:]]]
    return groups


def _why(content: SheetContent, kind: Type, left: list[Item]) -> list[Item]:
    """Why it comes back, how to handle running, the trainer's note; the pain signal stands below."""
    _, language = texts("handouts", content.language), content.language
    running = not content.exercises or (content.running and not content.comfort)
    items = [*left, Item(why_it_returns(content, kind, WIDTH), mark=_("Why stretching alone does not last"))]
    if content.comfort:
        items.append(Item(come_back(language, kind), mark=_("Come back within a week")))
    if running:
        items.append(Item(load_advice(language, kind), mark=_("How to adjust your running")))
    if content.running and not content.comfort:
        items.append(Item(run_walk(language, kind), mark=_("Back to running")))
    if not content.exercises:
        items.append(Item(running_log(language, kind), mark=_("Your running, day by day")))
    return [*items, *_note(content, kind)]


def _next(content: SheetContent, kind: Type) -> list[Item]:
    """When to see a doctor, and the next date; the diary stands below."""
    _ = texts("handouts", content.language)
    doctor, date = see_a_doctor(content, kind, WIDTH), next_check(content, kind, WIDTH)
    return [Item(doctor, mark=_("When to see a doctor")), Item(date, mark=_("Next re-assessment"))]


def _note(content: SheetContent, kind: Type) -> list[Item]:
    """The trainer's words; a page may end after any of their lines but the first three."""
    if not content.note.strip():
        return []
    _ = texts("handouts", content.language)
    block = set_text(content.note.strip(), kind.body, WIDTH, personal=True)
    first = part(msgspec.structs.replace(block, lines=block.lines[:OPENING_LINES]))
    rest = [part(msgspec.structs.replace(block, lines=(line,))) for line in block.lines[OPENING_LINES:]]
    return [
        Item(section(_("From your trainer"), first, kind, WIDTH), mark=_("From your trainer")),
        *(Item(line, 0.0) for line in rest),
    ]
