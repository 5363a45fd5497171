"""What happens with a rule set before it may speak: it is rehearsed on the closed assessments of the record."""

import time
from collections.abc import Iterator

from clinic_app.records.record import Record
from clinic_app.rules.replay import Case

PAGE = 25  # rows read at once: a reading that is over within a few milliseconds keeps nobody waiting
PAGE_OF_SERVER = 2000  # a server keeps nobody waiting while it is read, but every page is a way there and back
PAUSE = 0.0002  # seconds after each few cases in which a thread that saves an entry gets its turn
CASES_A_TURN = 4


def closed_cases(record: Record) -> Iterator[Case]:
    """Every closed visit as a case, by the visit's id, with what the trainer settled on; read page by page.

    Between two pages nothing is held open and between a few cases others get their turn, so that entries go on being
    saved at their pace while a rehearsal runs on a thread.
    """
    after: int | None = 0
    while after is not None:
        with record.reading() as work:
            page, after = work.assessments.closed_page(after, PAGE_OF_SERVER if record.is_shared else PAGE)
            decided = work.decisions.last_causes_of([visit_id for visit_id, _ in page])
        for number, (visit_id, assessment) in enumerate(page):
            if number % CASES_A_TURN == 0:
                time.sleep(PAUSE)
            yield Case(visit_id, assessment, decided.get(visit_id))
