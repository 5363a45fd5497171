"""What a trainer should know before a sheet is printed, each with what can be done. Nothing here changes a text.

Checked are the words a person typed: names, cues, the note. Our own texts are proved when the rules are loaded.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

import msgspec

from clinic_app.domain.name_variants import other_shapes
from clinic_app.domain.text import Language
from clinic_app.handouts.content import SheetContent
from clinic_app.handouts.exercises import MOST_CUE
from clinic_app.handouts.fonts import missing_glyphs, selected_shapes
from clinic_app.handouts.masthead import MOST_NAME
from clinic_app.handouts.paper import Paper, PictureMissing
from clinic_app.handouts.pictures import missing_pictures
from clinic_app.handouts.typeset import MOST_CHARACTERS
from clinic_app.handouts.words import FORBIDDEN, forbidden_words

Kind = Literal[
    "plain", "missing_glyph", "selector", "overflow", "missing_picture", "forbidden_word", "near_empty", "japanese"
]  # fmt: skip
Field = Literal["name", "kana", "trainer", "clinic", "cue", "note", "paper"]
NEARLY_EMPTY = 0.22  # of a page
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")  # kana and kanji
# What may be said instead (CLINICAL.md 7); a word without an entry is only pointed at.
INSTEAD = {
    "診断": "評価", "治療": "運動プラン", "処方": "運動プラン", "治る": "楽になる", "治り": "楽になり",
    "治す": "楽にする", "治し": "楽にし", "殿部": "臀部", "患者": "お客様",
    "diagnos": "", "treatment": "exercise plan", "cure": "ease", "prescri": "",
}  # fmt: skip


class Check(msgspec.Struct, frozen=True):
    """One thing to look at. `item` is the exercise whose cue it is; `offers` may stand instead of `found`."""

    kind: Kind
    field: Field
    found: str = ""
    offers: tuple[str, ...] = ()
    item: int = -1


def check_sheet(content: SheetContent, paper: Paper) -> tuple[Check, ...]:
    """All there is to say about a sheet that was just made, the most serious first."""
    return tuple(_checks(content, paper))


def _checks(content: SheetContent, paper: Paper) -> Iterator[Check]:
    if isinstance(paper.fault, PictureMissing):
        yield from (Check("missing_picture", "paper", pose) for pose in missing_pictures(content))
    elif paper.fault is not None:
        yield Check("plain", "paper", type(paper.fault).__name__)
    for field, text, item in _typed(content):
        yield from _glyphs(field, text, item)
        if field in ("cue", "note"):
            yield from _forbidden(field, text, item)
            if content.language == "en" and _JAPANESE.search(text):
                yield Check("japanese", field, item=item)
    yield from _overflow(content)
    if paper.pages > 2 and paper.last_used < NEARLY_EMPTY:
        yield Check("near_empty", "note" if content.note.strip() else "paper")


def _typed(content: SheetContent) -> Iterator[tuple[Field, str, int]]:
    person, clinic = content.person, content.clinic
    yield "name", person.name, -1
    yield "kana", person.kana, -1
    yield "trainer", person.trainer, -1
    yield "clinic", f"{clinic.name} {clinic.address}", -1
    for index, exercise in enumerate(content.exercises):
        yield "cue", exercise.cue, index
    yield "note", content.note, -1


def _glyphs(field: Field, text: str, item: int) -> Iterator[Check]:
    for character in missing_glyphs(text):
        shapes = (*other_shapes(character), *_plainer(character)) if field == "name" else ()
        offers = tuple(dict.fromkeys(shape for shape in shapes if not missing_glyphs(shape)))
        yield Check("missing_glyph", field, character, offers, item)
    if field in ("name", "kana"):
        for shape in selected_shapes(text):
            yield Check("selector", field, shape, (shape[0],), item)


def _plainer(character: str) -> tuple[str, ...]:
    """The character that Unicode itself holds to be the same in a plainer shape."""
    plain = unicodedata.normalize("NFKC", character)
    return (plain,) if plain and plain != character else ()


def _forbidden(field: Field, text: str, item: int) -> Iterator[Check]:
    languages: tuple[Language, ...] = ("ja", "en")
    for language in languages:
        for word in forbidden_words(text, language):
            yield Check("forbidden_word", field, word, tuple(filter(None, (INSTEAD[word],))), item)


def _overflow(content: SheetContent) -> Iterator[Check]:
    if len(content.person.name) > MOST_NAME:
        yield Check("overflow", "name")
    for index, exercise in enumerate(content.exercises):
        if len(exercise.cue) > MOST_CUE:
            yield Check("overflow", "cue", item=index)
    if len(content.note) > MOST_CHARACTERS:
        yield Check("overflow", "note")


assert all(word in INSTEAD for words in FORBIDDEN.values() for word in words)  # noqa: S101 - two tables that must agree
