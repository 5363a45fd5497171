"""What tables, rows and columns are called. A release keeps the words it was made with, in both languages."""

from collections.abc import Mapping

from clinic_app.domain.release import Axis, Category
from clinic_app.domain.text import LANGUAGES, Text
from clinic_app.i18n import N_, texts
from clinic_app.statistics.tables import ANSWERS, Population, Spec

TITLE = N_("{rows} × {columns}")
OF_RECHECKS = N_("{rows}: clients who came back")
BASES: dict[Population, str] = {
    "all": N_("Clients with a closed visit in the period, each counted once"),
    "case": N_("Clients whose first visit in the period began an episode, each counted once"),
    "recheck": N_("Clients who came back within an episode in the period, each counted once"),
}
AXES = {
    "type": N_("Type, as decided"),
    "proposed": N_("Type, as proposed"),
    "age": N_("Age"),
    "age3": N_("Age"),
    "sex": N_("Sex"),
    "desk_work": N_("Desk work"),
    "distance": N_("Distance run a week"),
    "duration": N_("Duration of pain"),
    "hip_hinge": N_("Level of the hip hinge"),
    "thoracic_rotation": N_("Level of the thoracic rotation"),
    "dead_bug": N_("Level of the dead bug"),
    "decision": N_("Decision on the proposal"),
    "reason": N_("Reason for another decision"),
    "referral": N_("Screening"),
    "trial": N_("Result of the trial session"),
    "course": N_("Visits in the period"),
    "pain": N_("Pain since the first visit"),
    "activity": N_("Activities since the first visit"),
    "degrees": N_("Thoracic rotation since the first visit"),
    "levels": N_("Test levels since the first visit"),
    "adherence": N_("Days with exercises in the diary"),
    "findings": N_("Observed (several possible)"),
    "rules": N_("Rules that spoke for the proposal (several possible)"),
    "taught": N_("Exercises of the plan (several possible)"),
    "minutes": N_("Median minutes of each step"),
    "changes": N_("Median change since the first visit"),
}
_CHANGE = {
    "better": N_("better"),
    "same": N_("no real change"),
    "worse": N_("worse"),
    "unknown": N_("not measured twice"),
}
_LEVEL = {**{level: N_("level {level}") for level in "0123"}, "missing": N_("not tested")}
CATEGORIES: dict[str, Mapping[str, str]] = {
    "type": {"mixed": N_("mixed type"), "open": N_("not determined"), "referred": N_("seeing a doctor first")},
    "age": {
        "under_30": N_("under 30"),
        "30s": N_("30 to 39"),
        "40s": N_("40 to 49"),
        "50s": N_("50 to 59"),
        "60_up": N_("60 and over"),
    },
    "age3": {"under_40": N_("under 40"), "40s": N_("40 to 49"), "50_up": N_("50 and over")},
    "sex": {"female": N_("female"), "male": N_("male"), "unstated": N_("not stated")},
    "desk_work": {"yes": N_("works at a desk"), "no": N_("no desk work"), "not_asked": N_("not asked")},
    "distance": {
        "under_20": N_("under 20 km"),
        "20_39": N_("20 to under 40 km"),
        "40_59": N_("40 to under 60 km"),
        "60_up": N_("60 km and over"),
        "not_asked": N_("not asked"),
    },
    "duration": {
        "under_6_weeks": N_("under 6 weeks"),
        "6_to_12_weeks": N_("6 to 12 weeks"),
        "over_12_weeks": N_("over 12 weeks"),
        "not_asked": N_("not asked"),
    },
    **dict.fromkeys(("hip_hinge", "thoracic_rotation", "dead_bug"), _LEVEL),
    "decision": {
        "accepted": N_("as proposed"),
        "changed": N_("decided otherwise"),
        "none": N_("left undecided"),
        "open": N_("no decision entered"),
    },
    "reason": {
        "retest_changed": N_("the re-test changed"),
        "movement_impression": N_("movement impression"),
        "client_story": N_("the client's story"),
        "finding_unreliable": N_("a finding is unreliable"),
        "safety": N_("safety"),
        "other": N_("another reason"),
        "not_changed": N_("not decided otherwise"),
    },
    "referral": {
        "none": N_("nothing found"),
        "caution": N_("take care"),
        "refer": N_("see a doctor first"),
        "urgent": N_("see a doctor at once"),
        "unfinished": N_("not finished"),
    },
    "trial": {
        "joined": N_("joined"),
        "thinking": N_("thinking it over"),
        "declined": N_("declined"),
        "not_offered": N_("not offered"),
        "no_trial": N_("no trial session"),
    },
    "course": {
        "case_only": N_("first visit only"),
        "case_and_recheck": N_("first visit and re-check"),
        "recheck_only": N_("re-check only"),
    },
    **dict.fromkeys(("pain", "activity", "degrees", "levels"), _CHANGE),
    "adherence": {
        "10_to_14_days": N_("10 to 14 days"),
        "5_to_9_days": N_("5 to 9 days"),
        "0_to_4_days": N_("0 to 4 days"),
        "no_diary": N_("no diary returned"),
    },
    "minutes": {
        "minutes_intake": N_("Intake"),
        "minutes_screening": N_("Red-flag screening"),
        "minutes_posture": N_("Posture"),
        "minutes_hip_hinge": N_("Hip hinge"),
        "minutes_thoracic_rotation": N_("Thoracic rotation"),
        "minutes_dead_bug": N_("Dead bug"),
        "minutes_result": N_("Result"),
        "minutes_teach": N_("Teaching"),
        "minutes_plan": N_("Plan"),
    },
    "changes": {
        "pain_change": N_("pain (NRS points)"),
        "activity_change": N_("activities (points)"),
        "degrees_change": N_("thoracic rotation (degrees)"),
    },
}
Labels = Mapping[str, Mapping[str, Text]]  # words of the rule set in use: causes, rules, exercises, findings by id


def in_both(message: str, **values: Text) -> Text:
    """A message in both languages."""
    said = {
        language: texts("messages", language)(message).format(
            **{name: value.in_language(language) for name, value in values.items()}
        )
        for language in LANGUAGES
    }
    return Text(**said)


def title_of(spec: Spec) -> Text:
    """What a table is called."""
    rows = in_both(AXES[spec.rows])
    if spec.population == "recheck" and spec.rows == "type" and not spec.columns:
        return in_both(OF_RECHECKS, rows=rows)  # the other table by type counts the first visits
    return in_both(TITLE, rows=rows, columns=in_both(AXES[spec.columns])) if spec.columns else rows


def axis_of(name: str, categories: tuple[str, ...], labels: Labels) -> Axis:
    """An axis with its words; an id that the rule set no longer knows stands for itself."""
    own = CATEGORIES.get("type" if name == "proposed" else name, {})
    known = labels.get({"type": "causes", "proposed": "causes", "taught": "exercises"}.get(name, name), {})

    def label(category: str) -> Text:
        if category in own:
            return in_both(own[category], level=Text(ja=category, en=category))
        return known.get(category) or Text(ja=category, en=category)

    kind = "answers" if name in ANSWERS else "parts"
    listed = tuple(Category(category, label(category)) for category in categories)
    return Axis(name, in_both(AXES[name]), listed, "answers" if kind == "answers" else "parts")
