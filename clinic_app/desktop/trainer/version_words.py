"""Names of places in a document and what stands there, as a trainer reads them where two versions are compared."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from clinic_app.desktop.trainer.course_words import NAMES
from clinic_app.desktop.trainer.document_paths import put_at
from clinic_app.domain.assessment import Assessment, from_plain, to_plain
from clinic_app.domain.finding import Finding
from clinic_app.i18n import N_
from clinic_app.rules import explain
from clinic_app.rules.explain import level_reasons

if TYPE_CHECKING:
    from clinic_app.desktop.context import Context

NOTHING = "–"
PLACES = {
    **NAMES,
    "client.age": N_("Age"),
    "client.age_at_onset": N_("Age at onset"),
    "client.sex": N_("Sex"),
    "client.name": N_("Name"),
    "client.kana": N_("Kana"),
    "case": N_("Note"),
    "cleared_by_doctor": N_("The doctor's note"),
    "plan.items": N_("Exercises of the plan"),
    "plan.recheck_on": N_("Next re-check"),
    "plan.recheck_time": N_("Time of the re-check"),
    "plan.note": N_("A word of yours on the sheet"),
    "plan.back_to_running": N_("With the table back to running"),
    "plan.printed_name": N_("Name as printed"),
}
PAIN = {"before": N_("before {pain}"), "during": N_("during {pain}"), "after": N_("after {pain}")}


def place_name(path: str, context: "Context") -> str:
    """What a place is called."""
    _, catalogue = context.text, context.rule_set.catalogue
    if path in PLACES:
        return _(PLACES[path])
    parts = path.split(".")
    if parts[0] == "tests" and len(parts) == 3 and parts[2] in ("left", "right"):
        sides = {"left": _("left"), "right": _("right")}
        name = catalogue.protocols[parts[1]].name.in_language(context.language)
        return _("{test}, {side}").format(test=name, side=sides[parts[2]])
    try:
        return explain.label(context.rule_set, path, context.language)
    except KeyError:
        return path  # a place this version of the catalogue no longer asks about


def place_value(  # noqa: PLR0911 - each kind of place has words of its own
    path: str, value: Any, whole: Assessment, context: "Context"
) -> str:
    """What stands at a place, on one line; `whole` is the document it stands in, which says how a test was done."""
    if value is None or value in ([], (), ""):
        return NOTHING
    parts = path.split(".")
    if parts[0] == "tests" and isinstance(value, Mapping):
        return _side(parts[1], parts[2], value, whole, context)
    if path.startswith("plan."):
        return _of_plan(value, context)
    if path == "cleared_by_doctor":
        return " ".join(str(value[name]) for name in ("date", "by", "limits") if value.get(name))
    finding = context.rule_set.catalogue.by_path.get(path)
    if isinstance(value, list):
        return context.text(", ").join(_choice(one, finding, context) for one in value)
    if path.startswith(("client.", "nrs.")) or isinstance(value, Mapping):
        return str(value)
    return explain.value_text(context.rule_set, path, value, context.language)


def _side(test: str, side: str, value: Mapping[str, Any], whole: Assessment, context: "Context") -> str:
    """Why a side has its level, and the pain that was told."""
    plain = to_plain(whole)
    put_at(plain, f"tests.{test}.{side}", dict(value))
    seen = level_reasons(from_plain(plain), test, side, context.rule_set.catalogue, context.language)
    pain = value.get("pain") or {}
    told = [context.text(PAIN[when]).format(pain=pain[when]) for when in PAIN if pain.get(when) is not None]
    pains = context.text("pain {told}").format(told=" ".join(told)) if told else ""
    return context.text(", ").join([*seen, *filter(None, [pains])])


def _of_plan(value: Any, context: "Context") -> str:
    if isinstance(value, bool):
        return context.text("Yes") if value else context.text("No")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    exercises, separator = context.rule_set.exercises, context.text(", ")
    return separator.join(
        f"{exercises[one.exercise].name.in_language(context.language)} {one.reps}×{one.sets}" for one in value
    )


def _choice(one: Any, finding: Finding | None, context: "Context") -> str:
    chosen = one.get("region", "") if isinstance(one, Mapping) else str(one)
    if finding is None or chosen not in finding.choice_ids:
        return str(chosen)
    words = finding.choice(chosen).label.in_language(context.language)
    sides = {"left": context.text("left"), "right": context.text("right")}
    side = sides.get(one.get("side", "")) if isinstance(one, Mapping) else None
    return f"{words} ({side})" if side else words
