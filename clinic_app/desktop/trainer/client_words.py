"""A client's details in words: the name of each, and its value as a person reads it."""

from datetime import date

from clinic_app.i18n import N_, Texts

FIELDS = {
    "name": N_("Name"),
    "kana": N_("Kana"),
    "sex": N_("Sex"),
    "birth_date": N_("Birth date"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "language": N_("Language of the sheet"),
    "note": N_("Note"),
    "running_since": N_("Running since"),
    "usual_weekly_km": N_("Usual km a week"),
    "goal": N_("Runs for"),
    "goal_on": N_("On"),
}
VALUES = {"female": N_("female"), "male": N_("male"), "unstated": N_("not stated"), "ja": "日本語", "en": "English"}


def field_words(name: str, text: Texts) -> str:
    """What a detail is called."""
    return text(FIELDS[name])


def shown_value(value: object, text: Texts) -> str:
    """A detail as it is read; a dash for nothing."""
    if value in (None, ""):
        return "–"
    if isinstance(value, date):
        return value.isoformat()
    return text(VALUES[value]) if isinstance(value, str) and value in VALUES else str(value)
