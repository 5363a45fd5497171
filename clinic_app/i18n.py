"""Interface texts in both languages: gettext catalogues, one per area, read without Qt.

English stands in the code as the message; Japanese in `resources/i18n/ja/<area>.po`, compiled beside it. Areas
are kept apart so that one English word may be said differently on a sheet and on a screen. Texts of findings,
rules and exercises are not here: they are data and carry both languages themselves.
"""

import gettext
from functools import cache
from typing import Literal

from clinic_app import bundle
from clinic_app.domain.language import Language

Area = Literal["messages", "handouts", "desktop"]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a message for the catalogue without translating it yet."""
    return message


class Texts:
    """One area's texts in one language; call it with the English message, fill placeholders with `format`."""

    def __init__(self, language: Language, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str) -> str:
        return self._catalogue.gettext(message)

    def plural(self, one: str, many: str, count: int) -> str:
        """The form for `count` things; both forms carry `{count}`."""
        return self._catalogue.ngettext(one, many, count).format(count=count)


@cache
def texts(area: Area, language: Language) -> Texts:
    """The texts of one area; a missing compiled catalogue is an error, never silent English."""
    if language == "en":
        return Texts(language, gettext.NullTranslations())
    with bundle.resource("i18n", language, f"{area}.mo").open("rb") as file:
        return Texts(language, gettext.GNUTranslations(file))
