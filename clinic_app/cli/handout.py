"""`clinic-app handout`: one assessment document becomes the sheet that goes home, or the memo for a doctor."""

import hashlib
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from clinic_app.cli.assess import checked
from clinic_app.cli.factory import factory_evaluator
from clinic_app.cli.files import documents, read_input, refuse, write_whole
from clinic_app.domain.assessment import Assessment, encode
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.document import DocumentError
from clinic_app.domain.plan_code import new_plan_code
from clinic_app.domain.proposal import Planned, Proposal
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Plan, PlanItem, Variant
from clinic_app.errors import Refused
from clinic_app.handouts import (
    MemoContent,
    PictureMissing,
    SheetContent,
    make_paper,
    memo_content,
    missing_pictures,
    render_papers,
    sheet_content,
)
from clinic_app.handouts.blank_forms import render_blank_forms
from clinic_app.i18n import N_, texts
from clinic_app.rules.evaluate import Evaluator

NO_TEST = N_("{path}: no movement test was done, so there is nothing to hand over")
SCREENING_OPEN = N_("{path}: the red-flag screening is not finished ({missing} is missing), so nothing is handed over")
URGENT_OPEN = N_("{path}: no memo before every urgent item is answered ({missing} is missing)")
PLAIN = N_("The paper could not be made as usual ({kind}); the plain version was written.")
PLAIN_ALONE = N_("{path}: a plain sheet is made of one document at a time")
NOT_TOGETHER = N_(
    "{path}: the papers could not be made as usual ({kind}), and nothing was written. Make them one at a time: each "
    "that cannot be made comes out plain."
)
NAME_BLANK = "＿＿＿＿＿＿"


def write_handout(name: str, output: Path, variant: Variant, language: Language) -> int:
    """Write the paper of one document as a PDF, or those of several one after the other.

    What became the plain one instead is said on standard error.
    """
    contents = _contents(name, variant, language)
    if len(contents) > 1:
        if variant == "plain":
            raise Refused(PLAIN_ALONE, path=name)
        write_whole(output, _together(contents, name), name)
        sys.stdout.write(f"{output}\n")
        return 0
    made = make_paper(contents[0])
    write_whole(output, made.pdf, name)
    sys.stdout.write(f"{output}\n")
    if made.fault is not None:
        sys.stderr.write(texts("messages", language)(PLAIN).format(kind=type(made.fault).__name__) + "\n")
    return 0


def _together(contents: list[SheetContent | MemoContent], name: str) -> bytes:
    """Several papers in one file: whole, or none of them."""
    if any(isinstance(one, SheetContent) and missing_pictures(one) for one in contents):
        raise Refused(NOT_TOGETHER, path=name, kind=PictureMissing.__name__)
    try:
        return render_papers(contents)
    except Exception as fault:  # noqa: BLE001 - as in `make_paper`, only that the plain paper cannot lie among others
        raise Refused(NOT_TOGETHER, path=name, kind=type(fault).__name__) from None


def _contents(name: str, variant: Variant, language: Language) -> list[SheetContent | MemoContent]:
    """The words of the paper of each document of the input, all of which are checked first."""
    evaluator, made = factory_evaluator(), []
    for number, raw in documents(read_input(name)):
        try:
            assessment = checked(raw, evaluator).assessment
        except DocumentError as error:
            raise refuse(name, number, error, language) from None
        where = name if number is None else f"{name}:{number}"
        made.append(content(assessment, evaluator, variant, language, where))
    return made


def write_blank_forms(output: Path, language: Language) -> int:
    """Write the forms for a day without power."""
    write_whole(output, render_blank_forms(factory_evaluator().rule_set, ClinicProfile(name=""), language), str(output))
    sys.stdout.write(f"{output}\n")
    return 0


def content(
    assessment: Assessment, evaluator: Evaluator, variant: Variant, language: Language, name: str = "-"
) -> SheetContent | MemoContent:
    """The words of the sheet, or of the memo for the outcome refer; raises `Refused` where nothing may go home."""
    proposal = evaluator.evaluate(assessment)
    _refuse_nothing_to_hand_over(proposal, evaluator, name)
    rule_set = evaluator.rule_set
    client = assessment.client
    who, day = client.name or NAME_BLANK, _day(assessment).date()
    clinic = ClinicProfile(name="")
    if proposal.outcome == "refer":
        return memo_content(
            assessment,
            proposal,
            rule_set,
            client_name=who,
            kana=client.kana,
            date=day,
            trainer="",
            clinic=clinic,
            language=language,
            variant=variant,
        )
    return sheet_content(
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
