"""A text that exists in both languages. Interface strings are not here: they live in the gettext catalogues."""

import msgspec

from clinic_app.domain.language import LANGUAGES, Language

__all__ = ["LANGUAGES", "Language", "Text"]


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text of the data files in Japanese and English; both are required and neither may be blank."""

    ja: str
    en: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            if not getattr(self, language).strip():
                raise ValueError(f"the text in {language!r} is blank")

    def in_language(self, language: Language) -> str:
        """The text in one language."""
        return self.ja if language == "ja" else self.en
