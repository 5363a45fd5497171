"""One record carried whole to another place: copied, compared, and written down in the one that lives on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from clinic_app.actions.audit import note_move
from clinic_app.actions.desk_events import take_desk_event
from clinic_app.bootstrap.inbox import import_events
from clinic_app.bootstrap.releasing import take_in_exports
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records import moving
from clinic_app.records.audit import head
from clinic_app.records.exchange import exchange
from clinic_app.records.fault_sentences import CONNECTION_LOST, IN_USE
from clinic_app.records.key_ring import KeyRing
from clinic_app.records.moving import Content, Progress
from clinic_app.records.provision import Step
from clinic_app.records.record import Record

COPYING = N_("{table}: {done} of {rows}")
COMPARING = N_("Everything is copied. Now it is read back and compared.")
SAME = N_("All {tables} tables are the same at both places, row by row: {rows} rows.")
WENT_ON = N_(
    "Somebody went on working in the record while it was being moved, so what was copied is not used. Nothing was "
    "changed where the record is: close every window, then start the same command again."
)
BROKE_OFF = N_(
    "The connection to the server was lost. The record is as it was, and what was copied so far is kept: start the "
    "same command again, and it goes on where it stopped."
)
STILL_IN_USE = N_(
    "Another program is using the record just now, or one that broke off is still coming to its end at the server. "
    "Nothing was changed where the record is: wait a minute, then start the same command again."
)
LEFT_EVENTS = N_(
    "{count} files in the folders of the front desk and the manager could not be read, so the move was not begun. Open "
    "the program and look at them first."
)
_IN_A_TERMINAL = {CONNECTION_LOST: BROKE_OFF, IN_USE: STILL_IN_USE}
SAID_EVERY = 50_000  # rows of a long table

Say = Callable[[Step], None]
Move = Literal["move_to_server", "move_from_server"]


def carry(source: Record, target: Record, actor: str, action: Move, say: Say) -> dict[str, Content]:
    """Copy, compare, and write down in the record that lives on that it was moved; gives what was moved."""

    def report(progress: Progress) -> None:
        if progress.rows and (progress.done == progress.rows or progress.done % SAID_EVERY == 0):
            say(Step(COPYING, progress._asdict()))

    def attempt() -> tuple[dict[str, Content], dict[str, Content]]:
        read = moving.copy(source.engine, target.engine, report, action)
        say(Step(COMPARING, {}))
        return read, moving.contents(target.engine)

    was_begun = any(moving.counts(target.engine).values())
    here, there = attempt()
    if here != there and was_begun:  # something went on between two attempts that the audit does not tell
        moving.clear(target.engine)
        here, there = attempt()
    moving.refuse_difference(here, there)
    if head(source.engine) != head(target.engine):
        raise Refused(WENT_ON)
    note_move(target, action, actor)
    return here


def same(found: dict[str, Content]) -> Step:
    """The line that says how much was moved."""
    return Step(SAME, {"tables": len(found), "rows": sum(content.rows for content in found.values())})


@contextmanager
def going_on_later() -> Iterator[None]:
    """Say of a line that broke, and of a place in use, what to do in a terminal, where no page stays open."""
    try:
        yield
    except Refused as refused:
        if refused.message not in _IN_A_TERMINAL:
            raise
        raise Refused(_IN_A_TERMINAL[refused.message]) from None


def take_in(record: Record, folder: Path, ring: KeyRing) -> None:
    """Take in what the front desk and the manager have sent: at the new place nobody looks there any more."""
    desk = import_events(record, exchange(folder, "desk", "in", ring), take_desk_event)
    left = [*desk.left, *take_in_exports(record, folder, ring).left]
    if left:
        raise Refused(LEFT_EVENTS, count=len(left))
