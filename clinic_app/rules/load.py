"""Reads a rule set from its TOML texts and refuses an invalid one with file, place and reason.

The texts are given, not files: the factory set comes from `resources/`, a studio's own from the record. What is
proved over all inputs (dead rules, contradictions) belongs to `check`.
"""

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
from clinic_app.rules.observe import COMPUTED, LUMBAR_EXTENSION
from clinic_app.rules.ruleset import Condition, RuleDocument, RuleSet

FOLDERS = ("findings", "rules", "exercises")
T = TypeVar("T")


class RuleSetError(ValueError):
    """An invalid rule set: `file` and `place` say where, `reason` what is wrong."""

    def __init__(self, file: str, place: str, reason: str) -> None:
        super().__init__(f"{file}: {place}: {reason}" if place else f"{file}: {reason}")
        self.file, self.place, self.reason = file, place, reason


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
        raise RuleSetError("rules", "", f"exactly one rule file is needed, {len(rule_files)} given")
    document = _convert(rule_files[0], documents[rule_files[0]], RuleDocument)
    exercises = {}
    for name in _in_folder(documents, "exercises"):
        exercise = _convert(name, documents[name], Exercise)
        _refuse(exercise.id in exercises, name, "id", f"the id {exercise.id!r} is used twice")
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
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(name, "", str(error)) from error


def _convert(name: str, document: Any, to: Callable[..., T]) -> T:
    try:
        converted: T = msgspec.convert(document, to, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        place = place.replace("`key` in ", "").strip("`").removeprefix("$").strip(".")
        raise RuleSetError(name, place, reason) from error
    return converted


def _refuse(wrong: bool, file: str, place: str, reason: str) -> None:
    if wrong:
        raise RuleSetError(file, place, reason)


def _catalogue(documents: list[FindingsDocument]) -> Catalogue:
    rotation = next((document.rotation for document in documents if document.rotation), None)
    if rotation is None:
        raise RuleSetError("findings", "rotation", "the bands of the thoracic rotation are missing")
    catalogue = Catalogue(
        findings=tuple(finding for document in documents for finding in document.finding),
        screening=tuple(item for document in documents for item in document.item),
        groups=tuple(group for document in documents for group in document.group),
        protocols={document.protocol.id: document.protocol for document in documents if document.protocol},
        rotation=rotation,
    )
    _refuse(set(rotation.bands) != set(POSITIONS), "findings", "rotation.bands", f"needed are {', '.join(POSITIONS)}")
    _no_twins("findings", "finding", [finding.path for finding in catalogue.findings])
    _no_twins("findings", "screening item", [item.id for item in catalogue.screening])
    groups = {group.id for group in catalogue.groups}
    for item in catalogue.screening:
        wrong = not item.computed and item.group not in groups
        _refuse(wrong, "findings", f"screening.{item.id}", f"the group {item.group!r} does not exist")
    for finding in catalogue.findings:
        needs = finding.type in ("choice", "choices", "faults", "regions")
        _refuse(needs != bool(finding.choices), "findings", finding.path, "choices and type do not fit")
        _no_twins("findings", f"choice of {finding.path}", list(finding.choice_ids))
    return catalogue


def _no_twins(file: str, what: str, ids: list[str]) -> None:
    for index, key in enumerate(ids):
        _refuse(key in ids[:index], file, key, f"this {what} stands there twice")


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
        _refuse(block not in document.caps, file, "caps", f"the cap of {block!r} is missing")
    for cause in document.cause:
        _refuse(cause.test not in TESTS, file, cause.id, f"the test {cause.test!r} does not exist")
        wrong = cause.exercise not in rule_set.exercises
        _refuse(wrong, file, cause.id, f"the exercise {cause.exercise!r} does not exist")
    for rule in document.rule:
        for cause_id, points in rule.points.items():
            _refuse(cause_id not in causes, file, rule.id, f"the cause {cause_id!r} does not exist")
            _refuse(points == 0, file, rule.id, f"0 points for {cause_id!r} say nothing")
        _refuse(not rule.points, file, rule.id, "the rule gives no points")
        _check_condition(rule.when, known, catalogue, file, rule.id)
    items = {item.id for item in catalogue.screening}
    wrong = document.plan.comfort_when not in items
    _refuse(wrong, file, "plan.comfort_when", f"the screening item {document.plan.comfort_when!r} does not exist")
    for missing in sorted(items - {rule.id for rule in document.screening}):
        raise RuleSetError(file, missing, "this screening item has no category")
    for screening in document.screening:
        _refuse(screening.id not in items, file, screening.id, "this screening item does not exist")
        for condition in (screening.urgent, screening.refer, screening.caution):
            if condition is not None:
                _check_condition(condition, known, catalogue, file, screening.id)


def _check_condition(condition: Condition, known: set[str], catalogue: Catalogue, file: str, place: str) -> None:
    for part in condition.parts:
        _check_condition(part, known, catalogue, file, place)
    path = condition.finding
    if path is None:
        return
    _refuse(path not in known, file, place, f"the finding {path!r} does not exist")
    possible = possible_answers(path, catalogue)
    if condition.is_ is not None and possible is not None:
        wrong = condition.is_ not in possible
        allowed = ", ".join(map(str, possible))
        _refuse(wrong, file, place, f"{path!r} is never {condition.is_!r}; it is one of {allowed}")


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
                _refuse(wrong, f"exercises/{exercise.id}", f"forms.{name}", f"the pose {pose!r} does not exist")
    comfort = rule_set.rules.plan.comfort
    planned = [(cause.exercise, start) for cause in rule_set.rules.cause for start in ("easier", "standard")]
    for exercise_id, start in (*planned, comfort):
        where = "plan.comfort" if exercise_id == comfort[0] else exercise_id
        _refuse(exercise_id not in rule_set.exercises, "rules", where, f"the exercise {exercise_id!r} does not exist")
        missing = start not in {str(key) for key in rule_set.exercises[exercise_id].forms}
        _refuse(missing, "rules", where, f"the exercise {exercise_id!r} has no form {start!r}")
