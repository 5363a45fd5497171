"""Sets the paper of a session as it would be issued now: the sheet, or with a red flag the referral memo."""

import re
from datetime import date

from clinic_app.actions.visits import OpenedVisit
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.proposal import Proposal
from clinic_app.domain.text import Language
from clinic_app.errors import Refused
from clinic_app.handouts import memo_content, render_memo, render_sheet, sheet_content
from clinic_app.i18n import N_
from clinic_app.rules.ruleset import RuleSet

NOT_READY = N_("Decide on the result before the sheet is made.")


def draft_handout(  # noqa: PLR0913 - each is its own fact
    opened: OpenedVisit,
    rule_set: RuleSet,
    proposal: Proposal,
    clinic: ClinicProfile,
    *,
    person: str,
    language: Language,
) -> bytes:
    """The finished PDF; nothing is stored. A sheet needs a plan and a decision."""
    assessment, details = opened.assessment.assessment, opened.client.details
    day = date.fromisoformat(assessment.date)
    if proposal.outcome == "refer":
        return render_memo(
            memo_content(
                assessment,
                proposal,
                rule_set,
                client_name=details.name,
                kana=details.kana,
                date=day,
                trainer=person,
                clinic=clinic,
                language=language,
            )
        )
    if opened.plan is None or opened.decision is None:
        raise Refused(NOT_READY)
    return render_sheet(
        sheet_content(
            assessment,
            proposal,
            rule_set,
            opened.plan,
            client_name=details.name,
            kana=details.kana,
            date=day,
            trainer=person,
            clinic=clinic,
            language=language,
            causes=opened.decision.causes,
        )
    )


def page_count(pdf: bytes) -> int:
    """Pages of a PDF of ours, from the root of its page tree."""
    found = re.search(rb"/Count (\d+)", pdf)
    return int(found.group(1)) if found else 0
