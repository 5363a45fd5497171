"""What the cards of a test need of whoever holds its findings: the session for the test, a re-test for the test again.

Plain functions change a document, by one field of one side or by the answers of a group, and give the changed one back.
"""

import copy
from collections.abc import Iterable
from typing import Any, Protocol

from clinic_app.desktop.context import Context
from clinic_app.desktop.trainer.document_paths import put_at, value_at
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.checks import Problem
from clinic_app.domain.finding import ScreeningItem
from clinic_app.domain.levels import TestLevels
from clinic_app.domain.real_change import Seen

Plain = dict[str, Any]


class SideEntries(Protocol):
    """The findings of one test, to be looked at and entered."""

    @property
    def context(self) -> Context:
        """The surroundings of the page."""

    @property
    def assessment(self) -> Assessment:
        """The document as it stands."""

    @property
    def levels(self) -> TestLevels:
        """The levels of the document."""

    def value(self, path: str) -> Any:
        """The recorded value at a path."""

    def objections_below(self, prefix: str) -> list[Problem]:
        """What is wrong, unfinished, or asked back below a path."""

    def put_side(self, test: str, side: str, field: str, value: Any) -> Problem | None:
        """Record one field of one side; returns the refusal, if any."""

    def set_status(self, test: str, side: str, status: str | None) -> Problem | None:
        """Say how a side went."""

    def last_side(self, test: str, side: str) -> Seen | None:
        """What this side came to when it was tested before; None when it was not."""

    def confirmed(self, problem: Problem) -> bool:
        """Whether an odd value was confirmed."""

    def confirm(self, problem: Problem) -> None:
        """Say that an odd value is right."""


def with_field(plain: Plain, test: str, side: str, field: str, value: Any) -> Plain:
    """The document with one field of a side; the side then counts as done unless it says otherwise."""
    changed = copy.deepcopy(plain)
    put_at(changed, f"tests.{test}.{side}.{field}", value)
    tests = changed["tests"][test] if value is not None else value_at(changed, f"tests.{test}")
    if isinstance(tests, dict) and isinstance(tests.get(side), dict):
        tests[side].setdefault("status", "done")
        if field == "key_faults" and not value and value is not None:
            tests[side]["failed_reps"] = 0  # without a key fault no repetition can have failed
    return changed


def with_status(plain: Plain, test: str, side: str, status: str | None) -> Plain:
    """The document with how a side went; a side that was not done keeps only the pain before it."""
    changed = copy.deepcopy(plain)
    where = f"tests.{test}.{side}"
    if status is None:
        put_at(changed, where, None)
        return changed
    recorded = value_at(changed, where) or {}
    if status == "not_done":
        before = (recorded.get("pain") or {}).get("before")
        recorded = {"pain": {"before": before}} if before is not None else {}
    else:
        recorded.pop("reason", None)
    put_at(changed, where, {**recorded, "status": status})
    return changed


def with_all_no(plain: Plain, items: Iterable[ScreeningItem], group: str) -> Plain:
    """The document with a "no" for every item of a read-aloud group that is still open."""
    changed = copy.deepcopy(plain)
    for item in items:
        if item.group != group or item.computed:
            continue
        parts = [f"{item.id}.{part.id}" for part in item.parts if part.id not in item.on_paper]
        for key in parts or [item.id]:
            if value_at(plain, f"screening.{key}") is None:
                put_at(changed, f"screening.{key}", "no")
    return changed
