"""Rehearses another rule set on known cases: what would change, which way, and how often it agrees with the trainers.

Cases come one by one and are not kept, so that a hundred thousand take no more memory than one. Who reads them from a
record or a file, and who shows progress, is not known here.
"""

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from clinic_app.domain.assessment import Assessment
from clinic_app.domain.proposal import Outcome
from clinic_app.domain.text import Language
from clinic_app.i18n import N_, texts
from clinic_app.rules.account import account_of, account_text
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.labels import result_text
from clinic_app.rules.observe import observe

KEPT = 1000  # changed cases are counted without limit, listed up to this many
EVERY = 200  # cases between two reports of progress
Direction = Literal["towards", "away", "neither", "undecided"]
Progress = Callable[[int], None]


class Case(msgspec.Struct, frozen=True):
    """One closed assessment; `decided` are the causes the trainer settled on, None where no decision is known."""

    id: str
    assessment: Assessment
    decided: tuple[str, ...] | None = None


class Result(msgspec.Struct, frozen=True):
    """What a proposal comes to, as far as versions are compared."""

    outcome: Outcome
    causes: tuple[str, ...]


class ChangedCase(msgspec.Struct, frozen=True):
    """A case that another rule set would propose differently; the direction is seen from the trainer's decision."""

    id: str
    before: Result
    after: Result
    direction: Direction


class Rehearsal(msgspec.Struct):
    """The outcome of a rehearsal. `kinds` counts the changes by what they change from and to."""

    cases: int = 0
    changed: int = 0
    decided: int = 0
    agreed_before: int = 0
    agreed_after: int = 0
    towards: int = 0
    away: int = 0
    kinds: dict[tuple[Result, Result], int] = msgspec.field(default_factory=dict)
    listed: list[ChangedCase] = msgspec.field(default_factory=list)
    cancelled: bool = False


def rehearse(  # noqa: PLR0913 - two rule sets, the cases, and three who listen
    before: Evaluator,
    after: Evaluator,
    cases: Iterable[Case],
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_change: Callable[[ChangedCase], None] | None = None,
) -> Rehearsal:
    """Propose every case under both rule sets; `on_change` hears of every changed case, also of those not listed.

    Once `cancelled` says so the rehearsal ends, with what was counted until then.
    """
    found = Rehearsal()
    shared = before.rule_set.catalogue == after.rule_set.catalogue
    for case in cases:
        if found.cases % EVERY == 0:
            if progress is not None:
                progress(found.cases)
            if cancelled is not None and cancelled():
                found.cancelled = True
                break
        facts = observe(case.assessment, before.rule_set.catalogue)
        old = Result(*before.result(facts, case.assessment.cleared_by_doctor))
        if not shared:
            facts = observe(case.assessment, after.rule_set.catalogue)
        new = Result(*after.result(facts, case.assessment.cleared_by_doctor))
        changed = _count(case, old, new, found)
        if changed is not None and on_change is not None:
            on_change(changed)
    if progress is not None:
        progress(found.cases)
    return found


def _count(case: Case, old: Result, new: Result, found: Rehearsal) -> ChangedCase | None:
    """Count one case; the change when there is one."""
    agreed, agrees = old.causes == case.decided, new.causes == case.decided
    found.cases += 1
    if case.decided is not None:
        found.decided += 1
        found.agreed_before += agreed
        found.agreed_after += agrees
    if old == new:
        return None
    direction: Direction = "neither"
    if case.decided is None:
        direction = "undecided"
    elif agrees != agreed:
        direction = "towards" if agrees else "away"
        found.towards += agrees
        found.away += agreed
    changed = ChangedCase(case.id, old, new, direction)
    found.changed += 1
    found.kinds[old, new] = found.kinds.get((old, new), 0) + 1
    if len(found.listed) < KEPT:
        found.listed.append(changed)
    return changed


DIRECTIONS = {
    "towards": N_("as the trainer had decided"),
    "away": N_("no longer as the trainer had decided"),
    "neither": "",
    "undecided": N_("no decision known"),
}


def rehearsal_lines(found: Rehearsal, before: Evaluator, after: Evaluator, language: Language) -> list[str]:
    """The summary for people: how many change, from what to what, and how the trainers had decided."""
    say = texts("messages", language)
    lines = [say(N_("{changed} of {cases} cases change")).format(changed=found.changed, cases=found.cases)]
    if found.cancelled:
        lines.append(say(N_("Stopped before the end; these are the cases until then.")))
    if found.decided:
        words = N_("Agreement with the trainers' decisions: {before} of {decided} before, {after} after")
        counts = {"before": found.agreed_before, "after": found.agreed_after, "decided": found.decided}
        lines.append(say(words).format(**counts))
        words = N_("Of the changed cases, {towards} become as the trainer had decided, {away} no longer are")
        lines.append(say(words).format(towards=found.towards, away=found.away))
    for (old, new), count in sorted(found.kinds.items(), key=lambda kind: -kind[1]):
        change = change_text(old, new, before, after, language)
        lines.append(say(N_("{count} × {change}")).format(count=count, change=change))
    return lines


def change_text(old: Result, new: Result, before: Evaluator, after: Evaluator, language: Language) -> str:
    """What a case was and becomes: 主な傾向: ① → 判定保留."""
    was = result_text(before.rule_set, old.outcome, old.causes, language)
    becomes = result_text(after.rule_set, new.outcome, new.causes, language)
    return texts("messages", language)(N_("{changes} → {result}")).format(changes=was, result=becomes)


def case_line(changed: ChangedCase, before: Evaluator, after: Evaluator, language: Language) -> str:
    """One changed case with the trainer's decision."""
    say = texts("messages", language)
    said = change_text(changed.before, changed.after, before, after, language)
    words = DIRECTIONS[changed.direction]
    if words:
        said = say(N_("{reason} ({detail})")).format(reason=said, detail=say(words))
    return say(N_("{finding}: {value}")).format(finding=changed.id, value=said)


def explained_twice(before: Evaluator, after: Evaluator, assessment: Assessment, language: Language) -> str:
    """The whole account of one case under both rule sets, one below the other."""
    parts = []
    for evaluator in (before, after):
        header = evaluator.rule_set.rules.header
        account = account_of(evaluator, assessment)
        said = account_text(evaluator.rule_set, account, assessment, language)
        parts.append(f"== {header.id} {header.version} ==\n{said}")
    return "\n".join(parts)
