"""From findings to the document of an assessment that has them, as `clinic-app assess` accepts it: a witness.

Whatever the findings leave open is answered so that the gate stays open: no red flag, a usual age, two months of pain.
"""

from typing import Any

from clinic_app.domain.assessment import DEAD_BUG, FORMAT, HINGE, ROTATION, SIDES
from clinic_app.domain.finding import Catalogue
from clinic_app.rules.grid import USUAL, Assignment, Value
from clinic_app.rules.observe import AMENORRHOEA, DIFFERENCE, LEVELS, LUMBAR_EXTENSION
from clinic_app.rules.reach import CLEARED

Document = dict[str, Any]
DAY = "2026-01-05"
_POSITION = "lumbar_locked"
_DEAD_BUG: dict[int, Document] = {
    3: {"holds_start": True, "key_faults": [], "failed_reps": 0, "minor_faults": []},
    2: {"holds_start": True, "key_faults": ["lumbar_lift"], "failed_reps": 1, "minor_faults": []},
    1: {"holds_start": True, "key_faults": ["lumbar_lift"], "failed_reps": 3, "minor_faults": []},
    0: {"holds_start": False, "key_faults": [], "failed_reps": 0, "minor_faults": []},
}


def document_of(findings: Assignment, catalogue: Catalogue) -> Document:
    """A whole document with these findings; None stands for not asked or not done."""
    given = {"client.age": USUAL["client.age"], "weeks_since_onset": USUAL["weeks_since_onset"], **findings}
    given.setdefault("nrs.now", USUAL["nrs.now"])
    age = given["client.age"]
    given.setdefault("client.age_at_onset", min(int(age or 0), int(USUAL["client.age_at_onset"])))
    document: Document = {"format": FORMAT, "date": DAY, "client": {"sex": given.get("client.sex") or "unstated"}}
    document["screening"] = _screening(given, catalogue)
    for path, value in given.items():
        section, _, key = path.rpartition(".")
        if value is None or path == "client.sex" or section.startswith(("tests", "screening")):
            continue
        if section == CLEARED:
            note = {"items": [], "by": "doctor", "date": DAY, "limits": ""}
            document.setdefault(CLEARED, note)["items"].append(key)
        elif section:
            document.setdefault(section, {})[key] = value
        else:
            document[key] = value
    tests = {name: made for name in (HINGE, ROTATION, DEAD_BUG) if (made := _test(name, given, catalogue))}
    return {**document, "tests": tests} if tests else document


def _screening(given: Assignment, catalogue: Catalogue) -> Document:
    """Every item answered, with no where nothing else is said; None leaves it open."""
    answers: Document = {}
    for item in catalogue.screening:
        if item.computed:
            continue
        parts = {part.id: given.get(f"screening.{item.id}.{part.id}", "no") for part in item.parts}
        if f"screening.{item.id}." in AMENORRHOEA and AMENORRHOEA not in given:
            parts["amenorrhoea"] = "not_applicable"
        whole = given.get(f"screening.{item.id}", "no")
        if item.parts:
            answers[item.id] = {key: value for key, value in parts.items() if value is not None}
        elif whole is not None:
            answers[item.id] = whole
    return answers


def _test(name: str, given: Assignment, catalogue: Catalogue) -> Document | None:
    """Both sides of a test with its level, or None when it was not done."""
    level = given.get(LEVELS[name])
    if level is None and name == HINGE and given.get(LUMBAR_EXTENSION) is not None:
        level = 2
    if level is None and name == ROTATION and given.get(DIFFERENCE) is not None:
        level = 0
    if level is None:
        return None
    if name == ROTATION:
        return _rotation(int(level), float(given.get(DIFFERENCE) or 0), catalogue)
    fields = _DEAD_BUG[int(level)] if name == DEAD_BUG else _hinge(int(level), given.get(LUMBAR_EXTENSION))
    return {side: {"status": "done", **fields} for side in SIDES}


def _hinge(level: int, arches: Value) -> Document:
    """The fields of a side: an arching back where it is asked for, else the knee or nothing."""
    fault = "lumbar_extension" if arches else "knee_dominant"
    faults = {3: {}, 2: {fault: "gone_after_cue"} if arches else {}, 1: {fault: "persists"}}
    at_worst = {fault: "persists"} if arches else {}
    return {
        "lean": "unable" if level == 0 else "full",
        "faults": faults.get(level, at_worst),
        "gluteal_sensation": level != 2 or bool(arches),
    }


def _rotation(level: int, difference: float, catalogue: Catalogue) -> Document:
    """The stiffer side at the lower edge of its band, the other one by the difference better."""
    bands = catalogue.rotation.edges
    position = _POSITION if _POSITION in bands else next(iter(bands))
    stiff = (max(0, bands[position][0] - 50), *bands[position])[level] / 10
    if level == 0:
        stiff = min(stiff, 90 - difference)
    better = round(stiff + difference, 1)
    degrees = (stiff, better)
    sides = {side: {"status": "done", "degrees": [value]} for side, value in zip(SIDES, degrees, strict=True)}
    return {"position": position, **sides}
