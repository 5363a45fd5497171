"""The plain sheet: what still comes out when a font, a picture or the layout fails. Words only, one below the other.

A separate, minimal path on purpose: no shared layout, no figures, no QR. One font, and where its file cannot be read
a Japanese font that every PDF reader has. It says of itself that it is the plain one.
"""

import unicodedata
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from clinic_app import bundle
from clinic_app.domain.text import Language
from clinic_app.handouts.content import MemoContent, Person, SheetContent, SideResult
from clinic_app.handouts.kinsoku import may_break, reads_well
from clinic_app.handouts.sayings import (
    call_words,
    come_back_words,
    how_often,
    load_lines,
    open_result,
    provisional_words,
    standing_words,
    tell_the_doctor,
)
from clinic_app.handouts.words import list_not_a_diagnosis, not_a_diagnosis, run_walk_lead, run_walk_lines
from clinic_app.i18n import Texts, texts

EMBEDDED, BUILT_IN = "PlainSheet", "HeiseiKakuGo-W5"
WIDTH, HEIGHT = 595.276, 841.890
EDGE = 46.0
SIZES = (10.5, 9.8, 9.1, 8.5, 8.0, 7.5)  # the largest at which one page is enough; the last may take more pages
MOST = 20_000  # characters of one text
NEAR = 12  # characters a row may end earlier so that no word is broken
Line = tuple[str, bool]  # a text, and whether it opens a paragraph


class _Pages(Canvas):  # type: ignore[misc]
    """A canvas that does not begin each page in Helvetica, which is not in the file."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


def render_plain_sheet(content: SheetContent) -> tuple[bytes, int]:
    """The sheet's words as a PDF, and how many pages it took."""
    _ = texts("handouts", content.language)
    lines = [_head(f"{_('How you move')}: {standing_words(content)}")]
    for tendency in content.tendencies or (open_result(content),):
        lines += [_head(tendency.headline.replace("\n", _between(content.language))), _text(tendency.body)]
    lines += [_text(sentence) for sentence in (provisional_words(content),) if sentence]
    lines.append(_head(_("Today's three tests")))
    for test in content.tests:
        sides = ((_("Left"), test.left), (_("Right"), test.right))
        said = " / ".join(f"{name} {_side(side, _) if test.counts else _('not counted')}" for name, side in sides)
        lines.append(_text(f"{test.name}: {said}"))
    lines += [_text(f"{_('Re-test right after the exercise')}: {change}") for change in content.changes]
    if content.reasons:
        lines += [_head(_("Why we think so")), *(_text(f"- {reason}") for reason in content.reasons)]
    lines += _what_to_do(content, _)
    if content.running and not content.comfort:
        lines += [_head(_("Back to running")), _text(run_walk_lead(content.language))]
        lines += [_text(f"{number}. {line}") for number, line in enumerate(run_walk_lines(content.language), start=1)]
    if content.note.strip():
        lines += [_head(_("From your trainer")), _text(content.note)]
    lines += _safety(content.language)
    recheck = content.recheck
    day = f"{recheck.day:%Y-%m-%d} {recheck.time}" if recheck.day else _("please ask at the desk")
    lines += [_head(f"{_('Next re-assessment')}: {day}"), _text(_("Plan no. {code}").format(code=content.plan_code))]
    lines.append(_text("  ".join(t for t in (content.clinic.name, content.clinic.phone, content.clinic.address) if t)))
    return _render(lines, _("Home exercise"), content.person, not_a_diagnosis(content.language), content.language)


def _what_to_do(content: SheetContent, _: Texts) -> list[Line]:
    """The exercises and how often; for a back that is easily provoked until when not to run; else about the load."""
    if not content.exercises:
        *lines, _of_the_table = load_lines(content.language)  # which only the usual sheet has
        return [_head(_("How to adjust your running")), *(_text(f"- {line}") for line in lines)]
    said = [_head(f"{_('Exercises at home')}: {how_often(content)}")]
    for exercise in content.exercises:
        said.append(_head(f"{exercise.name} - {exercise.form}  {exercise.dose}"))
        said += [_text(f"{number}. {step}") for number, step in enumerate(exercise.steps, start=1)]
        said += [_text(f"- {' / '.join(exercise.points)}"), _text(f"{_('Keep in mind')}: {exercise.cue}")]
        said += [_text(f"{_('Change or stop')}: {' / '.join(exercise.avoid)}")] if exercise.avoid else []
    if content.comfort:
        said += [_head(_("Come back within a week")), _text(come_back_words(content.language))]
    return said


def render_plain_memo(content: MemoContent) -> tuple[bytes, int]:
    """The memo's words as a PDF, and how many pages it took."""
    _ = texts("handouts", content.language)
    head, body = call_words(content)
    lines = [_head(head.replace("\n", _between(content.language))), _text(body)]
    if content.stop_running:
        lines.append(_text(_("Please do not run until then.")))
    lines += [_text(f"- {finding}") for finding in (*content.findings, *content.also)]
    lines += [_head(_("Pain and running")), *(_text(f"- {line}") for line in content.pain)]
    lines += [_head(_("At the doctor's")), *(_text(f"- {line}") for line in tell_the_doctor(content.language))]
    lines += [_head(_("For the doctor: may this person exercise?")), _text("_" * 60), _text("_" * 60)]
    lines.append(_text("  ".join(t for t in (content.clinic.name, content.clinic.phone, content.clinic.address) if t)))
    title, sentence = _("Information for your doctor"), list_not_a_diagnosis(content.language)
    return _render(lines, title, content.person, sentence, content.language)


def _safety(language: Language) -> list[Line]:
    _ = texts("handouts", language)
    return [
        _head(f"{_('Pain signal')} ({_('0 is no pain, 10 the worst imaginable')})"),
        _text(f"{_('Blue')} {_('0 to 2')}: {_('Go on as you are.')}"),
        _text(f"{_('Yellow')} {_('3 to 4')}: {_('Gone by next morning: go on with 20 to 30 % less.')}"),
        _text(
            f"{_('Red')} {_('5 or more')}: "
            + _("Also when it stays until next morning, is sharp, numb or makes you limp. Stop and call us.")
        ),
        _head(_("When to see a doctor")),
        _text(
            f"{_('At once')}: " + _("Trouble with urine or stool, numbness between the legs, weakness in both legs.")
        ),
        _text(
            f"{_('Stop exercising and see an orthopaedic doctor')}: "
            + _("Pain that stays at rest or at night, pain or numbness below the knee, fever with back pain.")
        ),
    ]


def _between(language: Language) -> str:
    return "" if language == "ja" else " "


def _side(side: SideResult, _: Texts) -> str:
    if side.state == "done":
        return f"{side.degrees} {side.word}".strip()
    return _("Stopped by pain") if side.state == "stopped_by_pain" else _("Not done")


def _head(text: str) -> Line:
    return text, True


def _text(text: str) -> Line:
    return text, False


def _render(lines: list[Line], title: str, person: Person, sentence: str, language: Language) -> tuple[bytes, int]:
    """One page at the largest of the sizes that fits, more pages at the smallest."""
    font = _font()
    said = _words(person, sentence, language)
    for size in SIZES:
        pages = _pages([*said, *lines], font, size)
        if len(pages) == 1:
            break
    buffer = BytesIO()
    canvas = _Pages(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, lang=language)
    canvas.setTitle(title)
    for author in (canvas.setAuthor, canvas.setSubject):
        author("")
    foot = _clean(f"{person.name}  {person.date:%Y-%m-%d}", font)
    for number, page in enumerate(pages, start=1):
        canvas.setFont(font, 8)
        canvas.drawString(EDGE, EDGE - 22, f"{foot}  {number} / {len(pages)}")
        for text, y, high in page:
            canvas.setFont(font, high)
            canvas.drawString(EDGE, y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue(), len(pages)


def _words(person: Person, sentence: str, language: Language) -> list[Line]:
    """Who, when, and that this is the plain sheet."""
    _ = texts("handouts", language)
    name = f"{person.name} 様" if language == "ja" else person.name
    return [
        _head("  ".join(text for text in (name, person.kana) if text)),
        _text("  ".join(text for text in (f"{person.date:%Y-%m-%d}", person.trainer) if text)),
        _text(_("Plain version without pictures: the usual paper could not be made this time.")),
        _text(sentence),
    ]


def _font() -> str:
    """The font of the papers, or the built-in one when its file is gone or damaged."""
    try:
        pdfmetrics.registerFont(TTFont(EMBEDDED, bundle.resource("fonts", "BIZUDPGothic-Regular.ttf")))
    except Exception:  # noqa: BLE001 - whatever is wrong with the file, a paper must come out
        pdfmetrics.registerFont(UnicodeCIDFont(BUILT_IN))
        return BUILT_IN
    return EMBEDDED


def _pages(lines: list[Line], font: str, size: float) -> list[list[tuple[str, float, float]]]:
    pages: list[list[tuple[str, float, float]]] = [[]]
    y = HEIGHT - EDGE
    for text, strong in lines:
        high = size * (1.15 if strong else 1.0)
        if pages[-1] and strong:
            y -= size * 0.6
        for row in _rows(_clean(text, font), font, high):
            y -= high * 1.4
            if y < EDGE:
                pages.append([])
                y = HEIGHT - EDGE - high * 1.4
            pages[-1].append((row, y, high))
    return pages


def _rows(text: str, font: str, size: float) -> list[str]:
    """A text in rows that fit."""
    rows = []
    for paragraph in text.split("\n"):
        row = ""
        for character in paragraph:
            if row and pdfmetrics.stringWidth(row + character, font, size) > WIDTH - 2 * EDGE:
                cut = _row_end(row + character)
                rows.append(row[:cut].rstrip())
                row = row[cut:]
            row += character
        rows.append(row)
    return rows


def _row_end(line: str) -> int:
    """Where a row ends whose last character is too much: after a phrase if one ends near, else where a row may end."""
    last = len(line) - 1
    near = range(last, 0 if line.isascii() else max(0, last - NEAR), -1)
    ends = [cut for cut in near if may_break(line[cut - 1], line[cut])]
    return next((cut for cut in ends if reads_well(line[cut - 1], line[cut])), ends[0] if ends else last)


def _clean(text: str, font: str) -> str:
    """Only what the font can print; the rest becomes the mark that Japanese printers set for a missing sort."""
    face = pdfmetrics.getFont(font).face
    known = getattr(face, "charToGlyph", None)
    kept = []
    for character in unicodedata.normalize("NFC", text[:MOST]):
        code = ord(character)
        if character == "\n":
            kept.append(character)
        elif unicodedata.category(character) in ("Cc", "Cf", "Cs", "Mn"):
            continue
        else:
            kept.append(character if (code in known if known is not None else code < 0x10000) else "〓")
    return "".join(kept)
