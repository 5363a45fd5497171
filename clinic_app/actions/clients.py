"""What a person does with clients: register, change, find."""

from collections.abc import Iterable
from datetime import date

import msgspec

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.client import Client, ClientDetails, as_katakana
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

NO_NAME = N_("Enter the client's name.")
NO_KANA = N_("Enter the reading of the name in kana.")
BIRTH_DATE = N_("The birth date must lie between {first} and today.")
OLDEST = 110


def register_client(
    record: Record, details: ClientDetails, *, actor: str, not_same_as: Iterable[str] = (), by: str = ""
) -> Changed[Client]:
    """Write down a new client, and whom `by` has said them not to be."""
    with record.unit_of_work() as work:
        checked = _checked(details, work.now.date())
        client = work.clients.add(Client(work.new_id(), checked, work.now, studio=work.studio))
        work.audit("register_client", actor, client.id, client.revision)
        for other in not_same_as:
            work.same_person.say_not_same(client.id, other, by, work.now)
            work.audit("say_another_person", actor, client.id)
        work.commit()
    return changed(client, "client")


def change_client(record: Record, client: Client, *, actor: str) -> Changed[Client]:
    """Save new details of a client as it was read; refused when someone else saved in between."""
    with record.unit_of_work() as work:
        checked = _checked(client.details, work.now.date())
        saved = work.clients.change(msgspec.structs.replace(client, details=checked))
        if saved.revision != client.revision:
            work.audit("change_client", actor, saved.id, saved.revision)
        work.commit()
    return changed(saved, "client") if saved.revision != client.revision else changed(saved)


def read_client(record: Record, client_id: str) -> Client:
    """One client as they are written down now."""
    with record.reading() as work:
        return work.clients.get(client_id)


def find_clients(record: Record, text: str) -> tuple[Client, ...]:
    """Clients by kanji, kana, romaji, phone number or birth date, while it is typed; at most 50."""
    with record.reading() as work:
        return work.client_search.find(text)


def _checked(details: ClientDetails, today: date) -> ClientDetails:
    name, kana = " ".join(details.name.split()), as_katakana(details.kana)
    if not name:
        raise Refused(NO_NAME)
    if not kana:
        raise Refused(NO_KANA)
    first = date(today.year - OLDEST, 1, 1)
    # Japan's day is ahead of UTC's, so a child born today may be born tomorrow here.
    if details.birth_date is not None and not first <= details.birth_date <= date.fromordinal(today.toordinal() + 1):
        raise Refused(BIRTH_DATE, first=first)
    return msgspec.structs.replace(details, name=name, kana=kana)
