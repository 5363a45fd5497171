"""Small texts that several papers share: dates, the honorific, the fixed sentence, words that never go home."""

from datetime import date

from clinic_app.domain.text import Language
from clinic_app.i18n import texts

FORBIDDEN = {
    "ja": ("診断", "治療", "治る", "治り", "治す", "治し", "処方", "殿部", "患者"),
    "en": ("diagnos", "treatment", "cure", "prescri"),
}
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


def forbidden_words(text: str, language: Language = "ja") -> tuple[str, ...]:
    """The words in a text that must not go home (CLINICAL.md 7), each once."""
    folded = text.casefold()
    return tuple(word for word in FORBIDDEN[language] if word in folded)
