"""Erasing where a clinic has sealed folders: a paper's copy there goes with its client."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from clinic_app.actions.bin import empty_bin
from clinic_app.errors import Refused
from clinic_app.records.desk_index import drop_from_index
from clinic_app.records.exchange import exchange
from clinic_app.records.key_ring import HeldRing
from clinic_app.records.record import Record


def paper_withdrawal(folder: Path, held: HeldRing) -> Callable[[str], None]:
    """What takes one paper's copy out of the front desk's folder, by the paper's id; none there is no error.

    A job is named by the id of its paper. The folder of statistics holds nothing about one client.
    """

    def withdraw(paper: str) -> None:
        out = exchange(folder, "desk", "out", held.ring)
        out.withdraw(paper)
        drop_from_index(out, (paper,))

    return withdraw


def empty_bin_on_opening(record: Record, withdraw: Callable[[str], None], actor: str) -> None:
    """Erase whose thirty days in the bin are over.

    A share that is away keeps nobody from signing in: the bin's page shows who is overdue, and the next opening tries
    again.
    """
    with suppress(Refused, OSError):
        empty_bin(record, record.clock().astimezone().date(), actor=actor, withdraw=withdraw)
