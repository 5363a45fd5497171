"""What a trainer adds to a closed visit: a sentence with author and time. Nothing that was written is ever changed."""

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.client_copy import Addition
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

NOTHING_WRITTEN = N_("Write what is to be added first.")
STILL_OPEN = N_("This session is still open; enter it there.")


def add_addendum(record: Record, visit_id: str, text: str, *, actor: str, written_by: str) -> Changed[Addition]:
    """Append a sentence to a closed visit; `written_by` is the name read beside it later, `actor` the audit's id."""
    if not text.strip():
        raise Refused(NOTHING_WRITTEN)
    with record.unit_of_work() as work:
        if work.visits.get(visit_id).state == "open":
            raise Refused(STILL_OPEN)
        addendum_id = work.new_id()
        added = work.addenda.add(addendum_id, visit_id, Addition(text.strip(), written_by, work.now))
        work.audit("add_addendum", actor, addendum_id)
        work.commit()
    return changed(added, "visit")


def addenda_of(record: Record, visit_id: str) -> tuple[Addition, ...]:
    """What was added to a visit, oldest first."""
    with record.reading() as work:
        return work.addenda.of_visit(visit_id)
