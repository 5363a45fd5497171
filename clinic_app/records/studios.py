"""The studios of the record, and which of them the person who is signed in works in."""

from msgspec import convert
from msgspec.structs import asdict
from sqlalchemy import Table, select, text, update

from clinic_app.domain.studio import Studio
from clinic_app.records import models
from clinic_app.records.statistics_models import case_fact
from clinic_app.records.store import Store

_ASKED = text("SELECT to_regprocedure('staff.my_studios()') IS NOT NULL")
_MINE = text("SELECT unnest(staff.my_studios())")


class Studios(Store):
    """A record that names none has one, without a code."""

    def all(self) -> tuple[Studio, ...]:
        """Every studio there is or was, in the order they were named."""
        rows = self._session.scalars(select(models.Studio).order_by(models.Studio.seq))
        return tuple(convert(row, Studio, from_attributes=True) for row in rows)

    def mine(self) -> tuple[str, ...]:
        """The codes of the studios a person works in, open ones first, as the server says; a file restricts nobody."""
        if self._server_says():
            return tuple(self._session.scalars(_MINE))
        in_order = models.Studio.closed_on.is_not(None), models.Studio.code
        return tuple(self._session.scalars(select(models.Studio.code).order_by(*in_order))) or ("",)

    def days(self) -> tuple[str, ...]:
        """For which studios this person gives the front desk its bookings; a file has one desk for all of them."""
        return tuple(self._session.scalars(_MINE)) if self._server_says() else ("",)

    def add(self, studio: Studio) -> Studio:
        """Name one more."""
        self._add(models.Studio(**asdict(studio)))
        return studio

    def change(self, studio: Studio) -> Studio:
        """Keep everything of a studio but its code."""
        row = self._row(models.Studio, studio.id)
        row.name, row.address, row.phone, row.closed_on = studio.name, studio.address, studio.phone, studio.closed_on
        self._session.flush()
        return studio

    def place_everything(self, code: str) -> None:
        """Give a code to all there is: what nobody told apart was all in one studio."""
        placed = (models.Client, models.Booking, models.Call, models.Visit)
        tables: list[Table] = [*(model.__table__ for model in placed), case_fact]  # type: ignore[list-item]
        for table in tables:
            self._session.execute(update(table).where(table.c.studio == "").values(studio=code))

    def move_home(self, client_id: str, code: str) -> None:
        """From now on a client is at home in another studio; their visits stay where they took place."""
        self._row(models.Client, client_id).studio = code
        self._session.flush()

    def _server_says(self) -> bool:
        if self._session.get_bind().dialect.name != "postgresql":
            return False
        return bool(self._session.scalar(_ASKED))
