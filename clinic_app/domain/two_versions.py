"""Two versions of one document that began as the same: where they differ, and who changed what. Nothing is merged."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from clinic_app.domain.assessment import SIDES, TESTS

Changer = Literal["mine", "theirs", "both"]
# What belongs together is chosen together: half of a side, or of a doctor's note, would say what nobody said.
TOGETHER = frozenset(f"tests.{test}.{side}" for test in TESTS for side in SIDES) | {"cleared_by_doctor"}


class Difference(msgspec.Struct, frozen=True):
    """One place where two versions differ; None where nothing stands. `changed_by` compares with where both began."""

    path: str
    mine: Any
    theirs: Any
    changed_by: Changer


def differences(
    before: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Every place where two plain documents differ, in the order in which they stand there."""
    was, ours, others = (_places(one) for one in (before, mine, theirs))
    found = []
    for path in {**ours, **others}:
        first, second, third = was.get(path), ours.get(path), others.get(path)
        if second == third:
            continue
        changed: Changer = "both" if first not in (second, third) else "theirs" if first == second else "mine"
        found.append(Difference(path, second, third, changed))
    return tuple(found)


def _places(plain: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in plain.items():
        path = f"{before}{name}"
        if isinstance(value, Mapping) and path not in TOGETHER:
            found.update(_places(value, f"{path}."))
        else:
            found[path] = value
    return found
