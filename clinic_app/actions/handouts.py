"""What a trainer does with a finished paper: approve it, so that it is kept as it is. It is set elsewhere."""

import hashlib
from pathlib import Path

from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.plans import RED_FLAG
from clinic_app.actions.proposals import standing_proposal
from clinic_app.actions.visits import refuse_closed
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Handout, HandoutKind, Variant
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.platform import replace_file
from clinic_app.records.record import Record, UnitOfWork

NO_PLAN = N_("Save the plan before the sheet is made.")
NOT_A_PDF = N_("The paper could not be made; nothing was kept. Try the plain sheet.")
IS_THERE = N_("There is a file of the name {name} already; it was left as it is. Choose another name.")
NOT_WRITTEN = N_("{name} could not be written there. Choose another place.")


def issue_handout(  # noqa: PLR0913 - each is its own fact
    record: Record,
    visit_id: str,
    *,
    pdf: bytes,
    pages: int,
    actor: str,
    approved_by: str,
    kind: HandoutKind = "sheet",
    variant: Variant = "standard",
    language: Language = "ja",
) -> Changed[Handout]:
    """Freeze a paper of an open session. A sheet needs a plan and no red flag; a referral memo needs neither.

    `approved_by` is the name read beside it later; the audit keeps the id, `actor`.
    """
    if not pdf.startswith(b"%PDF-") or pages < 1:
        raise Refused(NOT_A_PDF)
    with record.unit_of_work() as work:
        refuse_closed(work.visits.get(visit_id))
        handout = work.handouts.add(
            Handout(
                id=work.new_id(),
                visit_id=visit_id,
                plan_id=_plan_id(work, visit_id) if kind == "sheet" else None,
                kind=kind,
                variant=variant,
                language=language,
                pdf=pdf,
                sha256=hashlib.sha256(pdf).hexdigest(),
                pages=pages,
                approved_by=approved_by,
                issued_at=work.now,
            )
        )
        work.print_jobs.add(work.new_id(), handout, work.now.astimezone().date())
        work.audit("issue_handout", actor, handout.id)
        work.commit()
    return changed(handout, "handout")


def _plan_id(work: UnitOfWork, visit_id: str) -> str:
    if standing_proposal(work, visit_id).proposal.outcome == "refer":
        raise Refused(RED_FLAG)
    plan = work.plans.newest_of(visit_id)
    if plan is None:
        raise Refused(NO_PLAN)
    return plan.id


def save_handout(  # noqa: PLR0913 - each is its own fact
    record: Record, visit_id: str, pdf: bytes, path: Path, *, may_replace: bool, actor: str
) -> Changed[None]:
    """Write a paper into a file, whole or not at all. Audited first: from then on it is out of the record."""
    if not may_replace and path.exists():
        raise Refused(IS_THERE, name=path.name)
    with record.unit_of_work() as work:
        work.visits.get(visit_id)
        work.audit("save_handout", actor, visit_id)
        work.commit()
    try:
        replace_file(path, pdf)
    except OSError:
        raise Refused(NOT_WRITTEN, name=path.name) from None
    return changed(None)
