"""The paper of a session: its words as they stand now, and freezing it. Plain Python; the plan step shows it."""

from typing import TYPE_CHECKING

from clinic_app import actions
from clinic_app.actions.handout_drafts import draft_content
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Handout, Variant
from clinic_app.handouts import MemoContent, Paper, SheetContent

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.session import Session


def paper_content(session: "Session", language: Language, variant: Variant) -> SheetContent | MemoContent:
    """The words of the paper as it would be issued now; raises `Refused`."""
    context = session.context
    return draft_content(
        session.as_opened(),
        context.rule_set,
        session.proposal,
        context.clinic,
        person=context.person,
        language=language,
        variant=variant,
    )


def issue_paper(session: "Session", paper: Paper, language: Language) -> Handout:
    """Freeze a finished paper; that it is the plain one is written into the log. Raises `Refused`."""
    context, memo = session.context, session.proposal.outcome == "refer"
    if memo:
        session.stored_proposal = actions.propose(
            context.record, session.visit_id, context.evaluator, actor=context.actor
        ).value
    handout = actions.issue_handout(
        context.record,
        session.visit_id,
        pdf=paper.pdf,
        pages=paper.pages,
        actor=context.actor,
        approved_by=context.person,
        kind="memo" if memo else "sheet",
        variant=paper.variant,
        language=language,
    ).value
    if paper.fault is not None:
        context.tell("plain_paper", paper.fault)
    return handout
