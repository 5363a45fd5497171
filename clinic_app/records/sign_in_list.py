# ruff: noqa: PLC0415 - the first window is painted before anything heavy is imported, so this module imports late
"""The names of the sign-in list, read before anything is loaded that could open a slot.

At the least doubt about the shape of the file `slots` itself reads it strictly and says what is wrong. Its checksum is
not looked at here: whoever shows the list reads the file strictly as soon as it is on screen.
"""

import json
from pathlib import Path
from typing import Any

MOST_BYTES = 512 * 1024


def sign_in_list(path: Path) -> list[tuple[str, str]]:
    """Id and name of everybody who may sign in; raises `Refused` when the file of keys is missing or damaged."""
    names = _quickly(path)
    if names is not None:
        return names
    from clinic_app.records import slots

    return [(slot.id, slot.name) for slot in slots.read(path).people]


def _quickly(path: Path) -> list[tuple[str, str]] | None:
    """The names, or None where the file is not what one expects."""
    try:
        with path.open("rb") as file:
            found: Any = json.loads(file.read(MOST_BYTES))
        names = [(person["id"], person["name"]) for person in found["people"]]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return names if names and all(isinstance(part, str) for name in names for part in name) else None
