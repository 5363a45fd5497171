"""Papers on their way over the desk: call numbers of the day, what became of each sheet, wishes for a reprint."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from clinic_app.domain.desk import Sheet, plan_ends_on
from clinic_app.domain.diary import Diary, ReturnedDiary
from clinic_app.domain.text import Language
from clinic_app.domain.visit import Handout
from clinic_app.records import models
from clinic_app.records.inbox import Event
from clinic_app.records.store import Store


class OnDesk(NamedTuple):
    """A paper as the desk gets it, when it was handed over, and until when its bytes are wanted again."""

    sheet: Sheet
    handed_over_at: datetime | None
    wanted_until: date | None


class Wish(NamedTuple):
    """The desk asks for a sheet whose bytes it no longer has."""

    id: str
    kana: str
    call_number: int
    issued_at: datetime
    asked_by: str


class PrintJobs(Store):
    """The print jobs of the record and their events."""

    def add(self, identity: str, handout: Handout, day: date) -> int:
        """Give a paper its job and its call number: the visit's own of that day, else the next."""
        job, paper = models.PrintJob, models.Handout
        own = select(job.call_number).join(paper, paper.id == job.handout_id)
        number = self._session.scalar(own.where(paper.visit_id == handout.visit_id, job.day == day).limit(1))
        if number is None:
            number = (self._session.scalar(select(func.max(job.call_number)).where(job.day == day)) or 0) + 1
        self._add(models.PrintJob(id=identity, handout_id=handout.id, day=day, call_number=number))
        return number

    def knows(self, handout_id: str) -> bool:
        """Whether a paper is in the record and went over the desk; one whose client was erased is not."""
        return (
            self._session.scalar(select(models.PrintJob.seq).where(models.PrintJob.handout_id == handout_id))
            is not None
        )

    def published(self, issued_since: datetime) -> tuple[OnDesk, ...]:
        """The papers of the desk, oldest first, without their bytes and without clients in the bin."""
        job, paper, visit, client, plan = models.PrintJob, models.Handout, models.Visit, models.Client, models.Plan
        done = models.PrintEvent
        handed = (
            select(func.min(done.at)).where(done.handout_id == paper.id, done.state == "handed_over").scalar_subquery()
        )
        columns = (paper.id, paper.visit_id, paper.kind, paper.variant, paper.language, paper.pages, paper.sha256)
        more = (paper.approved_by, paper.issued_at, job.day, job.call_number, job.wanted_until, client.kana)
        query = (
            select(*columns, *more, visit.trainer, plan.code, plan.recheck_on, handed.label("handed"))
            .select_from(job)
            .join(paper, paper.id == job.handout_id)
            .join(visit, visit.id == paper.visit_id)
            .join(client, client.id == visit.client_id)
            .outerjoin(plan, plan.id == paper.plan_id)
            .where(paper.issued_at >= issued_since, client.binned_at.is_(None))
            .order_by(job.seq)
        )
        return tuple(_on_desk(row) for row in self._session.execute(query))

    def bytes_of(self, handout_id: str) -> bytes:
        """The paper itself."""
        return self._row(models.Handout, handout_id).pdf

    def note(self, event: Event, handout_id: str) -> None:
        """Write down what happened to a sheet."""
        detail = event.payload
        job, state = str(detail.get("job", handout_id)), str(detail.get("state", ""))
        row = models.PrintEvent(
            id=event.uuid, handout_id=handout_id, job_id=job, kind=event.kind, state=state, detail=detail, at=event.at,
            actor=event.actor,
        )  # fmt: skip
        self._add(row)

    def events_of(self, handout_id: str) -> list[tuple[str, str, datetime]]:
        """Kind, state and time of what happened to a sheet, oldest first."""
        rows = self._all(models.PrintEvent, "handout_id", handout_id)
        return [(row.kind, row.state, row.at) for row in rows]

    def told_of(self, handout_ids: Collection[str]) -> list[tuple[str, str, dict[str, Any], datetime]]:
        """Sheet, kind, content and time of what happened to these sheets, in the order it happened."""
        event = models.PrintEvent
        query = (
            select(event.handout_id, event.kind, event.detail, event.at)
            .where(event.handout_id.in_(handout_ids))
            .order_by(event.at, event.seq)
        )
        return [tuple(row) for row in self._session.execute(query)]

    def ask_for(self, identity: str, handout_id: str, at: datetime, asked_by: str) -> None:
        """The desk asks for a sheet again; asking twice is asking once."""
        wish = models.ReprintRequest
        open_one = select(wish.seq).where(wish.handout_id == handout_id, wish.answer.is_(None))
        if self._session.scalar(open_one) is None:
            self._add(wish(id=identity, handout_id=handout_id, at=at, asked_by=asked_by))

    def wishes(self) -> tuple[Wish, ...]:
        """What the desk asked for and nobody has answered, oldest first."""
        return tuple(Wish(*row) for row in self._session.execute(_wishes()))

    def answer(self, identity: str, *, give_until: date | None, by: str, at: datetime) -> None:
        """Give the sheet to the desk again until a day, or say that it is not given."""
        wish = self._row(models.ReprintRequest, identity)
        wish.answer, wish.answered_by, wish.answered_at = "refused" if give_until is None else "given", by, at
        if give_until is not None:
            query = select(models.PrintJob).where(models.PrintJob.handout_id == wish.handout_id)
            for job in self._session.scalars(query):
                job.wanted_until = give_until
        self._session.flush()

    def return_diary(self, identity: str, plan_id: str, diary: Diary, by: str) -> None:
        """Keep what a strip that came back tells; a second return of a plan replaces what holds."""
        row = models.DiaryReturn(
            id=identity, plan_id=plan_id, ticks=diary.ticks, signals=diary.signals, at=diary.at, entered_by=by
        )
        self._add(row)

    def diary_of(self, plan_ids: Collection[str]) -> dict[str, Diary]:
        """The newest strip of each of these plans."""
        row = models.DiaryReturn
        query = select(row.plan_id, row.ticks, row.signals, row.at).where(row.plan_id.in_(plan_ids)).order_by(row.seq)
        return {plan: Diary(ticks, signals, at) for plan, ticks, signals, at in self._session.execute(query)}

    def diaries_of_visits(self, visit_ids: Collection[str]) -> dict[str, ReturnedDiary]:
        """By visit: the newest strip of the plan that holds; visits without one are left out."""
        row, plan, visit, newer = models.DiaryReturn, models.Plan, models.Visit, aliased(models.Plan)
        item = models.PlanItem
        understood = func.coalesce(item.teach_back, "") != "not_yet"
        asked = exists().where(item.plan_id == plan.id, func.coalesce(item.on_sheet, understood))  # as goes_home
        replaced = exists().where(newer.visit_id == plan.visit_id, newer.seq > plan.seq)
        query = (
            select(visit.id, visit.done_on, asked, row.ticks, row.signals, row.at)
            .join(plan, plan.id == row.plan_id)
            .join(visit, visit.id == plan.visit_id)
            .where(visit.id.in_(visit_ids), ~replaced)
            .order_by(row.seq)
        )
        return {
            visit_id: ReturnedDiary(visit_id, day, Diary(ticks, signals, at), asks)
            for visit_id, day, asks, ticks, signals, at in self._session.execute(query)
        }


def _on_desk(row: Any) -> OnDesk:
    language: Language = "en" if row.language == "en" else "ja"
    issued = row.issued_at.astimezone().date()
    sheet = Sheet(
        id=row.id,
        call_number=row.call_number,
        day=row.day,
        kana=row.kana,
        round=row.visit_id,
        kind=row.kind,
        variant=row.variant,
        language=language,
        pages=row.pages,
        sha256=row.sha256,
        approved_by=row.approved_by,
        trainer=row.trainer,
        issued_at=row.issued_at,
        plan_code=row.code or "",
        plan_ends_on=plan_ends_on(issued, row.recheck_on),
    )
    return OnDesk(sheet, row.handed, row.wanted_until)


@cache  # building it costs more than running it, and every opening of the day runs it
def _wishes() -> Select[str, str, int, datetime, str]:
    wish, job, paper = models.ReprintRequest, models.PrintJob, models.Handout
    visit, client = models.Visit, models.Client
    return (
        select(wish.id, client.kana, job.call_number, paper.issued_at, wish.asked_by)
        .join(job, job.handout_id == wish.handout_id)
        .join(paper, paper.id == wish.handout_id)
        .join(visit, visit.id == paper.visit_id)
        .join(client, client.id == visit.client_id)
        .where(wish.answer.is_(None), client.binned_at.is_(None))
        .order_by(wish.seq)
    )
