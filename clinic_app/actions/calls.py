"""What a person does with calls: note one about red pain, take note of it, take that back."""

from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.studios import place_of_visit
from clinic_app.domain.booking import Call, CallAbout
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

NO_CALLER = N_("Enter who called.")


def note_call(  # noqa: PLR0913 - each is its own fact
    record: Record,
    *,
    name: str,
    by: str,
    actor: str,
    note: str = "",
    about: CallAbout = "red_pain",
    client_id: str | None = None,
) -> Changed[Call]:
    """Write down a call; one about red pain stays in sight until a trainer has taken note."""
    name = " ".join(name.split())
    with record.unit_of_work() as work:
        if client_id is not None:
            name = work.clients.get(client_id).details.name
        if not name:
            raise Refused(NO_CALLER)
        studio = place_of_visit(work, client_id)
        call = work.calls.add(Call(work.new_id(), name, about, work.now, by, note, client_id, studio=studio))
        work.audit("note_call", actor, call.id)
        work.commit()
    return changed(call, "call")


def acknowledge_call(record: Record, call_id: str, *, by: str, actor: str) -> Changed[Call]:
    """A trainer has taken note of a call and sees to it."""
    with record.unit_of_work() as work:
        if work.calls.get(call_id).acknowledged_at is not None:
            return changed(work.calls.get(call_id))
        call = work.calls.acknowledge(call_id, by, work.now)
        work.audit("acknowledge_call", actor, call_id)
        work.commit()
    return changed(call, "call")


def put_call_back(record: Record, call_id: str, *, actor: str) -> Changed[Call]:
    """A call that was taken note of by mistake is in sight again."""
    with record.unit_of_work() as work:
        call = work.calls.acknowledge(call_id, None, None)
        work.audit("put_call_back", actor, call_id)
        work.commit()
    return changed(call, "call")
