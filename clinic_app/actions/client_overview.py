"""What a client's page shows, as of one moment."""

import msgspec

from clinic_app.domain.client import Client
from clinic_app.domain.client_copy import Addition
from clinic_app.domain.consent import Consent
from clinic_app.domain.visit import Visit
from clinic_app.records.record import Record


class ClientOverview(msgspec.Struct, frozen=True):
    """One client with their visits by day and their answers to the questions of consent, oldest first.

    `additions` holds by visit what was added to it after it was closed; visits without any are left out.
    """

    client: Client
    visits: tuple[Visit, ...]
    consents: tuple[Consent, ...]
    additions: dict[str, tuple[Addition, ...]] = {}


def client_overview(record: Record, client_id: str) -> ClientOverview:
    """One client's page; refused for a client who is in the bin or gone."""
    with record.reading() as work:
        work.read_ahead(client_id=client_id)
        work.bin.refuse(client_id)
        visits = work.visits.of_client(client_id)
        added = {visit.id: found for visit in visits if (found := work.addenda.of_visit(visit.id))}
        return ClientOverview(work.clients.get(client_id), visits, work.consents.of_client(client_id), added)
