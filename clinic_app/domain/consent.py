"""Consent: what a client is asked, in which words, and what they answered. The words themselves are data.

Two questions, each answered and withdrawn by itself: keeping the record, without which there is no record, and using
it in statistics that name nobody, which may be refused. A text is never changed once it was used; a new wording is a
new version, and every answer keeps the words it was given to.
"""

import hashlib
from datetime import date, datetime
from typing import Literal

import msgspec

from clinic_app.domain.client import age_on
from clinic_app.domain.text import Language, Text

ConsentKind = Literal["record", "statistics"]
ConsentAnswer = Literal["given", "refused"]
Standing = Literal["missing", "given", "refused", "withdrawn"]
KINDS: tuple[ConsentKind, ...] = ("record", "statistics")
OF_AGE = 18


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One purpose: what is done with the data, point by point, and the sentence that is agreed to."""

    purpose: Text
    points: tuple[Text, ...]
    agree: Text

    def words(self, language: Language) -> str:
        """All of it as one text, which is what an answer keeps."""
        points = (f"– {point.in_language(language)}" for point in self.points)
        return "\n".join((self.purpose.in_language(language), *points, self.agree.in_language(language)))


class ConsentText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of everything a client is told before they answer."""

    version: str
    title: Text
    lead: Text
    record: Question
    statistics: Question
    rights: tuple[Text, ...]

    def question(self, kind: ConsentKind) -> Question:
        """The question of one kind."""
        return self.record if kind == "record" else self.statistics

    def hash(self, kind: ConsentKind, language: Language) -> str:
        """The fingerprint of the words one question was asked in."""
        return hashlib.sha256(self.question(kind).words(language).encode()).hexdigest()


class Consent(msgspec.Struct, frozen=True):
    """One answer with the words it was given to; `guardian` is who answered for a client under 18."""

    id: str
    client_id: str
    kind: ConsentKind
    answer: ConsentAnswer
    version: str
    language: Language
    purpose: str
    text_hash: str
    given_on: date
    recorded_by: str
    recorded_at: datetime
    guardian: str = ""
    withdrawn_on: date | None = None
    withdrawn_by: str | None = None


def newest(consents: tuple[Consent, ...], kind: ConsentKind) -> Consent | None:
    """The last answer to one question; `consents` are in the order of entry."""
    return next((consent for consent in reversed(consents) if consent.kind == kind), None)


def standing(consents: tuple[Consent, ...], kind: ConsentKind) -> Standing:
    """How one question stands now."""
    last = newest(consents, kind)
    if last is None:
        return "missing"
    return "withdrawn" if last.withdrawn_on is not None else last.answer


def is_minor(birth_date: date, day: date) -> bool:
    """Whether a guardian answers for the client on this day."""
    return age_on(birth_date, day) < OF_AGE
