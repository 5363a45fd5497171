"""What an owner reads of the audit: who did what, newest first, a page at a time."""

from collections.abc import Collection
from typing import Literal

from clinic_app.records.audit import AuditEntry, actors, head, newest_page
from clinic_app.records.record import Record


def audit_entries(
    record: Record, before: int | None = None, *, actor: str = "", only: Collection[str] = ()
) -> tuple[AuditEntry, ...]:
    """At most 500 entries before `before`, or the newest ones; of one person and of these actions when asked."""
    return newest_page(record.engine, before, actor=actor, only=only)


def audit_actors(record: Record) -> tuple[str, ...]:
    """Everybody who stands in the audit."""
    return actors(record.engine)


def last_change(record: Record) -> int:
    """The number of the last entry: another one means that somebody did something, in whatever window or program."""
    newest = head(record.engine)
    return 0 if newest is None else newest.seq


def note_move(
    record: Record, action: Literal["move_to_server", "move_from_server", "upgrade_server"], actor: str
) -> None:
    """Write down, in the record that lives on, that all of it was moved or rearranged, and by whom."""
    with record.unit_of_work() as work:
        work.audit(action, actor, actor)
        work.commit()
