"""Everything the studio has written down about one client, gathered for the client: for reading, and for a program."""

from datetime import datetime
from typing import Any

import msgspec

from clinic_app.domain.client import Client
from clinic_app.domain.consent import Consent
from clinic_app.domain.diary import Diary
from clinic_app.domain.follow_up import OutcomeMeasure, Retest
from clinic_app.domain.visit import Decision, Handout, Plan, StoredAssessment, StoredProposal, Visit

FORMAT = "clinic-app/client-copy/1"


class Addition(msgspec.Struct, frozen=True):
    """What was added to a visit after it was closed."""

    text: str
    written_by: str
    written_at: datetime


class VisitCopy(msgspec.Struct, frozen=True):
    """One visit as it stands now: the newest findings, proposal, plan and the plan's returned strip, the rest whole."""

    visit: Visit
    assessment: StoredAssessment
    proposal: StoredProposal | None
    decisions: tuple[Decision, ...]
    plan: Plan | None
    handouts: tuple[Handout, ...]
    additions: tuple[Addition, ...]
    measures: tuple[OutcomeMeasure, ...] = ()
    retests: tuple[Retest, ...] = ()
    diary: Diary | None = None


class ClientCopy(msgspec.Struct, frozen=True):
    """The copy. `rows` is the whole of it as plain data, every version included; the rest is what is read."""

    client: Client
    consents: tuple[Consent, ...]
    visits: tuple[VisitCopy, ...]
    rows: dict[str, Any]
    made_at: datetime
