"""What an owner reads of the audit: who did what, newest first, a page at a time."""

from clinic_app.records import audit
from clinic_app.records.audit import AuditEntry
from clinic_app.records.record import Record


def audit_entries(
    record: Record, before: int | None = None, *, actor: str = "", action: str = ""
) -> tuple[AuditEntry, ...]:
    """At most 500 entries before `before`, or the newest ones; only those of one person or action when asked."""
    return audit.newest_page(record.engine, before, actor=actor, action=action)


def audit_filters(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every actor and every action that stands in the audit."""
    return audit.actors(record.engine), audit.actions(record.engine)
