"""One problem with one value of an assessment, and the checks every kind of value shares."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import msgspec

from clinic_app.domain.finding import Finding

Kind = Literal["refuse", "unfinished", "confirm"]


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with one value: where, which sentence, and the numbers or words for it."""

    path: str
    code: str
    kind: Kind = "refuse"
    values: dict[str, str] = {}


def brief(text: str) -> str:
    """A text from outside as it may stand in a message: on one line, printable, and never long."""
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return shown if shown.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)


def number_problems(value: float, finding: Finding, path: str) -> Iterator[Problem]:
    """Limits and questions of one number; also used by a field while it is typed.

    Digits after the point are counted for trials and whole numbers. Any other number may carry more than its
    field offers: three days are 0.428571 weeks, a marathon is 42.195 km.
    """
    shown = f"{value:g}" if abs(value) < 1e6 else brief(str(value))
    if finding.limits is not None:
        limits = finding.limits
        if value < limits.low:
            yield Problem(path, "below", values={"value": shown, "limit": f"{limits.low:g}"})
            return
        if value > limits.high:
            yield Problem(path, "above", values={"value": shown, "limit": f"{limits.high:g}"})
            return
        if finding.type != "number" and _decimals(value) > limits.decimals:
            yield Problem(path, "decimals", values={"value": brief(str(value)), "limit": str(limits.decimals)})
            return
    if finding.confirm is not None and finding.confirm.asks(value):
        yield Problem(path, "unusual", "confirm", {"value": shown})


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def one_of(value: Any, allowed: tuple[str, ...], path: str) -> Iterator[Problem]:
    """Refuse everything but the allowed words."""
    if not isinstance(value, str) or value not in allowed:
        yield Problem(path, "not_a_choice", values={"value": _shown(value), "allowed": ", ".join(allowed)})


def _shown(value: Any) -> str:
    """A value as JSON in a message."""
    return brief(value) if isinstance(value, str) else brief(msgspec.json.encode(value).decode())
