"""`clinic-app assess`: documents in, one result per line out. All are checked before the first result is printed."""

import sys
from typing import Any, NamedTuple

import msgspec

from clinic_app.cli.factory import factory_evaluator
from clinic_app.cli.files import documents, read_input, refuse
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.checks import Problem
from clinic_app.domain.document import DocumentError, read_assessment
from clinic_app.domain.proposal import Flip, Proposal
from clinic_app.domain.text import Language
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.explain import flip_text, label, line, reason_text
from clinic_app.rules.flips import what_changes
from clinic_app.rules.observe import observe


def assess(name: str, language: Language) -> int:
    """Evaluate a JSON document, or one per line, from a file or standard input."""
    evaluator = factory_evaluator()
    given = []
    for number, raw in documents(read_input(name)):
        try:
            given.append(checked(raw, evaluator))
        except DocumentError as error:
            raise refuse(name, number, error, language) from None
    encoder = msgspec.json.Encoder()
    for document in given:
        sys.stdout.buffer.write(encoder.encode(result(document, evaluator, language)) + b"\n")
    sys.stdout.buffer.flush()
    return 0


class Checked(NamedTuple):
    """A document that holds nothing to refuse, with what is asked back about it."""

    assessment: Assessment
    confirm: list[Problem]


def checked(raw: bytes, evaluator: Evaluator) -> Checked:
    """One document that may be evaluated; raises `DocumentError` with everything that is refused."""
    assessment = read_assessment(raw)
    found = evaluator.problems(assessment)
    refused = [problem for problem in found if problem.kind == "refuse"]
    if refused:
        raise DocumentError(refused)
    return Checked(assessment, found)


def result(document: Checked, evaluator: Evaluator, language: Language) -> dict[str, Any]:
    """The result object of CLINICAL.md 8."""
    assessment = document.assessment
    facts = observe(assessment, evaluator.rule_set.catalogue)
    cleared = assessment.cleared_by_doctor
    proposal = evaluator.propose(facts, cleared)
    rule_set = evaluator.rule_set
    changes, follows = what_changes(evaluator, facts, cleared)
    return _decided(proposal) | {
        "reasons": _reasons(proposal, assessment, evaluator, language),
        "unasked": [{"finding": path, "text": label(rule_set, path, language)} for path in proposal.unasked],
        "flips": [_flip(flip, evaluator, language) for flip in changes],
        "next_test": None
        if follows is None
        else {
            "finding": follows.finding,
            "text": label(rule_set, follows.finding, language),
            "leads_to": [_flip(flip, evaluator, language) for flip in follows.leads_to],
        },
        "confirm": [{"path": problem.path, "text": line(problem, language)} for problem in document.confirm],
        "ruleset": proposal.ruleset,
    }


def _decided(proposal: Proposal) -> dict[str, Any]:
    shown: dict[str, Any] = {"outcome": proposal.outcome}
    if proposal.urgency is not None:
        shown["urgency"] = proposal.urgency
    for name in ("causes", "provisional", "tied", "confidence", "points", "levels", "flags", "movement_findings"):
        shown[name] = getattr(proposal, name)
    for name in ("plan", "urgent", "refer", "caution"):
        shown[name] = getattr(proposal, name)
    return shown


def _reasons(proposal: Proposal, assessment: Assessment, evaluator: Evaluator, language: Language) -> dict[str, Any]:
    """What speaks for each cause and what against it, cause by cause in their order."""
    shown: dict[str, list[dict[str, Any]]] = {"for": [], "against": []}
    order = [cause.id for cause in evaluator.rule_set.rules.cause]
    for reason in sorted(proposal.reasons, key=lambda given: order.index(given.cause)):
        shown["for" if reason.points > 0 else "against"].append(
            {
                "cause": reason.cause,
                "points": reason.points,
                "finding": reason.finding,
                "observed": reason.observed,
                "text": reason_text(evaluator.rule_set, reason, language, assessment),
            }
        )
    return shown


def _flip(flip: Flip, evaluator: Evaluator, language: Language) -> dict[str, Any]:
    return {
        "finding": flip.finding,
        "observed": flip.observed,
        "to": flip.to,
        "outcome": flip.outcome,
        "causes": flip.causes,
        "text": flip_text(evaluator.rule_set, flip, language),
    }
