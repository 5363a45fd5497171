"""What a person does with the day's bookings: book, note who walked in, begin the visit, note who did not come."""

from datetime import date, datetime, timedelta

from clinic_app.actions.changed import Changed, changed
from clinic_app.actions.studios import place_of_booking
from clinic_app.actions.visits import begin_visit
from clinic_app.domain.booking import MINUTES, Booking, BookingState
from clinic_app.domain.client import as_katakana
from clinic_app.domain.visit import Visit, VisitKind
from clinic_app.errors import Refused
from clinic_app.i18n import N_
from clinic_app.records.record import Record

NO_NAME = N_("Enter who is coming: a client, or the name as it was told.")
DAY_PAST = N_("This day is over. Choose today or a later day.")
NOBODY_YET = N_("Register the client first; then the visit begins.")
BEGUN = N_("The visit of this booking has begun; close or move the visit instead.")


def book_visit(  # noqa: PLR0913 - each is its own fact
    record: Record,
    *,
    name: str,
    at: datetime,
    kind: VisitKind,
    by: str,
    actor: str,
    client_id: str | None = None,
    kana: str = "",
    phone: str = "",
    minutes: int = MINUTES,
    walked_in: bool = False,
) -> Changed[Booking]:
    """Write down who comes when, or who has just walked in. Without `client_id`, `name` is all that is known."""
    name = " ".join(name.split())
    if not name and client_id is None:
        raise Refused(NO_NAME)
    with record.unit_of_work() as work:
        if at < work.now - timedelta(days=1) and not walked_in:
            raise Refused(DAY_PAST)
        if client_id is not None:
            work.bin.refuse(client_id)
            details = work.clients.get(client_id).details
            name, kana, phone = details.name, details.kana, details.phone
        booking = work.bookings.add(
            Booking(
                id=work.new_id(),
                at=at,
                kind=kind,
                state="walk_in" if walked_in else "booked",
                name=name,
                made_by=by,
                made_at=work.now,
                minutes=minutes,
                kana=as_katakana(kana),
                phone=phone,
                client_id=client_id,
                studio=place_of_booking(work, client_id),
            )
        )
        work.audit("book_visit", actor, booking.id)
        work.commit()
    return changed(booking, "booking")


def read_booking(record: Record, booking_id: str) -> Booking:
    """One booking as it stands."""
    with record.reading() as work:
        return work.bookings.get(booking_id)


def change_booking(record: Record, booking_id: str, state: BookingState, *, actor: str) -> Changed[Booking]:
    """Note that somebody did not come or called off, or take that back."""
    with record.unit_of_work() as work:
        booking = work.bookings.get(booking_id)
        if booking.visit_id is not None:
            raise Refused(BEGUN)
        if booking.state == state:
            return changed(booking)
        booking = work.bookings.set_state(booking_id, state)
        work.audit("change_booking", actor, booking_id)
        work.commit()
    return changed(booking, "booking")


def arrive(  # noqa: PLR0913 - each is its own fact
    record: Record, booking_id: str, *, day: date, trainer: str, actor: str, client_id: str | None = None
) -> Changed[Visit]:
    """Somebody is here: their visit begins, or the one that has begun is given back.

    `client_id` says who it is when the booking holds only a name.
    """
    with record.unit_of_work() as work:
        booking = work.bookings.get(booking_id)
        if booking.visit_id is not None:
            return changed(work.visits.get(booking.visit_id))
        who = booking.client_id or client_id
        if who is None:
            raise Refused(NOBODY_YET)
        visit = begin_visit(work, who, day=day, trainer=trainer, actor=actor).value
        work.bookings.begin(booking_id, who, visit.id, "walk_in" if booking.state == "walk_in" else "arrived")
        work.audit("arrive", actor, booking_id)
        work.commit()
    return changed(visit, "booking", "visit", "assessment")
