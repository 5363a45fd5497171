"""Small texts that several papers share: dates, the honorific, the fixed sentence, words that never go home."""

import re
from datetime import date

from clinic_app.domain.text import Language
from clinic_app.i18n import texts

FORBIDDEN = {
    "ja": ("診断", "治療", "治る", "治り", "治す", "治し", "処方", "殿部", "患者"),
    "en": ("diagnos", "treatment", "cure", "prescri"),
}
RUN_WALK = ((1, 4, 6), (2, 3, 6), (3, 2, 6), (4, 1, 6))  # minutes run, walked, times: 30 minutes each
_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def long_date(day: date, language: Language) -> str:
    """`2026年11月22日(日)`, `Sun 22 Nov 2026`; the same on every machine, whatever its locale."""
    weekday = _WEEKDAYS[language][day.weekday()]
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日({weekday})"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date, language: Language) -> str:
    """Month, day and weekday, for a day that is near."""
    weekday = _WEEKDAYS[language][day.weekday()]
    if language == "ja":
        return f"{day.month}月{day.day}日({weekday})"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def addressed(name: str, language: Language) -> str:
    """A name as a paper addresses it; Japanese adds 様."""
    return f"{name} 様" if language == "ja" else name


def not_a_diagnosis(language: Language) -> str:
    """The fixed sentence at the foot of every page, which with the next is the only place where the word may stand."""
    _ = texts("handouts", language)
    return _("A summary of movement tendencies. It is not a diagnosis.")


def list_not_a_diagnosis(language: Language) -> str:
    """The same for a memo, which lists what was noticed and sums up nothing."""
    _ = texts("handouts", language)
    return _("A list of what was noticed. It is not a diagnosis.")


def run_walk_lead(language: Language) -> str:
    """When to begin, and when to go a step up or down."""
    _ = texts("handouts", language)
    return _(
        "Begin when you can walk briskly for 30 minutes in blue. 30 minutes, 3 times a week, not on two days in a row. "
        "After two blue sessions go one step up, after yellow one step down; stop on red."
    )


def run_walk_lines(language: Language) -> list[str]:
    """The rungs in words, the easiest first."""
    _ = texts("handouts", language)
    rung = _("Run {run} min, walk {walk} min × {times}")
    lines = [rung.format(run=run, walk=walk, times=times) for run, walk, times in RUN_WALK]
    return [*lines, _("Run 30 min at an easy pace")]


def forbidden_words(text: str, language: Language = "ja") -> tuple[str, ...]:
    """The words in a text that must not go home (CLINICAL.md 7), each once."""
    folded = text.casefold()
    if language == "en":  # at the beginning of a word: secure is no cure
        return tuple(word for word in FORBIDDEN["en"] if re.search(rf"\b{word}", folded))
    return tuple(word for word in FORBIDDEN["ja"] if word in folded)
