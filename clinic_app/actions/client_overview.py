"""What a client's page shows, as of one moment."""

import msgspec

from clinic_app.domain.client import Client
from clinic_app.domain.consent import Consent
from clinic_app.domain.visit import Visit
from clinic_app.records.record import Record


class ClientOverview(msgspec.Struct, frozen=True):
    """One client with their visits by day and their answers to the questions of consent, oldest first."""

    client: Client
    visits: tuple[Visit, ...]
    consents: tuple[Consent, ...]


def client_overview(record: Record, client_id: str) -> ClientOverview:
    """One client's page; refused for a client who is in the bin or gone."""
    with record.reading() as work:
        work.bin.refuse(client_id)
        return ClientOverview(
            work.clients.get(client_id), work.visits.of_client(client_id), work.consents.of_client(client_id)
        )
