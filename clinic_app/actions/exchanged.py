"""What a person decides when the record is not the one this workstation saw last."""

from clinic_app.records.record import Record


def accept_exchanged_record(record: Record, *, actor: str) -> None:
    """Go on knowingly with an older or other record; that somebody did stands in its audit."""
    with record.unit_of_work() as work:
        work.audit("accept_exchanged_record", actor, "")
        work.commit()
