"""Blank forms for a day without power: interview, safety questions, tests and plan, on a page each.

They ask what the rule set in use asks, in its words, so that a visit can be entered from them afterwards.
"""

from collections.abc import Callable, Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from clinic_app.domain.assessment import TESTS
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.finding import Finding
from clinic_app.domain.text import Language, Text
from clinic_app.handouts.blank_parts import fields, nrs_scale, question, two_sides, write_line
from clinic_app.handouts.document import foot, new_canvas
from clinic_app.handouts.guidance import section
from clinic_app.handouts.layout import Box, Part, column, inset, part, row, stack
from clinic_app.handouts.masthead import page_head
from clinic_app.handouts.pain_signal import pain_signal
from clinic_app.handouts.pictures import bare_figure, picture, picture_height
from clinic_app.handouts.style import BOTTOM, FOOT, PAGE, PAPER, TOP, WIDTH, Type, type_at
from clinic_app.handouts.typeset import colour, set_text
from clinic_app.handouts.words import not_a_diagnosis
from clinic_app.i18n import Texts, texts
from clinic_app.rules.ruleset import RuleSet

ROOM = PAGE[1] - TOP - BOTTOM - FOOT - 8
SCALES = (1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65)
LEAST_GAP = 7.0
BODY = 190.0  # height of the bodies to draw on
PLAN_PICTURE = (86.0, 104.0)
MORE_NUMBERS = ("weeks_since_onset", "weekly_km", "weekly_km_change_percent", "years_running")
FORMS = ("intake", "screening", "tests", "plan")


def render_blank_forms(rule_set: RuleSet, clinic: ClinicProfile, language: Language) -> bytes:
    """The four forms in one PDF, dated like the rule set they ask for; the same rule set gives the same bytes."""
    _ = texts("handouts", language)
    builders = (_intake, _screening, _tests, _plan)
    buffer = BytesIO()
    canvas = new_canvas(buffer, _("Blank forms"), language, rule_set.rules.header.date)
    for number, build in enumerate(builders, start=1):
        parts, title = _fitting(lambda kind, build=build: build(rule_set, language, kind, _)), _titles(_)[number - 1]  # type: ignore[misc]
        canvas.bookmarkPage(str(number))
        canvas.addOutlineEntry(title, str(number), level=0)
        stack(canvas, parts, ROOM)
        foot(canvas, BOTTOM + FOOT, not_a_diagnosis(language), clinic.name, f"{number} / {len(builders)}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _titles(_: Texts) -> tuple[str, ...]:
    return _("Interview"), _("Questions for safety"), _("Posture and tests"), _("Exercises at home")


def _fitting(build: Callable[[Type], list[Part]]) -> list[Part]:
    """The parts at the largest size that fits a page."""
    for scale in SCALES:
        parts = build(type_at(scale))
        if sum(piece.height for piece in parts) + LEAST_GAP * (len(parts) - 1) <= ROOM:
            return parts
    return parts


def _head(title: str, kind: Type, _: Texts) -> Part:
    """The title, and whose form it is."""
    who = fields([(_("Name"), 0.42), (_("Date"), 0.24), (_("Trainer"), 0.34)], kind)
    return column([page_head(title, "", kind), who], 12)


def _intake(rule_set: RuleSet, language: Language, kind: Type, _: Texts) -> list[Part]:
    catalogue = rule_set.catalogue
    say = _sayer(language)
    more = fields([(_("Reading"), 0.34), (_("Born on"), 0.26), (_("Phone"), 0.4)], kind)
    numbers = [catalogue.by_path[path] for path in MORE_NUMBERS if path in catalogue.by_path]
    written = [(_asked(finding, say), 0.5) for finding in numbers]
    pairs_of_numbers = [fields(written[first : first + 2], kind) for first in range(0, len(written), 2)]
    scales = [nrs_scale(say(f.label), kind) for f in catalogue.of_step("intake") if f.section == "nrs"]
    asked = [f for f in catalogue.of_step("intake") if f.section == "interview"]
    gap = 22.0
    wide = (WIDTH - gap) / 2
    pairs = [question(say(f.label), _options(f, say, _), kind, wide) for f in asked if f.type == "yes_no"]
    half = (len(pairs) + 1) // 2
    columns = row([(0, column(pairs[:half])), (wide + gap, column(pairs[half:]))])
    choices = [question(say(f.label), _options(f, say, _), kind) for f in asked if f.type == "choice"]
    personal = [f for f in catalogue.of_step("intake") if f.section == "client" and f.type == "choice"]
    personal += [f for f in catalogue.of_step("intake") if f.id == "test_pain_settles"]
    about = [question(say(f.label), _options(f, say, _), kind) for f in personal]
    onset = [f for f in catalogue.of_step("intake") if f.section == "client" and f.type == "whole"]
    ages = fields([(_asked(finding, say), 1 / len(onset)) for finding in onset], kind)
    return [
        _head(_("Interview"), kind, _),
        column([more, ages, *pairs_of_numbers, *about], 4),
        section(_("Pain (0 is none, 10 the worst imaginable)"), column(scales, 2), kind, WIDTH),
        section(_("Questions"), column([columns, *choices], 3), kind, WIDTH),
        section(_("Where does it hurt? Mark it on the body."), _bodies(), kind, WIDTH),
    ]


def _bodies() -> Part:
    """A body from the front and from behind, to draw on."""
    half = WIDTH / 2

    def draw(canvas: Canvas, x: float, top: float) -> None:
        for number, pose in enumerate(("body_front", "body_back")):
            bare_figure(canvas, pose, Box(x + number * half, top - BODY, half, BODY))
        canvas.saveState()  # paled, so that a pencil's mark can be seen on it
        canvas.setFillColor(colour(PAPER))
        canvas.setFillAlpha(0.6)
        canvas.rect(x, top - BODY, WIDTH, BODY, stroke=0, fill=1)
        canvas.restoreState()

    return Part(BODY, draw)


def _screening(rule_set: RuleSet, language: Language, kind: Type, _: Texts) -> list[Part]:
    say, catalogue = _sayer(language), rule_set.catalogue
    parts = [
        _head(_("Questions for safety"), kind, _),
        part(set_text(_("Ask all of it before any test. With one yes no test is started."), kind.strong, WIDTH)),
    ]
    both = (_("Yes"), _("No"))
    for group in catalogue.groups:
        lines = []
        for item in (item for item in catalogue.screening if item.group == group.id and not item.computed):
            asked = [(choice.id, say(choice.label)) for choice in item.parts] or [(item.id, say(item.label))]
            lines += [question(words, both, kind, answers_wide=96.0) for _id, words in asked]
        body = column([part(set_text(say(group.lead), kind.note, WIDTH)), *lines], 1)
        parts.append(section(say(group.label), body, kind, WIDTH))
    return parts


def _tests(rule_set: RuleSet, language: Language, kind: Type, _: Texts) -> list[Part]:
    say, catalogue = _sayer(language), rule_set.catalogue
    both = (_("Yes"), _("No"))
    wide = (WIDTH - 22.0) / 2
    posture = [question(say(f.label), both, kind, wide, answers_wide=92.0) for f in catalogue.of_step("posture")]
    half = (len(posture) + 1) // 2
    rows = row([(0, column(posture[:half])), (wide + 22.0, column(posture[half:]))])
    parts = [_head(_("Posture and tests"), kind, _), section(_("Posture"), rows, kind, WIDTH)]
    for test in TESTS:
        protocol = catalogue.protocols[test]
        lines = [(say(finding.label), _side_options(finding, say, _)) for finding in catalogue.of_step(test)]
        shared = [line for line, f in zip(lines, catalogue.of_step(test), strict=True) if f.id == "position"]
        sides = [line for line in lines if line not in shared]
        sides.append((_("Pain before / during / after (0 to 10)"), ("＿＿ / ＿＿ / ＿＿",)))
        names = (say(protocol.side_label["left"]), say(protocol.side_label["right"]))
        body = [part(set_text(say(protocol.protocol), kind.note, WIDTH))]
        body += [question(words, options, kind) for words, options in shared]
        body.append(two_sides(names, sides, kind))
        parts.append(section(say(protocol.name), column(body, 3), kind, WIDTH))
    return parts


def _plan(rule_set: RuleSet, language: Language, kind: Type, _: Texts) -> list[Part]:
    """What the client takes home: tick the exercise, write the dose and the cue."""
    say = _sayer(language)
    head = _head(_("Exercises at home"), kind, _)
    often = part(set_text(_("3 to 5 days a week · once a day · 10 to 15 min"), kind.strong, WIDTH))
    rows = []
    for cause in rule_set.rules.cause:
        exercise = rule_set.exercises[cause.exercise]
        form = exercise.forms["standard"]
        steps = [f"{number}. {say(step)}" for number, step in enumerate(form.steps, start=1)]
        wide, most = PLAN_PICTURE
        high = min(most, picture_height((form.start, form.end), wide, 0))
        left = 2 * wide + 8 + 16
        dose = _("{reps} reps × {sets} sets").format(reps="＿＿", sets="＿＿")
        words = column(
            [
                part(set_text(f"□ {say(exercise.name)}", kind.strong, WIDTH - left)),
                part(set_text(dose, kind.body, WIDTH - left)),
                *(part(set_text(step, kind.small, WIDTH - left)) for step in steps),
                inset(write_line(_("Keep in mind"), kind, WIDTH - left), 0, 4, 0),
            ],
            1,
        )
        pictures = row([(0, picture(form.start, wide, high)), (wide + 8, picture(form.end, wide, high))])
        rows.append(row([(0, pictures), (left, words)]))
    closing = fields([(_("Next re-assessment"), 0.5), (_("Plan no. {code}").format(code=""), 0.5)], kind)
    return [head, often, *rows, closing, pain_signal(language, kind)]


def _sayer(language: Language) -> Callable[[Text], str]:
    return lambda text: text.in_language(language)


def _asked(finding: Finding, say: Callable[[Text], str]) -> str:
    unit = f" ({say(finding.unit)})" if finding.unit is not None else ""
    return say(finding.label) + unit


def _options(finding: Finding, say: Callable[[Text], str], _: Texts) -> tuple[str, ...]:
    if finding.type in ("yes_no", "flag"):
        return _("Yes"), _("No")
    return tuple(say(choice.label) for choice in finding.choices)


def _side_options(finding: Finding, say: Callable[[Text], str], _: Texts) -> Sequence[str]:
    """What can be ticked or written for one side."""
    if finding.type == "trials":
        return ("＿＿° ＿＿° ＿＿°",)
    if finding.type == "whole":
        return ("＿＿",)
    if finding.type == "faults":
        how = _("gone / stays")
        return tuple(f"{say(choice.label)} ({how})" for choice in finding.choices)
    return _options(finding, say, _)
