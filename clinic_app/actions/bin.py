"""What is done with the bin: a client goes in, comes back, or is erased with everything that hangs on them.

An erased client leaves one line in the audit with a random id, and nothing else in the record. Copies that were made
before still hold them until they are thinned out; that is said wherever somebody is erased.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from clinic_app.actions.changed import Changed, changed
from clinic_app.domain.clock import days_lived, is_past
from clinic_app.domain.rights import BIN_DAYS, BinnedClient
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.audit import days_between, newest, newest_before
from clinic_app.records.record import Record

NOT_IN_BIN = N_("Only a client in the bin can be erased. Put them into the bin first.")
Withdraw = Callable[[str], None]  # removes the sealed copy of one paper, by the paper's id; none there is no error


def bin_client(record: Record, client_id: str, *, actor: str, reason: str = "") -> Changed[None]:
    """Put a client in the bin: out of every list, restorable for 30 days."""
    with record.unit_of_work() as work:
        if work.bin.holds(client_id):
            return changed(None)
        work.bin.put(client_id, work.now, actor, " ".join(reason.split()))
        work.audit("bin_client", actor, client_id)
        work.commit()
    return changed(None, "client")


def take_out_of_bin(record: Record, client_id: str, *, actor: str) -> Changed[None]:
    """Bring a client back as they were."""
    with record.unit_of_work() as work:
        if not work.bin.holds(client_id):
            return changed(None)
        work.bin.take_back(client_id)
        work.audit("take_out_of_bin", actor, client_id)
        work.commit()
    return changed(None, "client")


def bin_contents(record: Record) -> tuple[BinnedClient, ...]:
    """Who is in the bin, the longest there first."""
    with record.reading() as work:
        return work.bin.contents()


def is_in_bin(record: Record, client_id: str) -> bool:
    """Whether a client is in the bin."""
    with record.reading() as work:
        return work.bin.holds(client_id)


def erase_client(record: Record, client_id: str, *, actor: str, withdraw: Withdraw) -> Changed[None]:
    """Erase a client in the bin at once, for good.

    The sealed copies go first: were the power cut in between, they are derived and would be made anew, whereas a
    copy left behind would be known to nobody.
    """
    with record.unit_of_work() as work:
        if not work.bin.holds(client_id):
            raise Refused(NOT_IN_BIN)
        for paper in work.bin.papers_of(client_id):
            withdraw(paper)
        work.bin.erase(client_id)
        work.audit("erase_client", actor, client_id)
        work.commit()
    return changed(None, "client")


def empty_bin(record: Record, today: date, *, actor: str, withdraw: Withdraw) -> int:
    """Erase whoever has been in the bin for 30 days; called when the record is opened. Gives how many they were.

    The clock alone is not enough: one that is ahead would erase what somebody still wants back. So the thirty days must
    have been lived, as `days_lived` counts them by entries, and an entry of an earlier day must have been written after
    them; where nobody writes any, the opening itself does.
    """
    due = [binned for binned in bin_contents(record) if binned.erased_on <= today]
    if not due:
        return 0
    begun = datetime(today.year, today.month, today.day).astimezone()
    before = newest_before(record.engine, begun)
    seen = None if before is None else before.at.astimezone().date()
    past = [binned for binned in due if is_past(binned.erased_on, today, seen)]
    over = [binned.client.id for binned in past if _lived(record, binned, begun) >= BIN_DAYS]
    if len(over) < len(due):
        _note_waiting(record, today, actor)
    for client_id in over:
        erase_client(record, client_id, actor=actor, withdraw=withdraw)
    return len(over)


def _lived(record: Record, binned: BinnedClient, until: datetime) -> int:
    """How many days somebody has been in the bin, by the days on which something was entered."""
    since = binned.binned_at.astimezone(UTC)
    return days_lived(since.date(), days_between(record.engine, since, until))


def _note_waiting(record: Record, today: date, actor: str) -> None:
    """Leave an entry of today for the next day that opens the record; any entry will do."""
    last = newest(record.engine)
    if last is None or last.at.astimezone().date() != today:
        with record.unit_of_work() as work:
            work.audit("bin_waits", actor, "")
            work.commit()
