"""`clinic-app assess`: documents in, one result per line out. All are checked before the first result is printed."""

import gc
import sys
from functools import cache
from typing import Any, NamedTuple

import msgspec

from clinic_app.cli.factory import factory_evaluator
from clinic_app.cli.files import documents, read_input, refuse
from clinic_app.domain.assessment import Assessment
from clinic_app.domain.document import DocumentError, read_assessment
from clinic_app.domain.problem import Problem
from clinic_app.domain.proposal import Flip, Proposal
from clinic_app.domain.text import Language
from clinic_app.rules.doubts import doubts
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.explain import flip_text, label, line, next_text, reason_text
from clinic_app.rules.flips import what_changes
from clinic_app.rules.observe import observe


def assess(name: str, language: Language) -> int:
    """Evaluate a JSON document, or one per line, from a file or standard input."""
    gc.disable()  # nothing here makes rings; looking for some among thousands of kept documents takes long
    try:
        _assess(name, language)
    finally:
        gc.enable()
    return 0


def _assess(name: str, language: Language) -> None:
    evaluator = factory_evaluator()
    given = []
    for number, raw in documents(read_input(name)):
        try:
            given.append(checked(raw, evaluator))
        except DocumentError as error:
            raise refuse(name, number, error, language) from None
    encoder, words = msgspec.json.Encoder(), Words(evaluator, language)
    for document in given:
        sys.stdout.buffer.write(encoder.encode(result(document, evaluator, words)) + b"\n")
    sys.stdout.buffer.flush()


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


class Words:
    """The words of one rule set in one language; what is said of many documents is put together once."""

    def __init__(self, evaluator: Evaluator, language: Language) -> None:
        self.rule_set, self.language = evaluator.rule_set, language
        self.name, self.flip = cache(self._name), cache(self._flip)

    def _name(self, path: str) -> dict[str, Any]:
        return {"finding": path, "text": label(self.rule_set, path, self.language)}

    def _flip(self, flip: Flip) -> dict[str, Any]:
        """One change; Flip(True) and Flip(1) are told apart by their findings."""
        shown: dict[str, Any] = msgspec.to_builtins(flip)
        return shown | {"text": flip_text(self.rule_set, flip, self.language)}


def result(document: Checked, evaluator: Evaluator, words: Words) -> dict[str, Any]:
    """The result object of CLINICAL.md 8."""
    assessment = document.assessment
    facts = observe(assessment, evaluator.rule_set.catalogue)
    cleared = assessment.cleared_by_doctor
    proposal = evaluator.propose(facts, cleared)
    changes, follows = what_changes(evaluator, facts, cleared, doubts(evaluator, assessment))
    return _decided(proposal) | {
        "reasons": _reasons(proposal, assessment, words),
        "unasked": [words.name(path) for path in proposal.unasked],
        "flips": [words.flip(flip) for flip in changes],
        "next_test": None
        if follows is None
        else words.name(follows.finding)
        | {
            "reason": next_text(words.rule_set, follows, words.language),
            "leads_to": [words.flip(flip) for flip in follows.leads_to],
        },
        "confirm": [{"path": problem.path, "text": line(problem, words.language)} for problem in document.confirm],
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


def _reasons(proposal: Proposal, assessment: Assessment, words: Words) -> dict[str, Any]:
    """What speaks for each cause and what against it, cause by cause in their order."""
    shown: dict[str, list[dict[str, Any]]] = {"for": [], "against": []}
    order = [cause.id for cause in words.rule_set.rules.cause]
    for reason in sorted(proposal.reasons, key=lambda given: order.index(given.cause)):
        shown["for" if reason.points > 0 else "against"].append(
            {
                "rule": reason.rule,
                "cause": reason.cause,
                "points": reason.points,
                "finding": reason.finding,
                "observed": reason.observed,
                "text": reason_text(words.rule_set, reason, words.language, assessment),
            }
        )
    return shown
