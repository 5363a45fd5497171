"""The words of consent that travel with the program, by version. Old versions stay: answers were given to them."""

from functools import cache

import msgspec

from clinic_app import bundle
from clinic_app.domain.consent import ConsentText


@cache
def consent_texts() -> dict[str, ConsentText]:
    """Every version by its name, the oldest first."""
    found = (msgspec.toml.decode(path.read_bytes(), type=ConsentText) for path in bundle.toml_files("consent"))
    return {text.version: text for text in found}


def consent_text() -> ConsentText:
    """The version that is asked now."""
    return list(consent_texts().values())[-1]
