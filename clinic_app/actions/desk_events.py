"""What each event of the front desk does in the record; called once for each, inside one unit of work."""

from datetime import timedelta

import msgspec

from clinic_app.actions.bookings import NO_NAME
from clinic_app.actions.case_facts import refresh_case_facts
from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.clients import NO_KANA
from clinic_app.actions.studios import place_of_visit
from clinic_app.domain.booking import Booking, Call
from clinic_app.domain.client import Client, ClientDetails, as_katakana
from clinic_app.domain.desk import WANTED_DAYS
from clinic_app.domain.desk_event import (
    KINDS,
    Asked,
    Booked,
    BookingMoved,
    Called,
    DeskEvent,
    DiaryReturned,
    Registered,
)
from clinic_app.domain.diary import Diary
from clinic_app.domain.plan_code import read_plan_code
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.inbox import Event
from clinic_app.records.print_jobs import Wish
from clinic_app.records.record import Record, UnitOfWork

NOT_READ = N_("An entry of the front desk could not be read; it stays where it is. Ask the front desk what it was.")


def read_event(event: Event) -> DeskEvent | None:
    """What an event carries; None when it is none of the desk's, or not as it should be."""
    kind = KINDS.get(event.kind)
    if kind is None:
        return None
    try:
        return msgspec.convert(event.payload, kind)
    except (msgspec.ValidationError, ValueError):
        return None


def take_desk_event(work: UnitOfWork, event: Event) -> None:
    """Store what an event tells. What its client or plan is no longer there for is passed over: erased is erased."""
    found = read_event(event)
    if found is None:
        raise Refused(NOT_READ)
    if isinstance(found, Booked):
        _book(work, event, found)
    elif isinstance(found, BookingMoved):
        _move(work, found)
    elif isinstance(found, Registered):
        _register(work, event, found)
    elif isinstance(found, DiaryReturned):
        _return_diary(work, event, found)
    elif isinstance(found, Called):
        _call(work, event, found)
    elif work.print_jobs.knows(found.sheet):
        work.print_jobs.note(event, found.sheet)
        if isinstance(found, Asked):
            work.print_jobs.ask_for(event.uuid, found.sheet, event.at, found.by)


def _book(work: UnitOfWork, event: Event, told: Booked) -> None:
    name, client = " ".join(told.name.split()), told.client
    if client is not None:
        details = work.clients.get(client).details
        name = details.name
    if not name:
        raise Refused(NO_NAME)
    work.bookings.add(
        Booking(
            id=told.booking,
            at=told.at,
            kind=told.kind,
            state="walk_in" if told.walked_in else "booked",
            name=name,
            made_by=told.by,
            made_at=event.at,
            minutes=told.minutes,
            kana=as_katakana(told.kana),
            phone=told.phone,
            client_id=client,
            studio=told.studio or place_of_visit(work, client),
        )
    )


def _move(work: UnitOfWork, told: BookingMoved) -> None:
    """A booking whose visit has begun meanwhile stays as it is."""
    try:
        booking = work.bookings.get(told.booking)
    except Refused:
        return
    if booking.visit_id is None:
        work.bookings.set_state(told.booking, told.state)


def _register(work: UnitOfWork, event: Event, told: Registered) -> None:
    name, kana = " ".join(told.name.split()), as_katakana(told.kana)
    if not name:
        raise Refused(NO_NAME)
    if not kana:
        raise Refused(NO_KANA)
    details = ClientDetails(name, kana, birth_date=told.birth_date, phone=told.phone, language=told.language)
    work.clients.add(Client(told.client, details, event.at, studio=told.studio or work.studio))


def _return_diary(work: UnitOfWork, event: Event, told: DiaryReturned) -> None:
    """What the next visit counts of it is made anew."""
    plan = work.plans.with_code(told.plan_code)
    if plan is not None:
        work.print_jobs.return_diary(event.uuid, plan.id, Diary(told.ticks, told.signals, event.at), told.by)
        refresh_case_facts(work, work.visits.get(plan.visit_id).client_id)


def _call(work: UnitOfWork, event: Event, told: Called) -> None:
    """A plan code names the client; without one the name stands as it was told."""
    client, name = None, " ".join(told.name.split())
    code = read_plan_code(told.plan_code)
    plan = work.plans.with_code(code) if code else None
    if plan is not None:
        client = work.visits.get(plan.visit_id).client_id
        name = work.clients.get(client).details.name
    if not name:
        raise Refused(NO_NAME)
    studio = told.studio or place_of_visit(work, client)
    work.calls.add(Call(event.uuid, name, "red_pain", event.at, told.by, told.note, client, studio=studio))


def reprint_wishes(record: Record) -> tuple[Wish, ...]:
    """What the desk asked for and nobody has answered."""
    with record.reading() as work:
        return work.print_jobs.wishes()


def answer_wish(record: Record, wish_id: str, *, give: bool, by: str, actor: str) -> Changed[None]:
    """Give a sheet to the desk again for a week, or say no."""
    with record.unit_of_work() as work:
        until = work.now.astimezone().date() + timedelta(days=WANTED_DAYS) if give else None
        work.print_jobs.answer(wish_id, give_until=until, by=by, at=work.now)
        work.audit("answer_reprint_request", actor, wish_id)
        work.commit()
    return changed(None, "handout")
