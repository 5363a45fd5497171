"""What a company with several studios does: name them, close one, let a client change to another."""

from datetime import date

import msgspec

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.client import Client
from clinic_app.domain.studio import MOST_CODE, MOST_LINE, Studio, read_code
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record, UnitOfWork

NEEDS_SERVER = N_("Several studios need a record on a server. Nothing was changed: move the record first.")
NO_CODE = N_("Enter a short code for the studio: 1 to {most} letters A-Z and digits, for example SBY.")
TAKEN = N_("The code {code} is that of another studio. Enter another one; a code never changes afterwards.")
NO_NAME = N_("Enter the name of the studio, as your staff call it.")
TOO_LONG = N_("Not saved: a line holds at most {most} characters. Shorten it.")
LAST_ONE = N_("This is the only studio that is open. Name another one first, then close this one.")
UNKNOWN = N_("There is no open studio with the code {code}. Choose one from the list.")
SHUT = N_("{studio} is closed, so nothing new is booked there. Choose another studio.")


def studios(record: Record) -> tuple[Studio, ...]:
    """The studios in the order they were named; none where nobody ever told any apart."""
    with record.reading() as work:
        return work.studios.all()


def my_studios(record: Record) -> tuple[Studio, ...]:
    """The studios whose clients the person at this record sees."""
    return mine_and_others(record)[0]


def mine_and_others(record: Record) -> tuple[tuple[Studio, ...], tuple[Studio, ...]]:
    """The studios whose clients the person at this record sees, and the rest of the company."""
    with record.reading() as work:
        codes, known = work.studios.mine(), work.studios.all()
    mine = tuple(studio for studio in known if studio.code in codes)
    return mine, tuple(studio for studio in known if studio not in mine)


def name_studio(  # noqa: PLR0913 - each is its own fact
    record: Record, *, code: str, name: str, actor: str, address: str = "", phone: str = ""
) -> Changed[Studio]:
    """Name a studio. The first one gives its code to everything there is so far."""
    if not record.is_shared:
        raise Refused(NEEDS_SERVER)
    kept = read_code(code)
    if not kept:
        raise Refused(NO_CODE, most=MOST_CODE)
    with record.unit_of_work() as work:
        known = work.studios.all()
        if any(one.code == kept for one in known):
            raise Refused(TAKEN, code=kept)
        made = work.studios.add(_checked(Studio(work.new_id(), kept, name, address, phone)))
        if not known:
            work.studios.place_everything(kept)
        work.audit("name_studio", actor, made.id)
        work.commit()
    if not known:
        record.studio = kept
    return changed(made, "studio", "client", "booking", "visit")


def change_studio(record: Record, studio: Studio, *, actor: str) -> Changed[Studio]:
    """Keep a studio's name, address and phone; its code stays."""
    with record.unit_of_work() as work:
        before = _known(work, studio.code)
        kept = msgspec.structs.replace(
            before, **{name: getattr(_checked(studio), name) for name in ("name", "address", "phone")}
        )
        if kept == before:
            return changed(kept)
        work.studios.change(kept)
        work.audit("change_studio", actor, kept.id)
        work.commit()
    return changed(kept, "studio")


def close_studio(record: Record, code: str, day: date, *, actor: str) -> Changed[Studio]:
    """Nothing new is booked in a studio from now on. Nothing of it is deleted."""
    with record.unit_of_work() as work:
        before = _known(work, code)
        if not any(one.is_open and one.code != code for one in work.studios.all()):
            raise Refused(LAST_ONE)
        kept = work.studios.change(msgspec.structs.replace(before, closed_on=day))
        work.audit("close_studio", actor, kept.id)
        work.commit()
    return changed(kept, "studio", "booking")


def reopen_studio(record: Record, code: str, *, actor: str) -> Changed[Studio]:
    """A studio that was closed is open again."""
    with record.unit_of_work() as work:
        kept = work.studios.change(msgspec.structs.replace(_known(work, code), closed_on=None))
        work.audit("reopen_studio", actor, kept.id)
        work.commit()
    return changed(kept, "studio", "booking")


def change_home(record: Record, client_id: str, code: str, *, actor: str) -> Changed[Client]:
    """A client changes to another studio, where this person works as well; their visits stay where they took place."""
    with record.unit_of_work() as work:
        client = work.clients.get(client_id)
        if client.studio == code:
            return changed(client)
        if code not in work.studios.mine() or not any(one.is_open and one.code == code for one in work.studios.all()):
            raise Refused(UNKNOWN, code=code)
        work.studios.move_home(client_id, code)
        client = work.clients.get(client_id)
        work.audit("change_home", actor, client_id, client.revision)
        work.commit()
    return changed(client, "client")


def place_of_booking(work: UnitOfWork, client_id: str | None) -> str:
    """In which studio something is booked; refused once it is closed."""
    code = place_of_visit(work, client_id)
    shut = next((one for one in work.studios.all() if one.code == code and not one.is_open), None) if code else None
    if shut is not None:
        raise Refused(SHUT, studio=shut.name)
    return code


def place_of_visit(work: UnitOfWork, client_id: str | None) -> str:
    """In which studio something takes place: where the computer stands, else at the client's home."""
    return work.studio or ("" if client_id is None else work.clients.get(client_id).studio)


def _known(work: UnitOfWork, code: str) -> Studio:
    found = next((one for one in work.studios.all() if one.code == code), None)
    if found is None:
        raise Refused(UNKNOWN, code=code)
    return found


def _checked(studio: Studio) -> Studio:
    lines = {name: " ".join(getattr(studio, name).split()) for name in ("name", "address", "phone")}
    if not lines["name"]:
        raise Refused(NO_NAME)
    if any(len(line) > MOST_LINE for line in lines.values()):
        raise Refused(TOO_LONG, most=MOST_LINE)
    return msgspec.structs.replace(studio, **lines)
