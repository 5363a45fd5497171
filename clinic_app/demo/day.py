"""The made-up clinic's appointment book of today: who has come, who is expected, who did not come, and one call."""

from datetime import datetime, timedelta

from clinic_app import actions
from clinic_app.domain.visit import VisitKind
from clinic_app.records.record import Record

HALF_HOUR = timedelta(minutes=30)
# Somebody who has only rung up so far; nobody of this name exists.
TOLD_NAME, TOLD_KANA = "小鳥遊 見本", "タカナシ ミホン"
CALL = "走ったあと、夜も痛みで目が覚めるとのこと。折り返しの電話を希望。"


class Book:
    """Writes the day's bookings; `now` is the moment the demo opens at."""

    def __init__(self, record: Record, now: datetime, trainer: str) -> None:
        self.record, self.now, self.trainer = record, now, trainer
        self.half = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)

    def arrived(self, client_id: str) -> None:
        """A booking of somebody whose session is open already."""
        self._arrive(self._book(self.half, client_id, "follow_up"))

    def walked_in(self, client_id: str) -> None:
        """Somebody whose session is open and who had no booking."""
        self._arrive(self._book(self.half, client_id, "trial", walked_in=True))

    def expected(self, client_ids: list[str]) -> None:
        """Two who are still to come, one known by name only, one who did not come, one who called off."""
        coming, later, missing, off = client_ids[:4]
        self._book(self.half + 2 * HALF_HOUR, coming, "follow_up")
        self._book(self.half + 4 * HALF_HOUR, None, "trial")
        self._book(self.half + 6 * HALF_HOUR, later, "follow_up")
        for steps, client_id, state in ((-2, missing, "no_show"), (8, off, "cancelled")):
            booking = self._book(self.half + steps * HALF_HOUR, client_id, "follow_up")
            actions.change_booking(self.record, booking, state, actor=self.trainer)  # type: ignore[arg-type]

    def call(self, client_id: str) -> None:
        """A call that nobody has taken note of yet."""
        actions.note_call(self.record, name="", client_id=client_id, note=CALL, by=self.trainer, actor=self.trainer)

    def _book(self, at: datetime, client_id: str | None, kind: VisitKind, *, walked_in: bool = False) -> str:
        return actions.book_visit(
            self.record,
            name="" if client_id is not None else TOLD_NAME,
            at=at,
            kind=kind,
            by=self.trainer,
            actor=self.trainer,
            client_id=client_id,
            walked_in=walked_in,
            kana="" if client_id is not None else TOLD_KANA,
        ).value.id

    def _arrive(self, booking_id: str) -> None:
        actions.arrive(self.record, booking_id, day=self.now.date(), trainer=self.trainer, actor=self.trainer)
