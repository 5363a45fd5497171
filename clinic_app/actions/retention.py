"""What an owner does once a year: look at whose last visit is long ago, and keep them or put them into the bin."""

from collections.abc import Collection
from datetime import date

import msgspec

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.rights import FEWEST_YEARS, MOST_YEARS, DueClient, Retention
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

YEARS = N_("Records are kept for {fewest} to {most} years after the last visit.")
KEPT_UNTIL = N_("Choose a day after today until which these records are kept.")


def retention_settings(record: Record) -> Retention:
    """How many years records are kept, and when the list was last gone through."""
    with record.reading() as work:
        return work.retention.chosen()


def change_retention_years(record: Record, years: int, *, actor: str) -> Changed[Retention]:
    """Choose how many years after the last visit a record comes on the list."""
    if not FEWEST_YEARS <= years <= MOST_YEARS:
        raise Refused(YEARS, fewest=FEWEST_YEARS, most=MOST_YEARS)
    with record.unit_of_work() as work:
        chosen = msgspec.structs.replace(work.retention.chosen(), years=years)
        work.retention.choose(chosen)
        work.audit("change_retention_years", actor, "")
        work.commit()
    return changed(chosen, "clinic")


def retention_list(record: Record, today: date) -> tuple[DueClient, ...]:
    """Clients whose last visit is older than the years chosen and who are not kept on; in the order of entry.

    Read in pages, each its own short view, so that an entry elsewhere never waits for it; a server lets nobody wait.
    """
    limit, after = retention_settings(record).limit(today), 0
    found: list[DueClient] = []
    while True:
        with record.reading() as work:
            page = work.retention.page(limit, today, after)
        found += page.due
        if page.after is None:
            return tuple(found)
        after = page.after


def keep_clients(record: Record, client_ids: Collection[str], *, until: date, actor: str) -> Changed[int]:
    """Keep these records; they come on the list again from that day on. Gives how many they are."""
    with record.unit_of_work() as work:
        if until <= work.now.astimezone().date():
            raise Refused(KEPT_UNTIL)
        for client_id in client_ids:
            work.retention.keep(client_id, until)
            work.audit("keep_client", actor, client_id)
        work.commit()
    return changed(len(client_ids), "client")


def bin_clients(record: Record, client_ids: Collection[str], *, actor: str) -> Changed[int]:
    """Put these clients into the bin, all or none. Gives how many they are."""
    with record.unit_of_work() as work:
        for client_id in client_ids:
            work.bin.put(client_id, work.now, actor, "")
            work.audit("bin_client", actor, client_id)
        work.commit()
    return changed(len(client_ids), "client")


def finish_retention_list(record: Record, today: date, *, actor: str) -> Changed[Retention]:
    """Say that the list was gone through; it is due again in a year."""
    with record.unit_of_work() as work:
        done = msgspec.structs.replace(work.retention.chosen(), gone_through_on=today)
        work.retention.choose(done)
        work.audit("finish_retention_list", actor, "")
        work.commit()
    return changed(done, "clinic")
