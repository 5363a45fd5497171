"""What others do with the session on screen: who has it open, what they saved, and two versions that met.

Plain Python beside the session, which it belongs to. Nothing of either version is dropped: where both differ the
person picks, place by place, and what is picked is saved over the version that was seen.
"""

import copy
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal

from clinic_app import actions
from clinic_app.desktop.trainer.document_paths import put_at
from clinic_app.desktop.trainer.plan_versions import WHOLE, PlanVersions
from clinic_app.domain.assessment import to_plain
from clinic_app.domain.two_versions import Difference, differences
from clinic_app.domain.visit import Plan, StoredAssessment
from clinic_app.errors import Refused
from clinic_app.records.fault_sentences import STALE
from clinic_app.records.live import AT_WORK, AtWork, News

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.session import Session

Picked = Literal["mine", "theirs"]


class Elsewhere:
    """One session's other people. `ask` tells who has it open; without a server nobody else can."""

    def __init__(self, session: "Session", plan: Plan | None) -> None:
        self._session = session
        self.plans = PlanVersions(session, plan)
        self.ask: Callable[[], tuple[AtWork, ...]] | None = None
        self.at_work: tuple[AtWork, ...] = ()
        self.theirs: StoredAssessment | None = None  # the version that stands in the record while ours was refused
        self.taken_over = False  # what is shown came from somebody else just now

    def met(self, refused: Refused) -> None:
        """An entry was refused: where somebody else saved first, look at what they saved."""
        self.taken_over = False
        if refused.message != STALE:
            return
        try:
            self.theirs = actions.resume_visit(self._session.context.record, self._session.visit_id).assessment
        except Refused:
            return  # the line broke meanwhile: the next try meets it again

    def hear(self, news: Collection[News] | None) -> None:
        """Somebody saved something, or anything may have been (None): what others entered here is shown at once.

        Unless an entry of ours waits to be saved: then its own try meets the other version.
        """
        session = self._session
        if news is None or any(one.action == AT_WORK for one in news):
            self.look()
        if news is None or any(one.action == "save_plan" for one in news):
            self.plans.look()
        if session.refused is not None or (news is not None and not self._concerns(news)):
            return
        try:
            newest = actions.resume_visit(session.context.record, session.visit_id).assessment
        except Refused:
            return
        if newest.revision > session.stored.revision:
            self.taken_over = True
            session.go_on_from(newest, to_plain(newest.assessment))

    def _concerns(self, news: Collection[News]) -> bool:
        stored = self._session.stored
        return any(one.record_id == stored.id and one.revision > stored.revision for one in news)

    def look(self) -> None:
        """See anew who has this session open."""
        if self.ask is None:
            return
        try:
            before, self.at_work = self.at_work, self.ask()
        except Refused:
            return
        if before != self.at_work:
            self._session.announce()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where what is on screen and what somebody else saved differ."""
        if self.theirs is None:
            return self.plans.differences
        began, mine = to_plain(self._session.stored.assessment), to_plain(self._session.assessment)
        return (*differences(began, mine, to_plain(self.theirs.assessment)), *self.plans.differences)

    @property
    def has_met(self) -> bool:
        """Whether two versions wait for somebody to choose."""
        return self.theirs is not None or self.plans.theirs is not None

    def settle(self, picked: Mapping[str, Picked]) -> None:
        """Save what was picked at every place over the version that was seen."""
        theirs = self.theirs
        if theirs is None:  # only the plans met
            self.plans.settle(picked)
            self._session.announce()
            return
        plain: dict[str, Any] = copy.deepcopy(to_plain(theirs.assessment))
        for one in self.differences:
            if picked[one.path] == "mine" and not one.path.startswith(f"{WHOLE}."):
                put_at(plain, one.path, one.mine)
        self.theirs = None
        self._session.go_on_from(theirs, plain)
        self.plans.settle(picked)
