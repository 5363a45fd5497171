"""The front desk of a made-up clinic: real sheets of its last sessions, in every state a sheet can be in."""

import hashlib
import random
from datetime import timedelta
from pathlib import Path

from clinic_app import actions
from clinic_app.actions.counter import Counter
from clinic_app.actions.desk_out import Publisher
from clinic_app.actions.handout_drafts import draft_content
from clinic_app.bootstrap.demo import Demo
from clinic_app.domain.desk import SheetState
from clinic_app.domain.visit import Handout, Variant, Visit
from clinic_app.handouts import make_paper
from clinic_app.records.key_ring import HeldRing, KeyRing
from clinic_app.records.sealed import SealedFolder

MOST_DAYS = 30
# What became of each sheet, the newest first.
WAYS: tuple[tuple[SheetState, ...], ...] = (
    (),
    (),
    ("sent",),
    ("sent", "printed"),
    ("sent", "failed"),
    ("sent", "printed", "handed_over"),
    ("cancelled",),
)
VARIANTS: tuple[Variant, ...] = ("standard", "large", "standard")


def made_up_counter(demo: Demo) -> Counter:
    """A desk with the sheets of the last sessions; its keys are made up as well."""
    key = random.Random(7).randbytes(32)  # noqa: S311 - nothing to protect
    ring = KeyRing("demo", demo.trainer, ("front_desk",), "demo", 1, {"desk": (key,)})
    held = HeldRing(ring)
    papers = [_issue(demo, visit, number) for number, visit in enumerate(_last_visits(demo))]
    folder: Path = demo.path.parent
    Publisher(demo.record).publish(SealedFolder(folder, "desk", "out", ring), demo.clock())
    counter = Counter(folder, held, demo.clock)
    counter.look()
    for paper, way in zip(papers, WAYS, strict=False):
        for state in way:
            counter.move(paper, state, "person" if state in ("failed", "cancelled") else "")
    return counter


def _last_visits(demo: Demo) -> list[Visit]:
    """The newest closed sessions with a plan."""
    today, found = demo.clock().astimezone().date(), list[Visit]()
    for back in range(MOST_DAYS):
        of_day = actions.visits_of_day(demo.record, today - timedelta(days=back))
        found += [one.visit for one in of_day if one.has_plan and one.visit.state == "closed"]
        if len(found) >= len(WAYS):
            break
    return found[: len(WAYS)]


def _issue(demo: Demo, visit: Visit, number: int) -> str:
    """Set and keep the sheet of a session that is over, as if it had been issued then."""
    record = demo.record
    opened = actions.resume_visit(record, visit.id)
    variant = VARIANTS[number % len(VARIANTS)]
    with record.unit_of_work() as work:
        stored = work.proposals.newest_of(visit.id)
        assert stored is not None  # noqa: S101 - a plan has a proposal
        content = draft_content(
            opened,
            demo.evaluator.rule_set,
            stored.proposal,
            demo.clinic,
            person=visit.trainer,
            language="ja",
            variant=variant,
        )
        paper, plan = make_paper(content), work.plans.newest_of(visit.id)
        handout = Handout(
            id=work.new_id(),
            visit_id=visit.id,
            plan_id=plan.id if plan is not None else None,
            kind="sheet",
            variant=variant,
            language="ja",
            pdf=paper.pdf,
            sha256=hashlib.sha256(paper.pdf).hexdigest(),
            pages=paper.pages,
            approved_by=visit.trainer,
            issued_at=work.now - timedelta(minutes=4 + 7 * number),
        )
        work.handouts.add(handout)
        work.print_jobs.add(work.new_id(), handout, work.now.astimezone().date())
        work.audit("issue_handout", visit.trainer, handout.id)
        work.commit()
    return handout.id
