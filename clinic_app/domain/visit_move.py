"""A visit that was entered under the wrong client and moved to the right one."""

from datetime import datetime

import msgspec

from clinic_app.domain.visit import VisitKind


class VisitMove(msgspec.Struct, frozen=True):
    """One move: where the visit hung before, so that it can be taken back."""

    id: str
    visit_id: str
    from_client_id: str
    from_episode_id: str
    from_kind: VisitKind
    moved_by: str
    moved_at: datetime
    undone_at: datetime | None = None
