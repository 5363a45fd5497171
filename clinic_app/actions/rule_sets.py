"""What happens with rule sets: taken in as drafts, put into use once they are sound, gone back to, thrown away.

The factory set is imported once, when a record is made; a newer one that an update brings is only offered. A set that
has spoken is never changed or removed, because old proposals explain themselves by it.
"""

from collections.abc import Collection, Mapping

from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.visits import OpenedVisit
from clinic_app.domain.proposal import RuleSetRef
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record, UnitOfWork
from clinic_app.records.rule_sets import RuleSetState, StoredRuleSet
from clinic_app.rules.check import check
from clinic_app.rules.evaluate import Evaluator
from clinic_app.rules.load import load_rule_set

TAKEN = N_(
    "Version {version} of {name} is in the record already, with another text, and sessions may explain themselves by "
    'it. Write a new version into the header of the rule file, as version = "{version}.1".'
)
KNOWN = N_("Exactly this version {version} of {name} is in the record already.")
NOT_SOUND = N_("The check finds faults in version {version}, so it is not put into use. Press “Check” to read them.")
HAS_SPOKEN = N_("Version {version} has been in use: sessions explain themselves by it, so it stays.")
CHANGED_MEANWHILE = N_("The rule set in use has changed meanwhile. Look at the differences again.")


def import_rule_set(record: Record, ref: RuleSetRef, texts: Mapping[str, str], *, actor: str) -> Changed[StoredRuleSet]:
    """Take in a checked rule set: active when it is the first, a draft otherwise; a known version is left alone."""
    with record.unit_of_work() as work:
        known = work.rule_sets.with_version(ref.id, ref.version)
        if known is not None:
            return changed(known)
        state: RuleSetState = "draft" if work.rule_sets.active() is not None else "active"
        stored = _added(work, ref, texts, state, actor)
        work.commit()
    return changed(stored, "rule_set")


def draft_rule_set(
    record: Record, texts: Mapping[str, str], poses: Collection[str], *, actor: str
) -> Changed[StoredRuleSet]:
    """Take in a studio's own texts as a draft, in place of an older draft of the same version.

    Raises `RuleSetError` for what is no rule set, `Refused` for a version that is known already.
    """
    ref = load_rule_set(texts, poses).ref
    with record.unit_of_work() as work:
        known = work.rule_sets.with_version(ref.id, ref.version)
        if known is not None and known.ref.hash == ref.hash:
            raise Refused(KNOWN, version=ref.version, name=ref.id)
        if known is not None and known.state != "draft":
            raise Refused(TAKEN, version=ref.version, name=ref.id)
        if known is not None:
            work.rule_sets.remove(known.id)
        stored = _added(work, ref, texts, "draft", actor)
        work.commit()
    return changed(stored, "rule_set")


def discard_rule_set(record: Record, rule_set_id: str, *, actor: str) -> Changed[None]:
    """Throw away a draft; one that has spoken stays."""
    with record.unit_of_work() as work:
        stored = work.rule_sets.get(rule_set_id)
        if stored.state != "draft":
            raise Refused(HAS_SPOKEN, version=stored.ref.version)
        work.rule_sets.remove(rule_set_id)
        work.audit("discard_rule_set", actor, rule_set_id)
        work.commit()
    return changed(None, "rule_set")


def activate_rule_set(record: Record, rule_set_id: str, *, actor: str) -> Changed[StoredRuleSet]:
    """Let a draft speak, or go back to one that did; refused while the check finds anything. Takes seconds.

    The check reads and proves outside the transaction, so that entries go on being saved.
    """
    with record.reading() as work:
        wanted, before = work.rule_sets.get(rule_set_id), work.rule_sets.active()
    # A set that one goes back to is older than the one in use, by its date and by its ids: that is no fault then.
    follows = before is not None and wanted.state == "draft"
    in_use = load_rule_set(before.texts) if before is not None and follows else None
    if check(wanted.texts, in_use):
        raise Refused(NOT_SOUND, version=wanted.ref.version)
    with record.unit_of_work() as work:
        now, active = work.rule_sets.get(rule_set_id), work.rule_sets.active()
        if now != wanted or active != before:
            raise Refused(CHANGED_MEANWHILE)
        if wanted.state == "active":
            return changed(wanted)
        stored = work.rule_sets.activate(rule_set_id)
        if wanted.state == "draft":
            work.audit("activate_rule_set", actor, rule_set_id)
        else:
            work.audit("return_to_rule_set", actor, rule_set_id)
        work.commit()
    return changed(stored, "rule_set")


def active_rule_set(record: Record) -> StoredRuleSet | None:
    """The rule set that speaks in this record."""
    with record.reading() as work:
        return work.rule_sets.active()


def rule_sets(record: Record) -> tuple[StoredRuleSet, ...]:
    """Every rule set of the record, the one taken in last first."""
    with record.reading() as work:
        return work.rule_sets.all()


def count_closed_cases(record: Record) -> int:
    """How many closed sessions a rehearsal goes through, for whoever shows how far it is."""
    with record.reading() as work:
        return work.assessments.closed_count()


def evaluator_of_visit(record: Record, opened: OpenedVisit, in_hand: Evaluator) -> Evaluator:
    """The rule set that a visit is explained by: its own once it is closed or decided on, else the one in use.

    `in_hand` is taken where it is the one meant, because compiling another takes a moment.
    """
    spoke = opened.proposal.proposal.ruleset if opened.proposal is not None else None
    settled = opened.visit.state == "closed" or opened.decision is not None
    if settled and spoke is not None and spoke == in_hand.rule_set.ref:
        return in_hand
    with record.reading() as work:
        known = work.rule_sets.with_version(spoke.id, spoke.version) if settled and spoke is not None else None
        meant = known or work.rule_sets.active()
    return in_hand if meant is None or meant.ref == in_hand.rule_set.ref else Evaluator(load_rule_set(meant.texts))


def _added(
    work: UnitOfWork, ref: RuleSetRef, texts: Mapping[str, str], state: RuleSetState, actor: str
) -> StoredRuleSet:
    stored = work.rule_sets.add(StoredRuleSet(work.new_id(), ref, state, dict(texts), work.now))
    work.audit("import_rule_set", actor, stored.id)
    return stored
