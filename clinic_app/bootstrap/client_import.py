"""A clinic's record, opened to be written to from the command line, while no window has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic_app.bootstrap.copies import KeysOf
from clinic_app.bootstrap.own_clinic import own_clinic
from clinic_app.errors import Refused
from clinic_app.records.faults import NOT_THERE
from clinic_app.records.record import Record


@contextmanager
def writing_clinic(folder: Path, keys: KeysOf) -> Iterator[tuple[Record, str]]:
    """The record and who signed in; refused while a window has the clinic."""
    with own_clinic(folder) as clinic:
        if clinic.studio.state() == "new":
            raise Refused(NOT_THERE, path=folder)
        ring = keys(clinic._places(clinic.studio.current()))
        record = clinic.enter(ring).record
        try:
            yield record, ring.person
        finally:
            record.close()
