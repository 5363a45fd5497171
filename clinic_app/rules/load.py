"""Reads a rule set from its TOML texts and refuses an invalid one with file, place and reason.

The texts are given, not files: the factory set comes from `resources/`, a studio's own from the record. What is
proved over all inputs (dead rules, contradictions) belongs to `check`; the error and its sentences to `load_faults`.
"""

import difflib
import hashlib
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from clinic_app.domain.assessment import POSITIONS, TESTS
from clinic_app.domain.exercise import Exercise
from clinic_app.domain.finding import (
    Catalogue,
    Finding,
    Rotation,
    ScreeningGroup,
    ScreeningItem,
    TestProtocol,
)
from clinic_app.domain.proposal import BLOCKS, RuleSetRef
from clinic_app.rules import load_faults as fault
from clinic_app.rules.load_faults import NOT_UTF8, RuleSetError, not_toml, wrong_shape
from clinic_app.rules.observe import COMPUTED, LUMBAR_EXTENSION
from clinic_app.rules.ruleset import Condition, RuleDocument, RuleSet

__all__ = ["FOLDERS", "NOT_UTF8", "RuleSetError", "load_rule_set", "possible_answers", "screening_paths", "text_hash"]
FOLDERS = ("findings", "rules", "exercises")
MOST_DOTS = 500  # on one line: the parser takes the square of a dotted key's length
T = TypeVar("T")


class FindingsDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One findings file as it is written."""

    finding: tuple[Finding, ...] = ()
    item: tuple[ScreeningItem, ...] = ()
    group: tuple[ScreeningGroup, ...] = ()
    protocol: TestProtocol | None = None
    rotation: Rotation | None = None


def load_rule_set(texts: Mapping[str, str], poses: Collection[str] | None = None) -> RuleSet:
    """Build a rule set from texts by file name (`findings/intake.toml`); raises `RuleSetError`.

    `poses` are the ids that pictures may name; None skips that check.
    """
    documents = {name: _parse(name, text) for name, text in sorted(texts.items())}
    findings = [_convert(name, documents[name], FindingsDocument) for name in _in_folder(documents, "findings")]
    rule_files = _in_folder(documents, "rules")
    if len(rule_files) != 1:
        raise RuleSetError("rules", "", fault.ONE_RULE_FILE, {"count": len(rule_files)})
    document = _convert(rule_files[0], documents[rule_files[0]], RuleDocument)
    exercises = {}
    for name in _in_folder(documents, "exercises"):
        exercise = _convert(name, documents[name], Exercise)
        _refuse(exercise.id in exercises, name, "id", fault.TWICE, what=exercise.id)
        exercises[exercise.id] = exercise
    catalogue = _catalogue(findings)
    ref = RuleSetRef(document.header.id, document.header.version, text_hash(texts))
    rule_set = RuleSet(ref, document, catalogue, exercises)
    _check_rules(rule_set, rule_files[0])
    _check_exercises(rule_set, poses)
    return rule_set


def text_hash(texts: Mapping[str, str]) -> str:
    """SHA-256 over the names and texts, in the order of the names."""
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        digest.update(msgspec.json.encode([name, text]))
    return digest.hexdigest()


def _in_folder(names: Iterable[str], folder: str) -> list[str]:
    return [name for name in names if name.startswith(f"{folder}/")]


def _parse(name: str, text: str) -> dict[str, Any]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise not_toml(name, f"more than {MOST_DOTS} dots (at line {number}, column 1)")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of a million digits, brackets of a million levels
        raise not_toml(name, str(error)) from error


def _convert(name: str, document: Any, to: Callable[..., T]) -> T:
    try:
        converted: T = msgspec.convert(document, to, strict=False)
    except msgspec.ValidationError as error:
        raise wrong_shape(name, str(error)) from error
    return converted


def _refuse(wrong: bool, file: str, place: str, fault: tuple[str, str], **values: object) -> None:
    if wrong:
        raise RuleSetError(file, place, fault, values)


def _catalogue(documents: list[FindingsDocument]) -> Catalogue:
    rotation = next((document.rotation for document in documents if document.rotation), None)
    if rotation is None:
        raise RuleSetError("findings", "rotation", fault.NO_BANDS, {})
    catalogue = Catalogue(
        findings=tuple(finding for document in documents for finding in document.finding),
        screening=tuple(item for document in documents for item in document.item),
        groups=tuple(group for document in documents for group in document.group),
        protocols={document.protocol.id: document.protocol for document in documents if document.protocol},
        rotation=rotation,
    )
    _refuse(
        set(rotation.bands) != set(POSITIONS), "findings", "rotation.bands", fault.POSITIONS, all=", ".join(POSITIONS)
    )
    _no_twins("findings", "finding", [finding.path for finding in catalogue.findings])
    _no_twins("findings", "screening item", [item.id for item in catalogue.screening])
    groups = {group.id for group in catalogue.groups}
    for item in catalogue.screening:
        wrong = not item.computed and item.group not in groups
        _refuse(
            wrong, "findings", f"screening.{item.id}", fault.NO_GROUP, what=item.group, all=", ".join(sorted(groups))
        )
    for finding in catalogue.findings:
        needs = finding.type in ("choice", "choices", "faults", "regions")
        _refuse(needs != bool(finding.choices), "findings", finding.path, fault.CHOICES, what=finding.type)
        _no_twins("findings", f"choice of {finding.path}", list(finding.choice_ids))
    return catalogue


def _no_twins(file: str, what: str, ids: list[str]) -> None:
    for index, key in enumerate(ids):
        _refuse(key in ids[:index], file, key, fault.TWICE, what=f"{what} {key}")


def screening_paths(catalogue: Catalogue) -> tuple[str, ...]:
    """Paths of every screening answer that must be given, sub-items instead of their group."""
    paths: list[str] = []
    for item in catalogue.screening:
        if item.parts:
            paths.extend(f"screening.{item.id}.{part.id}" for part in item.parts)
        elif not item.computed:
            paths.append(f"screening.{item.id}")
    return tuple(paths)


def _check_rules(rule_set: RuleSet, file: str) -> None:
    document, catalogue = rule_set.rules, rule_set.catalogue
    known = {*catalogue.by_path, *screening_paths(catalogue), *COMPUTED}
    causes = [cause.id for cause in document.cause]
    _no_twins(file, "cause", causes)
    _no_twins(file, "rule", [rule.id for rule in document.rule])
    _no_twins(file, "screening rule", [rule.id for rule in document.screening])
    for block in BLOCKS:
        _refuse(block not in document.caps, file, "caps", fault.NO_CAP, what=block)
    for cause in document.cause:
        _refuse(cause.test not in TESTS, file, cause.id, fault.NO_TEST, what=cause.test, all=", ".join(TESTS))
        wrong = cause.exercise not in rule_set.exercises
        _refuse(wrong, file, cause.id, fault.NO_EXERCISE, what=cause.exercise, all=", ".join(rule_set.exercises))
    for rule in document.rule:
        for cause_id, points in rule.points.items():
            _refuse(cause_id not in causes, file, rule.id, fault.NO_CAUSE, what=cause_id, all=", ".join(causes))
            _refuse(points == 0, file, rule.id, fault.ZERO, what=cause_id)
        _refuse(not rule.points, file, rule.id, fault.NO_POINTS)
        _check_condition(rule.when, known, catalogue, file, rule.id)
    items = {item.id for item in catalogue.screening}
    wrong = document.plan.comfort_when not in items
    _refuse(
        wrong, file, "plan.comfort_when", fault.NO_ITEM, what=document.plan.comfort_when, all=", ".join(sorted(items))
    )
    for missing in sorted(items - {rule.id for rule in document.screening}):
        raise RuleSetError(file, missing, fault.NO_CATEGORY, {"what": missing})
    for screening in document.screening:
        _refuse(
            screening.id not in items,
            file,
            screening.id,
            fault.NO_ITEM,
            what=screening.id,
            all=", ".join(sorted(items)),
        )
        for condition in (screening.urgent, screening.refer, screening.caution):
            if condition is not None:
                _check_condition(condition, known, catalogue, file, screening.id)


def _check_condition(condition: Condition, known: set[str], catalogue: Catalogue, file: str, place: str) -> None:
    for part in condition.parts:
        _check_condition(part, known, catalogue, file, place)
    path = condition.finding
    if path is None:
        return
    if path not in known:
        raise RuleSetError(file, place, fault.NO_FINDING, {"what": path, "like": _nearest(path, known)})
    possible = possible_answers(path, catalogue)
    if condition.is_ is not None and possible is not None:
        wrong = condition.is_ not in possible
        allowed = ", ".join(map(str, possible))
        _refuse(wrong, file, place, fault.NEVER, what=path, value=condition.is_, all=allowed)


def _nearest(path: str, known: Collection[str]) -> str:
    """The known path that looks most like one that is not."""
    return next(iter(difflib.get_close_matches(path, sorted(known), 1, 0)), "")


def possible_answers(path: str, catalogue: Catalogue) -> tuple[Any, ...] | None:
    """All values a fact can take, or None for a number."""
    if path.endswith(".level"):
        return (3, 2, 1, 0)
    if path == LUMBAR_EXTENSION:
        return (True, False)
    if path.startswith("screening."):
        return ("yes", "no")
    finding = catalogue.by_path.get(path)
    if finding is None or finding.type in ("number", "whole"):
        return None
    return ("yes", "no") if finding.type == "yes_no" else finding.choice_ids


def _check_exercises(rule_set: RuleSet, poses: Collection[str] | None) -> None:
    for exercise in rule_set.exercises.values():
        for name, form in exercise.forms.items():
            for pose in (form.start, form.end):
                wrong = poses is not None and pose not in poses
                _refuse(wrong, f"exercises/{exercise.id}.toml", f"forms.{name}", fault.NO_POSE, what=pose)
    comfort, known = rule_set.rules.plan.comfort, rule_set.exercises
    planned = [(cause.exercise, start) for cause in rule_set.rules.cause for start in ("easier", "standard")]
    for exercise_id, start in (*planned, comfort):
        where = "plan.comfort" if exercise_id == comfort[0] else exercise_id
        _refuse(exercise_id not in known, "rules", where, fault.NO_EXERCISE, what=exercise_id, all=", ".join(known))
        missing = start not in {str(key) for key in known[exercise_id].forms}
        _refuse(missing, "rules", where, fault.NO_FORM, what=exercise_id, form=start)
