"""What can go wrong in a way a person can act on. Everything else is a bug and stays an ordinary exception."""

from clinic_app.domain.language import Language
from clinic_app.i18n import texts


class Refused(Exception):  # noqa: N818 - "raise Refused" says it best
    """The program will not or cannot do it; `sentence` says where, what and what next, in either language.

    `message` is English and marked with `N_`; `values` fill its placeholders and must never hold personal data
    that the person at the screen did not type themselves.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values

    def sentence(self, language: Language) -> str:
        """The message in one language."""
        return texts("messages", language)(self.message).format(**self.values)

    def bare(self) -> "Refused":
        """The same words without where they came from, to be kept: frames of a save hold its connection and keys."""
        return Refused(self.message, **self.values)
