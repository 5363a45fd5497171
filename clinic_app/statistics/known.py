"""What a reader of a release knows without being told, because it lies in what the words mean.

Whoever was sent to a doctor stands among the types and among the results of the screening; a reason for another
decision is given by those who were decided otherwise, and by nobody else. Two tables that say such a thing in two ways
hang together although they share no margin, and a cell that cannot hold anybody hides nothing. All of it goes into the
one system of a release, as if the tables that tie them together were shown.
"""

from collections.abc import Iterator, Mapping

from clinic_app.domain.case_fact import MIXED, OPEN, REFERRED
from clinic_app.statistics.tables import Key, Spec, key

NO_CAUSE = (OPEN, REFERRED)
UNDECIDED = ("none", "open")
SENT = ("refer", "urgent")
ONLY_AGAIN = ("course", "recheck_only")
# Tables that need not be shown, but tie others together.
RELATED = (Spec("case", "type", "decision"), Spec("case", "type", "referral"), Spec("case", "decision", "reason"))
RELATED_TO_PROPOSALS = (Spec("case", "proposed", "referral"),)


def related(specs: tuple[Spec, ...]) -> tuple[Spec, ...]:
    """The tables that tie these together."""
    return (*RELATED, *RELATED_TO_PROPOSALS) if any(spec.rows == "proposed" for spec in specs) else RELATED


def known_zeros(values: Mapping[Key, int]) -> frozenset[Key]:
    """The cells of which everybody knows that they hold nobody; hiding them would protect nothing.

    Nobody came only again in the first period of a studio, and others may know which that was.
    """
    nobody_only_again = not values.get(key("all", **dict((ONLY_AGAIN,))))
    return frozenset(
        cell
        for cell, count in values.items()
        if not count and (excluded(dict(cell[1])) or (nobody_only_again and ONLY_AGAIN in cell[1]))
    )


def excluded(has: Mapping[str, str]) -> bool:
    """Whether nobody can be all of this, by what the program lets a trainer enter."""
    kind, proposed, referral = has.get("type"), has.get("proposed"), has.get("referral")
    decision, reason = has.get("decision"), has.get("reason")
    if decision and reason:
        return (decision == "changed") == (reason == "not_changed")
    if kind and decision:
        without_cause = kind in NO_CAUSE
        return (
            (decision in UNDECIDED and not without_cause)
            or (decision == "changed" and without_cause)
            or (decision == "accepted" and kind == REFERRED)
        )
    if kind and proposed:
        return (kind == REFERRED and proposed != REFERRED) or (proposed == REFERRED and kind not in NO_CAUSE)
    one = kind or proposed
    if one and referral:
        unfinished = referral == "unfinished" and bool(proposed) and proposed != OPEN
        return (one == REFERRED) != (referral in SENT) or unfinished
    return False


def agreements(values: Mapping[Key, int]) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """What proposal, type, decision and reason say of the same clients: a cell, and those that make it up.

    Who was proposed a type and has it was decided as proposed, but for a mixed type that became another mixed one. Who
    was not decided otherwise has the proposed type or none.
    """
    kinds = [cell[1][0][1] for cell in values if cell[0] == "case" and len(cell[1]) == 1 and cell[1][0][0] == "type"]
    for kind in kinds:
        both = key("case", proposed=kind, type=kind)
        if both not in values or key("case", proposed=kind, reason="not_changed") not in values:
            continue
        accepted = key("case", type=kind, decision="accepted")
        without = [key("case", proposed=kind, type=one) for one in NO_CAUSE]
        kept = without if kind in NO_CAUSE else [accepted, *without]
        found = [(key("case", proposed=kind, reason="not_changed"), tuple(kept))]
        if kind not in (*NO_CAUSE, MIXED):
            found.append((both, (accepted,)))
        yield from ((whole, parts) for whole, parts in found if values[whole] == sum(values[part] for part in parts))
