"""The plan of the session on screen, saved over what was seen of it; and two plans that met, place by place.

Plain Python beside the session, which it belongs to. What was agreed here is kept until it is stored or given up.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from clinic_app import actions
from clinic_app.domain.two_versions import Difference, differences
from clinic_app.domain.visit import Plan, PlanItem
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import STALE

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.elsewhere import Picked
    from clinic_app.desktop.trainer.session import Session

WHOLE = "plan"
KEPT = ("recheck_on", "recheck_time", "note", "back_to_running", "printed_name")


class PlanVersions:
    """One session's plan. `theirs` is what somebody else saved while ours was refused."""

    def __init__(self, session: "Session", seen: Plan | None) -> None:
        self._session, self._seen = session, seen
        self.theirs: Plan | None = None
        self._mine: dict[str, Any] = {}

    def save(self, items: tuple[PlanItem, ...], settings: Mapping[str, Any]) -> Plan:
        """Save over the plan that was seen last; raises `Refused`, and then both versions can be looked at."""
        session = self._session
        try:
            self._seen = actions.save_plan(
                session.context.record,
                session.visit_id,
                items=items,
                evaluator=session.context.evaluator,
                actor=session.context.actor,
                approved_by=session.context.person,
                seen=(self._seen,),
                **settings,
            ).value
        except Refused as refused:
            if refused.message != STALE or not self._met({"items": items, **settings}):
                raise
        self.theirs, self._mine = None, {}
        assert self._seen is not None  # noqa: S101 - saved, or the same stands there already
        return self._seen

    def _met(self, mine: dict[str, Any]) -> bool:
        """Look at what somebody else saved; True where that says the same, so that nothing is left to choose."""
        theirs = actions.plan_of(self._session.context.record, self._session.visit_id)
        if theirs is None:
            return False
        if _plain(theirs) == mine:
            self._seen = theirs
            return True
        self.theirs, self._mine = theirs, mine
        self._session.announce()
        return False

    def look(self) -> None:
        """Go on from a plan that somebody else saved, unless one of ours waits to be chosen."""
        session = self._session
        if self.theirs is not None or session.decided is None:
            return
        try:
            newest = actions.plan_of(session.context.record, session.visit_id)
        except Refused:
            return
        if newest is not None and newest != self._seen:
            self._seen = session.plan = newest
            session.announce()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where the plan that was agreed on here and the one in the record differ."""
        if self.theirs is None:
            return ()
        return differences(
            {WHOLE: {} if self._seen is None else _plain(self._seen)}, {WHOLE: self._mine}, {WHOLE: _plain(self.theirs)}
        )

    def settle(self, picked: Mapping[str, "Picked"]) -> None:
        """Save what was picked at every place over the version that was seen; raises `Refused`."""
        if self.theirs is None:
            return
        chosen = _plain(self.theirs)
        for one in self.differences:
            if picked[one.path] == "mine":
                name = one.path.removeprefix(f"{WHOLE}.")
                chosen[name] = self._mine[name]
        before, mine = self.theirs, self._mine
        self._seen = self._session.plan = before
        self.theirs = None
        try:
            if chosen != _plain(before):
                self._session.plan = self.save(chosen.pop("items"), chosen)
        except Refused:
            if self.theirs is None:  # refused for another reason than a third version: what was agreed stays
                self.theirs, self._mine = before, mine
            raise
        self._mine = {}


def _plain(plan: Plan) -> dict[str, Any]:
    found = msgspec.structs.asdict(plan)
    return {name: found[name] for name in ("items", *KEPT)}
