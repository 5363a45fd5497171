"""Made-up sheets and memos for the tests, the benchmark and the eye; everything goes through the real rules."""

from datetime import date
from functools import cache
from typing import Any

import msgspec

from clinic_app import bundle
from clinic_app.domain.assessment import Assessment, from_plain
from clinic_app.domain.clinic import ClinicProfile
from clinic_app.domain.visit import Plan, PlanItem
from clinic_app.handouts import MemoContent, RetestChange, SheetContent, memo_content, sheet_content
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import FOLDERS, load_rule_set
from clinic_app.rules.ruleset import RuleSet

DAY = date(2026, 11, 22)
CLINIC = ClinicProfile(
    "はしる整体コンディショニング", "東京都杉並区西荻北3-1-2 メゾン走2階", "03-0000-1234", "https://example.jp/yoyaku"
)
PEOPLE = {
    "ja": ("山﨑 健一", "ヤマサキ ケンイチ", "佐藤 美咲(柔道整復師)"),
    "en": ("Kenichi Yamasaki", "", "Misaki Sato"),
}
CUES = {"ja": "お尻で後ろの壁を軽く押す", "en": "Press the wall behind you with your buttocks"}


@cache
def rule_set() -> RuleSet:
    """The factory rule set."""
    texts = {
        f"{folder}/{path.name}": path.read_text("utf-8") for folder in FOLDERS for path in bundle.toml_files(folder)
    }
    return load_rule_set(texts)


@cache
def evaluator() -> Evaluator:
    return Evaluator(rule_set())


def _all_no() -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for item in rule_set().catalogue.screening:
        if item.parts:
            answers[item.id] = {part.id: "no" for part in item.parts}
        elif not item.computed:
            answers[item.id] = "no"
    return answers


HINGE_GOOD = {"status": "done", "lean": "full", "faults": {}, "gluteal_sensation": True}
HINGE_BAD = {**HINGE_GOOD, "faults": {"lumbar_extension": "persists"}}
BUG_GOOD = {"status": "done", "holds_start": True, "key_faults": [], "failed_reps": 0, "minor_faults": []}
BUG_BAD = {**BUG_GOOD, "key_faults": ["lumbar_lift"], "failed_reps": 4}
BUG_WORST = {**BUG_GOOD, "holds_start": False}
STOPPED = {"status": "stopped_by_pain", "pain": {"before": 2, "during": 6}}


def turn(*degrees: float) -> dict[str, Any]:
    """A done side of the rotation."""
    return {"status": "done", "degrees": list(degrees)}


def assessment(**changes: Any) -> Assessment:
    """A clear gluteal support with good other tests; `changes` replace whole parts of the document."""
    document: dict[str, Any] = {
        "format": "clinic-app/assessment/1",
        "date": DAY.isoformat(),
        "client": {"sex": "male", "age": 42, "age_at_onset": 42},
        "weeks_since_onset": 8,
        "nrs": {"now": 3, "worst_run": 6, "average_7d": 4},
        "weekly_km": 35,
        "screening": _all_no(),
        "interview": {
            "pain_on_extension": "yes",
            "pain_on_extension_rotation": "yes",
            "desk_work": "yes",
            "pain_point": "paravertebral_point",
        },
        "posture": {
            "increased_lordosis": "yes",
            "anterior_pelvic_shift": "yes",
            "sway_back": "no",
            "single_leg_pelvic_drop": "no",
        },
        "tests": {
            "hip_hinge": {"left": HINGE_BAD, "right": HINGE_GOOD},
            "thoracic_rotation": {"position": "lumbar_locked", "left": turn(48), "right": turn(47)},
            "dead_bug": {"left": BUG_GOOD, "right": BUG_GOOD},
        },
    }
    tests = changes.pop("tests", {})
    screening = changes.pop("screening", {})
    document.update(changes)
    document["tests"] = {**document["tests"], **tests}
    document["screening"] = {**document["screening"], **screening}
    return from_plain(document)


TESTS: dict[str, dict[str, Any]] = {
    "leading": {},
    "mixed": {
        "interview": {
            "pain_on_extension": "yes",
            "pain_on_rotation": "yes",
            "tight_ache": "yes",
            "desk_work": "yes",
            "pain_on_sitting": "yes",
            "pain_on_rising": "not_asked",
            "pain_point": "psis",
        },
        "posture": {
            "increased_lordosis": "yes",
            "anterior_pelvic_shift": "yes",
            "sway_back": "yes",
            "single_leg_pelvic_drop": "yes",
        },
        "tests": {
            "hip_hinge": {"left": HINGE_BAD, "right": HINGE_BAD},
            "thoracic_rotation": {"position": "lumbar_locked", "left": turn(22, 23.5), "right": turn(34, 35.2)},
            "dead_bug": {"left": BUG_BAD, "right": BUG_WORST},
        },
    },
    "provisional": {
        "tests": {"thoracic_rotation": {"position": "seated", "left": turn(44), "right": STOPPED}, "dead_bug": {}}
    },
    "undetermined": {
        "interview": {"pain_on_extension": "no"},
        "posture": {},
        "tests": {"thoracic_rotation": {"position": "lumbar_locked", "left": turn(33.5), "right": turn(44)}},
    },
    "normal": {"interview": {}, "posture": {}, "tests": {"hip_hinge": {"left": HINGE_GOOD, "right": HINGE_GOOD}}},
    "irritable": {"nrs": {"now": 8, "average_7d": 7}},
}


def sheet(
    outcome: str = "leading",
    language: Any = "ja",
    exercises: tuple[tuple[str, str], ...] | None = None,
    *,
    cue: str | None = None,
    note: str = "",
    retest: bool = True,
    **changes: Any,
) -> SheetContent:
    """A sheet of one of the outcomes above; `changes` replace fields of its content or its person."""
    recorded = assessment(**TESTS[outcome])
    proposal = evaluator().evaluate(recorded)
    planned = exercises if exercises is not None else tuple((p.exercise, p.form) for p in proposal.plan)
    items = []
    for index, (exercise, form) in enumerate(planned):
        dose = rule_set().exercises[exercise].forms[form].dose  # type: ignore[index]
        words = (CUES[language] if cue is None else cue) if index == 0 and exercise == "hip_hinge" else ""
        items.append(PlanItem(exercise, form, dose.reps, dose.sets, words))
    plan = Plan("p", "v", "K7Q-24M-8", tuple(items), date(2026, 12, 6), "佐藤", None, "10:00", note)  # type: ignore[arg-type]
    name, kana, trainer = PEOPLE[language]
    change = (RetestChange("hip_hinge", "pain", 4, 2),) if retest and outcome != "normal" else ()
    content = sheet_content(
        recorded, proposal, rule_set(), plan, client_name=name, kana=kana, date=DAY, trainer=trainer,
        clinic=CLINIC, language=language, retest=change,
    )  # fmt: skip
    person = {key: changes.pop(key) for key in ("name", "kana", "trainer") if key in changes}
    content = msgspec.structs.replace(content, person=msgspec.structs.replace(content.person, **person))
    return msgspec.structs.replace(content, **changes)


THREE = (("hip_hinge", "easier"), ("thoracic_rotation", "standard"), ("dead_bug", "standard"))
URGENT = {"screening": {"bladder_bowel": "yes", "bilateral_leg": "yes", "leg_radiation": "yes"}}
REFER = {
    "screening": {
        "bone_stress": {
            "landing_unilateral": "yes", "walking_or_night": "no", "hop_pain_history": "yes", "bony_point": "no",
            "load_spike": "yes",
        },
        "low_energy": {
            "amenorrhoea": "yes", "eating_problem": "no", "past_stress_fracture": "yes", "rapid_weight_loss": "no",
        },
    },
    "pain_drawing": [{"region": "sacrum", "side": "centre"}, {"region": "buttock", "side": "left"}],
    "weekly_km_change_percent": 40,
}  # fmt: skip


def memo(language: Any = "ja", changes: dict[str, Any] | None = None, variant: Any = "standard") -> MemoContent:
    """A referral memo; an urgent one for `URGENT`."""
    recorded = assessment(**(REFER if changes is None else changes))
    name, kana, trainer = PEOPLE[language]
    return memo_content(
        recorded, evaluator().evaluate(recorded), rule_set(), client_name=name, kana=kana, date=DAY, trainer=trainer,
        clinic=CLINIC, language=language, variant=variant,
    )  # fmt: skip
