"""The paper of a session: its words as they stand now, and freezing it. Plain Python; the plan step shows it."""

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from clinic_app import actions
from clinic_app.actions.handout_drafts import draft_content
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Handout, Plan, PlanItem, Variant
from clinic_app.handouts import Check, MemoContent, Paper, SheetContent

if TYPE_CHECKING:
    from clinic_app.desktop.trainer.session import Session


def paper_content(session: "Session", language: Language, variant: Variant) -> SheetContent | MemoContent:
    """The words of the paper as it would be issued now; raises `Refused`."""
    context = session.context
    return draft_content(
        session.as_opened(),
        context.rule_set,
        session.proposal,
        context.clinic_at(session.visit.studio),
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


def mended(
    plan: Plan | None, content: SheetContent, check: Check, offer: str
) -> tuple[tuple[PlanItem, ...], dict[str, str]]:
    """The plan's exercises and settings with what a check offers instead of what it found."""
    items = list(plan.items if plan else ())
    if check.field == "name":
        return tuple(items), {"printed_name": content.person.name.replace(check.found, offer)}
    if check.field == "note":
        return tuple(items), {"note": _without(content.note, check, offer)}
    at_home = [place for place, item in enumerate(items) if item.goes_home]
    if check.field == "cue" and 0 <= check.item < len(at_home):
        place = at_home[check.item]
        items[place] = replace(items[place], cue=_without(content.exercises[check.item].cue, check, offer))
    return tuple(items), {}


def _without(text: str, check: Check, offer: str) -> str:
    """A text with the offer instead of what was found; what cannot stand there at all goes as a whole."""
    if check.kind in ("overflow", "near_empty", "japanese"):
        return ""
    return re.sub(re.escape(check.found), lambda _found: offer, text, flags=re.IGNORECASE).strip()
