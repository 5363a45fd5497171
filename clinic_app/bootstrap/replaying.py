"""A clinic's closed assessments for a rehearsal from the command line, also beside an open window."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clinic_app.bootstrap.copies import KeysOf
from clinic_app.bootstrap.factory import evaluator_of
from clinic_app.bootstrap.own_clinic import OwnClinic
from clinic_app.bootstrap.record_files import open_record
from clinic_app.errors import Refused
from clinic_app.records.clinic_files import ClinicFiles
from clinic_app.records.faults import NOT_THERE
from clinic_app.records.record import Record
from clinic_app.records.rotation import record_key
from clinic_app.rules.evaluate import Evaluator


@contextmanager
def read_clinic(folder: Path, keys: KeysOf) -> Iterator[tuple[Record, Evaluator]]:
    """The record and the rule set that speaks in it."""
    clinic = OwnClinic(ClinicFiles(folder))
    if clinic.studio.state() == "new":
        raise Refused(NOT_THERE, path=folder)
    places = clinic._places(clinic.studio.current())
    record = open_record(places.record, record_key(places.record, keys(places)))
    try:
        yield record, evaluator_of(record)
    finally:
        record.close()
