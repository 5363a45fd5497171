"""Characters that are stored but cannot be seen: shown as marks on screen, so that nothing hides in a name."""

import re

# What changes the direction of writing turns whole lines around; the rest takes no room at all.
_NAMES = {
    "\u061c": "ALM", "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE",
    "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2060": "WJ", "\u2066": "LRI",
    "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\ufeff": "BOM",
}  # fmt: skip
_HIDDEN = re.compile("[" + "".join(_NAMES) + "\x00-\x1f\x7f-\x9f]")

_LONG_RUN = re.compile(r"\S{12}(?=\S)")


def with_marks(text: str) -> str:
    """A stored text on one line as it is shown: hidden characters by their names, `⟨RLO⟩`; the text itself stays."""
    return _HIDDEN.sub(lambda found: f"⟨{_NAMES.get(found[0]) or f'U+{ord(found[0]):04X}'}⟩", text)


def breakable(text: str) -> str:
    """A text as it is shown where a line may break anywhere: a name without a space must not widen a page."""
    return _LONG_RUN.sub(lambda found: f"{found[0]}\u200b", with_marks(text))


def has_hidden(text: str) -> bool:
    """Whether a text holds a character that cannot be seen."""
    return _HIDDEN.search(text) is not None
