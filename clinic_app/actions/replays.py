"""What happens with a rule set before it may speak: it is rehearsed on the closed assessments of the record."""

from collections.abc import Iterator

from clinic_app.records.record import Record
from clinic_app.rules.replay import Case

PAGE = 100  # rows read at once: a reading that is over within 50 ms keeps nobody waiting


def closed_cases(record: Record) -> Iterator[Case]:
    """Every closed visit as a case, by the visit's id, with what the trainer settled on; read page by page.

    Between two pages nothing is held open, so that entries go on being saved while a rehearsal runs.
    """
    after = 0
    while True:
        with record.reading() as work:
            page = work.assessments.closed_page(after, PAGE)
            decisions = work.decisions.last_of([stored.visit_id for _, stored in page])
        if not page:
            return
        for after, stored in page:  # noqa: B007 - the last one is where the next page goes on
            decision = decisions.get(stored.visit_id)
            decided = None if decision is None or decision.kind == "none" else decision.causes
            yield Case(stored.visit_id, stored.assessment, decided)


def count_closed_cases(record: Record) -> int:
    """How many cases there are, for whoever shows how far a rehearsal is."""
    with record.reading() as work:
        return work.assessments.closed_count()
