"""What happens with rule sets: the factory set is imported once, and the active one speaks."""

from collections.abc import Mapping

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.proposal import RuleSetRef
from clinic_app.records.record import Record
from clinic_app.records.rule_sets import RuleSetState, StoredRuleSet


def import_rule_set(record: Record, ref: RuleSetRef, texts: Mapping[str, str], *, actor: str) -> Changed[StoredRuleSet]:
    """Take in a checked rule set: active when it is the first, a draft otherwise; a known version is left alone."""
    with record.unit_of_work() as work:
        known = work.rule_sets.with_version(ref.id, ref.version)
        if known is not None:
            return changed(known)
        state: RuleSetState = "draft" if work.rule_sets.active() is not None else "active"
        stored = work.rule_sets.add(StoredRuleSet(work.new_id(), ref, state, dict(texts), work.now))
        work.audit("import_rule_set", actor, stored.id)
        work.commit()
    return changed(stored, "rule_set")


def active_rule_set(record: Record) -> StoredRuleSet | None:
    """The rule set that speaks in this record."""
    with record.reading() as work:
        return work.rule_sets.active()
