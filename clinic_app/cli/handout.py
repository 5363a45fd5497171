"""`clinic-app handout`: one assessment document becomes the sheet that goes home, or the memo for a doctor."""

import hashlib
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.cli.assess import checked
from clinic_app.cli.factory import factory_evaluator
from clinic_app.cli.files import read_input, refuse, write_whole
from clinic_app.domain.assessment import Assessment, encode
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.document import DocumentError
from clinic_app.domain.plan_code import new_plan_code
from clinic_app.domain.proposal import Planned, Proposal
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Plan, PlanItem, Variant
from clinic_app.errors import Refused
from clinic_app.handouts import memo_content, render_memo, render_sheet, sheet_content
from clinic_app.i18n import N_
from clinic_app.rules.evaluate import Evaluator

NO_TEST = N_("{path}: no movement test was done, so there is nothing to hand over")
SCREENING_OPEN = N_("{path}: the red-flag screening is not finished ({missing} is missing), so nothing is handed over")
URGENT_OPEN = N_("{path}: no memo before every urgent item is answered ({missing} is missing)")
NAME_BLANK = "＿＿＿＿＿＿"


def write_handout(name: str, output: Path, variant: Variant, language: Language) -> int:
    """Write the paper of one document as a PDF."""
    evaluator = factory_evaluator()
    try:
        assessment = checked(read_input(name), evaluator).assessment
    except DocumentError as error:
        raise refuse(name, None, error, language) from None
    write_whole(output, paper(assessment, evaluator, variant, language, name), name)
    sys.stdout.write(f"{output}\n")
    return 0


def paper(assessment: Assessment, evaluator: Evaluator, variant: Variant, language: Language, name: str = "-") -> bytes:
    """The sheet, or the memo for the outcome refer; raises `Refused` where nothing may go home."""
    proposal = evaluator.evaluate(assessment)
    _refuse_nothing_to_hand_over(proposal, evaluator, name)
    rule_set = evaluator.rule_set
    client = assessment.client
    who, day = client.name or NAME_BLANK, _day(assessment).date()
    clinic = ClinicProfile(name="")
    if proposal.outcome == "refer":
        memo = memo_content(
            assessment,
            proposal,
            rule_set,
            client_name=who,
            kana=client.kana,
            date=day,
            trainer="",
            clinic=clinic,
            language=language,
        )
        return render_memo(memo)
    sheet = sheet_content(
        assessment,
        proposal,
        rule_set,
        plan_of(assessment, proposal, evaluator),
        client_name=who,
        kana=client.kana,
        date=day,
        trainer="",
        clinic=clinic,
        language=language,
        variant=variant,
    )
    return render_sheet(sheet)


def _refuse_nothing_to_hand_over(proposal: Proposal, evaluator: Evaluator, name: str) -> None:
    if proposal.outcome == "insufficient":
        raise Refused(NO_TEST, path=name)
    if proposal.outcome == "screening_incomplete":
        raise Refused(SCREENING_OPEN, path=name, missing=proposal.unasked[0])
    urgent = evaluator.gate.unanswered_urgent(proposal.unasked)
    if proposal.outcome == "refer" and urgent:
        raise Refused(URGENT_OPEN, path=name, missing=urgent[0])


def plan_of(assessment: Assessment, proposal: Proposal, evaluator: Evaluator) -> Plan:
    """The proposed plan as it would be agreed on; its code follows from the document, so that the paper does too."""
    digest = hashlib.sha256(encode(assessment).encode()).digest()
    code = new_plan_code(random.Random(digest))  # noqa: S311 - a label, not a secret
    items = tuple(_item(planned, evaluator) for planned in proposal.plan)
    return Plan(id="", visit_id="", code=code, items=items, recheck_on=None, approved_by="", saved_at=_day(assessment))


def _day(assessment: Assessment) -> datetime:
    return datetime.fromisoformat(assessment.date).replace(tzinfo=UTC)


def _item(planned: Planned, evaluator: Evaluator) -> PlanItem:
    forms = {str(name): form for name, form in evaluator.rule_set.exercises[planned.exercise].forms.items()}
    form = forms[planned.form]
    return PlanItem(planned.exercise, planned.form, form.dose.reps, form.dose.sets)
