"""What is refused in an assessment, what is not finished, and what is asked back.

`problems` returns them all, each with the path of the value, a code and its parameters; the sentences for the
codes live with the interface texts. Source of every limit: CLINICAL.md 2, 2.6 and 3; numbers are catalogue data.

Kinds: `refuse` never enters the record or the command line. `unfinished` is normal while a trainer types (a done
side without all its fields) and refused in a finished document. `confirm` is kept when the trainer says so.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from clinic_app.domain.assessment import ANSWERS, Assessment
from clinic_app.domain.finding import Catalogue
from clinic_app.domain.problem import Problem, brief, number_problems, one_of
from clinic_app.domain.side_checks import side_problems

__all__ = ["Problem", "brief", "number_problems", "problems"]
WEEKS_A_YEAR = 365.25 / 7
LOAD_SPIKE_PERCENT = 30
LONGEST_TEXT = 1000


def problems(assessment: Assessment, catalogue: Catalogue, *, finished: bool = True) -> list[Problem]:
    """All problems of an assessment in document order.

    With `finished=False` the session is still being entered: what is merely unfinished keeps its kind
    `unfinished`; otherwise it is refused.
    """
    found = list(_problems(assessment, catalogue))
    if not finished:
        return found
    return [msgspec.structs.replace(p, kind="refuse") if p.kind == "unfinished" else p for p in found]


def _problems(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _valid_date(assessment.date, "date")
    yield from _texts(assessment)
    yield from _numbers(assessment, catalogue)
    yield from _ages(assessment)
    yield from _pain_drawing(assessment, catalogue)
    yield from _screening(assessment, catalogue)
    yield from _clearance(assessment, catalogue)
    yield from _answers(assessment.interview, "interview", catalogue)
    yield from _answers(assessment.posture, "posture", catalogue)
    yield from side_problems(assessment, catalogue)
    yield from _contradictions(assessment)


def _valid_date(text: str, path: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(text)
    except ValueError:
        yield Problem(path, "no_such_date", values={"value": text})


def _texts(assessment: Assessment) -> Iterator[Problem]:
    client, note = assessment.client, assessment.cleared_by_doctor
    given = {"case": assessment.case, "client.name": client.name, "client.kana": client.kana}
    if note is not None:
        given |= {"cleared_by_doctor.by": note.by, "cleared_by_doctor.limits": note.limits}
    for path, text in given.items():
        if len(text) > LONGEST_TEXT:
            yield Problem(path, "too_long", values={"value": str(len(text)), "limit": str(LONGEST_TEXT)})


def _numbers(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    for finding in catalogue.findings:
        if finding.type not in ("number", "whole") or finding.section.startswith("tests."):
            continue
        owner: Any = getattr(assessment, finding.section) if finding.section else assessment
        value = getattr(owner, finding.id)
        if value is not None:
            yield from number_problems(value, finding, finding.path)


def _ages(assessment: Assessment) -> Iterator[Problem]:
    client, weeks = assessment.client, assessment.weeks_since_onset
    if client.age_at_onset is not None and client.age_at_onset > client.age:
        values = {"value": str(client.age_at_onset), "limit": str(client.age)}
        yield Problem("client.age_at_onset", "onset_above_age", values=values)
    if weeks is not None and weeks > (client.age + 1) * WEEKS_A_YEAR:
        yield Problem("weeks_since_onset", "onset_before_birth", values={"value": f"{weeks:g}"})


def _pain_drawing(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    regions = {choice.id: choice for choice in catalogue.by_path["pain_drawing"].choices}
    for index, mark in enumerate(assessment.pain_drawing):
        path = f"pain_drawing[{index}]"
        region = regions.get(mark.region)
        if region is None:
            yield Problem(f"{path}.region", "unknown_id", values={"value": brief(mark.region)})
        elif region.sides == (mark.side == "centre"):
            yield Problem(f"{path}.side", "wrong_side", values={"value": mark.side})


def _answers(given: dict[str, Any], section: str, catalogue: Catalogue) -> Iterator[Problem]:
    for key, value in given.items():
        path = f"{section}.{brief(key)}"
        finding = catalogue.by_path.get(f"{section}.{key}")
        if finding is None:
            yield Problem(path, "unknown_id", values={"value": brief(key)})
            continue
        allowed = (*finding.choice_ids, "not_asked") if finding.type == "choice" else ANSWERS
        yield from one_of(value, allowed, path)


def _screening(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    for key, value in assessment.screening.items():
        path = f"screening.{brief(key)}"
        item = catalogue.screening_by_id.get(key)
        if item is None:
            yield Problem(path, "unknown_id", values={"value": brief(key)})
        elif item.computed:
            yield Problem(path, "computed")
        elif not item.parts:
            yield from one_of(value, ANSWERS, path)
        elif not isinstance(value, dict):
            yield Problem(path, "needs_parts", values={"allowed": ", ".join(part.id for part in item.parts)})
        else:
            parts = {part.id for part in item.parts}
            for part, answer in value.items():
                if part not in parts:
                    yield Problem(f"{path}.{brief(part)}", "unknown_id", values={"value": brief(part)})
                else:
                    allowed = (*ANSWERS, "not_applicable") if part in item.on_paper else ANSWERS
                    yield from one_of(answer, allowed, f"{path}.{part}")


def _clearance(assessment: Assessment, catalogue: Catalogue) -> Iterator[Problem]:
    note = assessment.cleared_by_doctor
    if note is None:
        return
    for index, key in enumerate(note.items):
        if key not in catalogue.screening_by_id:
            yield Problem(f"cleared_by_doctor.items[{index}]", "unknown_id", values={"value": brief(key)})
    if not note.by.strip():
        yield Problem("cleared_by_doctor.by", "missing")
    wrong = list(_valid_date(note.date, "cleared_by_doctor.date"))
    yield from wrong
    if not wrong and note.date > assessment.date:
        yield Problem("cleared_by_doctor.date", "after_assessment", values={"value": note.date})


def _contradictions(assessment: Assessment) -> Iterator[Problem]:
    interview = assessment.interview
    bone = assessment.screening.get("bone_stress")
    bone = bone if isinstance(bone, dict) else {}
    if interview.get("pain_on_extension") == "no" and interview.get("pain_on_extension_rotation") == "yes":
        yield Problem("interview.pain_on_extension", "extension_disagrees", "confirm")
    landing = (interview.get("unilateral_landing_pain"), bone.get("landing_unilateral"))
    if landing in (("yes", "no"), ("no", "yes")):
        yield Problem("interview.unilateral_landing_pain", "landing_disagrees", "confirm")
    if interview.get("pain_point") == "broad_band" and bone.get("bony_point") == "yes":
        yield Problem("interview.pain_point", "point_disagrees", "confirm")
    change = assessment.weekly_km_change_percent
    if bone.get("load_spike") == "no" and change is not None and change >= LOAD_SPIKE_PERCENT:
        yield Problem("screening.bone_stress.load_spike", "load_disagrees", "confirm", {"value": f"{change:g}"})
