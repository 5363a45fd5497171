"""What happens with a rule set before it may speak: it is rehearsed on the closed assessments of the record."""

import time
from collections.abc import Iterator
from functools import partial

from clinic_app.domain.assessment import Assessment
from clinic_app.records.record import Record
from clinic_app.rules.replay import Case

Cases = tuple[tuple[str, Assessment], ...]  # each by the id of its visit
Decided = dict[str, tuple[str, ...]]
Page = tuple[Cases, Decided]
PAGE = 25  # rows read at once: a reading that is over within a few milliseconds keeps nobody waiting
STRETCH = 2000  # numbers of a server's rows in one question: it keeps nobody waiting while it is read
STRETCHES_A_WAY = 5  # asked together; their documents take some 50 MB
PAUSE = 0.0002  # seconds after each few cases in which a thread that saves an entry gets its turn
CASES_A_TURN = 4


def closed_cases(record: Record) -> Iterator[Case]:
    """Every closed visit as a case, by the visit's id, with what the trainer settled on; read page by page.

    Between two pages nothing is held open and between a few cases others get their turn, so that entries go on being
    saved at their pace while a rehearsal runs on a thread.
    """
    for page, decided in _of_server(record) if record.is_shared else _of_file(record):
        for number, (visit_id, assessment) in enumerate(page):
            if number % CASES_A_TURN == 0:
                time.sleep(PAUSE)
            yield Case(visit_id, assessment, decided.get(visit_id))


def _of_file(record: Record) -> Iterator[Page]:
    after: int | None = 0
    while after is not None:
        with record.reading() as work:
            page, after = work.assessments.closed_page(after, PAGE)
            decided = work.decisions.last_causes_of([visit_id for visit_id, _ in page])
        yield page, decided


def _of_server(record: Record) -> Iterator[Page]:
    """Of a server, where every question is a way there and back, several pages at once."""
    with record.reading() as work:
        starts = range(0, work.assessments.last(), STRETCH)

    def cases(after: int) -> Cases:
        with record.reading() as work:
            return work.assessments.closed_between(after, after + STRETCH)

    def causes(after: int) -> Decided:
        with record.reading() as work:
            return work.decisions.last_causes_between(after, after + STRETCH)

    for place in range(0, len(starts), STRETCHES_A_WAY):
        some = starts[place : place + STRETCHES_A_WAY]
        asks = [partial(asked, after) for after in some for asked in (cases, causes)]
        answers = record.together(*asks)
        yield from zip(answers[::2], answers[1::2], strict=True)
