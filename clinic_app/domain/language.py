"""The languages of the program; apart from `text`, so that the first window need not load a data library."""

from typing import Literal

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")
